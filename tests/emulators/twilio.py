"""WhatsApp through Twilio for one account, on loopback: ``python -m tests.emulators.twilio --port 0``.

Knobs under ``extra``: ``read`` (a read receipt follows), ``shuffle`` and ``repeat`` (of status posts), ``silent`` (no
status posts), ``closed`` (addresses outside their 24 hours), ``opted_out``, ``fail`` (address to error code),
``approve`` (WhatsApp approves every template it is asked for), ``states`` (template's name to what WhatsApp says of it,
also later: ``pending``, ``rejected``, ``paused``). Control routes beside those of ``program.py``:
``inbound`` (``{"url": ...}``: where messages go), ``push`` (fields of a message from a person; ``media`` is a list of
``[content type, base64]``), ``posts``, ``messages``, ``leaks`` (media requests with credentials at the second host).
"""

import argparse
import asyncio
import base64
import json
import random
from collections.abc import Coroutine
from dataclasses import asdict
from typing import Any

from tests.emulators.faults import Knobs
from tests.emulators.fields import fields_of
from tests.emulators.journal import Entry
from tests.emulators.program import Emulator, arguments, listen
from tests.emulators.server import Answer, Answered, Request, Server
from tests.emulators.twilio_content import fault_of, judge
from tests.emulators.twilio_hooks import Hooks
from tests.emulators.twilio_messages import Media, Message
from tests.emulators.twilio_refusals import Refusal
from tests.emulators.twilio_rest import ROUTES, Account, Route, new_sid

ACCOUNT, TOKEN, KEY, SECRET = "AC" + "0" * 32, "emulated-token", "SK" + "0" * 32, "emulated-secret"
SENDER = "whatsapp:+15550001111"
WORDS = {404: (20404, "Not found"), 429: (20429, "Too Many Requests"), 500: (20500, "Internal Server Error")}


