"""An administrator erases somebody on their page: everything, after a second look, and nobody of the team."""

import pytest

from bot.services import privacy, staff
from bot.services.staff import OPERATOR
from storage import contacts, media, people, roles, tables
from tests.web.console_house import Console, somebody

NAME = "Afërdita Krasniqi"


async def known(drom: Console) -> int:
    now = drom.house.clock.now()
    return await drom.house.run(lambda c: somebody(c, now, NAME))


async def erase(drom: Console, who: str, contact: int, number: str) -> tuple[int, str]:
    async with await drom.signed_in(who) as browser:
        answer = await browser.post(f"/console/people/{contact}/erase", data={"number": number})
        if answer.status_code == 303:
            return 303, (await browser.get(answer.headers["location"])).text
        return answer.status_code, answer.text


async def test_what_is_kept_of_somebody_is_gone_and_it_is_logged(drom: Console) -> None:
    contact, house = await known(drom), drom.house

    now = house.clock.now()
    await house.run(lambda c: media.put(c, contact_id=contact, name="f" * 64, kind="voice", now=now))
    code, page = await erase(drom, "ours", contact, str(contact))
    assert code == 303
    assert "Erased. Nothing is kept of this person." in page
    assert NAME not in page
    assert NAME not in {row["name"] for row in await house.rows(tables.person)}
    assert await house.rows(tables.media) == []
    shell = await drom.row(tables.contact, contact)
    assert (shell["person_id"], shell["erased_at"] is not None) == (None, True)
    assert [row["act"] for row in await house.rows(tables.log)][-1] == "erased"
    async with await drom.signed_in("ours") as browser:
        assert (await browser.get(f"/console/people/{contact}")).status_code == 404
    await house.move(privacy.TOLD)
    await house.core.housekeeping.finish_erasures()
    assert contact not in {row["id"] for row in await house.rows(tables.contact)}


@pytest.mark.parametrize("number", ["", "0", "987654"])
async def test_another_number_erases_nobody(drom: Console, number: str) -> None:
    contact = await known(drom)
    code, page = await erase(drom, "ours", contact, number)
    assert code == 422
    assert "Nothing was erased" in page
    assert NAME in {row["name"] for row in await drom.house.rows(tables.person)}


@pytest.mark.parametrize("who", ["coordinator", "helper", "mentor", "abroad", "their administrator"])
async def test_nobody_else_may(drom: Console, who: str) -> None:
    contact = await known(drom)
    assert (await erase(drom, who, contact, str(contact)))[0] == 404
    assert (await erase(drom, who, contact, "1"))[0] == 404
    async with await drom.signed_in("coordinator") as browser:
        assert "/erase" not in (await browser.get(f"/console/people/{contact}")).text


async def test_whoever_has_a_role_keeps_it(drom: Console) -> None:
    contact, house = await known(drom), drom.house
    person = (await drom.row(tables.contact, contact))["person_id"]
    await house.run(lambda c: roles.bind(c, staff.add(c, OPERATOR, "helper", "", "", "x", house.clock.now()), person))
    code, page = await erase(drom, "ours", contact, str(contact))
    assert code == 422
    assert "takes the role back first" in page
    assert await house.read(lambda c: people.get(c, person)) is not None


async def test_somebody_with_a_phone_elsewhere_is_erased_by_who_may_there_too(drom: Console) -> None:
    contact, house = await known(drom), drom.house
    person, now = (await drom.row(tables.contact, contact))["person_id"], house.clock.now()
    fields = {"person_id": person, "language": "sr_Latn", "country": "RS", "programme": "other"}
    await house.run(lambda c: contacts.add(c, "sim-whatsapp", "+38160000001", now, **fields))
    async with await drom.signed_in("ours") as browser:
        assert "not yours to see" in (await browser.get(f"/console/people/{contact}")).text
    assert (await erase(drom, "ours", contact, str(contact)))[0] == 404
    assert await house.read(lambda c: people.get(c, person)) is not None
    assert (await erase(drom, "administrator", contact, str(contact)))[0] == 303
    assert await house.read(lambda c: people.get(c, person)) is None
