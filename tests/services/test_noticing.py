"""Another way of talking, offered by what somebody's answers show: seldom, by day, and back to where they were."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.services.noticing import AGAIN, is_easy, is_hard
from storage import contacts, inbox, outbox, tables
from storage.inbox import Noted
from tests.house import NOON, Guest, House, living
from tests.voices.mouth import Mouth

SPEAK, WRITE = "Shall I speak to you?", "Shall I only write to you?"
RECAP = "Now back to where we were."
SOON = timedelta(seconds=20)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with living(tmp_path, maker=Mouth()) as found:
        yield found


async def reader(house: House, box: str = SIM_TELEGRAM) -> Guest:
    """Return a member who gets text alone, in the menu."""
    guest = Guest(house, box=box)
    await guest.register()
    await guest.write("menu")
    await chosen(house, guest, talk="text")
    return guest


async def chosen(house: House, guest: Guest, **wishes: object) -> None:
    number = (await guest.contact()).id
    await house.run(lambda connection: contacts.change(connection, number, **wishes))


async def unread(guest: Guest, times: int = 3) -> list[str]:
    """Answer nothing that is understood; return what is said last."""
    said: list[str] = []
    for _ in range(times):
        said = await guest.write("mmm hmm")
        await guest.house.move(SOON)
    return said


def of(*noted: tuple[str, str, int]) -> Sequence[Noted]:
    """Return notes by kind, outcome and seconds since noon, the newest first."""
    return [Noted(kind, outcome, NOON + timedelta(seconds=at)) for kind, outcome, at in reversed(noted)]


@pytest.mark.parametrize(
    ("notes", "hard"),
    [
        (of(*(("tap", "chosen", 10 * place) for place in range(12))), False),
        (of(*(("text", "missed", 10 * place) for place in range(3))), True),
        (of(*(("text", "missed", 10 * place) for place in range(2))), False),
        (of(("voice", "sent", 0), ("tap", "chosen", 9), ("voice", "sent", 20), ("text", "again", 30)), True),
        (of(*(("tap", "chosen", 90 * place) for place in range(7))), True),
        (of(*(("tap", "chosen", 90 * place) for place in range(6))), False),
        (of(*(("tap", "chosen", 3600 * place) for place in range(12))), False),
    ],
)
def test_what_shows_that_reading_is_hard(notes: Sequence[Noted], hard: bool) -> None:
    assert is_hard(notes) == hard


@pytest.mark.parametrize(
    ("notes", "easy"),
    [
        (of(*(("text", "said", 10 * place) for place in range(4))), True),
        (of(*(("text", "chosen", 10 * place) for place in range(12))), False),
        (of(("voice", "sent", 0), *(("text", "said", 10 * place) for place in range(6))), False),
        (of(("text", "missed", 0), *(("text", "said", 10 * place) for place in range(6))), False),
    ],
)
def test_what_shows_that_writing_is_easy(notes: Sequence[Noted], easy: bool) -> None:
    assert is_easy(notes) == easy


@pytest.mark.parametrize("box", [SIM_TELEGRAM, SIM_WHATSAPP])
async def test_who_reads_hard_is_offered_a_voice_and_goes_on_where_they_were(house: House, box: str) -> None:
    guest = await reader(house, box)
    await guest.tap("settings")
    await guest.tap("data")
    await guest.tap("change")
    await guest.tap("change")
    await guest.tap("town")
    assert (await unread(guest))[-1] == "Shall a person help you?"
    said = await guest.tap("redo")
    assert said == [SPEAK], "the screen itself comes after the answer"
    assert guest.parts[0].voice or guest.parts[-1].later, "who may not read is asked aloud"
    said = await guest.tap("yes")
    assert said[:2] == ["Good. I speak to you now.", RECAP]
    assert said[2].startswith("Where do you work?")
    assert (await guest.contact()).talk == "both"
    await guest.tap("tirana")
    assert (await guest.at()).startswith("registration.")


async def test_the_screen_below_may_be_answered_instead(house: House) -> None:
    guest = await reader(house)
    wanted = guest.payload("settings")
    await unread(guest)
    assert await guest.tap("redo") == [SPEAK]
    said = await guest.send("tap", payload=wanted, callback="c")
    assert said == ["What to change?"]
    assert (await guest.contact()).talk == "text"


@pytest.mark.trial
@pytest.mark.parametrize("answer", ["no", ""])
async def test_nobody_is_asked_again_for_a_long_time(house: House, answer: str) -> None:
    guest = await reader(house)
    asked = []
    for _ in range(42):
        said = await guest.write("menu")
        if SPEAK not in said:
            await unread(guest)
            said = await guest.tap("redo")
        if SPEAK in said:
            asked.append(house.clock.now())
            await (guest.tap(answer) if answer else guest.write("menu"))
            assert (await guest.contact()).talk == "text"
        await house.move(timedelta(days=9))
    assert len(asked) >= 3
    assert all(later - earlier >= AGAIN for earlier, later in pairwise(asked))


@pytest.mark.parametrize("hours", range(0, 24, 3))
async def test_nobody_is_asked_at_night_or_unasked(house: House, hours: int) -> None:
    guest = await reader(house)
    await house.move(timedelta(hours=hours))
    await unread(guest)
    night = not 7 <= (12 + hours) % 24 < 22
    assert (SPEAK in await guest.tap("redo")) == (not night)
    rows = await house.rows(tables.outbox)
    assert {row["lane"] for row in rows if SPEAK in str(row["payload"])} <= {outbox.REPLY}


async def test_who_never_is_quiet_sleeps_at_night_all_the_same(house: House) -> None:
    guest = await reader(house)
    await chosen(house, guest, quiet_from=None, quiet_to=None)
    await house.move(timedelta(hours=12))
    await unread(guest)
    assert await guest.tap("redo") == ["What do you want?"]


@pytest.mark.parametrize(
    "wishes", [{"talk": "voice"}, {"talk": "both"}, {"talk_asked_at": NOON}, {"stopped_at": NOON}], ids=str
)
async def test_who_has_chosen_otherwise_is_not_asked(house: House, wishes: dict[str, object]) -> None:
    guest = await reader(house)
    await chosen(house, guest, **wishes)
    await unread(guest)
    assert SPEAK not in await guest.tap("redo")


async def test_without_a_voice_none_is_offered_and_nothing_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with living(tmp_path) as house:
        guest = await reader(house)
        looked: list[object] = []

        def note(*asked: object) -> list[object]:
            looked.append(asked)
            return []

        monkeypatch.setattr(inbox, "noted", note)
        await unread(guest)
        assert await guest.tap("redo") == ["What do you want?"]
        assert looked == []


async def test_who_writes_with_ease_may_have_words_alone(house: House) -> None:
    guest = Guest(house)
    await guest.join()
    for _ in range(5):
        await guest.write("Ana")
        await guest.tap("redo")
    await guest.write("Ana")
    for value in ("yes", "tirana", "sewing", "right"):
        await guest.tap(value)
    await chosen(house, guest, talk_asked_at=None)
    said = await guest.write("menu")
    assert said == [WRITE]
    assert await guest.tap("yes") == ["Good. I only write now.", RECAP, "What do you want?"]
    assert (await guest.contact()).talk == "text"


async def test_who_chooses_in_the_settings_is_left_alone(house: House) -> None:
    guest = await reader(house)
    await guest.tap("settings")
    await guest.tap("talk")
    await guest.tap("text")
    await guest.write("menu")
    await unread(guest)
    assert await guest.tap("redo") == ["What do you want?"]
    assert isinstance((await guest.contact()).talk_asked_at, datetime)


@pytest.mark.parametrize(("value", "talk"), [("both", "both"), ("text", "text"), ("voice", "voice"), ("skip", "both")])
@pytest.mark.parametrize("box", [SIM_TELEGRAM, SIM_WHATSAPP])
async def test_the_first_question_shows_each_way_as_what_it_is(house: House, box: str, value: str, talk: str) -> None:
    guest = Guest(house, box=box)
    await guest.open("green_albania--poster1")
    said = await guest.tap("en")
    assert said.count("How shall I talk to you?") == 3, "once with each choice"
    assert [[button.label for button in part.buttons] for part in guest.parts if part.buttons] == [
        ["1 🔊 Voice + card"],
        ["2 📝 Text only"],
        ["3 🎧 Voice only", "4 ⏭️ Skip"],
    ]
    assert (await guest.tap(value))[-1] == "I help small businesses save money and stay green."
    found = await guest.contact()
    assert (found.talk, found.talk_asked_at) == (talk, None)


async def test_the_first_question_speaks_where_it_can(house: House) -> None:
    guest, followers = Guest(house), house.core.followers
    assert followers is not None
    await guest.open("green_albania--poster1")
    await guest.tap("en")
    await followers.once()
    await house.quiet()
    again = Guest(house, address="1002")
    await again.open("green_albania--poster1")
    await again.tap("en")
    parts = [part for part in again.parts if part.voice or part.buttons][-4:]
    assert [(bool(part.voice), part.spoken, len(part.buttons)) for part in parts] == [
        (True, False, 0),
        (False, False, 1),
        (False, False, 1),
        (True, True, 2),
    ]
