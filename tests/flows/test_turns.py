"""A turn is at most 300 KB on the wire at its first use: every screen, and all that can come together."""

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.paper_signs import SIGNS
from bot.picture_drawing import MOST_BYTES
from bot.prompts import READERS, is_said, prompts
from bot.services import voice_content
from bot.services.certificates import SIGN
from bot.voices.maker import SPEAKS, there
from flows import BOOK
from flows.core.values import Reply
from tests.flows.conftest import Explored
from tests.house import living
from tests.voices.weights import HEAD, LETTER, TURN, Scales, turn

CHANNELS = (SIM_TELEGRAM, SIM_WHATSAPP)
NOTES = 8


@pytest.fixture
def scales(tmp_path: Path) -> Scales:
    return Scales(tmp_path)


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_screen_has_one_note_and_one_card_at_most(scales: Scales, channel: str) -> None:
    for prompt in prompts(BOOK):
        if not prompt.whole:
            continue
        for language, country in READERS[::2]:
            found = scales.load(prompt.reply, channel, language, country)
            where = (prompt.reply.key, language)
            assert len([name for name, _ in found.files if name.startswith("say:")]) <= 1, where
            assert len([name for name, _ in found.files if name.startswith("picture:")]) <= 1, where
            assert turn([found]) <= TURN, where


def test_what_is_heard_twice_in_a_turn_is_on_the_wire_once(scales: Scales) -> None:
    found = scales.load(Reply("menu.joined", "Good."), SIM_TELEGRAM, "en", "")
    assert len(found.files) == 1
    assert turn([found, found]) - turn([found]) == found.words


@pytest.mark.trial
def test_all_that_can_come_together_is_no_more(
    scales: Scales, explored: Explored, capsys: pytest.CaptureFixture[str]
) -> None:
    screens: dict[tuple[object, ...], Reply] = {}
    turns = set()
    for _, _, step in explored.found.steps:
        names = tuple((one.key, tuple((option.key, option.number) for option in one.options)) for one in step.replies)
        if names not in turns:
            turns.add(names)
            screens.update(zip(names, step.replies, strict=True))
    shown = {name: one for name, one in screens.items() if is_said(BOOK, one.key)}
    lines = ["| messenger | reader | turns | heaviest | bytes |", "|---|---|---|---|---|"]
    for channel in CHANNELS:
        for language, country in READERS:
            loads = {name: scales.load(one, channel, language, country) for name, one in shown.items()}
            weights = {names: turn(loads[name] for name in names if name in loads) for names in turns}
            heaviest = max(weights, key=lambda names: weights[names])
            keys = ", ".join(str(key) for key, _ in heaviest)
            lines.append(f"| {channel} | {language} {country} | {len(turns)} | {keys} | {weights[heaviest]} |")
            assert weights[heaviest] <= TURN, keys
    with capsys.disabled():
        print("", f"cards at {MOST_BYTES} bytes each", *lines, sep="\n")


@pytest.mark.trial
async def test_a_lesson_comes_with_its_picture_its_question_and_the_card_of_its_answers(
    scales: Scales, tmp_path: Path
) -> None:
    async with living(tmp_path / "data") as house:
        await house.core.load_content()
        screens = await house.core.store.read(voice_content.read)
        signs = [await house.core.library.find(f"{SIGN}:{name}") for name in SIGNS]
    picture = max(sign.path.stat().st_size for sign in signs if sign)
    said = [(prompt.reply, language, country) for prompt, language, country in screens]
    pairs = [(one, after) for one, after in pairwise(said) if one[0].key == "course.lesson"]
    assert len(pairs) >= 7 * len(READERS)
    for (lesson, language, country), (question, _, _) in pairs:
        loads = [scales.load(one, SIM_WHATSAPP, language, country) for one in (lesson, question)]
        assert turn(loads) + picture <= TURN, (language, lesson.values)
    for reply, language, country in said:
        assert turn([scales.load(reply, SIM_WHATSAPP, language, country)]) <= TURN, reply.key


@pytest.mark.trial
@pytest.mark.skipif(not there(SPEAKS), reason="the extra `voice` is not installed; `.ci/run` installs it")
def test_no_synthetic_note_weighs_more_than_its_letters_may() -> None:
    command = [sys.executable, "-m", "tests.voices.sounds", str(NOTES)]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True)
    notes = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(notes) >= NOTES * 4
    assert [note for note in notes if note["bytes"] > HEAD + LETTER * note["letters"]] == []
