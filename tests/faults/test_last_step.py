"""Who dies at the last step of all, when everything is settled, was not ended by anything else: it is known, once."""

import os
from pathlib import Path
from typing import Any

import pytest

from tests.faults import launcher
from tests.faults.orders import GONE
from tests.faults.scene import Scene


class _Ended:
    """A process that has ended by itself; ``running`` is the process too."""

    def __init__(self, code: int) -> None:
        self.code, self.running, self.waited = code, self, False

    def poll(self) -> int:
        return self.code

    def wait(self, _seconds: float) -> int:
        self.waited = True
        return self.code

    def close(self) -> None:
        """Need nothing."""


def _scene(folder: Path, monkeypatch: pytest.MonkeyPatch, code: int = GONE) -> tuple[Scene, list[str]]:
    found, started = Scene(folder), []
    found.drom = _Ended(code)  # type: ignore[assignment]
    monkeypatch.setattr(found, "start", lambda: started.append("again"))
    return found, started


async def test_a_death_after_the_last_look_is_known_and_it_lives_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene, started = _scene(tmp_path, monkeypatch)
    scene.arm(3)
    (tmp_path / "point").unlink()
    (tmp_path / "died").write_text("17.5 after commit")
    await scene.disarm()
    assert (scene.kills[:1], scene.steps, started) == ([17.5], ["after commit"], ["again"])
    await scene.disarm()
    assert started == ["again"], "a death that is known is no second one"


async def test_what_ended_by_itself_is_told_with_its_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for code, told in ((3, 3), (0, -1)):
        scene, _ = _scene(tmp_path, monkeypatch, code)
        for emulator in (scene.telegram, scene.twilio):
            monkeypatch.setattr(emulator, "stop", _nothing)
        assert await scene.close() == told


async def _nothing() -> None:
    pass


@pytest.mark.parametrize("taken", [False, True])
def test_a_death_that_was_called_off_at_the_same_moment_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, taken: bool
) -> None:
    ends: list[int] = []
    monkeypatch.setattr(os, "_exit", ends.append)
    (tmp_path / "point").write_text("1 1")
    points: Any = launcher.Points(tmp_path)
    read = Path.read_text

    def called_off(self: Path, *rest: Any, **more: Any) -> str:
        words = read(self, *rest, **more)
        if taken and self.name == "point":
            self.unlink()
        return words

    monkeypatch.setattr(Path, "read_text", called_off)
    points.reach("before commit")
    assert ends == ([] if taken else [GONE])
    assert (tmp_path / "died").exists() is not taken
