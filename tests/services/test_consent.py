"""What people agree to is kept under a pseudonym; a no keeps address, language and session, and nothing else."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection, func, select

from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from storage import contacts, roles, tables
from tests.house import Guest, House

LITE = "Okay. I keep no name. Ask me anytime for tips, meetings."


async def _say_no(house: House, address: str = "1001", box: str = SIM_TELEGRAM) -> Guest:
    guest = Guest(house, address, box)
    await guest.write("hello from me")
    for value in ("en", "next", "no"):
        said = await guest.tap(value)
    assert said[0] == LITE
    return guest


async def test_each_answer_is_one_row_with_what_was_read_and_where(house: House) -> None:
    guest = Guest(house, "+355691234567", SIM_WHATSAPP)
    await guest.write("hello")
    for value in ("sr", "sr_cyrl", "next", "yes", "no"):
        await guest.tap(value)
    rows = await house.rows(tables.consent)
    told = [(row["kind"], row["given"], row["notice"], row["language"], row["channel"]) for row in rows]
    assert told == [
        ("keep", True, 1, "sr_Cyrl", SIM_WHATSAPP),
        ("message", False, 1, "sr_Cyrl", SIM_WHATSAPP),
    ]
    assert {row["at"] for row in rows} == {house.clock.now()}
    pseudonyms = {row["pseudonym"] for row in rows}
    assert len(pseudonyms) == 1
    assert not (await guest.person()).may_push


async def test_pseudonyms_tell_people_apart_and_name_nobody(house: House) -> None:
    for address in ("1001", "1002"):
        await Guest(house, address).join()
    rows = await house.rows(tables.consent)
    assert len({row["pseudonym"] for row in rows}) == 2
    assert not [row for row in rows if row["pseudonym"] in {"1001", "1002", "1", "2"}]


async def test_nobody_is_a_person_before_the_yes(house: House) -> None:
    guest = Guest(house)
    await guest.write("hello")
    for value in ("en", "next"):
        await guest.tap(value)
    assert await house.rows(tables.person) == []
    assert await house.rows(tables.consent) == []
    await guest.tap("yes")
    assert len(await house.rows(tables.person)) == 1


async def test_who_says_no_is_kept_as_an_address_a_language_and_a_session(house: House) -> None:
    guest = await _say_no(house)
    await guest.write("my name is Ana from Tirana")
    contact = await guest.contact()
    assert contact.lite
    assert (contact.person_id, contact.town, contact.referrer) == (None, "", "")
    assert await house.rows(tables.person) == []
    assert [row["payload"] for row in await house.rows(tables.inbox)] == [{}] * 5
    (row,) = await house.rows(tables.consent)
    assert (row["kind"], row["given"]) == ("keep", False)


async def test_who_says_no_is_still_answered(house: House) -> None:
    guest = await _say_no(house)
    assert await guest.write("menu") == ["What do you want?"]
    await guest.tap("settings")
    assert await guest.tap("data") == ["I only know your language: English. No name."]
    assert (await guest.write("help"))[0] == "A person will answer here. Usually within one day."
    assert [row["kind"] for row in await house.rows(tables.ticket)] == ["help"]


@pytest.mark.parametrize(("days", "left"), [(7, True), (7.1, False)])
async def test_who_said_no_is_forgotten_a_week_after_the_last_message(house: House, days: float, left: bool) -> None:
    guest = await _say_no(house)
    await house.move(timedelta(days=3))
    await guest.write("menu")
    await house.move(timedelta(days=days))
    await house.core.housekeeping.day()
    assert (await guest.known() is not None) == left
    kept = [table.name for table in tables.metadata.sorted_tables if await house.rows(table)]
    assert ("outbox" in kept) == left
    if not left:
        assert set(kept) == {"consent", "erasure", "fact"} | {"lease"} & set(kept)


async def test_who_never_answered_the_question_is_forgotten_too_and_members_are_not(house: House) -> None:
    silent, member, joining = Guest(house, "1"), Guest(house, "2"), Guest(house, "3")
    await silent.write("hello")
    await member.register()
    await joining.join()
    await house.move(timedelta(days=8))
    await house.core.housekeeping.day()
    assert [row["address"] for row in await house.rows(tables.contact)] == ["2", "3"]


async def test_who_said_yes_and_never_joined_is_forgotten_after_a_year(house: House) -> None:
    joining, member, team = Guest(house, "1"), Guest(house, "2"), Guest(house, "3")
    await joining.join()
    await joining.write("Ana")
    await member.register()
    await team.join()
    holder = (await team.contact()).person_id
    await house.run(lambda c: roles.give(c, name="helper", now=house.clock.now(), person_id=holder))
    await house.move(timedelta(days=365))
    await house.core.housekeeping.day()
    assert len(await house.rows(tables.contact)) == 3
    await house.move(timedelta(days=1))
    await house.core.housekeeping.day()
    assert [row["address"] for row in await house.rows(tables.contact)] == ["2", "3"]
    assert [row["id"] for row in await house.rows(tables.person)] == [(await member.contact()).person_id, holder]


async def test_who_is_heard_on_another_phone_is_not_forgotten(house: House) -> None:
    silent, other = Guest(house, "1"), Guest(house, "2")
    await silent.join()
    person = (await silent.contact()).person_id
    await house.move(timedelta(days=366))
    await other.write("hello")
    number = (await other.contact()).id
    await house.run(lambda connection: contacts.change(connection, number, person_id=person))
    await house.core.housekeeping.day()
    assert len(await house.rows(tables.contact)) == 2


async def test_many_silent_guests_are_forgotten_in_one_night(house: House) -> None:
    def many(connection: Connection) -> None:
        connection.execute(
            tables.contact.insert(),
            [{"channel": SIM_TELEGRAM, "address": f"a{n}", "created_at": house.clock.now()} for n in range(1201)],
        )

    await house.run(many)
    await house.move(timedelta(days=8))
    assert await house.core.housekeeping.day()
    assert await house.rows(tables.contact) == []
    assert not await house.core.housekeeping.day(), "once a day is enough"


async def test_who_said_no_may_join_later(house: House) -> None:
    guest = await _say_no(house)
    (asked,) = await guest.tap("join")
    assert asked.endswith("Is this okay for you?"), "in one screen, and none of what they know already"
    for value in ("yes", "yes"):
        await guest.tap(value)
    await guest.write("Ana")
    for value in ("yes", "al", "tirana", "sewing", "right"):
        await guest.tap(value)
    contact = await guest.contact()
    assert not contact.lite
    assert (await guest.person()).name == "Ana"
    given = [(row["kind"], row["given"]) for row in await house.rows(tables.consent)]
    assert given == [("keep", False), ("keep", True), ("message", True)]


async def test_who_said_no_and_wishes_for_more_is_asked_again_and_may_say_no_again(house: House) -> None:
    guest = await _say_no(house)
    await guest.tap("meetings")
    await guest.tap("yes")
    (asked,) = await guest.tap("yes")
    assert asked.endswith("Is this okay for you?")
    assert (await guest.tap("no"))[0] == LITE
    assert await house.rows(tables.person) == []
    assert await guest.at() == "menu.guest"


async def test_who_left_in_the_middle_goes_on_joining(house: House) -> None:
    guest = Guest(house)
    await guest.join()
    await guest.write("menu")
    assert guest.button("join").label == "4 ▶️ Go on joining"
    await guest.tap("join")
    assert await guest.at() == "registration.name", "who agreed is not asked again"
    assert len(await house.rows(tables.consent)) == 2


async def test_the_questions_for_the_count_come_once_a_day_later(house: House) -> None:
    guest = Guest(house)
    await guest.register()
    await house.move(timedelta(hours=23))
    assert await guest.write("menu") == ["What do you want?"]
    await house.move(timedelta(hours=1))
    assert await guest.write("menu") == ["Woman, man, or skip? For our count only."]
    assert await guest.tap("woman") == ["Are you under thirty?"]
    assert await guest.tap("no") == ["What do you want?"]
    person = await guest.person()
    assert (person.gender, person.age) == ("woman", "30_or_over")
    assert await guest.write("menu") == ["What do you want?"]


async def test_who_walks_past_those_questions_is_not_asked_again(house: House) -> None:
    guest = Guest(house)
    await guest.register()
    await house.move(timedelta(days=2))
    assert await guest.write("menu") == ["Woman, man, or skip? For our count only."]
    assert await guest.write("menu") == ["What do you want?"]
    person = await guest.person()
    assert (person.gender, person.age) == ("skip", "skip")


async def test_a_yes_that_is_taken_back_leaves_no_person(house: House) -> None:
    ana = Guest(house)
    await ana.write("hello")
    for value in ("en", "next", "yes"):
        await ana.tap(value)
    assert (await ana.contact()).person_id is not None
    await ana.write("back")
    await ana.tap("no")
    contact = await ana.contact()
    assert (contact.person_id, contact.lite) == (None, True)
    assert (
        await house.core.store.read(lambda c: c.execute(select(func.count()).select_from(tables.person)).scalar()) == 0
    )
