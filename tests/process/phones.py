"""People with a phone before the emulated platforms: they see what arrives, tap and write; they never know Drom."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.emulators import telegram_people
from tests.emulators.journal import Entry
from tests.emulators.telegram import Telegram
from tests.emulators.twilio import Twilio
from tests.emulators.twilio_content import LIST, QUICK
from tests.process.programs import until

REGISTRATION = (
    *("language.which.en", "welcome.why.next", "welcome.consent.yes", "welcome.push.yes"),
    *("", "registration.name_ok.yes"),
    *("registration.town.tirana", "registration.trade.sewing", "registration.check.right"),
)
"""What somebody taps from the first screen on to be registered; "" stands for the name that they write."""
ASKS_NAME = "What shall we call you?"
DONE = "Done! You are in."
FIRST_TIP, MENU = "Will you try it?", "What do you want?"


@dataclass(frozen=True, slots=True)
class Seen:
    """One message on a phone: its words, its choices as (label, identity), and how they are shown."""

    text: str
    choices: tuple[tuple[str, str], ...] = ()
    shape: str = ""

    def choice(self, place: str) -> tuple[str, str] | None:
        """Return the choice whose identity begins with ``flow.state.value``."""
        return next((one for one in self.choices if one[1].partition("@")[0] == place), None)


class Phone:
    """Somebody at ``address``; ``screens`` reads what the platform was given for them."""

    hello = "hello"
    """What they write first to register: whose number does not say where they live comes by a link that does."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._done = 0

    @property
    def contact(self) -> str:
        """The address as Drom keeps it."""
        return self.address

    def screens(self) -> Sequence[Seen]:
        """Return every message that arrived, in order."""
        raise NotImplementedError

    def write(self, text: str) -> None:
        """Write a text."""
        raise NotImplementedError

    def press(self, label: str, identity: str, shape: str) -> None:
        """Tap a choice."""
        raise NotImplementedError

    async def sees(self, words: str, times: int = 1) -> Seen:
        """Wait for a message with these words, for the so-many-th time, and return it."""

        def look() -> list[Seen]:
            found = [seen for seen in self.screens() if words in seen.text]
            return found if len(found) >= times else []

        return (await until(look, f"{words!r} at {self.address}, who sees {self.last()}"))[-1]

    async def tap(self, place: str) -> Seen:
        """Wait for the choice ``flow.state.value``, tap it, and return the message it was on.

        Only what came since they last did something counts: an older card may bear the same choice.
        """

        def look() -> list[Seen]:
            return [seen for seen in self.screens()[self._done :] if seen.choice(place)]

        seen = (await until(look, f"the choice {place} at {self.address}, who sees {self.last()}"))[-1]
        found = seen.choice(place)
        assert found is not None
        self.press(*found, seen.shape)
        return seen

    async def pick(self, words: str, label: str) -> None:
        """Wait for a message with these words since they last did something; tap the choice whose label ends so."""

        def look() -> list[tuple[str, str, str]]:
            shown = [seen for seen in self.screens()[self._done :] if words in seen.text]
            return [(*one, seen.shape) for seen in shown for one in seen.choices if one[0].endswith(label)]

        self.press(*(await until(look, f"{label!r} at {self.address}, who sees {self.last()}"))[-1])

    async def register(self, name: str = "Ana", way: str = "") -> list[Seen]:
        """Come, register, and leave the first tip for the menu; return the messages that were tapped on.

        ``way`` is how they wish to be talked to: a Drom with a voice asks that.
        """
        self.write(self.hello)
        tapped = []
        for place in (*REGISTRATION[:1], *[f"welcome.talk.{way}"] * bool(way), *REGISTRATION[1:]):
            if place:
                tapped.append(await self.tap(place))
            else:
                await self.sees(ASKS_NAME)
                self.write(name)
        await self.sees(DONE)
        await self.sees(FIRST_TIP)
        self.write("menu")
        await self.sees(MENU)
        return tapped

    def does(self) -> None:
        """Note that they do something now."""
        self._done = len(self.screens())

    def last(self) -> list[str]:
        """Return the last three texts."""
        return [seen.text for seen in self.screens()[-3:]]


