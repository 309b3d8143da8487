"""However somebody wanders, what comes next is the first lesson that they have not answered: tried at random."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import studies
from tests.courses.pupil import LESSONS, enter
from tests.house import Guest, House, living

STEPS = st.lists(st.sampled_from(("answer", "wrong", "say", "menu", "back", "again", "stop", "mumble")), max_size=12)


async def _comes(guest: Guest) -> str:
    """Go to the course from anywhere; return the lesson that comes, "" where all are done."""
    said = await enter(guest)
    if said == ["You finished this course. What do you want?"]:
        return ""
    said = await guest.tap("start" if any("start" in b.payload for p in guest.parts for b in p.buttons) else "on")
    return said[0].partition(". ")[0]


async def _asked(guest: Guest) -> str:
    """Return the lesson whose question is open, "" where none is."""
    session = (await guest.contact()).session or {}
    return str(session["answers"]["lesson"]) if await guest.at() == "course.choice" else ""


async def _wander(house: House, steps: list[str]) -> None:
    guest = Guest(house, hint="en")
    await guest.register()
    await _comes(guest)
    answered: set[str] = set()
    for step in steps:
        lesson = await _asked(guest)
        if step in {"answer", "wrong"}:
            buttons = [button for part in guest.parts for button in part.buttons if ".choice." in button.payload]
            if not (lesson and buttons):
                continue
            await guest.send("tap", payload=buttons[0 if step == "answer" else -1].payload, callback="c")
        elif step == "say":
            await guest.say()
        else:
            await guest.write({"mumble": "~ ? ~"}.get(step, step))
        if step in {"answer", "wrong", "say"} and lesson:
            answered.add(lesson)
        if step in {"menu", "stop", "mumble", "answer"}:
            await _comes(guest)
    left = [place for place, lesson in enumerate(LESSONS, 1) if lesson not in answered]
    assert await _comes(guest) == (f"🎓 {left[0]}" if left else "")
    done = await house.read(lambda connection: studies.answered(connection, 1))
    assert len(done) == len(answered)


@pytest.mark.trial
@settings(max_examples=12, deadline=None)
@given(STEPS)
def test_what_comes_next_is_the_first_lesson_without_an_answer(steps: list[str]) -> None:
    async def play() -> None:
        with TemporaryDirectory() as folder:
            async with living(Path(folder)) as house:
                await house.core.load_content()
                await _wander(house, steps)

    asyncio.run(play())
