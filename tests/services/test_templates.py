"""Templates are brought to Twilio once and watched: what is approved is used, what is lost is loud and means calls."""

from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from bot.app import Fittings
from bot.channels.limits import SIM_WHATSAPP
from bot.channels.port import ContentRefused, Part
from bot.messengers import fit_whatsapp
from bot.provider_facts import FactIds
from bot.services.duty import Loop
from bot.services.push import Push, PushWorld, push, read_world
from bot.services.templates import Standing, refresh, sync, tell
from bot.templates import KNOCKS, LISTEN, STOP, Template
from storage import calls, outbox, tables
from storage.calls import Call
from tests.house import NOON, Guest, House, living

DAY = timedelta(days=1)


async def _guest(house: House) -> Guest:
    """Let somebody register, and be on the real WhatsApp from then on, outside the window."""
    guest = Guest(house, "+355691234567", SIM_WHATSAPP)
    await guest.register()
    await house.run(lambda c: c.execute(update(tables.contact).values(channel="whatsapp")))
    await house.move(2 * DAY)
    guest.box = "whatsapp"
    return guest


async def _send(house: House, guest: Guest) -> None:
    now, contact = house.clock.now(), await guest.contact()
    message = Push("reminder", outbox.NOTICE, (Part("Tomorrow."),), now + 30 * DAY, "reminder:1", asked_for=True)
    world = await house.read(partial(read_world, programme=house.core.speech.programme))
    await house.run(partial(push, contact=contact, message=message, world=world, now=now))


async def _rows(house: House, kind: str) -> list[str]:
    return [f"{row['state']} {row['reason']}".strip() for row in await house.rows(tables.outbox) if row["kind"] == kind]


async def _calls(house: House) -> list[Call]:
    return await house.read(partial(calls.waiting, now=house.clock.now()))


class Twilio:
    """Templates as Twilio keeps them; ``word`` is what WhatsApp says of each that is submitted."""

    def __init__(self, word: str = "approved") -> None:
        self.word, self.made, self.submitted, self.refuses = word, dict[str, str](), list[str](), ""

    async def find(self, name: str) -> str:
        return self.made.get(name, "")

    async def make(self, content: Any) -> str:
        if content["friendly_name"] == self.refuses:
            raise ContentRefused("400 20001")
        self.made[content["friendly_name"]] = f"HX{len(self.made)}"
        return self.made[content["friendly_name"]]

    async def submit(self, sid: str, name: str, category: str) -> None:
        self.submitted.append(name)

    async def approval(self, sid: str) -> tuple[str, str]:
        name = next((name for name, one in self.made.items() if one == sid), "")
        return ("", "") if not name else (self.word if name in self.submitted else "unsubmitted", "")


async def test_templates_are_made_and_submitted_once(house: House) -> None:
    twilio, store, clock = Twilio("pending"), house.core.store, house.clock
    assert {one.state for one in await refresh(store, twilio, clock)} == {""}
    for _ in range(3):
        assert {one.state for one in await sync(store, twilio, clock)} == {"pending"}
    assert sorted(twilio.submitted) == sorted(one.name for one in KNOCKS.values())
    await house.run(lambda c: c.execute(tables.template.delete()))
    assert {one.state for one in await sync(store, twilio, clock)} == {"pending"}, "found again by name"
    assert len(twilio.made) == len(twilio.submitted) == len(KNOCKS)
    twilio.made.clear()
    twilio.submitted.clear()
    assert {one.state for one in await refresh(store, twilio, clock)} == {""}, "deleted at Twilio"
    assert {one.state for one in await sync(store, twilio, clock)} == {"pending"}


async def test_an_approval_that_comes_late_is_used_and_needs_no_call(house: House) -> None:
    guest = await _guest(house)
    twilio, store, clock = Twilio("pending"), house.core.store, house.clock
    await sync(store, twilio, clock)
    await _send(house, guest)
    assert [one.reason for one in await _calls(house)] == ["template"]
    twilio.word = "approved"
    await refresh(store, twilio, clock)
    await house.core.knocking.round()
    assert await _rows(house, "knock") == ["waiting"]
    [row] = [row for row in await house.rows(tables.outbox) if row["kind"] == "knock"]
    assert row["payload"]["template"] == twilio.made["drom_knock_en_v1"]
    assert await _calls(house) == []


