"""Telegram's Bot API for one bot, on loopback: ``python -m tests.emulators.telegram --port 0 --delay-ms 0``.

It checks what Telegram checks of the methods that Drom uses, and delivers updates as Telegram does. Control routes
beside those of ``program.py``: ``push`` (an update, or a list), ``tries`` (deliveries to the webhook), ``file``
(keeps the body under ``?kind=voice`` and answers its file id), ``state``. Knob under ``extra``: ``shy`` (a set of
addresses that cannot be written to the first time).
"""

import asyncio
import json
import re
import time
from dataclasses import asdict
from typing import Any
from urllib.parse import parse_qs, unquote

from tests.emulators.faults import Knobs
from tests.emulators.fields import fields_of
from tests.emulators.journal import Entry
from tests.emulators.program import Emulator, arguments, listen
from tests.emulators.server import Answer, Answered, Request
from tests.emulators.telegram_methods import METHODS, Bot, Refusal, parsed
from tests.emulators.telegram_updates import Update, Updates, Webhook

TOKEN = "1:emulated"
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


class Telegram(Emulator):
    """One bot's side of Telegram."""

    def __init__(self, token: str = TOKEN, knobs: Knobs | None = None) -> None:
        super().__init__(knobs)
        self.token = token
        self.bot = Bot(int(token.partition(":")[0]))
        self.updates = Updates(lambda: self.knobs)
        self._webhook_at = 0.0

    async def stop(self) -> None:
        self.updates.close()
        await super().stop()

    def push(self, update: Update) -> int:
        """Let a person do something; return the update's id."""
        if press := update.get("callback_query"):
            self.bot.presses[press["id"]] = time.monotonic()
        return self.updates.push(update)

    def serve(self, request: Request) -> Answered:
        path = unquote(request.path) if "%" in request.path else request.path
        if path.startswith("/file/bot"):
            return self._file(path)
        token, _, name = path.removeprefix("/bot").partition("/")
        if not path.startswith("/bot") or not name:
            return self.refuse(404)
        if token != self.token:
            return self.refuse(401)
        fields = fields_of(request)
        entry = Entry(name.lower(), str(fields.get("chat_id", "")), fields)
        if entry.method == "getupdates":
            self.journal.add(entry)
            return self._poll(entry)
        return self.run(entry, self._effect)

    def _effect(self, entry: Entry) -> Answer:
        """Carry a method out, unless Telegram would refuse it."""
        try:
            if entry.chat and entry.method.startswith("send"):
                self._check_chat(entry)
                if pause := self.trouble.over(entry.chat):
                    self.trouble.pause(entry.chat, pause)
                    return self.refuse(429, pause)
            result = self._call(entry)
        except Refusal as refusal:
            return _refused(refusal.code, refusal.words)
        entry.accepted = True
        if isinstance(result, dict):
            entry.result = str(result.get("message_id", ""))
        for listener in self.heard:
            listener(entry)
        return Answer(200, b'{"ok":true,"result":' + json.dumps(result).encode() + b"}")

    def _check_chat(self, entry: Entry) -> None:
        if entry.chat in self.knobs.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        if entry.chat in (shy := self.knobs.extra.get("shy", set())):
            shy.discard(entry.chat)
            raise Refusal(403, "Forbidden: bot can't send messages to the user")
        if entry.chat in self.knobs.missing or not entry.chat.lstrip("-").isdecimal():
            raise Refusal(400, "Bad Request: chat not found")

    def _call(self, entry: Entry) -> Any:
        match entry.method:
            case "setwebhook":
                return self._set_webhook(entry.fields)
            case "deletewebhook":
                self.updates.delete_webhook(str(entry.fields.get("drop_pending_updates", "")).lower() == "true")
                return True
            case "getwebhookinfo":
                return self._webhook_info()
        method = METHODS.get(entry.method)
        if method is None:
            raise Refusal(404, "Not Found")
        return method(self.bot, entry.fields)

    def _set_webhook(self, fields: dict[str, Any]) -> bool:
        now = time.monotonic()
        if now - self._webhook_at < 1.0 and self._webhook_at:
            raise Refusal(429, "Too Many Requests: retry after 1")
        self._webhook_at = now
        secret = str(fields.get("secret_token", ""))
        if secret and not _SECRET.fullmatch(secret):
            raise Refusal(400, "Bad Request: secret token contains unallowed characters")
        if "allowed_updates" in fields:
            self.updates.allowed = tuple(parsed(fields["allowed_updates"]))
        connections = int(fields.get("max_connections", 40))
        self.updates.set_webhook(Webhook(str(fields.get("url", "")), secret, connections))
        return True

    def _webhook_info(self) -> dict[str, Any]:
        hook = self.updates.webhook
        found: dict[str, Any] = {"url": hook.url, "has_custom_certificate": False}
        found["pending_update_count"] = self.updates.pending
        found["max_connections"] = hook.connections
        if self.updates.allowed:
            found["allowed_updates"] = list(self.updates.allowed)
        if hook.last_error:
            found.update(last_error_date=hook.last_error_at, last_error_message=hook.last_error)
        return found

    async def _poll(self, entry: Entry) -> Answer:
        fields = entry.fields
        if "allowed_updates" in fields:
            self.updates.allowed = tuple(parsed(fields["allowed_updates"]))
        words = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete it first"
        found: list[Update] | None = None
        if not self.updates.webhook.url:
            timeout = min(float(fields.get("timeout", 0)), 50.0)
            found = await self.updates.poll(int(fields.get("offset", 0)), int(fields.get("limit", 100)), timeout)
            words = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
        answer = _refused(409, words) if found is None else Answer.of({"ok": True, "result": found})
        entry.answered, entry.status = time.monotonic(), answer.status
        return answer

    def _file(self, path: str) -> Answer:
        token, _, name = path.removeprefix("/file/bot").partition("/files/")
        if token != self.token or name not in self.bot.files:
            return self.refuse(404)
        _, data, content_type = self.bot.files[name]
        return Answer(200, data, content_type or "application/octet-stream")

    def refuse(self, status: int, pause: float = 0.0) -> Answer:
        if status == 429:
            seconds = max(1, round(pause + 0.499))
            return _refused(429, f"Too Many Requests: retry after {seconds}", seconds)
        words = {401: "Unauthorized", 404: "Not Found", 500: "Internal Server Error", 502: "Bad Gateway"}
        return _refused(status, words.get(status, "Error"))

    def control(self, name: str, request: Request) -> Any:
        match name:
            case "push":
                pushed = json.loads(request.body)
                return [self.push(update) for update in (pushed if isinstance(pushed, list) else [pushed])]
            case "tries":
                return [asdict(one) for one in self.updates.tries]
            case "file":
                kind = parse_qs(request.query)["kind"][0]
                return {"file_id": self.bot.keep_file(kind, request.body, request.headers.get("content-type", ""))}
            case "state":
                return {**self._webhook_info(), "profile": self.bot.profile}
        raise KeyError(name)


def _refused(code: int, words: str, pause: int = 0) -> Answer:
    found: dict[str, Any] = {"ok": False, "error_code": code, "description": words}
    if not pause:
        return Answer.of(found, code)
    return Answer.of({**found, "parameters": {"retry_after": pause}}, code, (("Retry-After", str(pause)),))


def main() -> None:
    """Run until stopped."""
    asked = arguments("Telegram's Bot API on loopback")
    asked.add_argument("--token", default=TOKEN)
    given = asked.parse_args()
    asyncio.run(_serve(given.token, given))


async def _serve(token: str, given: Any) -> None:
    await listen(Telegram(token), given)


if __name__ == "__main__":
    main()
