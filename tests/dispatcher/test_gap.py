"""Where a platform may mix up two quick messages, each chat rests between them; nobody else waits for that."""

import asyncio

import pytest

from bot.channels.limits import WHATSAPP_GAP
from bot.channels.port import Receipt
from bot.core import rates
from bot.services.rates import CHATS_KEPT, Pace, Rate
from bot.settings import Settings
from storage.outbox import ANNOUNCEMENT
from tests.dispatcher.stage import Stage

GAP = Rate(80, gap=1.0)


async def test_each_part_of_an_answer_follows_after_the_gap(stage: Stage) -> None:
    await stage.dispatcher(GAP)
    [one] = await stage.contacts(1)
    await stage.move(2)
    await stage.put(one, *"abc")
    await stage.move(5)
    assert stage.channel.texts == [*"abc"]
    assert stage.times() == pytest.approx([2.0, 3.0, 4.0])


async def test_the_gap_counts_from_the_providers_answer(stage: Stage) -> None:
    await stage.dispatcher(GAP)
    [one] = await stage.contacts(1)
    await stage.move(2)
    slow: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
    stage.channel.script.append(slow)
    await stage.put(one, *"ab")
    await stage.move(7)
    slow.set_result(Receipt("sent"))
    await stage.move(5)
    assert stage.times() == pytest.approx([2.0, 10.0])


async def test_other_chats_do_not_wait_for_one_that_rests(stage: Stage) -> None:
    await stage.dispatcher(GAP)
    one, other = await stage.contacts(2)
    await stage.move(2)
    await stage.put(one, *"ab")
    await stage.put(other, "c")
    await stage.move(5)
    assert stage.times("ac") == pytest.approx([2.0, 2.0], abs=0.05)
    assert stage.times("b") == pytest.approx([3.0])


async def test_a_first_answer_after_a_while_does_not_wait(stage: Stage) -> None:
    await stage.dispatcher(GAP)
    [one] = await stage.contacts(1)
    await stage.move(2)
    await stage.put(one, "a")
    await stage.move(3)
    await stage.put(one, "b")
    assert stage.times() == pytest.approx([2.0, 5.0])


async def test_a_chat_rests_in_all_lanes(stage: Stage) -> None:
    await stage.dispatcher(GAP)
    [one] = await stage.contacts(1)
    await stage.move(2)
    await stage.put(one, "news", lane=ANNOUNCEMENT)
    await stage.put(one, "reply")
    await stage.move(3)
    assert stage.times() == pytest.approx([2.0, 3.0])


def test_a_429_still_slows_the_whole_channel() -> None:
    assert Pace(GAP, 0.0).slowed(100.0)


def test_chats_that_have_rested_are_forgotten() -> None:
    pace = Pace(GAP, 0.0)
    for chat in range(3 * CHATS_KEPT):
        pace.rest(chat, chat / 80)
    assert len(pace._rests) <= CHATS_KEPT + 1
    last = 3 * CHATS_KEPT - 1
    assert pace.wait_chat(last, last / 80) == pytest.approx(1.0)
    assert pace.wait_chat(last, last / 80 + 1) == 0


@pytest.mark.parametrize(("rate", "gap"), [(80.0, WHATSAPP_GAP), (0.0, 0.0)])
def test_only_the_real_whatsapp_needs_it(rate: float, gap: float) -> None:
    settings = Settings(_env_file=None, whatsapp_rate=rate)  # type: ignore[call-arg]
    found = {name: each.gap for name, each in rates(settings).items()}
    assert found == {"telegram": 0.0, "sim-telegram": 0.0, "whatsapp": gap, "sim-whatsapp": 0.0}