class Twilio(Emulator):
    """One account's side of Twilio; ``store`` is the second host, where media are redirected to."""

    def __init__(self, knobs: Knobs | None = None) -> None:
        super().__init__(knobs)
        self.account = Account(ACCOUNT, self._sent)
        self.hooks = Hooks(TOKEN)
        self.store = Server(self._stored)
        self.inbound = ""
        self.leaks: list[str] = []
        self._chance = random.Random(1)
        self._tasks: set[asyncio.Task[None]] = set()

    def turn(self, knobs: Knobs) -> None:
        super().turn(knobs)
        self._chance = random.Random(knobs.seed)
        self.account.opted_out = set(knobs.extra.get("opted_out", ()))
        self.account.approve = bool(knobs.extra.get("approve"))
        self.account.states = dict(knobs.extra.get("states", {}))
        for template in self.account.templates.values():
            if template.approval and (state := self.account.states.get(template.name)):
                judge(template, state)

    async def start(self, port: int = 0) -> None:
        """Listen with both hosts."""
        await self.server.start(port)
        await self.store.start()
        self.account.address, self.account.store = self.server.address, self.store.address

    async def stop(self) -> None:
        """Stop both hosts and every post on its way."""
        for task in tuple(self._tasks):
            task.cancel()
        self.hooks.close()
        await self.store.stop()
        await self.server.stop()

    def serve(self, request: Request) -> Answered:
        if not _allowed(request.headers.get("authorization", "")):
            return Refusal(401, 20003, "Authenticate").answer()
        for verb, pattern, name, route in ROUTES:
            if verb == request.method and (match := pattern.fullmatch(request.path)):
                return self._ask(request, name, route, match.groupdict())
        return self.refuse(404)

    def _ask(self, request: Request, name: str, route: Route, given: dict[str, str]) -> Answered:
        if name in ("createcontent", "askapproval") and "application/json" not in request.headers["content-type"]:
            return Refusal(400, 20001, "Content-Type must be application/json").answer()
        try:
            fields = fields_of(request)
        except ValueError:
            return Refusal(400, 20001, "The body is not JSON").answer()
        return self.run(Entry(name, str(fields.get("To", "")), fields), lambda entry: self._effect(entry, route, given))

    def _effect(self, entry: Entry, route: Route, given: dict[str, str]) -> Answer:
        try:
            if entry.method == "sendmessage" and self.trouble.over(entry.chat):
                return self.refuse(429)
            answer = route(self.account, given, entry.fields)
        except Refusal as refusal:
            return refusal.answer()
        entry.accepted = True
        if entry.method == "sendmessage":
            entry.result = json.loads(answer.body)["sid"]
        for listener in self.heard:
            listener(entry)
        return answer

    def refuse(self, status: int, pause: float = 0.0) -> Answer:
        return Refusal(status, *WORDS.get(status, (20500, "Error"))).answer()

    def push(self, fields: dict[str, Any]) -> Message:
        """Let a person write; the message is kept, and posted where ``inbound`` is set."""
        media = [Media(new_sid("ME"), kind, base64.b64decode(data)) for kind, data in fields.pop("media", ())]
        sid = new_sid("MM" if media else "SM")
        message = Message(
            sid, fields.get("To", SENDER), fields["From"], fields.get("Body", ""), "inbound", "received", media=media
        )
        self.account.messages[sid] = message
        if self.inbound:
            self._begin(self._post(self._inbound(message, fields)))
        return message

    def _inbound(self, message: Message, given: dict[str, Any]) -> dict[str, str]:
        found = dict.fromkeys(("MessageSid", "SmsMessageSid", "SmsSid"), message.sid)
        found |= {"AccountSid": ACCOUNT, "ApiVersion": "2010-04-01", "SmsStatus": "received", "NumSegments": "1"}
        found |= {"From": message.sender, "To": message.to, "Body": message.body, "NumMedia": str(len(message.media))}
        found["WaId"] = message.sender.removeprefix("whatsapp:+")
        base = f"{self.server.address}/2010-04-01/Accounts/{ACCOUNT}/Messages/{message.sid}/Media"
        for place, media in enumerate(message.media):
            found |= {f"MediaUrl{place}": f"{base}/{media.sid}", f"MediaContentType{place}": media.content_type}
        return found | {name: str(value) for name, value in given.items()}

    async def _post(self, fields: dict[str, str]) -> None:
        await self.hooks.post(self.inbound, fields)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _sent(self, message: Message) -> None:
        self._begin(self._follow(message))

    async def _follow(self, message: Message) -> None:
        """Let a message go its way, and post what becomes of it."""
        message.error = await self._fault(message)
        steps = ["failed"] if message.error else ["sent", "delivered"]
        steps = ["queued"] * bool(message.service) + steps
        steps += ["read"] * bool(self.knobs.extra.get("read") and not message.error)
        message.status = steps[-1]
        if not message.callback or self.knobs.extra.get("silent"):
            return
        steps *= int(self.knobs.extra.get("repeat", 1))
        if self.knobs.extra.get("shuffle"):
            self._chance.shuffle(steps)
        for step in steps:
            await self.hooks.post(message.callback, self._status(message, step))

    async def _fault(self, message: Message) -> int:
        """Return the code that a message fails with, 0 where it arrives."""
        extra = self.knobs.extra
        if code := extra.get("fail", {}).get(message.to):
            return int(code)
        in_window = message.to not in extra.get("closed", ())
        if message.template:
            template = self.account.templates[message.template]
            return fault_of(template, message.variables, open_window=in_window)
        if not in_window:
            return 63016
        return 63019 if message.media_url and await self.hooks.fetch(message.media_url) is None else 0

    def _status(self, message: Message, step: str) -> dict[str, str]:
        found = {"MessageSid": message.sid, "SmsSid": message.sid, "MessageStatus": step, "SmsStatus": step}
        found |= {"To": message.to, "From": message.sender or SENDER, "AccountSid": ACCOUNT}
        found |= {"ApiVersion": "2010-04-01", "ChannelPrefix": "whatsapp"}
        return found | ({"ErrorCode": str(message.error)} if step == "failed" else {})

    def _stored(self, request: Request) -> Answer:
        if "authorization" in request.headers:
            self.leaks.append(request.path)
        sid, _, number = request.path.removeprefix("/").partition("/")
        try:
            media = self.account.media({"sid": sid, "media": number})
        except Refusal as refusal:
            return refusal.answer()
        return Answer(200, media.data, media.content_type)

    def control(self, name: str, request: Request) -> Any:
        match name:
            case "inbound":
                self.inbound = json.loads(request.body)["url"]
                return {"ok": True}
            case "push":
                return self.push(json.loads(request.body)).to_json(ACCOUNT)
            case "posts":
                return [asdict(post) for post in self.hooks.posts]
            case "messages":
                return [message.to_json(ACCOUNT) for message in self.account.messages.values()]
            case "leaks":
                return self.leaks
        raise KeyError(name)


def _allowed(header: str) -> bool:
    pairs = (f"{ACCOUNT}:{TOKEN}", f"{KEY}:{SECRET}")
    return header in {f"Basic {base64.b64encode(pair.encode()).decode()}" for pair in pairs}


async def _serve(asked: argparse.Namespace) -> None:
    await listen(Twilio(), asked)


def main() -> None:
    """Run until stopped."""
    asyncio.run(_serve(arguments("WhatsApp through Twilio on loopback").parse_args()))


if __name__ == "__main__":
    main()
