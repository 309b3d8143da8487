"""How the console calls people who have told no name: two of them can be told apart on every page and on paper."""

from functools import partial
from typing import Any

import httpx
import pytest

from storage import contacts, people
from storage import responses as rows
from tests.web.console_house import Console, contact_of, meeting, ticket

SEWS = "No name yet · Tirana · 🧵 Sewing, clothes · no. {}"
SAID_NOTHING, SPOKE = "No name yet · no. {}", "No name yet · Tirana · no. {}"


async def nameless(drom: Console, **told: str) -> int:
    """Add somebody without a name and return the contact's number."""
    number = await contact_of(drom, "")
    person_id = await person_of(drom, number)
    fields: people.Fields = {"town": told.get("town", ""), "trade": told.get("trade", "")}
    await drom.house.run(lambda c: people.change(c, person_id, **fields))
    return number


async def person_of(drom: Console, number: int) -> int:
    contact = await drom.house.run(lambda c: contacts.get(c, number))
    assert contact is not None
    assert contact.person_id is not None
    return contact.person_id


async def test_lists_and_pages_tell_the_nameless_apart(drom: Console, browser: httpx.AsyncClient) -> None:
    now = drom.house.clock.now()
    first = await nameless(drom, town="tirana", trade="sewing")
    second = await nameless(drom)
    third = await nameless(drom, town="tirana", trade="🎤")
    said = {first: SEWS.format(first), second: SAID_NOTHING.format(second), third: SPOKE.format(third)}
    listed = (await browser.get("/console/people")).text
    for number, words in said.items():
        opened = await drom.house.run(partial(ticket, contact_id=number, now=now))
        assert f">{words}</bdi>" in listed
        for page in (f"/console/people/{number}", f"/console/tickets/{opened}", "/console/tickets", "/console"):
            assert f">{words}</bdi>" in (await browser.get(page)).text, page


@pytest.mark.signed_in("helper")
async def test_lists_at_the_door_tell_the_nameless_apart(drom: Console, browser: httpx.AsyncClient) -> None:
    now, speech = drom.house.clock.now(), drom.house.core.speech
    at = await drom.house.run(lambda c: meeting(c, speech, now))
    numbers = await nameless(drom, town="tirana", trade="sewing"), await nameless(drom)
    said: dict[str, Any] = {"answer": "yes", "party": 1, "standing": "seated", "answered_at": now}
    for number in numbers:
        await drom.house.run(partial(rows.add, meeting_id=at, person_id=await person_of(drom, number), **said))
    for page in (f"/console/meetings/{at}", f"/console/meetings/{at}/list"):
        shown = (await browser.get(page)).text
        assert f">{SEWS.format(numbers[0])}</bdi>" in shown, page
        assert f">{SAID_NOTHING.format(numbers[1])}</bdi>" in shown, page
