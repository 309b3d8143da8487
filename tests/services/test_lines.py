"""Waiting lines: one at a time, the lowest first, and nobody's turn is lost."""

import asyncio

import pytest

from bot.services.lines import Lines


async def _go(lines: Lines, line: str, number: int, done: list[int], inside: set[str], gate: asyncio.Event) -> None:
    async with lines.turn(line, number):
        assert line not in inside
        inside.add(line)
        await gate.wait()
        done.append(number)
        inside.remove(line)


async def test_the_first_goes_at_once_and_the_others_by_number() -> None:
    lines, done, inside, gate = Lines(), list[int](), set[str](), asyncio.Event()
    tasks = [asyncio.create_task(_go(lines, "ana", number, done, inside, gate)) for number in (5, 9, 2, 7, 3)]
    await asyncio.sleep(0)
    gate.set()
    await asyncio.gather(*tasks)
    assert done == [5, 2, 3, 7, 9]


async def test_equal_numbers_go_by_arrival_and_lines_do_not_wait_for_each_other() -> None:
    lines, done, inside, gate = Lines(), list[int](), set[str](), asyncio.Event()
    held = asyncio.create_task(_go(lines, "ana", 1, done, inside, gate))
    order: list[str] = []

    async def follow(name: str, line: str) -> None:
        async with lines.turn(line, 0):
            order.append(name)

    tasks = [asyncio.create_task(follow(name, "ana")) for name in ("first", "second", "third")]
    await follow("besim", "besim")
    assert order == ["besim"]
    gate.set()
    await asyncio.gather(held, *tasks)
    assert order == ["besim", "first", "second", "third"]


@pytest.mark.parametrize("called", [False, True])
async def test_a_cancelled_wait_leaves_the_line_to_the_others(called: bool) -> None:
    lines, done, inside, gate = Lines(), list[int](), set[str](), asyncio.Event()
    tasks = [asyncio.create_task(_go(lines, "ana", number, done, inside, gate)) for number in (1, 2, 3)]
    await asyncio.sleep(0)
    if called:
        gate.set()
        await asyncio.sleep(0)  # the first ends and calls the second, which is cancelled before it can go
    tasks[1].cancel()
    gate.set()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert 3 in done
    async with lines.turn("ana", 4):
        assert not inside


async def test_an_error_inside_lets_the_next_go() -> None:
    lines = Lines()
    with pytest.raises(ValueError, match="broken"):
        async with lines.turn("ana", 1):
            raise ValueError("broken")
    async with lines.turn("ana", 2):
        pass
