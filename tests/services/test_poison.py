"""A message that cannot be worked is tried again, given up in the end, and hurts nobody else."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.channels.port import Inbound
from bot.logs import JsonLines
from bot.services.conversation import PAUSES
from bot.services.staff import OPERATOR
from bot.services.turn import Action, Turn
from flows.core.values import Outcome, Todo
from storage import tables
from tests.house import Guest, House, living
from tests.services.traces import traces

BROKEN = "Something went wrong here. A person will look at it."
SECOND = timedelta(seconds=1)


class Poison(Exception):
    """What a faulty action raises."""


@contextmanager
def poisoned(house: House, name: str, when: Callable[[Turn], bool] = lambda turn: True) -> Iterator[list[int]]:
    """Let an action raise, as often as it is tried; yields the inbox's orders of the messages it was tried for."""
    tried: list[int] = []
    actions = house.core.conversation._actions
    run = actions[name].run

    def fails(turn: Turn, todo: Todo) -> Outcome:
        if not when(turn):
            return run(turn, todo)
        tried.append(turn.inbound.order)
        raise Poison(f"{turn.inbound.text} from {turn.contact.address}")

    changed = {**actions, name: Action(actions[name].outcomes, fails)}
    house.core.conversation._actions = changed
    yield tried
    house.core.conversation._actions = actions


async def _at_town(house: House, address: str = "1001") -> Guest:
    guest = Guest(house, address)
    await guest.join()
    await guest.write("Ana")
    await guest.tap("yes")
    return guest


async def _inbox(house: House) -> list[tuple[str, int]]:
    return [(row["state"], row["attempts"]) for row in await house.rows(tables.inbox)][-1:]


async def test_it_is_tried_five_times_with_pauses_and_then_given_up(house: House) -> None:
    guest = await _at_town(house)
    with poisoned(house, "offer_trades") as tried:
        assert await guest.tap("tirana") == []
        for number, pause in enumerate(PAUSES, 1):
            assert await _inbox(house) == [("waiting", number)]
            assert len(tried) == number
            await house.move(timedelta(seconds=pause) - timedelta(milliseconds=1))
            assert len(tried) == number, "the pause is kept"
            assert house.heard(guest.box, guest.address) == []
            await house.move(timedelta(milliseconds=1))
        assert len(tried) == len(PAUSES) + 1 == 5
        assert await _inbox(house) == [("failed", 5)]
        assert [part.text for part in house.heard(guest.box, guest.address)] == [BROKEN]
        await house.move(timedelta(hours=1))
    assert len(tried) == 5
    assert house.heard(guest.box, guest.address) == [], "the person is told once"
    assert [(row["kind"], row["status"]) for row in await house.rows(tables.ticket)] == [("broken", "open")]
    assert sum(PAUSES) < 60


async def test_nothing_of_a_failed_try_stays(house: House) -> None:
    guest = await _at_town(house)
    before = await guest.contact()
    with poisoned(house, "offer_trades"):
        await guest.say()
        assert await house.rows(tables.ticket) == []
        assert await house.rows(tables.media) == []
        assert await guest.contact() == before
    await house.move(SECOND)
    assert await guest.at() == "registration.trade", "the next try does all of it"
    assert len(await house.rows(tables.ticket)) == len(await house.rows(tables.media)) == 1


async def test_what_comes_behind_it_waits_and_is_then_worked(house: House) -> None:
    guest = await _at_town(house)
    with poisoned(house, "offer_trades"):
        await guest.tap("tirana")
        assert await guest.write("menu") == []
        assert await house.core.reception.catch_up() == 1
        for pause in PAUSES:
            await house.move(timedelta(seconds=pause))
        await house.move(SECOND)
    assert [part.text for part in house.heard(guest.box, guest.address)] == [BROKEN, "What do you want?"]


async def test_others_are_answered_all_the_while(house: House) -> None:
    guest, other = await _at_town(house), await _at_town(house, "2")
    with poisoned(house, "offer_trades", when=lambda turn: turn.contact.address == "1001"):
        await guest.tap("tirana")
        assert await other.tap("tirana") == ["What is your work?"]
        both = [Inbound(SIM_TELEGRAM, f"b{n}", 900, address, "text", text="menu") for n, address in enumerate("12")]
        await house.receive(*both)
        assert [part.text for part in house.heard(other.box, "2")] == ["What do you want?"]


