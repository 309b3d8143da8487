"""Questions to mentors on the console: who waits, what happened, given, given back, closed; never what was asked."""

from datetime import timedelta

import httpx
import pytest

from bot.services import claims
from storage import mentors as profiles
from storage import tables
from tests.web.console_house import Console, mentor, question, somebody, ticket

pytestmark = pytest.mark.signed_in("coordinator")
WORDS = "May I sell walnuts at the red gate?"


async def asked(drom: Console) -> int:
    now, speech = drom.house.clock.now(), drom.house.core.speech
    return await drom.house.run(lambda c: question(c, speech, somebody(c, now), now, WORDS))


async def a_mentor(drom: Console, name: str, *, theirs: bool = False) -> int:
    now = drom.house.clock.now()
    return await drom.house.run(lambda c: mentor(c, now, name, theirs=theirs))


async def taken(drom: Console, number: int, mentor_id: int) -> None:
    now = drom.house.clock.now()
    profile = await drom.house.read(lambda c: profiles.get(c, mentor_id))
    assert profile is not None
    await drom.house.run(lambda c: claims.take(c, profile, number, now))


async def state(drom: Console, number: int) -> str:
    return str((await drom.row(tables.question, number))["state"])


async def test_who_waits_longest_stands_first_and_what_was_asked_nowhere(
    drom: Console, browser: httpx.AsyncClient
) -> None:
    assert "Nobody waits for an answer." in (await browser.get("/console/questions")).text
    first = await asked(drom)
    await drom.house.move(timedelta(hours=5))
    second = await asked(drom)
    async with await drom.signed_in("coordinator") as later:
        page = (await later.get("/console/questions")).text
        assert page.index(f"/questions/{first}") < page.index(f"/questions/{second}")
        assert "Waits for 5 hours" in page
        assert WORDS not in page
        assert WORDS not in (await later.get(f"/console/questions/{first}")).text
        assert "Questions without an answer" in (await later.get("/console")).text


async def test_a_question_is_taken_from_one_mentor_and_given_to_another(
    drom: Console, browser: httpx.AsyncClient
) -> None:
    number, drita, besim = await asked(drom), await a_mentor(drom, "Drita"), await a_mentor(drom, "Besim")
    await taken(drom, number, drita)
    page = (await browser.get(f"/console/questions/{number}")).text
    assert "A mentor has it" in page
    assert f'<option value="{besim}">' in page
    assert f'<option value="{drita}">' not in page
    answer = await browser.post(f"/console/questions/{number}/give", data={"mentor": str(besim)})
    assert answer.status_code == 303
    row = await drom.row(tables.question, number)
    assert (row["state"], row["wanted_id"]) == ("passed_on", besim)
    assert [one["state"] for one in await drom.house.rows(tables.claim)] == ["passed"]
    assert [one["act"] for one in await drom.house.rows(tables.log)][-1] == "question_given"


async def test_only_a_mentor_who_can_have_it_gets_it(drom: Console, browser: httpx.AsyncClient) -> None:
    number, theirs = await asked(drom), await a_mentor(drom, "Foreign", theirs=True)
    path = f"/console/questions/{number}/give"
    assert (await browser.post(path, data={"mentor": ""})).status_code == 422
    assert (await browser.post(path, data={"mentor": str(theirs)})).status_code == 409
    assert (await browser.post(path, data={"mentor": "999999"})).status_code == 409
    assert (await drom.row(tables.question, number))["wanted_id"] is None


async def test_a_flagged_one_is_given_back_or_closed(drom: Console, browser: httpx.AsyncClient) -> None:
    number, drita = await asked(drom), await a_mentor(drom, "Drita")
    path = f"/console/questions/{number}"
    assert (await browser.post(f"{path}/release")).status_code == 409
    profile, now = await drom.house.read(lambda c: profiles.get(c, drita)), drom.house.clock.now()
    assert profile is not None
    await drom.house.run(lambda c: claims.flag(c, profile, number, now))
    assert "Give it back to mentors" in (await browser.get(path)).text
    assert (await browser.post(f"{path}/release")).status_code == 303
    assert await state(drom, number) == "waiting"
    assert (await browser.post(f"{path}/close")).status_code == 303
    assert await state(drom, number) == "closed"
    assert (await browser.post(f"{path}/close")).status_code == 409
    assert "Nobody waits for an answer." in (await browser.get("/console/questions")).text


@pytest.mark.parametrize("who", ["helper", "mentor", "theirs", "abroad"])
async def test_nobody_else_sees_it(drom: Console, who: str) -> None:
    number = await asked(drom)
    async with await drom.signed_in(who) as other:
        assert (await other.get(f"/console/questions/{number}")).status_code == 404
        assert f"/questions/{number}" not in (await other.get("/console/questions")).text
        assert (await other.post(f"/console/questions/{number}/close")).status_code == 404
    assert await state(drom, number) != "closed"


@pytest.mark.parametrize(
    ("kind", "text", "page"),
    [
        *(("question_late", "question:{n}", "/questions/{n}"), ("place", "{n}: 🎤", "/meetings/{n}")),
        *(("in_touch", "meeting {n}: wants to", "/meetings/{n}"), ("help", "12: what is it", "")),
    ],
)
async def test_a_ticket_leads_to_what_it_is_about(
    drom: Console, browser: httpx.AsyncClient, kind: str, text: str, page: str
) -> None:
    now = drom.house.clock.now()
    number = await drom.house.run(lambda c: ticket(c, somebody(c, now), now, text.replace("{n}", "1"), kind))
    said = (await browser.get(f"/console/tickets/{number}")).text
    assert ("What it is about" in said) == bool(page)
    assert f'href="/console{page.replace("{n}", "1")}"' in said
    assert f'<span class="tag">{kind.replace("_", " ")}' not in said


async def test_what_a_mentor_has_in_hand_goes_to_others_with_their_role(drom: Console) -> None:
    number, drita = await asked(drom), await a_mentor(drom, "Drita")
    await taken(drom, number, drita)
    assert await state(drom, number) == "claimed"
    role = (await drom.house.rows(tables.role))[-1]["id"]
    async with await drom.signed_in("ours") as browser:
        assert (await browser.post(f"/console/team/{role}/end")).status_code == 303
    assert await state(drom, number) == "passed_on"
