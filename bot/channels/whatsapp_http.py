"""The Twilio SDK's requests over our own connections, with a time limit; it never knows a message.

The SDK's own async client has no time limit at all and retries what must not be retried.
"""

import json
import logging
from urllib.parse import urlencode

from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http import AsyncHttpClient
from twilio.http.response import Response

from bot.channels.port import Receipt
from bot.channels.whatsapp_codes import pause_of, result_of
from bot.channels.wire import Answer, MayBeSent, NotSent, Wire, basic

TROUBLES = (NotSent, MayBeSent, TwilioException)
"""Everything that a request through the SDK may raise."""


class Slowed(TwilioException):
    """Twilio asks for a slower pace; ``retry_after`` is in seconds."""

    def __init__(self, code: int, retry_after: float) -> None:
        super().__init__(f"429 {code}")
        self.code = code
        self.retry_after = retry_after


class TwilioHttp(AsyncHttpClient):
    """What the SDK calls. It writes no log: addresses and queries hold telephone numbers."""

    def __init__(self, wire: Wire) -> None:
        super().__init__(logging.getLogger(__name__), True, wire.seconds)
        self._wire = wire

    # The order is the SDK's, and so is a coroutine where its parent class has a plain function.
    async def request(  # type: ignore[override]
        self,
        method: str,
        url: str,
        params: dict[str, object] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - the SDK's name
        allow_redirects: bool = False,
    ) -> Response:
        """Make one request; raises NotSent, MayBeSent, Slowed, TwilioRestException.

        The SDK would raise by itself, but of a refused list it does not tell why.
        """
        target = f"{url}?{urlencode(params, doseq=True)}" if params else url
        sent = (headers or {}) | ({"Authorization": basic(*auth)} if auth else {})
        body = urlencode(data, doseq=True).encode() if data else None
        answer = await self._wire.ask(method, target, body, sent, seconds=timeout or 0.0)
        if answer.status == 429:
            raise slowed(answer)
        if not 200 <= answer.status < 300:
            raise TwilioRestException(answer.status, "", "refused", _code(answer), method)
        _check(answer)
        return Response(answer.status, answer.body.decode("utf-8", "replace"), answer.headers)


def slowed(answer: Answer) -> Slowed:
    """Return the error of a 429: its pause is what the header says, or ours."""
    code = _code(answer)
    said = answer.headers.get("retry-after", "")
    return Slowed(code, float(said) if said.isascii() and said.isdigit() and len(said) < 7 else pause_of(code))


def receipt_of(error: Exception) -> Receipt:
    """Return what one of ``TROUBLES`` means for a message that was being sent."""
    match error:
        case NotSent():
            return Receipt("safe", detail=f"no connection: {error}")
        case Slowed():
            return Receipt("slow", retry_after=error.retry_after, detail=str(error))
        case TwilioRestException():
            code = error.code or 0
            result = result_of(code, error.status)
            pause = pause_of(code) if result == "slow" else 0.0
            return Receipt(result, retry_after=pause, detail=f"{error.status} {code}")
    return Receipt("doubt", detail=str(error) if isinstance(error, MayBeSent) else type(error).__name__)


def _code(answer: Answer) -> int:
    """Return Twilio's own error code, 0 where there is none."""
    try:
        code = json.loads(answer.body).get("code")
    except (ValueError, AttributeError, RecursionError):
        return 0
    return code if isinstance(code, int) else 0


def _check(answer: Answer) -> None:
    """Refuse a 2xx that cannot be read: it may belong to a message that went out."""
    try:
        found = json.loads(answer.body) if answer.body else {}
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise MayBeSent("the answer is not a JSON object")
