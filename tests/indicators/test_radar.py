"""Who is stuck is seen by whoever may help, and a tap helps them on; never on a screen that has passed."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.services import radar, staff
from bot.services.acting import MovedOn
from bot.services.radar import Case
from bot.services.staff import OPERATOR, Actor, Denied
from storage import contacts, log, tables, tickets
from storage.roles import Role
from tests.house import Guest, House

HOUR = timedelta(hours=1)


def _helper(house: House, country: str = "AL", organisation: str = "sample_ngo") -> Actor:
    now = house.clock.now()
    role = Role(1, 1, "", name="helper", organisation=organisation, country=country, given_at=now, ended_at=None)
    return Actor("helper", (role,))


async def _cases(house: House, by: Actor = OPERATOR) -> list[Case]:
    return await house.read(lambda c: radar.cases(c, by, house.core.conversation, house.clock.now()))


async def _tap(house: House, by: Actor, contact_id: int, at: str, value: str) -> None:
    now = house.clock.now()
    await house.run(lambda c: radar.tap(c, by, house.core.conversation, contact_id, at, value, now))


async def test_whoever_was_not_understood_twice_is_seen_until_they_get_on(house: House) -> None:
    guest = Guest(house)
    await guest.register()
    await guest.write("menu")
    await guest.write("xyzzy plugh")
    assert await _cases(house) == []
    await guest.write("plugh xyzzy")
    (case,) = await _cases(house)
    assert (case.reasons, case.at, case.who.name) == (("missed",), await guest.at(), "Ana")
    await guest.write("menu")
    assert await _cases(house) == []


async def test_whoever_was_not_understood_three_times_is_seen_until_they_say_whether_a_person_shall_help(
    house: House,
) -> None:
    guest = Guest(house)
    await guest.register()
    await guest.write("menu")
    for words in ("xyzzy plugh", "plugh xyzzy", "xyzzy xyzzy"):
        await guest.write(words)
    (case,) = await _cases(house)
    assert (case.reasons, case.at) == (("missed",), "stuck.ask")
    await _tap(house, OPERATOR, case.who.contact_id, case.at, "yes")
    assert await _cases(house) == []
    assert [row["status"] for row in await house.rows(tables.ticket)] == ["open"], "they are a ticket now"


async def test_whoever_stops_in_the_middle_of_joining_is_seen_after_an_hour(house: House) -> None:
    guest = Guest(house)
    await guest.join()
    assert await _cases(house) == []
    await house.move(HOUR + timedelta(minutes=1))
    (case,) = await _cases(house)
    assert (case.reasons, case.at) == (("joining",), "registration.name")
    await guest.write("Ana")
    assert await _cases(house) == []
    await house.move(timedelta(days=31))
    assert await _cases(house) == [], "after a month nobody is pressed"


async def test_whoever_has_not_agreed_or_joins_the_team_is_left_alone(house: House) -> None:
    guest, colleague = Guest(house), Guest(house, "2")
    await guest.write("hello")
    await guest.tap("en")

    def invite(connection: Connection) -> str:
        number = staff.add(connection, OPERATOR, "helper", "sample_ngo", "AL", "Besa", house.clock.now())
        return staff.invite(connection, OPERATOR, number, house.clock.now(), lambda: "0f" * 32)

    await colleague.open(await house.run(invite))
    await house.move(2 * HOUR)
    assert await _cases(house) == []


async def test_a_voice_note_that_nobody_heard_is_seen_until_it_is_answered(house: House) -> None:
    guest = Guest(house)
    await guest.join()
    await guest.say()
    (case,) = await _cases(house)
    assert case.reasons == ("unheard",)
    (number,) = case.ticket_ids
    now = house.clock.now()
    await house.run(lambda c: house.core.help_desk.close(c, OPERATOR, number, now))
    assert await _cases(house) == []


async def test_somebody_with_two_reasons_is_one(house: House) -> None:
    guest = Guest(house)
    await guest.join()
    await guest.say()
    await house.move(2 * HOUR)
    (case,) = await _cases(house)
    assert set(case.reasons) == {"joining", "unheard"}


async def test_only_who_may_help_them_sees_them(house: House) -> None:
    guest = Guest(house)
    await guest.join()
    await house.move(2 * HOUR)
    contact = await guest.contact()
    assert contact.country == "AL"
    assert len(await _cases(house, _helper(house))) == 1
    for by in (Actor("guest"), _helper(house, "RS"), _helper(house, "AL", "other")):
        assert await _cases(house, by) == []
        with pytest.raises(Denied):
            await house.read(lambda c, by=by: radar.screens(c, by, house.core.conversation, contact.id))  # type: ignore[misc]
        with pytest.raises(Denied):
            await _tap(house, by, contact.id, "registration.name", "skip")
    with pytest.raises(Denied):
        await house.read(lambda c: radar.screens(c, OPERATOR, house.core.conversation, 999))


async def test_their_screen_is_shown_as_they_see_it_and_a_tap_moves_them_on(house: House) -> None:
    guest = Guest(house)
    await guest.join()
    await guest.write("Ana")
    contact = await guest.contact()
    at, shown = await house.read(lambda c: radar.screens(c, OPERATOR, house.core.conversation, contact.id))
    assert at == await guest.at()
    assert shown[0].text == guest.parts[-1].text
    assert dict(shown[0].choices)["yes"].endswith("Yes")
    await _tap(house, _helper(house), contact.id, at, "yes")
    assert await guest.at() != at
    assert house.heard(guest.box, guest.address), "they have the next screen at once"
    acts = await house.read(lambda c: [one.act for one in log.newest(c)])
    assert "tapped_for" in acts


async def test_a_tap_on_a_screen_that_has_passed_does_nothing(house: House) -> None:
    guest = Guest(house)
    await guest.join()
    await guest.write("Ana")
    contact, before = await guest.contact(), await guest.at()
    await guest.tap("yes")
    here = await guest.at()
    with pytest.raises(MovedOn):
        await _tap(house, OPERATOR, contact.id, before, "yes")
    with pytest.raises(ValueError, match="is not on the screen"):
        await _tap(house, OPERATOR, contact.id, here, "nothing")
    assert await guest.at() == here


async def test_a_tap_answers_the_ticket_from_that_screen(house: House) -> None:
    guest = Guest(house)
    await guest.join()
    await guest.write("Ana")
    contact, at = await guest.contact(), await guest.at()
    flow, _, state = at.partition(".")
    now = house.clock.now()

    def ask(connection: Connection) -> None:
        tickets.open_once(connection, contact_id=contact.id, kind="help", flow=flow, state_name=state, now=now)
        tickets.open_once(connection, contact_id=contact.id, kind="help", flow="menu", state_name="member", now=now)

    await house.run(ask)
    await _tap(house, OPERATOR, contact.id, at, "yes")
    assert [row["status"] for row in await house.rows(tables.ticket)] == ["answered", "open"]


async def test_somebody_who_was_erased_is_nobody(house: House) -> None:
    guest = Guest(house)
    await guest.join()
    contact = await guest.contact()
    now = house.clock.now()
    await house.run(lambda c: contacts.change(c, contact.id, erased_at=now))
    await house.move(2 * HOUR)
    assert await _cases(house) == []
    with pytest.raises(Denied):
        await _tap(house, OPERATOR, contact.id, "registration.name", "skip")
