"""Passes connections on to one of several places, and cuts them when told to; it never knows what they carry."""

import asyncio
import itertools
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

Place = int | Path
"""A port on loopback, or a socket in the file system."""


class Relay:
    """Listens on loopback and passes each new connection to the next place that takes it."""

    def __init__(self, places: Sequence[Place]) -> None:
        self._places = places
        self._next = itertools.count()
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self.is_cut = False
        self.port = 0

    async def start(self) -> None:
        """Listen on any free port."""
        self._server = await asyncio.start_server(self._pass, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Close everything."""
        self.cut()
        if self._server is not None:
            self._server.close()

    def cut(self) -> None:
        """Break every connection and take none until ``mend``."""
        self.is_cut = True
        for writer in tuple(self._open):
            writer.transport.abort()

    def mend(self) -> None:
        """Take connections again."""
        self.is_cut = False

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        found = None if self.is_cut else await self._connected()
        if found is None or self.is_cut:
            writer.transport.abort()
            return
        there = found[1]
        self._open |= {writer, there}
        await asyncio.gather(_pump(reader, there), _pump(found[0], writer))
        self._open -= {writer, there}

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        first = next(self._next)
        for number in range(len(self._places)):
            place = self._places[(first + number) % len(self._places)]
            with suppress(OSError):
                if isinstance(place, Path):
                    return await asyncio.open_unix_connection(place)
                return await asyncio.open_connection("127.0.0.1", place)
        return None


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Pass on what comes until one side ends, then end the other."""
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.transport.abort()
