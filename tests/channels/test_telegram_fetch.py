"""Files from Telegram: fetched from there, within limits, and from nowhere else."""
# ruff: noqa: N802 - the names bear the numbers of the channel rules

import pytest

from bot.channels.port import File
from bot.media.refused import MediaRefused
from tests.channels.provider import Script, Told
from tests.channels.telegram_channels import SENT, TOKEN, no, ok, telegram


def _found(path: object) -> Told:
    return ok({"file_id": "f", "file_unique_id": "u", "file_size": 9, "file_path": path})


async def test_fetch_gives_the_bytes() -> None:
    async with telegram() as (provider, channel):
        provider.script.extend([_found("voice/file_7.oga"), Told(200, b"OggS")])
        assert await channel.fetch(File("voice", "f"), 1000) == b"OggS"
    assert [asked.target for asked in provider.asked] == [
        f"/bot{TOKEN}/getFile",
        f"/file/bot{TOKEN}/voice/file_7.oga",
    ]


@pytest.mark.parametrize(
    "path",
    [
        "../../etc/passwd",
        "a/../b",
        "/etc/passwd",
        "http://127.0.0.1/x",
        "//x/y",
        "a?b",
        "a#b",
        "a%2e%2e",
        "",
        None,
        7,
        "a b",
    ],
)
async def test_S11_strange_path_is_refused_unasked(path: object) -> None:
    async with telegram() as (provider, channel):
        provider.script.append(_found(path))
        with pytest.raises(MediaRefused) as refused:
            await channel.fetch(File("voice", "f"), 1000)
    assert refused.value.reason == "place"
    assert provider.paths == ["getFile"]


async def test_fetch_refuses_what_is_said_to_be_too_big_unasked() -> None:
    async with telegram() as (provider, channel):
        with pytest.raises(MediaRefused) as refused:
            await channel.fetch(File("voice", "f", size=1001), 1000)
    assert refused.value.reason == "big"
    assert provider.asked == []


@pytest.mark.parametrize(
    ("ending", "reason", "again"),
    [
        (Told(200, b"x" * 1001), "big", False),
        (Told(200, b"x" * 1001, chunked=True), "big", False),
        (Told(404, b""), "broken", False),
        (Told(500, b""), "broken", True),
        (Told(302, b"", {"Location": "http://127.0.0.1:9/"}), "broken", True),
        (Told(200, b"x", cut=True), "slow", True),
    ],
)
async def test_S11_download_is_limited_and_follows_nobody(ending: Script, reason: str, again: bool) -> None:
    async with telegram() as (provider, channel):
        provider.script.extend([_found("voice/file_7.oga"), ending])
        with pytest.raises(MediaRefused) as refused:
            await channel.fetch(File("voice", "f"), 1000)
    assert (refused.value.reason, refused.value.again) == (reason, again)
    assert len(provider.asked) == 2


async def test_fetch_gives_up_on_silence() -> None:
    async with telegram(seconds=0.1) as (provider, channel):
        provider.script.extend([_found("voice/file_7.oga"), "hang"])
        with pytest.raises(MediaRefused) as refused:
            await channel.fetch(File("voice", "f"), 1000)
    assert (refused.value.reason, refused.value.again) == ("slow", True)


@pytest.mark.parametrize(
    ("ending", "reason", "again"),
    [
        (no(400, "Bad Request: file is too big"), "big", False),
        (no(400, "Bad Request: invalid file_id"), "broken", False),
        (no(429, "Too Many Requests", retry_after=3), "slow", True),
        (no(500, ""), "slow", True),
        (ok(SENT), "place", False),
        (ok([]), "place", False),
    ],
)
async def test_fetch_tells_why_there_is_no_path(ending: Script, reason: str, again: bool) -> None:
    async with telegram() as (provider, channel):
        provider.script.append(ending)
        with pytest.raises(MediaRefused) as refused:
            await channel.fetch(File("voice", "f"), 1000)
    assert (refused.value.reason, refused.value.again) == (reason, again)
