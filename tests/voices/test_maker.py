"""The program that makes voice notes, and what asks it: it dies, hangs or talks nonsense, and nothing else suffers."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from bot.voices.length import seconds_of
from bot.voices.maker import JOINS, SPEAKS, CannotMake, Maker, there
from tests.house import Guest, living
from tests.sources import ROOT

speaks = pytest.mark.skipif(not there(SPEAKS), reason="the extra `voice` is not installed; `.ci/run` installs it")

ANSWERS = 'import sys\nfor line in sys.stdin: print(\'{"seconds": 1.5, "bytes": 9}\', flush=True)'
ONE = [["t", "en", "Well"]]


def maker(program: str, seconds: float = 20.0) -> Maker:
    return Maker(True, True, seconds, (sys.executable, "-c", program))


async def test_it_is_started_once_and_asked_one_at_a_time(tmp_path: Path) -> None:
    each = maker(ANSWERS)
    found = await asyncio.gather(*(each.make(ONE, tmp_path / str(number)) for number in range(5)))
    assert {(one.seconds, one.size) for one in found} == {(1.5, 9)}
    child = each._child
    assert child is not None
    await each.close()
    assert child.returncode is not None
    await each.close()


@pytest.mark.parametrize(
    "program",
    [
        "import sys; sys.stdin.readline()",
        "import os; os.abort()",
        "import sys; sys.stdin.readline(); print('nonsense', flush=True)",
        'import sys; sys.stdin.readline(); print(\'{"wrong": "OSError"}\', flush=True)',
        "raise SystemExit(3)",
    ],
)
async def test_a_program_that_dies_or_talks_nonsense_costs_one_note(tmp_path: Path, program: str) -> None:
    each = maker(program)
    with pytest.raises(CannotMake):
        await each.make(ONE, tmp_path / "a")
    each.program = (sys.executable, "-c", ANSWERS)
    await each.close()
    assert (await each.make(ONE, tmp_path / "a")).seconds == 1.5
    await each.close()


@pytest.mark.parametrize("last", ["", "print('{', end='', flush=True)"])
async def test_a_program_that_is_killed_at_a_note_costs_none(tmp_path: Path, last: str) -> None:
    """Whoever reads nothing has only the voice: what killed it once need not be the note."""
    once = f"import os, sys\nfrom pathlib import Path\nmark = Path({str(tmp_path / 'killed')!r})\n"
    dies = f"if not mark.exists():\n    sys.stdin.readline(); mark.touch(); {last or 'pass'}; os.kill(os.getpid(), 9)\n"
    each = maker(once + dies + ANSWERS.partition("\n")[2])
    assert (await each.make(ONE, tmp_path / "a")).seconds == 1.5
    await each.close()


async def test_a_program_that_hangs_is_ended(tmp_path: Path) -> None:
    each = maker("import time; time.sleep(600)", seconds=0.3)
    with pytest.raises(CannotMake, match="TimeoutError"):
        await each.make(ONE, tmp_path / "a")
    assert each._child is None


async def test_a_program_that_is_not_there_is_told_without_what_was_to_be_said(tmp_path: Path) -> None:
    each = Maker(True, True, 20.0, (str(tmp_path / "none"),))
    with pytest.raises(CannotMake) as told:
        await each.make([["t", "en", "Ana"]], tmp_path / "a")
    assert "Ana" not in str(told.value)


async def test_the_program_gets_none_of_our_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DROM_TELEGRAM_TOKEN", "secret")
    program = "import os, sys\nn = sum(name.startswith('DROM') for name in os.environ)\n"
    each = maker(program + 'for line in sys.stdin: print(\'{"seconds": %d, "bytes": 1}\' % n, flush=True)')
    assert (await each.make(ONE, tmp_path / "a")).seconds == 0
    await each.close()


def test_the_bot_itself_never_loads_a_voice() -> None:
    """eSpeak NG is under the GPL: only the program that is started loads it."""
    told = "import sys, bot.cli; print(*(n for n, m in sys.modules.items() if m))"
    loaded = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True, cwd=ROOT)
    assert "bot.voices.maker" in loaded.stdout.split()
    assert not {"espeakng_loader", "soundfile", "soxr"} & set(loaded.stdout.split())


@speaks
@pytest.mark.parametrize("language", ["en", "sq", "sr", "mk", "rom"])
async def test_every_language_is_said(tmp_path: Path, language: str) -> None:
    each, path = Maker(), tmp_path / "note.part"
    words = {"mk": "Добар ден, како си?", "rom": "Lačho dive, sar san?"}.get(language, "Mirëdita, kako si?")
    made = await each.make([["t", language, words]], path)
    await each.close()
    assert 1.0 < made.seconds < 6.0
    assert path.read_bytes().startswith(b"OggS")
    assert made.size == path.stat().st_size < made.seconds * 3000
    assert seconds_of(path) == pytest.approx(made.seconds, abs=0.1)


@speaks
async def test_a_recording_is_joined_with_a_synthetic_voice(tmp_path: Path) -> None:
    each, one, both = Maker(), tmp_path / "one.ogg", tmp_path / "both.part"
    first = await each.make([["t", "en", "Will you come on"]], one)
    made = await each.make([["r", str(one)], ["t", "sq", "e premte"]], both)
    with pytest.raises(CannotMake):
        await each.make([["r", str(tmp_path / "gone.ogg")]], tmp_path / "c.part")
    with pytest.raises(CannotMake):
        await each.make([["t", "xx", "Well"]], tmp_path / "d.part")
    await each.close()
    assert made.seconds > first.seconds + 0.5


@speaks
async def test_a_real_voice_reaches_a_phone(tmp_path: Path) -> None:
    each = Maker()
    async with living(tmp_path, maker=each) as house:
        guest = Guest(house)
        await guest.write("hello")
        assert house.core.followers is not None
        await house.core.followers.once()
        await house.quiet()
        (part,) = house.heard(guest.box, guest.address)
        served = await house.core.library.find(part.voice)
        await each.close()
    assert served is not None
    assert 5.0 < served.seconds < 20.0, "five languages name themselves"
    assert served.path.stat().st_size < 60_000


def test_joining_needs_less_than_speaking() -> None:
    assert set(JOINS) < set(SPEAKS)
