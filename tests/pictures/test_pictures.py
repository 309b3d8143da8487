"""Cards of an installation: nothing waits for one, each is drawn once behind, and Drom goes on without any."""

import asyncio
import errno
import io
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import picture_files
from bot.bell import Bell
from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.clock import SetClock
from bot.picture_cards import PictureCard, card_of
from bot.picture_files import path_of
from bot.picture_press import serve
from bot.render import render
from bot.services import pictures
from bot.services.pictures import KEPT, Pictures
from flows import BOOK
from flows.core.screens import screen
from flows.core.session import Frame
from tests.flows.readers import WORDS
from tests.house import living
from tests.pictures.test_cards import FLOWS, MENU, shown
from tests.process.programs import until
from tests.services.diary import registered

SCREEN = shown(*MENU)
NOW = datetime(2026, 6, 15, 10, tzinfo=UTC)
ODD = shown(*MENU[:4], "🙋 日本")


async def at_once(event: asyncio.Event, seconds: float) -> None:
    """Wait for nothing."""
    await asyncio.sleep(0)


@asynccontextmanager
async def drawing(found: Pictures) -> AsyncIterator[None]:
    """Draw behind."""
    bell = Bell()
    task = asyncio.create_task(found.run(bell))
    try:
        yield
    finally:
        bell.close()
        await asyncio.wait_for(task, 60)


async def until_named(found: Pictures) -> str:
    """Wait until a screen's card is ready; return its name."""
    return await until(lambda: found.name(SCREEN), "the card is drawn")


async def test_a_card_goes_along_when_it_is_there_and_nothing_waits_for_it(tmp_path: Path) -> None:
    found = Pictures(tmp_path / "pictures", FLOWS, pause=at_once)
    assert found.name(SCREEN) == ""
    async with drawing(found):
        name = await until_named(found)
    served = await found.find(name)
    assert served is not None
    assert served.content_type == "image/png"
    assert served.path.read_bytes().startswith(b"\x89PNG")
    assert Pictures(tmp_path / "pictures", FLOWS).name(SCREEN) == name, "after a restart it is there at once"


async def test_what_is_known_ahead_is_drawn_without_being_met(tmp_path: Path) -> None:
    card = PictureCard(((1, "📅", "Meetings"), (2, "🌱", "Green tip")))
    found = Pictures(tmp_path, FLOWS, lambda: [card], at_once)
    async with drawing(found):
        await until(path_of(tmp_path, card.name).is_file, "the card is drawn")


