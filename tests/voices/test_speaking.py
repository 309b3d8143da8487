"""A Drom that speaks: what reaches a phone, when, what follows, and what is left on the disk."""

import asyncio
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.bell import Bell
from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.channels.port import Part
from bot.clock import SetClock
from bot.prompts import is_said
from bot.services import audience, voice_work
from bot.services.followers import Followers
from bot.services.staff import OPERATOR
from bot.services.voices import Voices
from bot.voices.maker import CannotMake
from bot.web.simulator_view import shown
from flows import BOOK
from storage import contacts, outbox, seen
from storage.audiences import Audience
from storage.phones import Bubble, Phone
from storage.tables import outbox as rows
from tests.house import NOON, Guest, House
from tests.meetings.guests import dinner
from tests.services.sample import programme
from tests.voices.mouth import Mouth
from tests.voices.studio import voices


def followers(house: House) -> Followers:
    assert house.core.followers is not None
    return house.core.followers


async def built(house: House) -> None:
    """Make all that can be made ahead."""
    speech = house.core.speech
    assert [why async for _, why in voice_work.build(speech, voices(house)) if why] == []


async def follow(house: House, guest: Guest) -> list[Part]:
    """Let what is missing be made; return what came to the phone then."""
    await followers(house).once()
    await house.quiet()
    return house.heard(guest.box, guest.address)


def shape(parts: list[Part]) -> list[tuple[bool, bool, int]]:
    """Return of each part whether it has a voice and words, and how many buttons."""
    return [(bool(part.voice), bool(part.text) and not part.spoken, len(part.buttons)) for part in parts]


@pytest.mark.parametrize(
    ("box", "many", "few"),
    [
        (SIM_TELEGRAM, [(True, False, 0), (False, True, 5)], [(True, True, 3)]),
        (SIM_WHATSAPP, [(True, False, 0), (False, True, 5)], [(True, False, 0), (False, True, 3)]),
    ],
)
async def test_what_is_made_ahead_comes_with_its_words(
    house: House, box: str, many: list[object], few: list[object]
) -> None:
    await built(house)
    guest = Guest(house, box=box)
    await guest.write("hello")
    assert shape(guest.parts) == many
    await guest.tap("en")
    await guest.tap("skip")
    await guest.tap("next")
    assert shape(guest.parts)[-len(few) :] == few
    assert await follow(house, guest) == []
    served = await house.core.library.find(next(part.voice for part in guest.parts if part.voice))
    assert served is not None
    assert served.content_type == "audio/ogg"


async def test_what_is_not_made_follows_its_words_which_come_at_once(house: House, mouth: Mouth) -> None:
    guest = Guest(house)
    await guest.write("hello")
    assert shape(guest.parts) == [(False, True, 5)]
    assert mouth.said == []
    (late,) = await follow(house, guest)
    assert shape([late]) == [(True, False, 0)]
    assert (await house.core.library.find(late.voice)) is not None
    assert "Shqip" in mouth.words()[0]
    await guest.write("again")
    assert shape(guest.parts) == [(True, False, 0), (False, True, 5)], "the second time it is ready"


async def test_whoever_went_on_is_not_told_of_what_was_before(house: House) -> None:
    guest = Guest(house)
    await guest.write("hello")
    contact, later = await guest.contact(), house.clock.now() + timedelta(seconds=1)
    await house.core.store.run(lambda connection: contacts.change(connection, contact.id, last_in_at=later))
    assert await follow(house, guest) == []
    assert voices(house).counts["gone on"] == 1


@pytest.mark.parametrize(("talk", "voiced"), [("both", True), ("voice", True), ("text", False)])
async def test_everybody_is_talked_to_as_they_wish(house: House, talk: str, voiced: bool) -> None:
    guest = Guest(house)
    await guest.register()
    await built(house)
    await guest.write("menu")
    for value in ("settings", "talk", talk):
        await guest.tap(value)
    assert any(part.voice for part in guest.parts) is voiced
    await guest.write("again")
    assert any(part.voice for part in guest.parts) is voiced
    assert all(part.spoken for part in guest.parts if part.voice and part.buttons) or talk == "both"
    assert all(not part.later for part in guest.parts) or voiced


async def test_settings_ask_as_it_is(house: House, mouth: Mouth) -> None:
    guest = Guest(house)
    await guest.register()
    await guest.write("menu")
    await guest.tap("settings")
    assert (await guest.tap("talk"))[0] == "How shall I talk to you?"
    mouth.speaks = False
    await guest.write("menu")
    await guest.tap("settings")
    assert (await guest.tap("talk"))[0] == "I have no voice yet. How shall I talk later?"
    await guest.tap("voice")
    assert (await guest.contact()).talk == "voice"


async def test_a_name_is_said_to_its_owner_alone_and_goes_with_them(house: House, mouth: Mouth) -> None:
    guest = Guest(house)
    await guest.join()
    await guest.write("Rudolfina")
    await follow(house, guest)
    told = list((house.core.settings.data_dir / "spoken" / "told").glob("*.ogg"))
    assert [one for one in mouth.words() if "Rudolfina" in one]
    assert len(told) == 1
    others = list((house.core.settings.data_dir / "spoken" / "said").glob("*.ogg"))
    assert not [one for one in others if "Rudolfina" in one.read_text()]
    number = (await guest.contact()).id
    house.core.library.drop([number + 1])
    assert told[0].exists()
    house.core.library.drop([number])
    assert not told[0].exists()
    assert not house.core.library.is_lasting(f"tell:{number}:abc")
    assert house.core.library.is_lasting("say:abc")
    assert [name for name in ("say:abc", f"tell:{number}:abc", "17") if house.core.library.is_nobodys(name)] == [
        "say:abc"
    ]


