"""The simulator's news: each message once, in order, to whoever looks, until the server stops."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.datastructures import QueryParams

from bot.channels.limits import SIM_TELEGRAM
from bot.channels.port import Part
from bot.web.simulator_events import events, message
from storage.down import StorageDown
from tests.web.stub import YES_NO, Simulator, simulator


async def _until_clock(news: AsyncIterator[str]) -> list[str]:
    """Return the events up to the next sign of life."""
    found: list[str] = []
    async for event in news:
        if event.startswith("event: clock"):
            return found
        found.append(event)
    return found


async def _quiet(sim: Simulator) -> tuple[QueryParams, str, str]:
    sim.drom.silent = True
    ana = await sim.stage.phones.add(SIM_TELEGRAM, "Ana", "sq")
    besim = await sim.stage.phones.add(SIM_TELEGRAM, "Besim", "sq")
    return QueryParams(f"telegram={ana.id}&whatsapp=0&show=telegram"), ana.address, besim.address


def test_an_event_cannot_be_forged_by_a_text() -> None:
    assert message("bubble", "a\r\nb\rid: 9\n\nevent: x", 3) == (
        "event: bubble\nid: 3\ndata: a\ndata: b\ndata: id: 9\ndata: \ndata: event: x\n\n"
    )


async def test_messages_come_once_and_others_buzz(tmp_path: Path) -> None:
    async with simulator(tmp_path) as sim:
        asked, ana, besim = await _quiet(sim)
        news = events(sim.stage, asked, 0)
        assert await _until_clock(news) == []
        await sim.drom.say(SIM_TELEGRAM, ana, YES_NO)
        await sim.drom.say(SIM_TELEGRAM, besim, Part("For Besim alone"))
        first, second = await _until_clock(news)
        assert first.startswith("event: bubble\nid: 1\n")
        assert "hello.ok.yes@1" in first
        assert second == "event: buzz\nid: 2\ndata: 2\n\n"
        await sim.stage.phones.write(1, "Good")
        (third,) = await _until_clock(news)
        assert "Good" in third
        assert "Drom has it" in third


async def test_a_browser_that_comes_back_misses_nothing_and_gets_nothing_twice(tmp_path: Path) -> None:
    async with simulator(tmp_path) as sim:
        asked, ana, _ = await _quiet(sim)
        for number in range(450):
            await sim.drom.say(SIM_TELEGRAM, ana, Part(f"number {number}."))
        news = events(sim.stage, asked, 5)
        found: list[str] = []
        while not found or "number 449." not in found[-1]:
            found += await _until_clock(news)
        assert [event.split("id: ")[1].split("\n")[0] for event in found] == [str(number) for number in range(6, 451)]


async def test_a_late_tick_is_told_once(tmp_path: Path) -> None:
    async with simulator(tmp_path) as sim:
        asked, _, _ = await _quiet(sim)
        news = events(sim.stage, asked, 0)
        await _until_clock(news)
        sim.drom.down = StorageDown("full", "the disk is full")
        await asyncio.gather(sim.stage.phones.write(1, "Hello"), return_exceptions=True)
        (untaken,) = await _until_clock(news)
        assert "does not have it yet" in untaken
        sim.stage.bell.ring()
        assert await _until_clock(news) == []
        sim.drom.down = None
        await sim.stage.phones.open()
        (taken,) = await _until_clock(news)
        assert "Drom has it" in taken
        assert await _until_clock(events(sim.stage, asked, 1)) == []


async def test_time_is_told_when_it_moves(tmp_path: Path) -> None:
    async with simulator(tmp_path) as sim:
        asked, _, _ = await _quiet(sim)
        news = events(sim.stage, asked, 0)
        assert await anext(news) == "event: clock\ndata: Mon 1 Mar 2027, 09:00\n\n"
        await sim.client.post("/simulator/clock", data={"to": "morning"})
        assert await anext(news) == "event: clock\ndata: Tue 2 Mar 2027, 09:00\n\n"


async def test_the_stream_ends_when_the_server_stops(tmp_path: Path) -> None:
    async with simulator(tmp_path) as sim:
        asked, _, _ = await _quiet(sim)
        news = events(sim.stage, asked, 0)
        await _until_clock(news)
        waiting = asyncio.create_task(_until_clock(news))
        await asyncio.sleep(0)
        await sim.drom.channels[SIM_TELEGRAM].close()
        async with asyncio.timeout(1):
            assert await waiting == []
        answer = await sim.client.get(f"/simulator/events?{asked}")
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.text == ""
