"""A provider's word on a message counts also when it overtakes our own note that the message went."""

import asyncio

import pytest

from bot.channels.limits import SIM_WHATSAPP
from bot.channels.port import Delivery, Receipt, Status
from storage import tables
from tests.house import Guest, House


async def _told_while_sending(house: House, monkeypatch: pytest.MonkeyPatch, *said: tuple[str, str]) -> list[str]:
    """Send a message whose provider tells of it before it answers; return the states of its row, then and later."""
    box = house.boxes[SIM_WHATSAPP]
    states: list[str] = []

    async def send(delivery: Delivery) -> Receipt:
        states.append(await _row(house))
        for state, code in said:
            await house.core.intake.status(Status(box.name, "SM1", state, code, delivery.reference))
            await house.core.intake.status(Status(box.name, "SM1", state, code, delivery.reference))
        states.append(await _row(house))
        return Receipt("sent", provider_id="SM1")

    monkeypatch.setattr(box, "send", send)
    await Guest(house, "+355691234567", SIM_WHATSAPP).write("hello")
    async with asyncio.timeout(30):
        while True:
            if not (await house.dispatcher.snapshot()).channels[box.name].sending:
                break
            await asyncio.sleep(0)
    return [*states, await _row(house)]


async def _row(house: House) -> str:
    (row,) = await house.rows(tables.outbox)
    return " ".join(filter(None, (row["state"], row["reason"], row["status"], row["provider_id"])))


async def test_a_word_that_comes_before_our_own_note_is_not_lost(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    found = await _told_while_sending(house, monkeypatch, ("sent", ""), ("delivered", ""), ("sent", ""))
    assert found == ["sending", "sending delivered SM1", "sent delivered SM1"]


async def test_a_failure_that_comes_before_our_own_note_stands(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    found = await _told_while_sending(house, monkeypatch, ("failed", "63016"))
    assert found == ["sending", "parked 63016", "parked 63016"]


async def test_operators_hear_of_what_only_they_can_mend(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    found = await _told_while_sending(house, monkeypatch, ("failed", "63007"))
    assert found[-1] == "waiting 63007"
    assert caplog.text.count("error 63007") == 1