async def test_a_template_that_is_lost_is_loud_and_people_are_called(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    guest = await _guest(house)
    twilio, store, clock = Twilio(), house.core.store, house.clock
    tell(await sync(store, twilio, clock))
    assert caplog.text == ""
    twilio.word = "paused"
    tell(await refresh(store, twilio, clock))
    assert caplog.text.count("is paused") == len(KNOCKS)
    await _send(house, guest)
    assert [one.reason for one in await _calls(house)] == ["template"]
    assert await _rows(house, "reminder") == ["parked call"]


async def test_what_twilio_refuses_is_told_and_the_others_go_on(house: House) -> None:
    twilio, store, clock = Twilio(), house.core.store, house.clock
    twilio.refuses = "drom_knock_sq_v1"
    found = {one.template.language: one for one in await sync(store, twilio, clock)}
    assert (found["sq"].state, found["sq"].trouble, found["en"].state) == ("", "400 20001", "approved")
    assert {row["name"] for row in await house.rows(tables.template)} == set(twilio.made)
    twilio.refuses = ""
    assert {one.trouble for one in await sync(store, twilio, clock)} == {""}


def test_each_trouble_is_told(caplog: pytest.LogCaptureFixture) -> None:
    one = KNOCKS["en"]
    tell([Standing(one, "", trouble="500"), Standing(one, ""), Standing(one, "approved")])
    assert [record.levelname for record in caplog.records] == ["WARNING", "WARNING"]


def test_a_template_is_what_twilio_takes() -> None:
    one = KNOCKS["sr_Cyrl"]
    assert isinstance(one, Template)
    assert one.content() == {
        "friendly_name": "drom_knock_sr_cyrl_v1",
        "language": "sr",
        "variables": {},
        "types": {
            "twilio/quick-reply": {
                "body": "Здраво 👋 Имаш нову поруку 🔊",
                "actions": [{"title": "Слушај", "id": LISTEN}, {"title": "Стоп", "id": STOP}],
            }
        },
    }


async def test_one_process_at_a_time_watches_whatsapp_for_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    account: dict[str, Any] = {
        "twilio_account_sid": "AC1",
        "twilio_auth_token": "auth-token",
        "twilio_from": "whatsapp:+38344123456",
    }
    async with living(tmp_path, public_url="https://drom.test", **account) as house:
        alone: list[str] = []

        def duty(name: str, loop: Loop) -> Loop:
            alone.append(name)
            return loop

        monkeypatch.setattr(house.core, "duty", duty)
        fittings = Fittings()
        await fit_whatsapp(house.core, fittings)
        assert (alone, len(fittings.loops)) == (["missed:whatsapp", "templates:whatsapp"], 2)


async def test_from_the_first_start_on_missed_messages_are_looked_up(tmp_path: Path) -> None:
    """The mark is there before the web server opens: a message to a Drom that is killed at once is behind none."""
    account: dict[str, Any] = {
        "twilio_account_sid": "AC1",
        "twilio_auth_token": "auth-token",
        "twilio_from": "whatsapp:+38344123456",
    }
    async with living(tmp_path, public_url="https://drom.test", **account) as house:
        marks = FactIds(house.core.store)
        for _ in range(2):
            await fit_whatsapp(house.core, Fittings())
            assert await marks.get("whatsapp listed until") == NOON.isoformat()


async def test_without_templates_nobody_is_called_about_what_they_did_not_ask_for(house: House) -> None:
    """A hundred thousand tips are no list of a hundred thousand calls."""
    guest = Guest(house, "+355691234567", SIM_WHATSAPP)
    await guest.register()
    await house.move(timedelta(days=2))
    contact, now, world = await guest.contact(), house.clock.now(), PushWorld(house.core.speech.programme, {})
    for kind, asked in (("tip", False), ("reminder", True)):
        message = Push(kind, outbox.NOTICE, (Part(kind),), now + timedelta(days=9), f"{kind}:1", asked_for=asked)
        pushed = await house.run(partial(push, contact=contact, message=message, world=world, now=now))
        assert pushed.state == "call"
        assert len(await _calls(house)) == asked
    assert {"tip", "reminder"} <= set(await guest.write("menu"))