async def test_a_card_that_cannot_be_drawn_is_told_once_and_the_next_is_drawn(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    found = Pictures(tmp_path, FLOWS, pause=at_once)
    assert found.name(ODD) == ""
    async with drawing(found):
        await until_named(found)
        assert found.name(ODD) == ""
    (record,) = [one for one in caplog.records if one.levelno == logging.ERROR]
    assert "the font has no 日 本" in record.getMessage()


async def test_a_card_that_is_lost_is_drawn_again(tmp_path: Path) -> None:
    found = Pictures(tmp_path, FLOWS, pause=at_once)
    async with drawing(found):
        name = await until_named(found)
        path_of(tmp_path, name).unlink()
        assert await found.find(name) is None
        assert found.name(SCREEN) == ""
        assert await until_named(found) == name
        assert await found.find(name) is not None


class Meanwhile(dict[str, datetime]):
    """What lies there; at each look another card is ready, as turns have it in threads of their own."""

    def __init__(self, ready: dict[str, datetime]) -> None:
        super().__init__()
        self._ready = ready

    def __contains__(self, name: object) -> bool:
        self._ready["new"] = NOW
        return super().__contains__(name)


def test_a_card_that_becomes_ready_while_others_are_swept_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Pictures(tmp_path, FLOWS)
    ready = vars(found)["_ready"]
    ready |= {"old1": NOW, "old2": NOW}
    monkeypatch.setattr(pictures, "_lying", lambda _: Meanwhile(ready))
    assert found.sweep(NOW) == 0
    assert set(ready) == {"new"}, "what became ready meanwhile stays"


async def test_a_card_that_nobody_asks_for_is_swept_and_one_in_use_or_known_ahead_stays(tmp_path: Path) -> None:
    clock, ahead = SetClock(datetime.now(UTC)), PictureCard(((1, "📅", "Meetings"), (2, "🌱", "Green tip")))
    found = Pictures(tmp_path, FLOWS, lambda: [ahead], at_once, clock)
    async with drawing(found):
        name = await until_named(found)
        await until(path_of(tmp_path, ahead.name).is_file, "what is known ahead is drawn")
    for _ in range(3):
        clock.move(KEPT - timedelta(hours=1))
        assert found.name(SCREEN) == name
        assert found.sweep(clock.now()) == 0, "it was asked for just now"
    clock.move(KEPT + timedelta(hours=1))
    assert found.sweep(clock.now()) == 1
    assert path_of(tmp_path, ahead.name).is_file()
    assert found.name(SCREEN) == "", "it is drawn again"
    assert await found.find(name) is None


async def test_a_process_that_dies_is_begun_anew_for_the_next_card(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    found = Pictures(tmp_path, FLOWS, pause=at_once)
    assert found.name(ODD) == ""
    async with drawing(found):
        await until(lambda: caplog.records, "it is told that nothing was drawn")
        monkeypatch.undo()
        await until_named(found)
    assert "its process says nothing" in caplog.text


async def test_a_machine_that_can_begin_no_process_is_told_once_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nothing"))
    found = Pictures(tmp_path, FLOWS, pause=at_once)
    assert found.name(SCREEN) == ""
    async with drawing(found):
        await until(lambda: caplog.records, "it is told that nothing can be drawn")
        monkeypatch.undo()
        await until_named(found)
    said = [one.getMessage() for one in caplog.records]
    assert said == [
        f"picture cards wait to be drawn: {FileNotFoundError.__name__}",
        "over: picture cards wait to be drawn",
    ]


async def test_a_card_that_cannot_be_kept_now_is_drawn_when_it_is_met_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "pictures"
    folder.write_bytes(b"in the way")
    found = Pictures(folder, FLOWS, pause=at_once)
    assert found.name(SCREEN) == ""
    async with drawing(found):
        await until(lambda: caplog.records, "it is told that nothing can be kept")
        folder.unlink()
        await until_named(found)
    assert all("cannot be drawn" not in one.getMessage() for one in caplog.records)
    assert [one.levelname for one in caplog.records] == ["ERROR", "WARNING"], "told once, and once that it is over"


def test_a_full_disk_leaves_no_half_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    answers = io.StringIO()
    serve(tmp_path, io.StringIO('[[1, "📅", "Meetings"], [2, "🌱", "Green tip"]]\n'), answers)
    assert answers.getvalue() == f"! OSError {errno.ENOSPC}\n"
    assert list(tmp_path.iterdir()) == []


async def test_without_what_draws_drom_goes_on_and_says_once_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(picture_files, "PACKAGES", {"no_such_module": "no-such-package", "PIL": "pillow"})
    found = Pictures(tmp_path, FLOWS, pause=at_once)
    await found.run(Bell())
    assert found.name(SCREEN) == ""
    assert [one.getMessage() for one in caplog.records] == ["there are no picture cards: install no-such-package"]


async def test_a_person_gets_the_card_with_the_menu_unless_they_want_words_alone(tmp_path: Path) -> None:
    cards = Pictures(tmp_path / "pictures", FLOWS, pause=at_once)
    async with living(tmp_path) as house:
        house.core.conversation.speech = replace(house.core.speech, pictures=cards.name)
        house.core.library = replace(house.core.library, shelves={"picture": cards.find})
        menu = path_of(cards.folder, card_of_menu())
        for box in (SIM_TELEGRAM, SIM_WHATSAPP):
            ana, _ = await registered(house, f"100{len(box)}", box=box)
            if not menu.is_file():
                await ana.write("menu")
                assert [part.picture for part in ana.parts] == [""], "nothing waits for a card"
                async with drawing(cards):
                    await until(menu.is_file, "the card of the menu is drawn")
            await ana.write("menu")
            (part,) = ana.parts
            served = await house.core.library.find(part.picture)
            assert served is not None
            assert (served.path, len(part.buttons)) == (menu, 6)
            assert house.core.library.is_lasting(part.picture)
            assert house.core.library.is_nobodys(part.picture)
            for value in ("settings", "talk", "text"):
                await ana.tap(value)
            await ana.write("menu")
            assert [one.picture for one in ana.parts] == [""]


def card_of_menu() -> str:
    """Return the name of the card of a member's menu in English."""
    screen_of = screen(BOOK, Frame("menu", BOOK.flows["menu"].version, "member"))
    card = card_of(render(screen_of, WORDS, "en", "", {}), FLOWS)
    assert card is not None
    return card.name
