"""A card that comes while somebody does something else: tapped or answered in words, today or long after."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.services import due
from bot.services.due import NoticeKind
from bot.services.tick import Tick
from bot.services.turn import Action
from flows import BOOK
from flows.core import Book
from flows.core.screens import card
from flows.core.values import Outcome, Reply
from storage.notices import Subject
from tests.flows.fair import FAIR, payload
from tests.house import Guest, House, living

HELLO = "The apples come soon. Still?"
BAGS = "How many bags of apples?"
BACK = "Now back to where we were."
MENU = "What do you want?"


@pytest.fixture
async def fair(tmp_path: Path) -> AsyncIterator[House]:
    """Return a Drom that also knows stalls at a fair; a notice of one is its card."""
    async with living(tmp_path / "data") as house:
        talk = house.core.conversation
        talk.speech = replace(talk.speech, book=Book((*BOOK.pages, FAIR)))
        done = {
            "come_to_stall": Action(("there", "gone"), lambda turn, todo: Outcome("there", {"ware": "apples"})),
            "stay_away": Action(("stayed", "gone"), lambda turn, todo: Outcome("stayed")),
            "pack_bags": Action(("packed",), lambda turn, todo: Outcome("packed")),
        }
        talk._actions = {**talk._actions, **done}
        kind = NoticeKind("stall", lambda *_: (_card(),))
        house.core.tick = Tick(house.core.store, talk, house.clock, (kind,))
        yield house


def _card() -> Reply:
    return card(FAIR, "soon", 7, 2, {"ware": "apples"})


async def remind(house: House, guest: Guest) -> None:
    """Let the card come to somebody."""
    contact, now = await guest.contact(), house.clock.now()
    kind = NoticeKind("stall", lambda *_: (_card(),))
    one = kind.planned("once", now, now + timedelta(days=1), asked_for=True, contact_id=contact.id)
    await house.run(lambda connection: due.plan(connection, Subject("stall", 7), [one], now))
    await house.move(timedelta(seconds=1))
    guest.parts = house.heard(guest.box, guest.address)
    assert [part.text for part in guest.parts] == [HELLO]


@pytest.mark.parametrize("box", [SIM_TELEGRAM, SIM_WHATSAPP])
async def test_a_card_is_tapped_in_the_middle_of_a_question(fair: House, box: str) -> None:
    guest = Guest(fair, "1001", box, hint="en")
    await guest.register()
    await guest.write("menu")
    await guest.tap("settings")
    asked = guest.parts[-1].text
    await remind(fair, guest)
    assert [button.payload for button in guest.parts[0].buttons] == [payload("yes")]
    assert await guest.send("tap", payload=payload("yes"), callback="c") == [BAGS]
    assert (await guest.tap("one"))[:2] == ["See you.", BACK]
    assert guest.parts[-1].text == asked


@pytest.mark.parametrize("words", ["yes", "👍", "Po", "👍 Yes", "да"])
async def test_what_means_nothing_on_the_open_screen_may_mean_the_card(fair: House, words: str) -> None:
    guest = Guest(fair, "1001", SIM_WHATSAPP, hint="en")
    await guest.register()
    await guest.write("menu")
    await remind(fair, guest)
    assert await guest.write(words) == [BAGS]


@pytest.mark.parametrize("words", ["yeah sure", "2", "ye", "no"])
async def test_nothing_is_guessed_of_a_card(fair: House, words: str) -> None:
    guest = Guest(fair, hint="en")
    await guest.register()
    await guest.write("menu")
    await remind(fair, guest)
    assert BAGS not in await guest.write(words)


async def test_what_is_typed_goes_to_the_open_question_first(fair: House) -> None:
    guest = Guest(fair, hint="en")
    await guest.register()
    await guest.write("menu")
    await guest.tap("settings")
    await guest.tap("quiet")
    await remind(fair, guest)
    assert (await guest.write("1"))[0] == "Saved."
    assert (await guest.contact()).quiet_from == 20


async def test_a_free_answer_is_never_taken_for_a_card(fair: House) -> None:
    guest = Guest(fair, hint="en")
    await guest.register()
    await guest.write("menu")
    await guest.tap("settings")
    await guest.tap("data")
    await guest.tap("change")
    await guest.tap("change")
    await guest.tap("name")
    await remind(fair, guest)
    assert BAGS not in await guest.write("Po")


async def test_words_after_something_newer_do_not_mean_the_card(fair: House) -> None:
    guest = Guest(fair, hint="en")
    await guest.register()
    await guest.write("menu")
    await remind(fair, guest)
    for _ in range(11):
        await guest.write("menu")
    assert BAGS not in await guest.write("yes")
    assert await guest.send("tap", payload=payload("yes"), callback="c") == [BAGS]


async def test_a_card_is_live_after_a_year(fair: House) -> None:
    guest = Guest(fair, hint="en")
    await guest.register()
    await guest.write("menu")
    fair.clock.move(timedelta(days=365))
    said = await guest.send("tap", payload=payload("no"), callback="c")
    assert said == ["Another time.", BACK, MENU]


async def test_a_forged_card_does_nothing(fair: House) -> None:
    guest = Guest(fair, hint="en")
    await guest.register()
    await guest.write("menu")
    for forged in ("fair:7:2:fly", "crown:7:2:yes", f"fair:{'9' * 60}:2:yes", "fair:7:2:yes' --"):
        said = await guest.send("tap", payload=forged, callback="c")
        assert said == ["That card is old. Here is the new one.", MENU]
