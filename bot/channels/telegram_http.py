"""python-telegram-bot's requests over aiohttp, each error told apart by its cause; it never knows a message.

Sending goes around ``telegram.Bot`` (``call``): building and reading Message objects doubled the time of a send.
"""

import json
from collections.abc import Mapping
from typing import Any

import aiohttp
from telegram.error import NetworkError, TelegramError
from telegram.request import BaseRequest, RequestData

from bot.channels.wire import Answer, MayBeSent, NotSent, Wire

_JSON = {"Content-Type": "application/json"}
_UPLOAD_SECONDS = 60.0
_SLOW_SECONDS = 1.0


class Unreached(NetworkError):
    """No connection to Telegram: surely nothing was sent."""


class Unknown(NetworkError):
    """The request may have taken effect: no answer, a cut one, one that is no JSON, or a 5xx."""


class Refused(TelegramError):
    """Telegram said no. ``description`` is its own sentence, ``retry_after`` is in seconds (429)."""

    def __init__(self, status: int, description: str, retry_after: float = 0.0, moved_to: str = "") -> None:
        super().__init__(f"{status} {description}")
        self.status = status
        self.description = description
        self.retry_after = retry_after
        self.moved_to = moved_to


class TelegramRequest(BaseRequest):
    """The one object that reaches Telegram. Its errors hold no address: that would hold the token."""

    __slots__ = ("_wire",)

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    @property
    def read_timeout(self) -> float:
        """Return the usual wait for an answer, in seconds."""
        return self._wire.seconds

    async def initialize(self) -> None:
        """Need nothing: connections are made when they are needed."""

    async def shutdown(self) -> None:
        """Close the connections."""
        await self._wire.close()

    async def call(self, url: str, parameters: Mapping[str, object], seconds: float = 0.0) -> Any:
        """Call a method by JSON and return its raw ``result``; raises Unreached, Unknown, Refused."""
        body = await self._ask(url, "POST", json.dumps(parameters).encode(), _JSON, seconds)
        return self.parse_json_payload(body)["result"]

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = None,
        write_timeout: object = None,
        connect_timeout: object = None,
        pool_timeout: object = None,
    ) -> tuple[int, bytes]:
        """Make a request of ``telegram.Bot``; raises Unreached, Unknown, Refused."""
        if request_data is None:
            return 200, await self._ask(url, method, None, {}, 0.0)
        if request_data.contains_files:
            return 200, await self._ask(url, method, _form(request_data), {}, _UPLOAD_SECONDS)
        return 200, await self._ask(url, method, json.dumps(request_data.parameters).encode(), _JSON, 0.0)

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Return a good answer as an object; raises Unknown, and writes no log: the answer quotes people."""
        try:
            found = json.loads(payload)
        except (ValueError, RecursionError):
            raise Unknown("the answer is not JSON") from None
        if not isinstance(found, dict) or not found.get("ok") or "result" not in found:
            raise Unknown("the answer has no result")
        return found

    async def _ask(
        self, url: str, method: str, data: bytes | aiohttp.FormData | None, headers: Mapping[str, str], seconds: float
    ) -> bytes:
        try:
            answer = await self._wire.ask(method, url, data, headers, seconds=seconds)
        except NotSent as error:
            raise Unreached(str(error)) from None
        except MayBeSent as error:
            raise Unknown(str(error)) from None
        if 200 <= answer.status < 300:
            return answer.body
        raise refusal(answer)


def refusal(answer: Answer) -> TelegramError:
    """Return the error behind an answer that is not 2xx (Bot API, ``ResponseParameters``)."""
    if answer.status >= 500:
        return Unknown(f"HTTP {answer.status}")
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        found = None
    fields = found if isinstance(found, dict) else {}
    parameters = fields.get("parameters")
    parameters = parameters if isinstance(parameters, dict) else {}
    retry_after = 0.0
    if answer.status == 429:
        retry_after = _seconds(parameters.get("retry_after"), answer.headers.get("Retry-After"))
    moved_to = parameters.get("migrate_to_chat_id")
    description = fields.get("description")
    return Refused(
        answer.status,
        description if isinstance(description, str) else "",
        retry_after,
        str(moved_to) if isinstance(moved_to, int) else "",
    )


def _seconds(*said: object) -> float:
    """Return the first pause that is a number, or a second where there is none."""
    for value in said:
        try:
            found = float(value) if isinstance(value, int | float | str) else -1.0
        except ValueError:
            continue
        if 0 < found < 1e6:
            return found
    return _SLOW_SECONDS


def _form(data: RequestData) -> aiohttp.FormData:
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, content_type) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=content_type)
    return form
