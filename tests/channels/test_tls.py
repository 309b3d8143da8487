"""Connections over TLS: to whom nobody vouches for nothing is sent, and a slow upload goes on while it is taken."""

import asyncio
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.channels import wire as wires
from bot.channels.wire import NotSent, Wire
from tests.channels.certificates import FOREIGN, OWN, server
from tests.channels.provider import Provider
from tests.channels.tempo import Tempo

PATIENCE = 30.0
PIECE, PIECES = 128 * 1024, 32


@pytest.fixture
def trusted() -> Iterator[ssl.SSLContext]:
    """Return what connections are checked by, for a test to trust somebody; it is made anew before and after."""
    wires._verified.cache_clear()
    yield wires._verified()
    wires._verified.cache_clear()


def test_certificates_must_be_vouched_for_and_bear_the_name(trusted: ssl.SSLContext) -> None:
    assert trusted.verify_mode is ssl.CERT_REQUIRED
    assert trusted.check_hostname


@pytest.mark.parametrize(("shown", "vouched", "sent"), [(OWN, "", False), (FOREIGN, FOREIGN, False), (OWN, OWN, True)])
async def test_only_who_is_vouched_for_by_its_own_name_gets_a_request(
    trusted: ssl.SSLContext, tmp_path: Path, shown: str, vouched: str, *, sent: bool
) -> None:
    if vouched:
        trusted.load_verify_locations(cadata=vouched)
    wire = Wire(PATIENCE)
    async with Provider(secure=server(shown, tmp_path)) as provider:
        url = provider.url.replace("http:", "https:")
        if sent:
            assert (await wire.ask("POST", url, b"{}")).body == b"{}"
        else:
            with pytest.raises(NotSent, match="SSLCertVerificationError"):
                await wire.ask("POST", url, b"{}")
        await wire.close()
    assert bool(provider.asked) is sent


async def test_who_speaks_no_tls_where_it_is_asked_for_gets_nothing() -> None:
    async with Provider() as provider:
        wire = Wire(PATIENCE, connect_seconds=1.0)
        with pytest.raises(NotSent):
            await wire.ask("GET", provider.url.replace("http:", "https:"))
        await wire.close()
    assert not provider.asked


@pytest.mark.parametrize("secure", [True, False])
async def test_a_slow_upload_goes_on_while_it_is_taken(
    trusted: ssl.SSLContext, tmp_path: Path, tempo: Tempo, *, secure: bool
) -> None:
    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        for _ in range(PIECES):
            await reader.readexactly(PIECE)
            tempo.forward(PATIENCE / 10)  # three times the patience in all
        writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
        writer.close()

    trusted.load_verify_locations(cadata=OWN)
    door = socket.socket()
    door.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, PIECE)  # else the system takes most of it at once
    door.bind(("127.0.0.1", 0))
    wire, name = Wire(PATIENCE), f"{'https' if secure else 'http'}://127.0.0.1:{door.getsockname()[1]}"
    async with await asyncio.start_server(take, sock=door, ssl=server(OWN, tmp_path) if secure else None):
        assert (await wire.ask("POST", name, bytes(PIECE * PIECES))).status == 204
        await wire.close()
