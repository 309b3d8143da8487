"""Staff answer, write what was spoken and tap for people; when that goes out, and what is logged."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import Connection

from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.services.acting import NothingGoes
from bot.services.helpdesk import NoTicket, Unanswered
from bot.services.push import Pushed
from bot.services.staff import OPERATOR
from bot.templates import KNOCKS
from storage import log, tables
from storage.tickets import Ticket
from tests.house import Guest, House, living

T = TypeVar("T")
HEAD = "A person answers you:"
NIGHT = datetime(2026, 6, 15, 20, 30, tzinfo=UTC)  # 22:30 in Tirana


async def _asked(house: House, box: str = SIM_TELEGRAM, address: str = "1001") -> tuple[Guest, Ticket]:
    guest = Guest(house, address, box)
    await guest.register()
    await guest.write("help")
    (ticket,) = [row.ticket for row in await _waiting(house) if row.ticket.contact_id == (await guest.contact()).id]
    return guest, ticket


async def _waiting(house: House) -> list[Unanswered]:
    return await house.read(lambda connection: house.core.help_desk.waiting(connection, OPERATOR))


async def _answer(house: House, ticket: Ticket, text: str = "Come on Monday.") -> Pushed:
    now = house.clock.now()
    return await house.run(lambda c: house.core.help_desk.answer(c, OPERATOR, ticket.id, text, now))


def _heard(house: House, guest: Guest) -> list[str]:
    return [part.text for part in house.heard(guest.box, guest.address)]


async def test_an_answer_goes_at_once_by_day(house: House) -> None:
    guest, ticket = await _asked(house)
    assert (await _answer(house, ticket)).state == "go"
    assert _heard(house, guest) == [HEAD, "Come on Monday."]
    assert await _waiting(house) == []
    with pytest.raises(NoTicket):
        await _answer(house, ticket)


async def test_who_wrote_within_the_hour_is_awake_and_gets_the_answer_at_once(tmp_path: Path) -> None:
    async with living(tmp_path, now=NIGHT) as house:
        guest, ticket = await _asked(house)
        await house.move(timedelta(minutes=59))
        assert (await _answer(house, ticket)).state == "go"
        assert _heard(house, guest) == [HEAD, "Come on Monday."]


async def test_an_answer_that_could_not_go_in_that_hour_waits_until_morning(tmp_path: Path) -> None:
    async with living(tmp_path, now=NIGHT) as house:
        guest, ticket = await _asked(house)
        await house.dispatcher.stop()
        now = house.clock.now()
        await house.core.store.run(lambda c: house.core.help_desk.answer(c, OPERATOR, ticket.id, "Come.", now))
    async with living(tmp_path, now=NIGHT + timedelta(hours=2)) as house:
        guest = Guest(house)
        assert _heard(house, guest) == []
        await house.move(timedelta(hours=8))
        assert _heard(house, guest) == [HEAD, "Come."]


async def test_an_answer_at_night_waits_until_morning(tmp_path: Path) -> None:
    async with living(tmp_path, now=NIGHT - timedelta(hours=1)) as house:
        guest, ticket = await _asked(house)
        await house.move(timedelta(hours=1))
        planned = await _answer(house, ticket)
        assert (planned.state, planned.at) == ("waits", datetime(2026, 6, 16, 5, tzinfo=UTC))
        await house.move(timedelta(hours=8, minutes=29))
        assert _heard(house, guest) == []
        await house.move(timedelta(minutes=1))
        assert _heard(house, guest) == [HEAD, "Come on Monday."]


@pytest.mark.parametrize(
    ("evening", "hours"),
    [(datetime(2026, 3, 28, 21, 30, tzinfo=UTC), 7.5), (datetime(2026, 10, 24, 20, 30, tzinfo=UTC), 9.5)],
)
async def test_the_night_may_be_shorter_or_longer(tmp_path: Path, evening: datetime, hours: float) -> None:
    async with living(tmp_path, now=evening - timedelta(hours=1)) as house:
        guest, ticket = await _asked(house)
        await house.move(timedelta(hours=1))
        await _answer(house, ticket)
        await house.move(timedelta(hours=hours, minutes=-1))
        assert _heard(house, guest) == []
        await house.move(timedelta(minutes=1))
        assert _heard(house, guest) == [HEAD, "Come on Monday."]


async def test_outside_whatsapps_window_it_goes_when_the_person_writes(house: House) -> None:
    guest, ticket = await _asked(house, SIM_WHATSAPP, "+355691234567")
    await house.move(timedelta(days=10))
    assert (await _answer(house, ticket)).state == "knock"
    await house.move(timedelta(days=10))
    assert _heard(house, guest) == [KNOCKS["en"].body]
    said = await guest.write("menu")
    assert sorted(said) == sorted(["Woman, man, or skip? For our count only.", HEAD, "Come on Monday."])
    assert said.index(HEAD) + 1 == said.index("Come on Monday.")


async def test_who_paused_until_they_write_gets_it_then(house: House) -> None:
    guest, ticket = await _asked(house)
    await guest.write("menu")
    for value in ("settings", "pause", "write"):
        await guest.tap(value)
    assert (await _answer(house, ticket)).state == "call"
    await house.move(timedelta(days=3))
    assert _heard(house, guest) == []
    assert "Come on Monday." in await guest.write("menu")


@pytest.mark.parametrize("box", [SIM_TELEGRAM, SIM_WHATSAPP])
async def test_who_paused_for_a_week_gets_it_after_the_week(house: House, box: str) -> None:
    guest, ticket = await _asked(house, box, "+355691234567" if box == SIM_WHATSAPP else "1")
    await guest.write("menu")
    for value in ("settings", "pause", "week"):
        await guest.tap(value)
    assert (await _answer(house, ticket)).state == ("waits" if box == SIM_TELEGRAM else "knock")
    await house.move(timedelta(days=6))
    assert "Come on Monday." not in await guest.write("menu"), "a pause of a week is a week"
    await house.move(timedelta(days=1))
    said = _heard(house, guest) if box == SIM_TELEGRAM else await guest.write("menu")
    assert "Come on Monday." in said


@pytest.mark.parametrize(("value", "waits"), [("week", timedelta(days=7)), ("write", timedelta(days=9))])
async def test_a_pause_holds_what_waits_already(tmp_path: Path, value: str, waits: timedelta) -> None:
    async with living(tmp_path, now=NIGHT - timedelta(hours=1)) as house:
        guest, ticket = await _asked(house)
        await house.move(timedelta(hours=1))
        await _answer(house, ticket)
        await guest.write("menu")
        for tap in ("settings", "pause", value):
            await guest.tap(tap)
        await house.move(waits - timedelta(minutes=1))
        assert _heard(house, guest) == []
        await house.move(timedelta(minutes=1))
        if value == "week":
            assert _heard(house, guest) == [], "a pause that began at night ends at night"
            await house.move(timedelta(hours=9))
        said = _heard(house, guest) if value == "week" else await guest.write("menu")
        assert said[-2:] == [HEAD, "Come on Monday."] or said[:2] == [HEAD, "Come on Monday."]


@pytest.mark.parametrize("state", ["stopped", "unreachable"])
async def test_where_nothing_may_be_sent_the_ticket_stays_open(house: House, state: str) -> None:
    guest, ticket = await _asked(house)
    await house.move(timedelta(minutes=1))
    await (guest.write("stop") if state == "stopped" else guest.send("blocked"))
    assert (await _answer(house, ticket)).state == state
    assert _heard(house, guest) == []
    assert [row.ticket.id for row in await _waiting(house)] == [ticket.id]


@pytest.mark.parametrize("before", [False, True])
async def test_who_stopped_and_writes_again_is_answered(house: House, before: bool) -> None:
    guest = Guest(house)
    await guest.register()
    if before:
        await guest.write("help")
    await guest.write("stop")
    await house.move(timedelta(seconds=1))
    await guest.write("hello" if before else "help")
    (row,) = await _waiting(house)
    assert (await _answer(house, row.ticket)).state == "go"
    assert _heard(house, guest)[-2:] == [HEAD, "Come on Monday."]
    assert (await guest.contact()).stopped_at is not None


async def test_a_long_answer_goes_in_pieces_and_whole(house: House) -> None:
    guest, ticket = await _asked(house, SIM_WHATSAPP, "+355691234567")
    text = " ".join(f"word{n}" for n in range(700))
    await _answer(house, ticket, text)
    head, *pieces = _heard(house, guest)
    assert head == HEAD
    assert " ".join(pieces) == text
    assert max(map(len, pieces)) <= house.boxes[guest.box].limits.text


@pytest.mark.parametrize("text", ["", "  \n"])
async def test_an_empty_answer_is_refused(house: House, text: str) -> None:
    _, ticket = await _asked(house)
    with pytest.raises(ValueError, match="needs words"):
        await _answer(house, ticket, text)


async def test_a_tap_for_somebody_who_is_stuck(house: House) -> None:
    guest = Guest(house)
    await guest.join()
    await guest.write("Ana")
    await guest.tap("yes")
    await guest.write("help")
    before = await guest.contact()
    (row,) = await _waiting(house)
    assert (row.ticket.flow, row.ticket.state_name) == ("registration", "town")
    await house.move(timedelta(minutes=5))
    desk, now = house.core.help_desk, house.clock.now()
    with pytest.raises(ValueError, match="there is: tirana"):
        await house.run(lambda c: desk.tap(c, OPERATOR, row.ticket.id, "right", now))
    await house.run(lambda c: desk.tap(c, OPERATOR, row.ticket.id, "tirana", now))
    assert _heard(house, guest) == ["What is your work?"]
    assert await guest.at() == "registration.trade"
    assert (await guest.contact()).last_in_at == before.last_in_at, "the person has not written"
    assert await _waiting(house) == []


async def test_nothing_is_tapped_for_whom_no_messenger_reaches(house: House) -> None:
    guest, ticket = await _asked(house)
    await guest.send("blocked")
    now = house.clock.now()
    with pytest.raises(NothingGoes):
        await house.run(lambda c: house.core.help_desk.tap(c, OPERATOR, ticket.id, "meetings", now))
    assert (await guest.contact()).unreachable_at == now
    assert [row.ticket.id for row in await _waiting(house)] == [ticket.id]


async def _spoken(house: House) -> tuple[Guest, dict[str, int]]:
    guest = Guest(house)
    await guest.join()
    for _ in range(3):
        await guest.say()
    return guest, {row.ticket.kind: row.ticket.id for row in await _waiting(house)}


Write = Callable[[str, str], Awaitable[None]]


def _writer(house: House, numbers: dict[str, int]) -> Write:
    async def write(kind: str, text: str) -> None:
        def work(connection: Connection) -> None:
            house.core.help_desk.write(connection, OPERATOR, numbers[kind], text, house.clock.now())

        await house.run(work)

    return write


async def test_what_was_spoken_is_written_before_the_person_agrees(house: House) -> None:
    guest, numbers = await _spoken(house)
    write = _writer(house, numbers)
    await write("name", "  Džemila   Ahmeti ")
    await write("town", "tirana")
    await write("trade", "Beekeeping")
    assert await guest.write("again") == ["Džemila Ahmeti 👤, Tirana 📍, Beekeeping. Is it right?"]
    await guest.tap("right")
    person = await guest.person()
    assert (person.name, person.name_pending) == ("Džemila Ahmeti", False)
    assert (person.town, person.trade) == ("tirana", "Beekeeping")


async def test_what_was_spoken_is_written_after_the_person_agreed(house: House) -> None:
    guest, numbers = await _spoken(house)
    await guest.tap("right")
    write = _writer(house, numbers)
    for kind, text in (("name", "Džemila"), ("town", "Lezhë"), ("trade", "sewing")):
        await write(kind, text)
    person = await guest.person()
    assert (person.name, person.name_pending, person.town, person.trade) == ("Džemila", False, "Lezhë", "sewing")
    assert await _waiting(house) == []


async def test_only_a_name_town_or_trade_can_be_written(house: House) -> None:
    _, ticket = await _asked(house, address="2")
    with pytest.raises(ValueError, match="is about help"):
        await _writer(house, {"help": ticket.id})("help", "Ana")
    _, numbers = await _spoken(house)
    for kind, text in (("name", " "), ("name", "x" * 61), ("town", "x" * 61), ("trade", "7"), ("name", "\u200b")):
        with pytest.raises(ValueError, match=f"this cannot be a {kind}: write words, at most 60 signs"):
            await _writer(house, numbers)(kind, text)
    assert len(await _waiting(house)) == 4, "nothing is written and every ticket stays open"


async def test_the_chain_of_the_log_holds_and_names_nobody(house: House) -> None:
    guest, numbers = await _spoken(house)
    await _writer(house, numbers)("name", "Džemila")
    now, desk = house.clock.now(), house.core.help_desk
    await house.run(lambda c: desk.close(c, OPERATOR, numbers["town"], now))
    await house.run(lambda c: desk.answer(c, OPERATOR, numbers["trade"], "Good.", now))
    rows = await house.rows(tables.log)
    assert [row["act"] for row in rows] == ["ticket_written", "ticket_closed", "ticket_answered"]
    assert {row["actor"] for row in rows} == {"operator"}
    assert not {guest.address, "Džemila", "Good."} & {str(value) for row in rows for value in row.values()}
    chain = await house.read(log.verify)
    assert (chain.entries, chain.broken) == (3, None)
