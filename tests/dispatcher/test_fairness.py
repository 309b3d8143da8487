"""Chats take turns: whoever has much to hear does not keep waiting whoever has little (promises.md S3)."""

import pytest
from sqlalchemy import event

from bot.services.rates import Rate
from storage.outbox import NOTICE, REPLY
from tests.dispatcher.stage import Stage

TALKERS, EACH, RATE = 20, 10, 10.0


@pytest.mark.parametrize("lane", [REPLY, NOTICE])
async def test_a_newcomer_waits_for_one_message_of_each_chat_at_most(stage: Stage, lane: int) -> None:
    await stage.dispatcher(Rate(RATE), slots=(8, 16))
    contacts = await stage.contacts(TALKERS + 5)
    for one in contacts[:TALKERS]:
        await stage.put(one, *("much" for _ in range(EACH)), lane=lane)
    await stage.move(0.5)
    came = stage.clock.monotonic()
    for one in contacts[TALKERS:]:
        await stage.put(one, "little", lane=lane)
    await stage.move(60)
    heard = [call.at - came for call in stage.channel.calls if call.text == "little"]
    assert len(stage.channel.calls) == TALKERS * EACH + 5
    assert len(heard) == 5
    assert max(heard) <= (TALKERS + 5 + 8) / RATE


async def test_chats_with_much_to_hear_get_the_same(stage: Stage) -> None:
    await stage.dispatcher(Rate(RATE), slots=(8, 16))
    contacts = await stage.contacts(TALKERS)
    for one in contacts:
        await stage.put(one, *(f"{number}" for number in range(EACH)))
    await stage.move(EACH * TALKERS / RATE / 2)
    heard = [[call.text for call in stage.channel.calls if call.delivery.address == f"a{one}"] for one in contacts]
    assert all(texts == [f"{number}" for number in range(len(texts))] for texts in heard), "in order"
    assert max(map(len, heard)) - min(map(len, heard)) <= 2


async def test_the_flood_of_one_chat_costs_the_others_nothing(stage: Stage) -> None:
    await stage.dispatcher(Rate(30, 1))
    flooder, *others = await stage.contacts(30)
    await stage.put(flooder, *(f"{number}" for number in range(1000)))
    await stage.move(2)
    came = stage.clock.monotonic()
    for one in others:
        await stage.put(one, "answer")
    await stage.move(5)
    heard = sorted(call.at - came for call in stage.channel.calls if call.text == "answer")
    assert len(heard) == len(others)
    assert heard[-1] <= 1.0


async def test_taking_turns_costs_each_message_one_move_at_most(stage: Stage) -> None:
    """Each row that had to wait for another of its chat is set aside once, however often it is looked at."""
    moves: list[int] = []

    def seen(*args: object) -> None:
        if "SET next_at = ? WHERE id = ?" in str(args[2]):
            moves.append(len(args[3]) if isinstance(args[3], list) else 1)

    await stage.dispatcher(Rate(RATE), slots=(8, 16))
    contacts = await stage.contacts(TALKERS)
    for one in contacts:
        await stage.put(one, *("much" for _ in range(EACH)))
    event.listen(stage.store.connection, "before_cursor_execute", seen)
    await stage.move(60)
    assert len(stage.channel.calls) == TALKERS * EACH
    assert 0 < sum(moves) <= TALKERS * EACH
