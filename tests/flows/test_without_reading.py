"""Somebody who reads nothing finishes every flow for members and mentors, in every language, on both messengers."""

from dataclasses import replace

import pytest

from bot.channels.limits import TELEGRAM_LIMITS, WHATSAPP_LIMITS
from flows import ANYWHERE, BOOK, MEMBERS, MENTORS
from flows.core.screens import screen
from flows.core.session import Frame
from tests.flows.conftest import Explored
from tests.flows.readers import READERS
from tests.flows.unread import Paths, Unread, Walk

FLOWS = (*MEMBERS, *MENTORS, *ANYWHERE)
CHANNELS = {"telegram": TELEGRAM_LIMITS, "whatsapp": WHATSAPP_LIMITS}
NAMES = {"language.which", "language.letters", "question.speaks"}
"""Where languages stand by their names, which the voice says."""


@pytest.mark.trial
def test_who_reads_nothing_finishes_every_flow(explored: Explored) -> None:
    finished, every, paths = 0, 0, Paths.of(explored.found)
    for reader in READERS:
        for channel, limits in CHANNELS.items():
            person = Unread(reader, channel, limits)
            walk = Walk.of(paths, person)
            stuck = {flow.name: walk.stuck(flow) for flow in FLOWS}
            every, finished = every + len(FLOWS), finished + sum(not found for found in stuck.values())
            assert {name: found for name, found in stuck.items() if found} == {}, (reader, channel)
            assert person.lost == set(), (reader, channel)
    for flow in FLOWS:
        print(f"{flow.name}: 100 % finished, {walk.screens(flow)} screens, from anywhere {walk.most_taps(flow)} taps")
    print(f"{finished} of {every} flows finished, {len(READERS)} readers on {len(CHANNELS)} messengers")
    assert finished == every


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("reader", READERS, ids=lambda one: f"{one.language}-{one.country}")
def test_no_fixed_choice_needs_reading(reader: object, channel: str) -> None:
    person = Unread(reader, channel, CHANNELS[channel])  # type: ignore[arg-type]
    for flow in FLOWS:
        for state in flow.states:
            if hasattr(state, "options"):
                known = {"id": "7", "version": "2"}
                person._choices(Frame(flow.name, flow.version, state.name, known))
    assert person.lost == set()
    assert {one.rpartition(".")[0] for one in person.by_ear} == NAMES


def test_the_walk_would_find_a_choice_that_must_be_read() -> None:
    welcome = BOOK.flows["welcome"]
    shown = screen(BOOK, Frame("welcome", welcome.version, "consent"))
    silent = tuple(replace(one, key="", label="Words", number=0) for one in shown.options)
    person = Unread(READERS[0], "telegram", TELEGRAM_LIMITS)
    assert list(person._chosen(replace(shown, options=silent))) == []
    assert len(person.lost) == 3


@pytest.mark.trial
def test_the_walk_would_find_a_flow_that_cannot_be_finished(explored: Explored) -> None:
    person = Unread(READERS[0], "telegram", TELEGRAM_LIMITS)
    person._screens[("welcome", "push", 0, 0)] = frozenset()
    walk = Walk.of(Paths.of(explored.found), person)
    assert "push" in walk.stuck(BOOK.flows["welcome"])
