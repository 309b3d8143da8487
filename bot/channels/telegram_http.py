"""Requests to the Bot API, each error told apart by its cause; it never knows a message.

Only files go through ``telegram.Bot`` (telegram_bot.py): building and reading its objects doubled the time of a send.
"""

import json
from collections.abc import Mapping
from typing import Any

from bot.channels.wire import Answer, MayBeSent, NotSent, Wire

JSON = {"Content-Type": "application/json"}
_SLOW_SECONDS = 1.0


class TelegramError(Exception):
    """A call did not go as it was asked to. The text is a cause, never an address: that would hold the token."""


class Unreached(TelegramError):
    """No connection to Telegram: surely nothing was sent."""


class Unknown(TelegramError):
    """The request may have taken effect: no answer, a cut one, one that is no JSON, a 5xx, or a 408."""


class Refused(TelegramError):
    """Telegram said no. ``description`` is its own sentence, ``retry_after`` is in seconds (429)."""

    def __init__(self, status: int, description: str, retry_after: float = 0.0, moved_to: str = "") -> None:
        super().__init__(f"{status} {description}")
        self.status = status
        self.description = description
        self.retry_after = retry_after
        self.moved_to = moved_to


class TelegramCalls:
    """The one object that reaches Telegram."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    @property
    def seconds(self) -> float:
        """Return the usual wait for an answer."""
        return self._wire.seconds

    async def call(self, url: str, parameters: Mapping[str, object], seconds: float = 0.0) -> Any:
        """Call a method by JSON and return its raw ``result``; raises Unreached, Unknown, Refused."""
        return result_of(await self.post(url, json.dumps(parameters).encode(), JSON, seconds))

    async def post(self, url: str, data: bytes, headers: Mapping[str, str], seconds: float = 0.0) -> bytes:
        """Post and return the body of a good answer; raises Unreached, Unknown, Refused."""
        try:
            answer = await self._wire.ask("POST", url, data, headers, seconds=seconds)
        except NotSent as error:
            raise Unreached(str(error)) from None
        except MayBeSent as error:
            raise Unknown(str(error)) from None
        if 200 <= answer.status < 300:
            return answer.body
        raise refusal(answer)


def result_of(payload: bytes) -> Any:
    """Return the ``result`` of a good answer; raises Unknown, and writes no log: the answer quotes people."""
    try:
        found = json.loads(payload)
    except (ValueError, RecursionError):
        raise Unknown("the answer is not JSON") from None
    if not isinstance(found, dict) or not found.get("ok") or "result" not in found:
        raise Unknown("the answer has no result")
    return found["result"]


def refusal(answer: Answer) -> TelegramError:
    """Return the error behind an answer that is not 2xx (Bot API, ``ResponseParameters``)."""
    # A 408 may have been said to the silence before this request, which may have been heard all the same.
    if answer.status >= 500 or answer.status == 408:
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
        retry_after = _seconds(parameters.get("retry_after"), answer.headers.get("retry-after"))
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
