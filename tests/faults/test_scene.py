"""What a scene counts as one death: all that the process wrote before it, however late it is read."""

import asyncio
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests.faults.judge import Copy
from tests.faults.orders import GONE, whole
from tests.faults.scene import Scene


async def test_what_was_written_before_a_death_may_be_read_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene, arrived = Scene(tmp_path), list[float]()
    running = SimpleNamespace(poll=lambda: GONE)
    scene.drom = cast("Any", SimpleNamespace(running=running, close=lambda: None))
    monkeypatch.setattr(scene, "start", lambda: None)
    whole(tmp_path / "died", f"{time.monotonic()} before commit")
    asyncio.get_running_loop().call_later(0.01, lambda: arrived.append(time.monotonic()))
    await scene._revive()
    [moment] = arrived
    assert Copy("hello", moment, moment + 0.001, 200).excuses(scene.kills)
    assert not Copy("hello", time.monotonic(), time.monotonic(), 200).excuses(scene.kills), "the next one wrote this"
    assert scene.steps == ["before commit"]
