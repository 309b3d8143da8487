"""What is planted on both sides of a question never crosses: names, numbers, user names, file names, tags, places.

Asked on Telegram with a photo and a voice, answered on WhatsApp by voice, asked more and answered once more; the other
way round is in ``test_mentor_voice``. Whole platforms are searched, not only what one person got.
"""

import json
from typing import Any

import pytest

from tests.emulators import telegram_people
from tests.emulators.fields import Upload
from tests.emulators.journal import Entry
from tests.emulators.telegram import Telegram
from tests.emulators.twilio import Twilio
from tests.media.samples import MARK, jpeg, opus
from tests.process.conftest import Start
from tests.process.phones import TelegramPhone, WhatsAppPhone
from tests.process.programs import Drom, Teller, until
from tests.process.test_mentor_voice import settle

pytestmark = [pytest.mark.process, pytest.mark.trial]

ASKER = {
    "name": "Gjylnaze-Marker",
    "last name": "Gjylnazevska",
    "user name": "gjylnaze_of_kamza",
    "number": "987650005353",
    "file name": "Gjylnaze-shop.jpg",
}
MENTOR = {
    "name": "Zyhra-Marker",
    "profile": "Zyhra of the market",
    "number": "355691112244",
}
PLACE = (b"41/1", b"GPS", b"Exif", b"http://ns.adobe.com/xap", b"Photoshop 3.0")
"""What stands in a photo that still tells where and how it was taken."""


class Ana(TelegramPhone):
    """Somebody whose every message bears a last name and a user name."""

    def send(self, content: dict[str, Any]) -> int:
        known = {"first_name": ASKER["name"], "last_name": ASKER["last name"], "username": ASKER["user name"]}
        who = {**telegram_people.user_of(self.number), **known}
        return super().send({"from": who, "chat": {**telegram_people.chat_of(self.number), **known}, **content})

    def shows(self, photo: str) -> None:
        """Send a photo whose file has a name."""
        about = {"file_unique_id": "u", "width": 10, "height": 10, "file_size": 500, "file_name": ASKER["file name"]}
        self.send({"photo": [{"file_id": photo, **about}]})


class Mira(WhatsAppPhone):
    """Somebody whose every message bears the name of a profile."""

    def write(self, text: str) -> None:
        self.does()
        self.platform.push(
            {"From": self.address, "Body": text, "MessageType": "text", "ProfileName": MENTOR["profile"]}
        )


def planted(known: dict[str, str]) -> list[bytes]:
    return [MARK, *(one.encode() for one in known.values())]


def told(platform: Telegram | Twilio, since: int) -> bytes:
    """Return everything that a platform was given since then, with names and bytes of files."""
    found = platform.journal.entries[since:]
    return b"".join(json.dumps(one.to_json(), default=str).encode() + _bytes(one) for one in found)


def _bytes(one: Entry) -> bytes:
    return b"".join(value.data + value.filename.encode() for value in one.fields.values() if isinstance(value, Upload))


async def linked(drom: Drom, twilio: Twilio, chat: str, since: int, public: str) -> bytes:
    """Return the files behind the links that somebody on WhatsApp was sent, with their headers."""
    links = _links(twilio, chat, since)
    answers: list[Any] = [await drom.ask(link.removeprefix(public)) for link in links]
    assert all(answer.status == 200 for answer in answers)
    return b"".join(
        answer.body + str(answer.headers).encode() + link.encode() for answer, link in zip(answers, links, strict=True)
    )


async def asked(ana: Ana, telegram: Telegram) -> None:
    """Ask without a name, with a photo and a voice."""
    ana.write("menu")
    for place in ("menu.member.ask", "ask.topic.money"):
        await ana.tap(place)
    await ana.sees("Ask your question.")
    ana.shows(telegram.bot.keep_file("photo", jpeg()))
    await ana.sees("I have your photo.")
    ana.send(telegram_people.voice(telegram.bot.keep_file("voice", opus())))
    for place in ("ask.sure.send", "ask.name.no", "ask.rewriting.keep"):
        await ana.tap(place)


async def answered(mira: Mira, ana: Ana, twilio: Twilio, since: int) -> None:
    """Hear the question and answer it by voice."""
    await mira.sees("Can you answer?")
    await mira.tap("question:1:1:take")
    await until(lambda: len(_links(twilio, mira.address, since)) >= 2, "the photo and the voice")
    mira.speak(opus(80))
    await mira.tap("question.sure.send")
    await ana.sees("Did this help?")


async def asked_more(mira: Mira, ana: Ana) -> None:
    """Ask on, and be answered in words."""
    card = await ana.sees("Did this help?")
    await ana.tap(next(identity for _, identity in card.choices if identity.endswith(":yes")))
    await ana.tap("ask.after.ask")
    ana.write("And in winter?")
    await ana.tap("ask.more_sure.send")
    await mira.sees("Can you answer?", times=2)
    await mira.tap("question:2:1:take")
    await mira.sees("And in winter?")
    mira.write("The same.")
    await mira.tap("question.sure.send")
    await ana.sees("The same.")


async def test_nothing_that_was_planted_crosses(
    start: Start,
    polling: dict[str, str],
    whatsapp: dict[str, str],
    telegram: Telegram,
    twilio: Twilio,
    teller: Teller,
) -> None:
    settings = {**polling, **whatsapp, "DROM_TELEGRAM_WEBHOOK_SECRET": "emulated-webhook-secret"}
    drom = await start(settings).ready()
    ana, mira = Ana(telegram, int(ASKER["number"])), Mira(twilio, f"whatsapp:+{MENTOR['number']}")
    await settle(ana, ASKER["name"])
    await settle(mira, MENTOR["name"])
    made = teller.run(settings, "mentors", "add", "--languages", "en", "--hours", "0-24")
    mira.write(f"join {made.out.partition('/start ')[2].split()[0]}")
    await mira.sees("You are a mentor now. Questions come here.")
    since = len(telegram.journal.entries), len(twilio.journal.entries)
    await asked(ana, telegram)
    await answered(mira, ana, twilio, since[1])
    await asked_more(mira, ana)
    public = settings["DROM_PUBLIC_URL"]
    to_mentor = told(twilio, since[1]) + await linked(drom, twilio, mira.address, since[1], public)
    to_asker = told(telegram, since[0])
    assert [sign for sign in (b"OggS", b"\xff\xd8\xff") if sign not in to_mentor] == [], "voice and photo arrive"
    assert b"OggS" in to_asker
    assert [one for one in (*planted(ASKER), *PLACE) if one in to_mentor] == []
    assert [one for one in (*planted(MENTOR), *PLACE) if one in to_asker] == []
    assert (await drom.stopped())[0] == 0


def _links(twilio: Twilio, chat: str, since: int) -> list[str]:
    sent = [one for one in twilio.journal.entries[since:] if one.chat == chat]
    return [str(one.fields["MediaUrl"]) for one in sent if one.fields.get("MediaUrl")]
