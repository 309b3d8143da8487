"""Names and words made to be evaluated, through the real conversation and both channels, to emulated platforms."""
# ruff: noqa: N802 - the names bear the numbers of the channel rules

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial

import pytest
from sqlalchemy import Connection

from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.channels.port import Delivery, Receipt
from bot.channels.telegram import TelegramAccount, TelegramChannel
from bot.channels.telegram_updates import read_update
from bot.channels.whatsapp import TwilioAccount, WhatsAppChannel
from bot.channels.whatsapp_forms import read_form
from bot.services import announcements
from bot.services.staff import OPERATOR
from storage import tables
from tests.channels.whatsapp_channels import without_waiting
from tests.emulators import telegram_people
from tests.emulators.telegram import TOKEN, Telegram
from tests.emulators.twilio import ACCOUNT, KEY, SECRET, SENDER, Twilio
from tests.house import Guest, House
from tests.process.phones import Phone, TelegramPhone, WhatsAppPhone
from tests.services.test_announcements import agreed
from tests.services.test_bad_input import Patient
from tests.stand_ins import Memory, Postbox

PAYLOADS = (
    "{0.__class__}",
    "{p.__class__.__init__.__globals__}",
    "{name}",
    "{organisation}",
    "{0}",
    "{}",
    "{{x*7}}",
    "{{7*7}}",
    "{% if x %}",
    "{#x#}",
    "%s",
    "%(name)s",
    "%n%d%x",
    "%%",
    "${x}",
    "${7*7}",
    "#{x}",
    "$(id)",
    "`id`",
    "|id",
    "_*[",
    "*b*",
    "_i_",
    "~s~",
    "||p||",
    "[x](tg://user?id=1)",
    "[x](javascript:y)",
    "<b>Ana</b>",
    "<script>x</script>",
    '"><img src=x>',
    "&lt;b&gt;",
    "&amp;",
    "<!--",
    "]]>",
    "tg://user?id=1",
    "https://t.me/x",
    "@nobody_at_all",
    "#x",
    "/start",
    "/menu@drom",
    "'; DROP TABLE person; --",
    "=SUM(A1)",
    "+A1",
    "\\n\\t\\x41",
    "\\u0041",
    "\\",
    "../../x",
    "شعبان",
    "\u202egnp",
    "\u2066x\u2069",
    "x\u200bx",
    "👩‍🦰🧵",
    "🏴󠁧󠁢󠁷󠁬󠁳󠁿",
    "e\u0301\u0323",
    "Ⅷ ﷽",
    "İıſß",
    "日本",
    "\ufeffx",
)
"""The row S12 and its like: formats, templates, shells, marks of Markdown and HTML, links, commands, scripts."""
FRAMES = (
    *("Ana {}", "{} Ana", "Ana{}", "{}Ana", "Ana {} Ana", "«{}» Ana", "Ana: {}", "Ana ({})", "Ана {}"),
    *("{} Ана", "Ana, {}!", "Ana-{}", "A{}a", "Ana '{}'", 'Ana "{}"', "Шаbан {}", "Ana. {}", "Ana/{}"),
)
NAMES = sorted({name for payload in PAYLOADS for frame in FRAMES if (name := frame.replace("{}", payload))[0] != "/"})
"""What is said as a name; what begins with a stroke is a command."""
EACH = 200
"""How many names one person says: of nobody more than 500 messages are stored in a day."""
NUMBER = 1001
ASKED = ": is this your name?"
"""What follows a name; one that is read from right to left stands between marks that keep the rest in its place."""


class Seen:
    """What one platform was given for one person, and the person."""

    def __init__(self, guest: Guest, phone: Phone, platform: Telegram | Twilio) -> None:
        self.guest, self.phone, self.platform = guest, phone, platform

    def other(self, number: int) -> "Seen":
        """Return somebody else on the same platform."""
        phone: Phone
        if isinstance(self.platform, Telegram):
            phone = TelegramPhone(self.platform, 2000 + number)
        else:
            phone = WhatsAppPhone(self.platform, f"whatsapp:+35569{number:07}")
            self.platform.push({"From": phone.address, "Body": "hello"})
        return Seen(Patient(self.guest.house, phone.contact, self.guest.box), phone, self.platform)

    def texts(self) -> list[str]:
        """Return what arrived since this was asked last, as the phone shows it."""
        assert [entry.status for entry in self.platform.journal.entries if not 200 <= entry.status < 300] == []
        assert not any(entry.fields.get("parse_mode") for entry in self.platform.journal.entries)
        found = [screen.text for screen in self.phone.screens()]
        self.platform.journal.clear()
        return found


@asynccontextmanager
async def talking(house: House) -> AsyncIterator[tuple[Seen, Seen]]:
    """Give somebody on each platform; what Drom says goes through the real channel to the emulated one."""
    platforms = telegram, twilio = Telegram(TOKEN), Twilio()
    for platform in platforms:
        await platform.start()
    channels = (
        TelegramChannel(TelegramAccount(TOKEN, telegram.server.address)),
        WhatsAppChannel(_account(twilio), house.clock, seconds=5.0, pause=without_waiting, content_ids=Memory()),
    )
    phones = TelegramPhone(telegram, NUMBER), WhatsAppPhone(twilio)
    twilio.push({"From": phones[1].address, "Body": "hello"})
    _through(house.boxes[SIM_TELEGRAM], channels[0])
    _through(house.boxes[SIM_WHATSAPP], channels[1])
    try:
        yield (
            Seen(Patient(house, str(NUMBER), SIM_TELEGRAM), phones[0], telegram),
            Seen(Patient(house, phones[1].contact, SIM_WHATSAPP), phones[1], twilio),
        )
    finally:
        for channel in channels:
            await channel.close()
        for platform in platforms:
            await platform.stop()


