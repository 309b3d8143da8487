"""Somebody who reads nothing finishes every flow for members and mentors, in every language, on both messengers."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.languages import LANGUAGES
from flows import ANYWHERE, MEMBERS, MENTORS
from tests.listening import ear
from tests.listening.listener import Listener, Tally
from tests.listening.play import finishes
from tests.listening.street import HOUR, Street, street
from tests.listening.tasks import FIRST, TASKS, Task

BOXES = (SIM_TELEGRAM, SIM_WHATSAPP)
WANTED = tuple(flow.name for flow in (*MEMBERS, *MENTORS, *ANYWHERE))


@dataclass(slots=True)
class Book:
    """What became of each task, in how many streets, and what it took."""

    finished: Counter[str] = field(default_factory=Counter)
    tried: Counter[str] = field(default_factory=Counter)
    took: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    wrong: list[str] = field(default_factory=list)
    cards: int = 0

    async def of(self, lane: Street, tasks: tuple[Task, ...], where: str) -> None:
        """Let the people of a street do all tasks, and write down how it went."""
        for task in tasks:
            before = _sum(lane)
            why = await finishes(lane, task)
            self._count(task, why, before, _sum(lane))
            self.wrong += [f"{where} {why}"] if why else []
        self.wrong += [f"{where} {lost}" for one in lane.people.values() for lost in one.unheard]
        self.cards += sum(one.carded for one in lane.people.values())

    def _count(self, task: Task, why: str, before: Tally, after: Tally) -> None:
        self.tried[task.flow] += 1
        self.finished[task.flow] += not why
        took = self.took[task.flow]
        took.screens += after.screens - before.screens
        took.taps += after.taps - before.taps

    def lines(self, streets: int) -> list[str]:
        """Return a line for each flow: how often it was finished, and what it took in one language on one messenger."""
        found = []
        for name in self.tried:
            share, took = 100 * self.finished[name] // self.tried[name], self.took[name]
            each = f"{took.screens / streets:.0f} screens, {took.taps / streets:.0f} taps"
            found.append(f"{name}: {self.finished[name]} of {self.tried[name]} finished, {share} %; {each}")
        return found


def _sum(lane: Street) -> Tally:
    people: list[Listener] = [*lane.people.values()]
    return Tally(sum(one.tally.screens for one in people), sum(one.tally.taps for one in people))


def test_every_flow_has_a_task() -> None:
    assert {task.flow for task in TASKS} == set(WANTED)
    assert all(any(ends for _, _, ends in task.steps) for task in TASKS)


@pytest.mark.trial
async def test_who_reads_nothing_finishes_every_flow(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book, helped = Book(), 0
    for language in LANGUAGES:
        for box in BOXES:
            async with street(tmp_path / f"{language}-{box}", box, language) as lane:
                await book.of(lane, TASKS, f"{language} {box}")
                assert lane.slowest <= HOUR
                helped += lane.helped
    streets = len(LANGUAGES) * len(BOXES)
    with capsys.disabled():
        print(f"\nWho reads nothing, {len(LANGUAGES)} languages on {len(BOXES)} messengers; helped {helped} times")
        print("\n".join(book.lines(streets)))
    assert book.wrong == []
    assert set(book.finished) == set(WANTED)
    assert book.finished == book.tried
    assert book.cards


@pytest.mark.parametrize(("box", "language"), [(SIM_TELEGRAM, "rom"), (SIM_WHATSAPP, "sr_Cyrl")])
async def test_the_first_flows_are_finished_without_reading(tmp_path: Path, box: str, language: str) -> None:
    book = Book()
    async with street(tmp_path / "data", box, language) as lane:
        await book.of(lane, FIRST, language)
        person = await lane.people["ana"].person()
    assert book.wrong == []
    assert (person.name, person.town, person.trade) == ("Ana", "tirana", "sewing")


async def test_what_only_letters_tell_is_found(tmp_path: Path) -> None:
    async with street(tmp_path / "data", SIM_TELEGRAM, "en") as lane:
        ana = lane.people["ana"]
        await ana.does("scan!")
        assert ana.unheard == []
        voices = lane.house.core.speech.voices
        assert voices is not None
        for path in voices.folder.glob("*/*.ogg"):
            path.write_text('[["t","en","Choose your language"]]')
        ana._check()
        assert any(lost.startswith("no number is said for '1 Shqip'") for lost in ana.unheard)
        with pytest.raises(LookupError, match="own is neither seen nor heard"):
            await ana.does("own")


def test_a_number_is_heard_with_its_words_in_any_language() -> None:
    heard = ear.choices("What now? For Yes, press one. Za No, pritisni dva.", "en", "AL")
    assert [one.endswith("Yes") for one in heard[1]] == [True]
    assert ear.choices("Përkthyes alosar štar. Hyrje e lehtë alosar pandž.", "rom", "AL").keys() == {4, 5}


def test_words_that_were_not_said_are_missed() -> None:
    assert ear.hears("Good. I will remind you.", "Good! I will remind you.", "en", "AL")
    assert not ear.hears("Good. I will remind you.", "Good! See you there.", "en", "AL")
    assert not ear.hears("Who comes to you today.", "🕘 18:20 –", "en", "AL")