async def test_a_voice_that_cannot_be_made_costs_nobody_a_word(house: House, mouth: Mouth) -> None:
    mouth.fails = "the program died"
    guest = Guest(house)
    await guest.write("hello")
    assert await follow(house, guest) == []
    await guest.tap("en")
    assert guest.parts[-1].text
    mouth.fails = ""
    assert len(await follow(house, guest)) >= 1
    assert voices(house).counts["not made"] == 1


async def test_without_a_voice_words_alone_are_counted(house: House, mouth: Mouth) -> None:
    mouth.speaks = False
    guest = Guest(house)
    await guest.write("hello")
    assert shape(guest.parts) == [(False, True, 5)]
    assert not guest.parts[0].later
    assert voices(house).counts["text alone"] == 1


def test_staffs_screens_are_silent() -> None:
    book = BOOK
    assert not is_said(book, "staff.menu")
    assert is_said(book, "menu.member")
    assert is_said(book, "helpdesk.said")
    assert is_said(book, "common.miss1")


async def test_a_card_is_answered_by_number_also_after_its_voice_came_last(house: House) -> None:
    guest = Guest(house)
    await guest.register()
    contact = await guest.contact()

    def put(connection: Connection) -> None:
        common: dict[str, Any] = {"channel": contact.channel, "contact_id": contact.id, "address": contact.address}
        common |= {"lane": outbox.NOTICE, "now": house.clock.now()}
        outbox.put(connection, kind="meeting", parts=[Part("Will you come?")], **common)
        outbox.put(connection, kind=outbox.FOLLOWING, parts=[Part("", voice="say:x")], **common)

    await house.run(put)
    found = await house.read(lambda connection: seen.pushed(connection, contact.id))
    assert found is not None
    assert found["text"] == "Will you come?"
    assert [row["kind"] for row in await house.rows(rows)][-1] == outbox.FOLLOWING


async def test_what_comes_by_itself_promises_no_number(house: House) -> None:
    guest = Guest(house)
    await guest.register()
    now = house.clock.now()
    await house.run(lambda c: audience.invite(c, OPERATOR, programme(), dinner(c, now), Audience(), now))
    await house.move(timedelta(seconds=1))
    (card,) = house.heard(guest.box, guest.address)
    assert "I come" in card.later
    assert "press" not in card.later, "a digit means the open screen"
    guest.parts = [card]
    await guest.tap("yes")
    assert "press one" in guest.parts[-1].later


def test_a_simulated_phone_shows_words_that_are_only_heard_to_nobody() -> None:
    ana, besa = Phone(1, SIM_TELEGRAM, "5", "Ana"), Phone(2, SIM_WHATSAPP, "6", "Besa")
    for owner, spoken, text in ((ana, True, ""), (ana, False, "Well?"), (besa, True, "Well?")):
        part = Part("Well?", voice="say:x", spoken=spoken)
        found = shown(Bubble(1, 1, False, "part", part.to_json(), NOON), owner, UTC)
        assert (found.text, found.media[0][0]) == (text, "voice")


async def test_notes_have_their_time(tmp_path: Path) -> None:
    clock = SetClock(NOON)
    voices = Voices(tmp_path, Mouth(), clock=clock)
    names = [await voices.make(request) for request in ('say:[["t","en","Well"]]', 'tell:7:[["t","en","Ana"]]')]
    for days, left in ((0, 2), (7, 2), (8, 1), (89, 1), (90, 0)):
        voices.sweep(NOON + timedelta(days=days, minutes=1))
        assert sum(voices.path(name).is_file() for name in names) == left, days


async def test_what_is_still_said_is_kept(tmp_path: Path) -> None:
    clock = SetClock(NOON)
    voices = Voices(tmp_path, Mouth(), clock=clock)
    said, unsaid = [await voices.make(f'say:[["t","en","{word}"]]') for word in ("Well", "Ill")]
    for _ in range(10):
        clock.move(timedelta(days=10))
        assert voices.ready(said)
        voices.sweep(clock.now())
    assert (voices.ready(said), voices.ready(unsaid)) == (True, False)
    used = voices.path(said).stat().st_mtime
    clock.move(timedelta(hours=23))
    assert voices.ready(said)
    assert voices.path(said).stat().st_mtime == used, "within a day nothing is written"


async def test_a_disk_without_room_is_no_more_than_a_note_that_is_not_made(tmp_path: Path) -> None:
    (tmp_path / "spoken").write_text("no folder can be here")
    with pytest.raises(CannotMake, match="cannot be kept"):
        await Voices(tmp_path / "spoken", Mouth()).make('say:[["t","en","Well"]]')


async def test_its_loop_makes_what_comes_and_ends_with_the_bell(house: House, mouth: Mouth) -> None:
    bell = Bell()
    task = asyncio.create_task(followers(house).run(bell))
    guest = Guest(house)
    await guest.write("hello")
    async with asyncio.timeout(30):
        while not voices(house).counts["followed"]:
            await house.quiet()
    bell.close()
    await asyncio.wait_for(task, 30)
    assert len(mouth.said) == 1
