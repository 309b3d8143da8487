"""A note and a card go over the wire once, whoever hears them; what is somebody's own is kept by nobody on the way."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.picture_files import path_of
from bot.picture_list import every_card
from bot.services import courses, voice_work
from bot.services.voices import Voices
from bot.settings import SAMPLE
from tests.emulators.fields import Upload
from tests.emulators.telegram import Telegram
from tests.emulators.twilio import Twilio
from tests.emulators.twilio_cache import Fetched
from tests.media.samples import opus
from tests.process.conftest import Start
from tests.process.phones import Phone, TelegramPhone, WhatsAppPhone
from tests.process.programs import Drom, until
from tests.services.sample import programme, speech, words
from tests.voices.mouth import Mouth
from tests.voices.test_maker import speaks

pytestmark = [pytest.mark.process, pytest.mark.trial, speaks]

NOTE, CARD = b"OggS-made-ahead ", b"\x89PNG\r\n\x1a\n-made-ahead "
SIZE = 20_000
ROUND = ("menu.member.settings", "settings.all.talk", "settings.talk.both")
"""Where they come by many screens that anybody may hear, after they have registered."""
FEWEST = 8
"""How many notes somebody hears at least on that way."""


@pytest.fixture
def laid(common: dict[str, str]) -> dict[str, str]:
    """Lay every note and card that is known ahead, as a Drom that has run for a while has them; return the settings."""
    data, told = Path(common["DROM_DATA_DIR"]), speech(SAMPLE)
    voices = Voices(data / "spoken", Mouth())
    for job in voice_work.jobs(told, voices):
        _lay(voices.path(job.order.name), NOTE + job.order.name.encode())
    for name in every_card(told.book, words(), programme(), courses.read_folder()):
        _lay(path_of(data / "pictures", name), CARD + name.encode())
    return {"DROM_VOICE": "on", "DROM_PICTURES": "on"}


def _lay(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.ljust(SIZE, b"."))


async def walk(phone: Phone, name: str) -> None:
    """Register, and go a round through screens with notes and cards."""
    await phone.register(name, "both")
    for place in ROUND:
        await phone.tap(place)
    await phone.sees("Saved.")


def uploads(telegram: Telegram, chat: str) -> Iterator[bytes]:
    """Yield what was uploaded for somebody and had been made ahead."""
    for entry in telegram.journal.entries:
        if entry.chat == chat and entry.accepted:
            files = [value.data for value in entry.fields.values() if isinstance(value, Upload)]
            yield from (data for data in files if data.startswith((NOTE, CARD)))


def named(telegram: Telegram, chat: str) -> list[bytes]:
    """Return the files made ahead that somebody got without an upload."""
    sent = [entry for entry in telegram.journal.entries if entry.chat == chat and entry.accepted]
    ids = [entry.fields.get(kind) for entry in sent for kind in ("voice", "photo")]
    found = [telegram.bot.files[one][1] for one in ids if isinstance(one, str) and one in telegram.bot.files]
    return [data for data in found if data.startswith((NOTE, CARD))]


async def test_telegram_is_given_each_file_once(
    start: Start, polling: dict[str, str], laid: dict[str, str], telegram: Telegram
) -> None:
    drom = await start({**polling, **laid}).ready()
    ana, mira = TelegramPhone(telegram, 1001), TelegramPhone(telegram, 1002)
    await walk(ana, "Ana")
    first = list(uploads(telegram, ana.address))
    assert len(first) >= FEWEST
    assert any(data.startswith(CARD) for data in first)
    assert len(set(first)) == len(first), "a file was uploaded twice"
    await walk(mira, "Mira")
    assert list(uploads(telegram, mira.address)) == []
    heard = named(telegram, mira.address)
    assert set(first) <= set(heard)

    ana.write("menu")
    await ana.tap("menu.member.settings")
    await until(lambda: len(named(telegram, ana.address)) >= 2, "the menu and the settings again, by their ids")
    assert list(uploads(telegram, ana.address)) == first
    assert (await drom.stopped())[0] == 0


def links(twilio: Twilio, address: str) -> list[str]:
    """Return the links to files in what somebody was sent, in order."""
    entries = [one for one in twilio.journal.entries if one.method == "sendmessage" and one.chat == address]
    return [str(one.fields["MediaUrl"]) for one in entries if one.fields.get("MediaUrl")]


async def allowed(drom: Drom, public: str, link: str) -> str:
    """Return who may keep what is behind a link."""
    return (await drom.ask(link.removeprefix(public))).headers["cache-control"].partition(",")[0]


async def test_twilio_fetches_each_file_once_and_keeps_nobodys_own_words(
    start: Start, whatsapp: dict[str, str], laid: dict[str, str], twilio: Twilio
) -> None:
    drom, public = await start({**whatsapp, **laid}).ready(), whatsapp["DROM_PUBLIC_URL"]
    ana, mira = WhatsAppPhone(twilio), WhatsAppPhone(twilio, "whatsapp:+355691234568")
    await walk(ana, "Ana")
    first = twilio.hooks.cache.fetched
    ours = {link for link in links(twilio, ana.address) if await allowed(drom, public, link) == "public"}
    assert len(ours) >= FEWEST
    assert {one.url for one in first if one.size} >= ours
    assert max(_times(first).values()) == 1

    again: list[Fetched] = []
    twilio.hooks.cache.fetched = again
    await walk(mira, "Mira")
    assert ours <= set(links(twilio, mira.address)), "the second person has other links to the same notes"
    assert sum(one.size for one in again if one.url in ours) == 0

    own = [await _own_voice(one, twilio) for one in (ana, mira)]
    assert await until(lambda: {*own} <= {one.url for one in again}, "Twilio's look at both voices")
    assert [await allowed(drom, public, link) for link in own] == ["private", "private"]
    assert len({*own}) == len(own)
    assert (await drom.stopped())[0] == 0


def _times(fetched: list[Fetched]) -> dict[str, int]:
    """Return how often each file came over the wire."""
    urls = [one.url for one in fetched if one.size]
    return {url: urls.count(url) for url in urls}


async def _own_voice(phone: WhatsAppPhone, twilio: Twilio) -> str:
    """Ask a question by voice, and return the link under which it is played to whoever asked it."""
    phone.write("menu")
    for place in ("menu.member.ask", "ask.topic.money"):
        await phone.tap(place)
    await phone.sees("Ask your question.")
    before = len(links(twilio, phone.address))
    phone.speak(opus())
    await phone.sees("Is this your question?")
    return (await until(lambda: links(twilio, phone.address)[before:], "their own voice"))[0]