async def test_an_innocent_message_before_it_is_not_blamed(house: House) -> None:
    guest = await _at_town(house)
    first = Inbound(guest.box, "a", 900, guest.address, "text", text="hello")
    await house.core.store.run(lambda c: house.core.conversation.store(c, first, house.clock.now()))
    with poisoned(house, "offer_trades", when=lambda turn: turn.inbound.order == 901):
        await guest.sent(Inbound(guest.box, "b", 901, guest.address, "text", text="Tirana"))
        rows = {row["key"]: (row["state"], row["attempts"]) for row in await house.rows(tables.inbox)}
        assert rows["a"] == ("done", 0)
        assert rows["b"] == ("waiting", 1)
        assert guest.parts[0].text.startswith("Sorry")


async def test_no_word_of_it_gets_into_the_log(house: House, caplog: pytest.LogCaptureFixture) -> None:
    guest = await _at_town(house)
    with poisoned(house, "town_by_name"):
        await guest.tap("other")
        await guest.write("Zaboravljeno Selo")
        for pause in PAUSES:
            await house.move(timedelta(seconds=pause))
    lines = [JsonLines().format(record) for record in caplog.records]
    assert len(lines) == 6
    assert any("Poison" in line and "test_poison.py" in line for line in lines)
    assert not [line for line in lines if "Zaboravljeno" in line or guest.address in line]


async def test_staff_may_tap_for_somebody_whom_it_holds_up(house: House) -> None:
    guest = Guest(house, "+355691234567", SIM_WHATSAPP)
    await guest.join()
    await guest.write("Ana")
    await guest.tap("yes")
    await guest.write("help")
    with poisoned(house, "offer_trades"):
        await guest.sent(Inbound(guest.box, "stuck", 0, guest.address, "text", text="Tirana"))
    now, desk = house.clock.now(), house.core.help_desk
    await house.run(lambda connection: desk.tap(connection, OPERATOR, 1, "elbasan", now))
    assert await guest.at() == "registration.trade"
    assert house.heard(guest.box, guest.address)[-1].text == "What is your work?"


async def test_a_first_message_may_be_one_too(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    conversation = house.core.conversation
    monkeypatch.setattr(conversation, "_step", None)
    guest = Guest(house)
    assert await guest.write("hello") == []
    assert await _inbox(house) == [("waiting", 1)]
    monkeypatch.undo()
    await house.move(SECOND)
    assert await guest.at() == "language.which"


async def test_it_survives_a_restart(tmp_path: Path) -> None:
    async with living(tmp_path) as house:
        guest = await _at_town(house)
        with poisoned(house, "offer_trades"):
            await guest.tap("tirana")
    async with living(tmp_path, now=house.clock.now() + SECOND) as house:
        assert await _inbox(house) == [("waiting", 1)]
        await house.core.reception.catch_up()
        assert await Guest(house).at() == "registration.trade"


async def test_a_pin_that_is_given_up_is_forgotten(tmp_path: Path) -> None:
    async with living(tmp_path) as house:
        guest = await _at_town(house)
        with poisoned(house, "town_by_pin"):
            await guest.pin(41.119876, 20.093217)
            for pause in PAUSES:
                await house.move(timedelta(seconds=pause))
        assert await _inbox(house) == [("failed", 5)]
        await house.core.store.checkpoint()
        assert traces(tmp_path, 41.119876, 20.093217) == []


async def test_trouble_with_giving_up_one_keeps_nobody_else_waiting(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    guest, other = await _at_town(house), await _at_town(house, "2")
    conversation = house.core.conversation
    with poisoned(house, "offer_trades", when=lambda turn: turn.contact.address == "1001"):
        await guest.tap("tirana")
        late = Inbound(other.box, "late", 900, "2", "text", text="menu")
        await house.core.store.run(lambda c: conversation.store(c, late, house.clock.now()))
        monkeypatch.setattr(conversation, "give_up", None)
        house.clock.move(SECOND)
        assert await house.core.reception.catch_up() == 2
        monkeypatch.undo()
    assert await other.at() == "menu.joining"