class TelegramPhone(Phone):
    """Somebody on the emulated Telegram; ``presses`` are the ids of their taps."""

    hello = "/start green_albania--poster1"

    def __init__(self, platform: Telegram, number: int = 1001) -> None:
        super().__init__(str(number))
        self.platform, self.number = platform, number
        self.presses: list[str] = []
        self._messages = 0

    def screens(self) -> Sequence[Seen]:
        return [
            _telegram_screen(entry)
            for entry in self.platform.journal.entries
            if entry.accepted and entry.chat == self.address and entry.method.startswith("send")
        ]

    def send(self, content: dict[str, Any]) -> int:
        """Send anything; return the update's id."""
        self.does()
        self._messages += 1
        return self.platform.push(telegram_people.message(self.number, self._messages, content))

    def write(self, text: str) -> None:
        self.send({"text": text})

    def press(self, label: str, identity: str, shape: str) -> None:
        self.does()
        self.presses.append(f"press-{self.number}-{len(self.presses)}")
        self.platform.push(telegram_people.press(self.number, self.presses[-1], identity))


class WhatsAppPhone(Phone):
    """Somebody on WhatsApp behind the emulated Twilio."""

    def __init__(self, platform: Twilio, address: str = "whatsapp:+355691234567") -> None:
        super().__init__(address)
        self.platform = platform

    @property
    def contact(self) -> str:
        return self.address.removeprefix("whatsapp:")

    def screens(self) -> Sequence[Seen]:
        return [
            twilio_screen(self.platform, entry)
            for entry in self.platform.journal.entries
            if entry.accepted and entry.method == "sendmessage" and entry.chat == self.address
        ]

    def write(self, text: str) -> None:
        self.does()
        self.platform.push({"From": self.address, "Body": text, "MessageType": "text"})

    def speak(self, data: bytes) -> None:
        """Say something."""
        self.does()
        content = base64.b64encode(data).decode()
        self.platform.push({"From": self.address, "MessageType": "audio", "media": [["audio/ogg", content]]})

    def press(self, label: str, identity: str, shape: str) -> None:
        self.does()
        fields = {"From": self.address, "Body": label}
        if shape == "list":
            tapped = {"ListId": identity, "ListTitle": label, "MessageType": "interactive"}
        else:
            tapped = {"ButtonPayload": identity, "ButtonText": label, "MessageType": "button"}
        self.platform.push(fields | tapped)


def entries(platform: Telegram | Twilio, wanted: Callable[[Entry], bool]) -> list[Entry]:
    """Return the requests to a platform that are wanted."""
    return [entry for entry in platform.journal.entries if wanted(entry)]


def _telegram_screen(entry: Entry) -> Seen:
    markup = entry.fields.get("reply_markup") or {}
    rows = (json.loads(markup) if isinstance(markup, str) else markup).get("inline_keyboard", [])
    choices = tuple((key["text"], key["callback_data"]) for row in rows for key in row)
    return Seen(str(entry.fields.get("text") or entry.fields.get("caption") or ""), choices, "keys" if choices else "")


def twilio_screen(platform: Twilio, entry: Entry) -> Seen:
    """Return a message that Twilio took, as it stands on the phone."""
    message = platform.account.messages[entry.result]
    if not message.template:
        return Seen(message.body)
    shapes = platform.account.templates[message.template].filled(message.variables)
    if shape := shapes.get(LIST):
        choices = tuple((row["item"], row["id"]) for row in shape["items"])
        return Seen(shape["body"], choices, "list")
    shape = shapes[QUICK]
    return Seen(shape["body"], tuple((key["title"], key["id"]) for key in shape["actions"]), "quick")
