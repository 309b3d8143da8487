"""Who may do what: nothing unless a role allows it there; links to the team work once, for ten minutes."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.core import token
from bot.services import privacy, staff
from bot.services.helpdesk import NoTicket
from bot.services.staff import MAY, OPERATOR, VALID, Actor, Denied
from storage import contacts, log, roles, tables
from storage.roles import Role
from tests.house import Guest, House
from tests.services.sample import programme, words

TEAM, OLD = "Welcome to the team.", "This link is used or too old. Ask for a new one."


async def link(house: House, role: str = "helper", organisation: str = "sample_ngo", country: str = "AL") -> str:
    def work(connection: Connection) -> str:
        now = house.clock.now()
        number = staff.add(connection, OPERATOR, role, organisation, country, "Label", now)
        return staff.invite(connection, OPERATOR, number, now, token)

    return await house.run(work)


async def _actor(house: House, guest: Guest) -> Actor:
    person = (await guest.contact()).person_id
    assert person is not None
    return await house.read(lambda connection: staff.actor(connection, person))


def _held(name: str, organisation: str, country: str) -> Actor:
    role = Role(1, 1, "", name, organisation, country, None, None)  # type: ignore[arg-type]
    return Actor("somebody", (role,))


@pytest.mark.parametrize("act", sorted({act for acts in MAY.values() for act in acts}))
def test_nobody_may_anything_without_a_role(act: str) -> None:
    assert not Actor("somebody").may(act)
    with pytest.raises(Denied):
        Actor("somebody").check(act, "sample_ngo", "AL")


@pytest.mark.parametrize(
    ("held", "asked", "allowed"),
    [
        (("ngo", "AL"), ("ngo", "AL"), True),
        (("ngo", "AL"), ("ngo", "RS"), False),
        (("ngo", "AL"), ("other", "AL"), False),
        (("ngo", "AL"), ("ngo", ""), False),
        (("ngo", "AL"), ("", "AL"), False),
        (("ngo", ""), ("ngo", "RS"), True),
        (("ngo", ""), ("other", "RS"), False),
        (("", "AL"), ("other", "AL"), True),
        (("", ""), ("other", "RS"), True),
    ],
)
def test_a_role_covers_its_organisation_and_country(
    held: tuple[str, str], asked: tuple[str, str], allowed: bool
) -> None:
    assert _held("helper", *held).may("read_tickets", *asked) == allowed


@pytest.mark.parametrize(
    ("role", "act", "allowed"), [(r, a, a in MAY[r]) for r in MAY for a in sorted(MAY["administrator"])]
)
def test_each_role_may_what_is_written_and_no_more(role: str, act: str, allowed: bool) -> None:
    assert _held(role, "ngo", "AL").may(act, "ngo", "AL") == allowed
    assert not _held(role, "ngo", "AL").may("something new", "ngo", "AL")


async def test_an_administrator_gives_roles_only_at_home(house: House) -> None:
    def give(by: Actor, organisation: str, country: str) -> Callable[[Connection], int]:
        return lambda c: staff.add(c, by, "helper", organisation, country, "", house.clock.now())

    admin = _held("administrator", "ngo", "AL")
    for organisation, country in (("ngo", "RS"), ("ngo", ""), ("other", "AL"), ("", ""), ("", "AL")):
        with pytest.raises(Denied):
            await house.run(give(admin, organisation, country))
    number = await house.run(give(admin, "ngo", "AL"))
    coordinator = _held("coordinator", "ngo", "AL")
    with pytest.raises(Denied):
        await house.run(lambda c: staff.invite(c, coordinator, number, house.clock.now(), token))
    with pytest.raises(LookupError):
        await house.run(lambda c: staff.invite(c, OPERATOR, number + 1, house.clock.now(), token))
    with pytest.raises(ValueError, match="is no role; choose one of"):
        await house.run(lambda c: staff.add(c, OPERATOR, "boss", "ngo", "AL", "", house.clock.now()))
    assert [row["act"] for row in await house.rows(tables.log)] == ["role_given"]


async def test_a_link_to_the_team_works_once(house: House) -> None:
    payload = await link(house)
    guest, second = Guest(house), Guest(house, "2")
    await guest.register()
    await second.register()
    assert (await guest.open(payload))[0] == TEAM
    assert (await second.open(payload))[0] == OLD
    assert (await guest.open(payload))[0] == OLD
    assert (await _actor(house, guest)).may("answer_tickets", "sample_ngo", "AL")
    assert not (await _actor(house, second)).roles
    assert await second.at() == "menu.member", "the open screen stands again"
    acts = [row["act"] for row in await house.rows(tables.log)]
    assert acts == ["role_given", "link_made", "role_taken"]


@pytest.mark.parametrize("role", ["coordinator", "administrator", "helper"])
async def test_a_link_to_the_team_leads_to_the_staff_menu(house: House, role: str) -> None:
    guest = Guest(house)
    await guest.register()
    await guest.write("menu")
    payload = await link(house, role)
    assert await guest.open(payload) == [TEAM]
    assert [button.label for button in guest.parts[-1].buttons] == ["🔑 Staff", "🏠 Menu"]
    assert (await guest.tap("staff"))[-1] == "Staff menu."


async def test_whoever_is_in_the_middle_of_something_is_welcomed_and_goes_on(house: House) -> None:
    guest = Guest(house)
    await guest.join()
    assert await guest.open(await link(house)) == [TEAM, "What shall we call you? Say it 🎤 or write."]
    assert (await house.read(log.verify)).broken is None


@pytest.mark.parametrize(("after", "said"), [(VALID - timedelta(seconds=1), TEAM), (VALID, OLD)])
async def test_a_link_to_the_team_is_good_for_ten_minutes(house: House, after: timedelta, said: str) -> None:
    payload = await link(house)
    guest = Guest(house)
    await guest.register()
    await house.move(after)
    assert (await guest.open(payload))[0] == said


@pytest.mark.parametrize("payload", ["staff-", "staff-0", "staff-" + "a" * 32, "staff-" + "x" * 500])
async def test_a_made_up_link_gives_nothing(house: House, payload: str) -> None:
    await link(house)
    guest = Guest(house)
    await guest.register()
    assert (await guest.open(payload))[0] == OLD
    assert not (await _actor(house, guest)).roles
    assert (await guest.contact()).programme == "green_albania"


async def test_the_words_of_a_link_are_kept_nowhere(house: House) -> None:
    payload = await link(house)
    guest = Guest(house)
    await guest.register()
    await guest.open(payload)
    secret = payload.removeprefix(staff.INVITATION)
    kept = [row for table in tables.metadata.sorted_tables for row in await house.rows(table)]
    assert not [row for row in kept if secret in str(row)]


async def test_a_role_that_ended_meanwhile_is_not_given(house: House) -> None:
    payload = await link(house)
    await house.run(lambda connection: roles.end(connection, 1, house.clock.now()))
    guest = Guest(house)
    await guest.write("hello")
    assert (await guest.open(payload))[0] == words().text("common.link_old", OLD, "sq")
    assert (await guest.contact()).person_id is None
    assert await house.rows(tables.person) == []


async def test_who_joins_the_team_first_is_asked_for_consent_like_anybody(house: House) -> None:
    payload = await link(house)
    guest = Guest(house)
    await guest.open(payload)
    assert (await _actor(house, guest)).roles
    for value in ("en", "next"):
        await guest.tap(value)
    assert await guest.at() == "welcome.consent"
    for value in ("yes", "yes"):
        await guest.tap(value)
    await guest.write("Ana")
    for value in ("yes", "al", "tirana", "sewing", "right"):
        await guest.tap(value)
    person = await guest.person()
    assert (person.organisation, person.country, person.name) == ("sample_ngo", "AL", "Ana")
    assert len(await house.rows(tables.person)) == 1
    assert (await _actor(house, guest)).roles


async def test_a_ticket_is_for_those_whose_it_is_and_missing_for_all_others(house: House) -> None:
    guest = Guest(house)
    await guest.register()
    await guest.write("help")
    desk, now = house.core.help_desk, house.clock.now()
    mine, foreign = _held("helper", "sample_ngo", "AL"), _held("helper", "sample_ngo", "RS")
    none = _held("mentor", "sample_ngo", "AL")
    for by, count in ((mine, 1), (foreign, 0), (none, 0), (Actor("nobody"), 0)):
        assert len(await house.read(lambda c, by=by: desk.waiting(c, by))) == count  # type: ignore[misc]
    acts = (
        lambda c, by, number: desk.answer(c, by, number, "text", now),
        lambda c, by, number: desk.write(c, by, number, "text", now),
        lambda c, by, number: desk.tap(c, by, number, "meetings", now),
        lambda c, by, number: desk.close(c, by, number, now),
    )
    said = set()
    for act in acts:
        for by in (foreign, none, Actor("nobody")):
            with pytest.raises(NoTicket) as denied:
                await house.run(lambda c, act=act, by=by: act(c, by, 1))  # type: ignore[misc]
            said.add(str(denied.value))
        with pytest.raises(NoTicket) as missing:
            await house.run(lambda c, act=act: act(c, mine, 2))  # type: ignore[misc]
        said.add(str(missing.value).replace("2", "1"))
    assert said == {"there is no open ticket 1"}
    assert (await house.rows(tables.ticket))[0]["status"] == "open"
    await house.run(lambda c: desk.close(c, mine, 1, now))


async def test_many_foreign_tickets_do_not_hide_ours(house: House) -> None:
    guest, ours = Guest(house), Guest(house, "+38344123456", "sim-whatsapp")
    await guest.register()
    contact, now = await guest.contact(), house.clock.now()
    row = {"contact_id": contact.id, "kind": "help", "opened_at": now}
    await house.run(lambda c: c.execute(tables.ticket.insert(), [{**row, "flow": f"f{n}"} for n in range(230)]))
    await ours.write("hello")
    await ours.write("ndihmë")
    by = _held("helper", "sample_ngo", "XK")
    found = await house.read(lambda connection: house.core.help_desk.waiting(connection, by, limit=10))
    assert [waiting.country for waiting in found] == ["XK"]
    everyone = await house.read(lambda connection: house.core.help_desk.waiting(connection, OPERATOR, limit=150))
    assert [waiting.ticket.id for waiting in everyone] == list(range(1, 151))


async def test_a_role_is_ended_by_those_who_may_give_it_and_by_nobody_else(house: House) -> None:
    guest = Guest(house)
    await guest.register()
    await guest.open(await link(house))
    now = house.clock.now()
    for by in (_held("coordinator", "sample_ngo", "AL"), _held("administrator", "sample_ngo", "RS"), Actor("nobody")):
        with pytest.raises(Denied):
            await house.run(lambda c, by=by: staff.end(c, by, 1, now))  # type: ignore[misc]
    assert (await _actor(house, guest)).roles
    await house.run(lambda c: staff.end(c, _held("administrator", "sample_ngo", "AL"), 1, now))
    assert not (await _actor(house, guest)).roles
    for number in (1, 2):
        with pytest.raises(LookupError, match=f"there is no role {number}"):
            await house.run(lambda c, number=number: staff.end(c, OPERATOR, number, now))  # type: ignore[misc]
    assert (await house.rows(tables.log))[-1]["act"] == "role_ended"


@pytest.mark.parametrize(
    ("by", "allowed"),
    [
        (OPERATOR, True),
        (_held("administrator", "sample_ngo", "AL"), True),
        (_held("administrator", "sample_ngo", "RS"), False),
        (_held("administrator", "other_ngo", "AL"), False),
        (_held("coordinator", "sample_ngo", "AL"), False),
        (Actor("nobody"), False),
    ],
)
async def test_only_those_who_may_erase_people_there_erase_somebody(house: House, by: Actor, allowed: bool) -> None:
    guest = Guest(house)
    await guest.register()
    contact, now = await guest.contact(), house.clock.now()

    def work(connection: Connection) -> object:
        return privacy.erase(connection, contact, now, programme(), by)

    if allowed:
        await house.run(work)
        assert await house.rows(tables.person) == []
        return
    with pytest.raises(Denied):
        await house.run(work)
    assert (await guest.person()).name == "Ana"


async def test_a_contact_abroad_needs_the_right_there_too(house: House) -> None:
    guest, abroad = Guest(house), Guest(house, "+38344123456", "sim-whatsapp")
    await guest.register()
    await abroad.write("hello")
    contact, number = await guest.contact(), (await abroad.contact()).id
    await house.run(lambda c: contacts.change(c, number, person_id=contact.person_id))
    by = _held("administrator", "sample_ngo", "AL")
    with pytest.raises(Denied):
        await house.run(lambda c: privacy.erase(c, contact, house.clock.now(), programme(), by))
