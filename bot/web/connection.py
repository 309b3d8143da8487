"""One HTTP connection: late or long heads are hung up on; it never knows a page.

uvicorn itself waits for ever for the rest of a head and reads one of any length.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS = 10.0
HEAD_BYTES = 32 * 1024

_LINGER_SECONDS = 1.0
_TOO_LONG = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class _HeadTooLong(Exception):
    """Stops the parser."""


class PatientProtocol(HttpToolsProtocol):
    """One connection, with a time and a size for the head of each request."""

    def __init__(self, *given: Any, head_seconds: float = HEAD_SECONDS, **named: Any) -> None:
        super().__init__(*given, **named)
        self._head_seconds = head_seconds
        self._timer: asyncio.TimerHandle | None = None
        self._in_head = False
        self._head_size = 0
        self._unfinished = 0
        self._refusing = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first head."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, and count what belongs to a head that is not whole yet."""
        if self._refusing:
            return
        was_in_head = self._in_head
        super().data_received(data)
        if self._refusing or self.transport.is_closing():
            return
        if self._in_head:
            self._unfinished = self._unfinished + len(data) if was_in_head else 0
            if self._unfinished > HEAD_BYTES:
                self._refuse()
        if self._timer is None and self._nothing_to_do():
            self._wait()

    def on_message_begin(self) -> None:
        """A head begins."""
        super().on_message_begin()
        self._in_head, self._head_size = True, 0

    def on_url(self, url: bytes) -> None:
        """Count the first line."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Count a field."""
        self._count(len(name) + len(value) + 4)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head is whole: what follows is the guard's business."""
        self._in_head = False
        self._stop_waiting()
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what the parser gave up on: 431 where it was the length."""
        if self._head_size > HEAD_BYTES:
            self._refuse()
        else:
            super().send_400_response(msg)

    def end(self) -> None:
        """Hang up on a stream, or on somebody whose request is still not whole."""
        cycle = self.cycle
        if cycle is None or cycle.response_complete or cycle.response_started or cycle.more_body:
            self.transport.close()

    def _count(self, size: int) -> None:
        self._head_size += size
        if self._head_size > HEAD_BYTES:
            raise _HeadTooLong

    def _nothing_to_do(self) -> bool:
        """Tell whether only the other side can go on, and uvicorn's own timer for idle connections does not run."""
        served = self.cycle is None or self.cycle.response_complete
        return self._in_head or (served and self.timeout_keep_alive_task is None)

    def _refuse(self) -> None:
        """Answer 431 and throw away what still comes for a moment: closing at once would lose the answer."""
        self._refusing = True
        self._stop_waiting()
        self.transport.write(_TOO_LONG)
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._timer = self.loop.call_later(_LINGER_SECONDS, self.transport.abort)

    def _wait(self) -> None:
        self._timer = self.loop.call_later(self._head_seconds, self.transport.abort)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