def _account(twilio: Twilio) -> TwilioAccount:
    address = twilio.server.address
    return TwilioAccount(ACCOUNT, KEY, SECRET, SENDER, "", address, address, "http://127.0.0.1:1")


def _through(box: Postbox, channel: TelegramChannel | WhatsAppChannel) -> None:
    """Let everything that goes into a postbox go through a real channel first."""
    keep = box.send

    async def send(delivery: Delivery) -> Receipt:
        receipt = await channel.send(delivery)
        await keep(delivery)
        return receipt

    box.limits = channel.limits
    box.send = send  # type: ignore[method-assign]


async def _named(house: House, names: list[str]) -> None:
    async with talking(house) as people:
        for first in range(0, len(names), EACH):
            for one in (each.other(first) for each in people):
                await one.guest.join()
                one.texts()
                for name in names[first : first + EACH]:
                    await one.guest.write(name)
                    assert one.texts() in ([name + ASKED], [f"\u2068{name}\u2069{ASKED}"])
                    await one.guest.tap("redo")
                    one.texts()
    assert {row["state"] for row in await house.rows(tables.outbox)} == {"sent"}


async def test_W18_hostile_names_arrive_byte_for_byte(house: House) -> None:
    await _named(house, NAMES[::40])


@pytest.mark.trial
async def test_a_thousand_hostile_names_arrive_byte_for_byte(house: House) -> None:
    assert len(NAMES) > 1000
    await _named(house, NAMES)


async def _said(house: House, payloads: Sequence[str]) -> None:
    async with talking(house) as people:
        for one in people:
            await one.guest.register()
        for number, payload in enumerate(payloads):
            text = f"Ana {payload}"
            for one in people:
                await one.guest.write("help")
                await one.guest.write(text)
                one.texts()
            assert await _asked(house) == [text, text]
            assert await _answered(house, people, text) == [text, text]
            assert await _announced(house, people, number, text) == [text, text]
    assert {row["state"] for row in await house.rows(tables.outbox)} == {"sent"}


async def test_words_of_people_and_staff_arrive_byte_for_byte(house: House) -> None:
    await _said(house, PAYLOADS[::10])


@pytest.mark.trial
async def test_all_words_of_people_and_staff_arrive_byte_for_byte(house: House) -> None:
    await _said(house, PAYLOADS)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_captions_are_kept_and_names_of_profiles_and_files_are_not(payload: str) -> None:
    name = f"{payload} marker"
    file = {"file_id": "f", "file_unique_id": "u", "file_name": name, "mime_type": "application/pdf"}
    update = {"update_id": 1, **telegram_people.message(NUMBER, 1, {"caption": payload, "document": file})}
    update["message"]["from"] |= {"first_name": name, "last_name": name, "username": name}
    form = {"MessageSid": "MM" + "0" * 32, "From": "whatsapp:+355691234567", "ProfileName": name, "Body": payload}
    form |= {"NumMedia": "1", "MediaContentType0": "application/pdf", "MediaUrl0": "https://api.example.test/x/ME1"}
    for found in (read_update(update), *read_form(form)):
        assert found is not None
        assert found.text == payload
        assert "marker" not in str(found)


async def _asked(house: House) -> list[str]:
    """Return the newest words of every open ticket."""
    waiting = await house.read(lambda c: house.core.help_desk.waiting(c, OPERATOR))
    return [row.ticket.text.split("\n")[-1] for row in waiting]


async def _answered(house: House, people: Sequence[Seen], text: str) -> list[str]:
    """Answer every open ticket; return the last that each person sees."""
    desk, now = house.core.help_desk, house.clock.now()
    for row in await house.read(lambda c: desk.waiting(c, OPERATOR)):
        await house.run(partial(desk.answer, by=OPERATOR, ticket_id=row.ticket.id, text=text, now=now))
    return [one.texts()[-1] for one in people]


async def _announced(house: House, people: tuple[Seen, Seen], number: int, text: str) -> list[str]:
    """Announce to somebody new on each platform, as nobody hears much in a day; return the last that each sees."""
    phones = people[0].other(number).phone, people[1].other(number).phone
    now, speech = house.clock.now(), house.core.speech
    known = {"language": "en", "country": "AL", "last_in_at": now}

    def work(connection: Connection) -> None:
        readers = zip((SIM_TELEGRAM, SIM_WHATSAPP), phones, strict=True)
        chosen = [agreed(connection, box, phone.contact, now, **known) for box, phone in readers]
        drafted = announcements.draft(connection, OPERATOR, {"en": text}, now)
        announcements.approve(connection, OPERATOR, speech, drafted, chosen, now)

    await house.run(work)
    while await house.core.feed.round():
        pass
    await house.quiet()
    return [phone.screens()[-1].text for phone in phones]
