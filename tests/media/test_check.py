"""The child process: its bounds hold, and the parent believes only what it expects."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import psutil
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.media.check import ProcessChecker, believed
from bot.media.decode import answer
from bot.media.kinds import CONTENT_TYPES, MediaLimits
from bot.media.refused import MediaRefused, Reason
from tests.media import samples

LIMITS = MediaLimits()
REASONS = frozenset(get_args(Reason))

OTHERS: set[int] = set()
"""The processes that a run of tests has beside those of a test: its PostgreSQL is ended by one."""

needs_limits = pytest.mark.skipif(sys.platform != "linux", reason="memory limits are kept by Linux only")


@pytest.fixture(autouse=True)
def _others() -> None:
    OTHERS.clear()
    OTHERS.update(child.pid for child in psutil.Process().children())


def children() -> list[psutil.Process]:
    """Return the processes that a test has begun and that are there still."""
    return [child for child in psutil.Process().children() if child.pid not in OTHERS]


async def _reason(data: bytes, limits: MediaLimits) -> tuple[str, bool]:
    with pytest.raises(MediaRefused) as refused:
        await ProcessChecker(limits).check(data)
    return refused.value.reason, refused.value.again


@pytest.mark.parametrize(
    "data",
    [samples.opus(), samples.jpeg(6), samples.png("LA"), samples.webp(), samples.gif(), samples.m4a(), samples.vcard()],
)
async def test_the_child_says_what_the_decoder_says(data: bytes) -> None:
    line, kept = answer(data, LIMITS)
    checked = await ProcessChecker(LIMITS).check(data)
    assert (checked.kind, checked.content_type, checked.seconds) == (
        line["kind"],
        line["content_type"],
        line["seconds"],
    )
    assert checked.data == kept
    assert samples.MARK not in checked.data


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (samples.SVG, "type"),
        (samples.opus()[:-1], "broken"),
        (samples.opus(granule=660 * 48_000), "long"),
        (samples.huge_png(), "big"),
        (b"", "type"),
    ],
)
async def test_a_refusal_comes_with_its_word_and_is_for_good(data: bytes, reason: str) -> None:
    assert await _reason(data, LIMITS) == (reason, False)


async def test_twenty_one_megabytes_are_big_before_any_process_starts() -> None:
    before = len(children())
    assert await _reason(bytes(21_000_000), LIMITS) == ("big", False)
    assert len(children()) == before


async def test_a_child_that_takes_too_long_is_ended() -> None:
    assert await _reason(samples.jpeg(), MediaLimits(work_seconds=0.001)) == ("slow", False)
    assert children() == []


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
async def test_a_child_that_would_never_end_is_killed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    sleeper = tmp_path / "python"
    sleeper.write_text("#!/bin/sh\nexec sleep 600\n")
    sleeper.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(sleeper))
    async with asyncio.timeout(10):
        assert await _reason(bytes(5_000_000), MediaLimits(work_seconds=0.3)) == ("slow", False)
    assert children() == []


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
async def test_a_child_that_never_stops_talking_is_killed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    talker = tmp_path / "python"
    talker.write_text("#!/bin/sh\nexec yes\n")
    talker.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(talker))
    async with asyncio.timeout(10):
        assert await _reason(b"x", MediaLimits(file_bytes=100_000)) == ("broken", False)
    assert children() == []


async def test_a_system_that_starts_no_process_now_may_do_so_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert await _reason(samples.jpeg(), LIMITS) == ("slow", True)


@needs_limits
async def test_a_child_that_wants_too_much_memory_is_refused_it() -> None:
    wide = samples.encoded(Image.new("RGBA", (6000, 6000), (1, 2, 3, 4)), "PNG", compress_level=1)
    assert await _reason(wide, MediaLimits(work_bytes=128 * 1024 * 1024)) == ("big", False)
    assert (await ProcessChecker(LIMITS).check(wide)).content_type == "image/png"


@needs_limits
async def test_a_child_that_cannot_even_start_says_nothing_and_is_broken() -> None:
    assert await _reason(samples.jpeg(), MediaLimits(work_bytes=1)) == ("broken", False)


async def test_a_cancelled_check_leaves_no_process_behind() -> None:
    checker = ProcessChecker(LIMITS)
    task = asyncio.create_task(checker.check(samples.jpeg()))
    for _ in range(10_000):
        if children():
            break
        await asyncio.sleep(0)
    assert children()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert children() == []


async def test_the_child_gets_none_of_our_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DROM_TELEGRAM_TOKEN", "1:secret")
    seen: set[str] = set()
    task = asyncio.create_task(ProcessChecker(LIMITS).check(samples.jpeg()))
    while not task.done():
        for child in children():
            try:
                if "runpy" in " ".join(child.cmdline()):
                    seen |= {"started", *child.environ()}
            except psutil.Error:
                continue
        await asyncio.sleep(0)
    assert (await task).kind == "photo"
    assert "started" in seen
    assert not {name for name in seen if name.startswith(("DROM_", "PYTHON"))}


def test_the_child_loads_nothing_of_ours_but_the_media_folder() -> None:
    told = "import sys; sys.path.insert(0, sys.argv[1]); import bot.media.decode; print(*sys.modules)"
    root = str(Path(__file__).resolve().parents[2])
    loaded = subprocess.run([sys.executable, "-I", "-c", told, root], capture_output=True, text=True, check=True).stdout
    ours = {name for name in loaded.split() if name.split(".")[0] in {"bot", "flows", "storage", "tests"}}
    assert all(name == "bot" or name.startswith("bot.media") for name in ours)
    assert not {"asyncio", "aiohttp", "sqlalchemy", "socket", "telegram"} & set(loaded.split())


async def test_many_files_at_once_are_checked_two_at_a_time() -> None:
    checker = ProcessChecker(LIMITS, at_once=2)
    task = asyncio.gather(*(checker.check(samples.jpeg()) for _ in range(5)))
    most = 0
    while not task.done():
        most = max(most, len(children()))
        await asyncio.sleep(0)
    assert [checked.kind for checked in await task] == ["photo"] * 5
    assert most == 2


def _line(**fields: object) -> bytes:
    told = {"kind": "photo", "content_type": "image/jpeg", "seconds": 0.0} | fields
    return json.dumps(told).encode() + b"\n"


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"\n",
        b"[]\n",
        b"7\ndata",
        b"{}\n",
        b"not json",
        b"[" * 3000 + b"\n",
        b"\xff\xfe\n",
        _line(),
        _line(content_type="text/html") + b"<html>",
        _line(content_type=None) + b"x",
        _line(content_type=["image/jpeg"]) + b"x",
        _line(seconds="long") + b"x",
        _line(seconds=-1) + b"x",
        _line(seconds=601) + b"x",
        _line(seconds=float("nan")) + b"x",
        _line() + bytes(LIMITS.file_bytes + 1),
        b'{"reason": "because"}\n',
        b'{"reason": ["big"]}\n',
    ],
)
def test_a_child_that_says_anything_else_is_taken_for_broken(said: bytes) -> None:
    with pytest.raises(MediaRefused) as refused:
        believed(said, LIMITS)
    assert refused.value.reason == "broken"


@pytest.mark.parametrize("reason", sorted(REASONS))
def test_every_reason_is_passed_on(reason: str) -> None:
    with pytest.raises(MediaRefused) as refused:
        believed(json.dumps({"reason": reason}).encode() + b"\n", LIMITS)
    assert refused.value.reason == reason


def _mutated(sample: bytes) -> st.SearchStrategy[bytes]:
    """Return a sample with a stretch of it replaced, cut or repeated."""

    def spoil(place: int, length: int, other: bytes) -> bytes:
        return sample[:place] + other + sample[place + length :]

    place = st.integers(0, len(sample) - 1)
    change: Callable[..., bytes] = spoil
    return st.builds(change, place, st.integers(0, 40), st.binary(max_size=40))


_STARTS = [
    b"OggS\0",
    b"RIFF\0\0\0\0WAVE",
    b"RIFF\0\0\0\0WEBP",
    b"ID3\4\0\0\0\0\0\0",
    b"\xff\xfb",
    b"\xff\xf1",
    b"#!AMR\n",
]
_STARTS += [
    b"\xff\xd8\xff",
    b"\x89PNG\r\n\x1a\n",
    b"GIF89a",
    b"%PDF-1.",
    b"BEGIN:VCARD",
    b"\0\0\0\x10ftypM4A \0\0\0\0",
    b"",
]


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(_STARTS), st.binary(max_size=400))
@example(b"", os.urandom(4000))
def test_random_bytes_are_never_kept_as_sound_or_picture(start: bytes, rest: bytes) -> None:
    line, kept = answer(start + rest, LIMITS)
    assert line.get("reason") in REASONS or line.get("content_type") == "audio/amr"
    assert bool(kept) == ("content_type" in line)


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(
        [
            samples.opus(3),
            samples.wav(0.01),
            samples.mp3(9),
            samples.m4a(21),
            samples.jpeg(),
            samples.png(),
            samples.gif(),
        ]
    ).flatmap(_mutated)
)
def test_a_spoilt_file_never_raises_and_never_keeps_a_word(data: bytes) -> None:
    line, kept = answer(data, LIMITS)
    assert samples.MARK not in kept
    assert line.get("reason") in REASONS or line["content_type"] in CONTENT_TYPES


@settings(max_examples=12, deadline=None)
@given(st.binary(max_size=2000))
def test_random_bytes_never_upset_the_parent(data: bytes) -> None:
    async def ask() -> None:
        with pytest.raises(MediaRefused):
            await ProcessChecker(LIMITS).check(data)

    asyncio.run(ask())
