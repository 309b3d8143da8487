"""A voice from WhatsApp to a mentor on Telegram and one back: both play, in seconds, and nothing of the other leaks."""

import json
import time
from typing import Any

import pytest

from tests.emulators import telegram_people
from tests.emulators.fields import Upload
from tests.emulators.journal import Entry
from tests.emulators.telegram import Telegram
from tests.emulators.twilio import Twilio
from tests.media.samples import MARK, opus
from tests.process.conftest import Start
from tests.process.phones import Phone, TelegramPhone, WhatsAppPhone
from tests.process.programs import Drom, Teller, until

pytestmark = [pytest.mark.process, pytest.mark.trial]

ASKER, ASKERS_NUMBER = "Gjylnaze-Marker", "355691112223"
MENTOR, MENTORS_NUMBER = "Zyhra-Marker", 987650004242
LONG, SECONDS = 6000, 5.0
"""Two minutes in packets of 20 ms, and within what time they arrive."""


async def settle(phone: Phone, name: str) -> None:
    """Register under a name, and want no quiet hours."""
    await phone.register(name)
    for place in ("menu.member.settings", "settings.all.quiet", "settings.quiet.never"):
        await phone.tap(place)
    await phone.sees("Saved.")


def sent_to(platform: Telegram | Twilio, chat: str) -> list[Entry]:
    """Return every request that sent something to somebody."""
    found = [one for one in platform.journal.entries if one.chat == chat and one.method.startswith("send")]
    return [one for one in found if one.method != "sendchataction"]


def told(entries: list[Entry]) -> bytes:
    """Return everything that stands in requests, with the bytes of what was uploaded."""
    files = [value.data for one in entries for value in one.fields.values() if isinstance(value, Upload)]
    return json.dumps([one.to_json() for one in entries], default=str).encode() + b"".join(files)


async def heard(drom: Drom, entries: list[Entry], public: str) -> bytes:
    """Return the files behind the links that were sent, with their headers."""
    links = [str(one.fields["MediaUrl"]) for one in entries if one.fields.get("MediaUrl")]
    answers: list[Any] = [await drom.ask(link.removeprefix(public)) for link in links]
    return b"".join(answer.body + str(answer.headers).encode() for answer in answers)


async def test_there_and_back(
    start: Start,
    polling: dict[str, str],
    whatsapp: dict[str, str],
    telegram: Telegram,
    twilio: Twilio,
    teller: Teller,
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings = {**polling, **whatsapp, "DROM_TELEGRAM_WEBHOOK_SECRET": "emulated-webhook-secret"}
    drom = await start(settings).ready()
    ana = WhatsAppPhone(twilio, f"whatsapp:+{ASKERS_NUMBER}")
    mira = TelegramPhone(telegram, MENTORS_NUMBER)
    await settle(ana, ASKER)
    await settle(mira, MENTOR)
    made = teller.run(settings, "mentors", "add", "--languages", "en", "--hours", "0-24")
    mira.write(f"/start {made.out.partition('/start ')[2].split()[0]}")
    await mira.sees("You are a mentor now. Questions come here.")
    before = len(sent_to(telegram, mira.address)), len(sent_to(twilio, ana.address))

    ana.write("menu")
    for place in ("menu.member.ask", "ask.topic.money"):
        await ana.tap(place)
    await ana.sees("Ask your question.")
    ana.speak(opus())
    for place in ("ask.sure.send", "ask.name.no", "ask.rewriting.keep"):
        await ana.tap(place)
    await mira.sees("Can you answer?")
    await mira.tap("question:1:1:take")
    voices = await until(lambda: [one for one in telegram.journal.entries if one.method == "sendvoice"], "a voice")
    assert voices[-1].chat == mira.address
    mira.send(telegram_people.voice(telegram.bot.keep_file("voice", opus(LONG))))
    await mira.tap("question.sure.send")
    began = time.monotonic()
    await ana.sees("Did this help?")
    answer = [one for one in sent_to(twilio, ana.address)[before[1] :] if one.fields.get("MediaUrl")][-1]
    took = answer.arrived - began
    with capsys.disabled():
        print(f"\na voice answer of two minutes arrived {took:.2f} s after it was sent")
    assert took < SECONDS

    to_mentor = told(sent_to(telegram, mira.address)[before[0] :])
    asked = sent_to(twilio, ana.address)[before[1] :]
    to_asker = told(asked) + await heard(drom, asked, settings["DROM_PUBLIC_URL"])
    assert b"OggS" in to_mentor
    assert b"OggS" in to_asker
    assert [one for one in (MARK, ASKER.encode(), ASKERS_NUMBER.encode()) if one in to_mentor] == []
    assert [one for one in (MARK, MENTOR.encode(), str(MENTORS_NUMBER).encode()) if one in to_asker] == []
    assert (await drom.stopped())[0] == 0
