"""Where the platforms post: checked, read, stored, and only then answered; it never knows what becomes of a message."""

import hmac
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.alert import Alert
from bot.channels.port import Inbound, Status
from bot.channels.telegram_updates import read_update
from bot.channels.twilio_signature import TwilioSignature
from bot.channels.whatsapp_forms import read_form, read_status
from storage.down import StorageDown

_log = logging.getLogger(__name__)

TELEGRAM_HEADER = "x-telegram-bot-api-secret-token"
TWILIO_HEADER = "x-twilio-signature"
EMPTY_TWIML = b'<?xml version="1.0" encoding="UTF-8"?><Response></Response>'
RETRY_SECONDS = 5
_MOST_FIELDS = 1000


@dataclass(frozen=True, slots=True)
class Intake:
    """What the hooks hand on to, and what decides whether they take anything.

    ``receive`` and ``status`` return after the commit and raise where it failed. ``ready`` is false while Drom
    starts or stops. ``quiet`` counts what needs no answer, under a channel's name.
    """

    receive: Callable[[Sequence[Inbound]], Awaitable[None]]
    status: Callable[[Status], Awaitable[None]]
    ready: Callable[[], bool] = lambda: True
    quiet: Callable[[str], None] = lambda _: None
    alert: Alert = field(default_factory=lambda: Alert(_log, "messages are refused"))


def hook_routes(intake: Intake, *, telegram_secret: str = "", whatsapp: TwilioSignature | None = None) -> list[Route]:
    """Return the routes of the platforms that have a secret; the others do not exist."""
    routes = []
    if telegram_secret:
        hook = TelegramHook(intake, telegram_secret)
        routes.append(Route("/telegram/webhook", _Hook(hook.post), methods=["POST"]))
    if whatsapp is not None:
        hooks = WhatsAppHooks(intake, whatsapp)
        routes.append(Route("/whatsapp/webhook", _Hook(hooks.message), methods=["POST"]))
        routes.append(Route("/whatsapp/status", _Hook(hooks.status), methods=["POST"]))
    return routes


@dataclass(frozen=True, slots=True)
class _Hook:
    """A hook as an application of its own: two layers of error handling less than a function (2 % of a turn, run)."""

    answer: Callable[[Request], Awaitable[Response]]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        response = await self.answer(Request(scope, receive))
        await response(scope, receive, send)


class TelegramHook:
    """Takes one update a request (T1, T2, T5)."""

    def __init__(self, intake: Intake, secret: str) -> None:
        self._intake = intake
        self._secret = secret.encode()

    async def post(self, request: Request) -> Response:
        """Answer 200 once the update is stored, 403 to a stranger, 400 to what is no JSON, 503 to come again."""
        given = request.headers.get(TELEGRAM_HEADER, "").encode("latin-1", "replace")
        if not hmac.compare_digest(given, self._secret):
            return Response(status_code=403)
        try:
            update = json.loads(await request.body())
        except (ValueError, RecursionError):
            return Response(status_code=400)
        found = read_update(update)
        if found is None:
            self._intake.quiet("telegram")
            return Response()
        return await _keep(self._intake, lambda: self._intake.receive([found]), Response())


class WhatsAppHooks:
    """Takes messages and what became of ours (W1, W2, W3)."""

    def __init__(self, intake: Intake, signature: TwilioSignature) -> None:
        self._intake = intake
        self._signature = signature

    async def message(self, request: Request) -> Response:
        """Answer with empty TwiML once the message is stored; Drom's own answer goes by the API."""
        form = await self._genuine(request)
        if form is None:
            return Response(status_code=403)
        found = read_form(form)
        answer = Response(EMPTY_TWIML, media_type="text/xml")
        if not found:
            self._intake.quiet("whatsapp")
            return answer
        return await _keep(self._intake, lambda: self._intake.receive(found), answer)

    async def status(self, request: Request) -> Response:
        """Answer 204 once the status is stored; of a message nobody knows, too."""
        form = await self._genuine(request)
        if form is None:
            return Response(status_code=403)
        found = read_status(form, request.query_params.get("ref", ""))
        if found is None:
            self._intake.quiet("whatsapp")
            return Response(status_code=204)
        return await _keep(self._intake, lambda: self._intake.status(found), Response(status_code=204))

    async def _genuine(self, request: Request) -> dict[str, str] | None:
        """Return the form of a request that Twilio signed (every value of it, blank ones too), None for any other."""
        try:
            text = (await request.body()).decode()
            form = parse_qs(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
        except ValueError:
            return None
        query = request.scope["query_string"].decode("latin-1")
        target = request.url.path + (f"?{query}" if query else "")
        if not self._signature.genuine(target, form, request.headers.get(TWILIO_HEADER, "")):
            return None
        return {name: values[0] for name, values in form.items()}


async def _keep(intake: Intake, store: Callable[[], Awaitable[None]], answer: Response) -> Response:
    """Store, then answer; where that cannot be done the platform is asked to come again, never told a lie."""
    if not intake.ready():
        return _again()
    try:
        await store()
    except StorageDown as trouble:
        intake.alert.down(trouble)
        return _again()
    except Exception as error:
        # Its text may quote a row; a poisoned message may not be acknowledged either.
        _log.error("a message could not be stored: %s", type(error).__name__)
        return _again()
    intake.alert.over()
    return answer


def _again() -> Response:
    return Response(status_code=503, headers={"Retry-After": str(RETRY_SECONDS)})
