"""What somebody reads of themselves: plain words in their language first, then what was said, and nothing of tables."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection, update

from bot.channels.port import Part
from bot.languages import LANGUAGES
from bot.sections import Section
from bot.services import own_paper, privacy
from bot.services.own_paper import LONGEST, plain, short
from storage import contacts, outbox, tables
from tests.house import Guest, House
from tests.mentoring.people import asked
from tests.services.paper import text_of

WORDS = "How do I write a bill?"


async def sections(house: House, guest: Guest) -> list[Section]:
    """Return somebody's paper."""
    contact, speech = await guest.contact(), house.core.speech
    rows = await house.read(lambda c: privacy.gather(c, contact))
    return await house.read(lambda c: own_paper.sections(c, speech.words, speech.programme, contact, rows))


async def test_the_first_page_says_in_plain_words_what_is_known(house: House) -> None:
    ana = Guest(house)
    await ana.register()
    await asked(ana, WORDS)
    known, agreed, *rest, said, whole = await sections(house, ana)
    assert known.heading == "What I know about you"
    assert known.lines == [
        *("Name: Ana", "Town: Tirana", "Work: Sewing, clothes", "Country: Albania", "Language: English"),
        "Telegram: 1001",
    ]
    day = f"{house.clock.now():%d.%m.%Y}"
    assert agreed.lines == [
        f"{day} I keep your first name, town, country, work and language. Yes",
        f"{day} May I send you meeting reminders and tips? Yes",
    ]
    assert [one.heading for one in rest] == ["Ask a mentor"]
    assert rest[-1].lines == [f"{day} Money: {WORDS}"]
    assert not any(one.apart for one in (known, agreed, *rest))
    assert said.apart
    assert whole.lines == ["Our team gives you all of it as a file. Ask us."]


async def test_what_was_said_stands_with_its_time_and_is_short(house: House) -> None:
    ana = Guest(house)
    await ana.register()
    await house.move(timedelta(hours=1))
    await ana.write("menu")
    await ana.write("x" * (LONGEST + 1))
    await ana.say()
    [said] = [one for one in await sections(house, ana) if one.apart]
    assert any(line.endswith(" You: Ana") for line in said.lines)
    assert any(line.endswith(f" You: {'x' * (LONGEST - 1)}…") for line in said.lines)
    assert said.lines[-1].endswith(" You: your voice")
    assert not any("What do you want?" in line for line in said.lines), "Drom's screens are no news to their reader"


@pytest.mark.parametrize(
    ("state", "heard"),
    [("sent", True), ("in_doubt", True), *((one, False) for one in ("waiting", "parked", "cancelled", "never"))],
)
async def test_what_was_never_sent_is_not_said(house: House, state: str, heard: bool) -> None:
    ana = Guest(house)
    await ana.register()
    contact = await ana.contact()

    def told(connection: Connection) -> None:
        later = house.clock.now() + timedelta(days=9)
        [number] = outbox.put(
            connection, channel=contact.channel, contact_id=contact.id, address=contact.address, lane=outbox.NOTICE,
            kind="meeting_reminder", parts=[Part("Tomorrow.")], now=house.clock.now(), next_at=later,
        )  # fmt: skip
        connection.execute(update(tables.outbox).where(tables.outbox.c.id == number).values(state=state))

    await house.run(told)
    [said] = [one for one in await sections(house, ana) if one.apart]
    assert any(line.endswith("Drom: Tomorrow.") for line in said.lines) == heard


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_paper_is_in_the_language_of_its_reader_and_names_no_column(house: House, language: str) -> None:
    ana = Guest(house)
    await ana.register()
    contact = await ana.contact()
    await house.run(lambda c: contacts.change(c, contact.id, language=language))
    found = await house.core.library.find(f"export:{contact.id}")
    assert found is not None
    text = text_of(found.path.read_bytes())
    known = house.core.speech.words.text("common.paper_known", "", language, contact.country)
    assert known in text
    columns = {column.name for table in tables.metadata.tables.values() for column in table.c if "_" in column.name}
    assert [name for name in sorted(columns) if name in text] == []


async def test_who_has_told_nothing_gets_a_paper_too(house: House) -> None:
    guest = Guest(house)
    await guest.write("hello")
    await guest.tap("en")
    known, *_ = await sections(house, guest)
    assert known.lines[-2:] == ["Language: English", "Telegram: 1001"]


async def test_nothing_is_missing_from_the_whole(house: House) -> None:
    ana = Guest(house)
    await ana.register()
    await ana.write("x" * (LONGEST + 1))
    contact = await ana.contact()
    rows = await house.read(lambda c: privacy.gather(c, contact))
    assert "x" * (LONGEST + 1) in str(rows["inbox"])
    assert {"person", "contact", "consent", "inbox", "outbox"} <= set(rows)


def test_a_label_loses_its_pictogram_and_a_sentence_nothing() -> None:
    assert [plain(one) for one in ("👤 Name", "Name", "1 tip", "–")] == ["Name", "Name", "1 tip", "–"]
    assert short(" a\n b ") == "a b"
