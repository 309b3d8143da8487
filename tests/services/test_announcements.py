"""An announcement reaches each of its audience once, and everybody is accounted for at any moment."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, update

from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.channels.port import Receipt
from bot.services import announcements, feed, privacy
from bot.services.announcements import NoAnnouncement, Progress
from bot.services.staff import OPERATOR, Actor
from storage import announcements as rows
from storage import contacts, tables
from storage import people as persons
from storage.roles import Role
from tests.house import NOON, House

HELLO = {"en": "We meet on Monday.", "sq": "Takohemi të hënën."}


async def people(house: House, number: int, box: str = SIM_TELEGRAM, **fields: Any) -> list[int]:
    """Add contacts and return their numbers."""
    values = {"language": "en", "country": "AL", "last_in_at": NOON} | fields
    first = len(await house.rows(tables.contact)) + 1
    return await house.run(
        lambda c: [agreed(c, box, f"{first + n}", house.clock.now(), **values) for n in range(number)]
    )


def agreed(connection: Connection, box: str, address: str, now: datetime, **values: Any) -> int:
    """Add a contact of somebody who agreed to be written to; return its number."""
    person = persons.create(connection, now, may_push=True)
    return contacts.add(connection, box, address, now, person_id=person, **values).id


async def announce(house: House, audience: Collection[int], **fields: Any) -> int:
    """Draft and approve an announcement; return its number."""
    now, speech = house.clock.now(), house.core.speech
    texts = fields.pop("texts", HELLO)
    number = await house.run(lambda c: announcements.draft(c, OPERATOR, texts, now, **fields))
    await house.run(lambda c: announcements.approve(c, OPERATOR, speech, number, audience, now))
    return number


async def fed(house: House) -> None:
    """Let the feed do all it can now, and everything be sent."""
    while await house.core.feed.round():
        pass
    if "telegram" not in {row["channel"] for row in await house.rows(tables.outbox)}:
        await house.quiet()
        await house.core.feed.round()


async def step(house: House, what: Any, number: int) -> Any:
    """Pause, continue, cancel or repeat an announcement."""
    speech = house.core.speech
    return await house.run(lambda c: what(c, OPERATOR, speech, number, house.clock.now()))


async def reasons(house: House, number: int) -> dict[str, int]:
    """Return how many came to what; the sum is always who was invited."""
    found: Progress = await house.read(lambda c: announcements.progress(c, number))
    assert found.invited == sum(found.reasons.values())
    return {reason: count for reason, count in found.reasons.items() if count}


async def state(house: House, number: int) -> str:
    found = await house.read(lambda c: rows.get(c, number))
    assert found is not None
    return found.state


def texts(house: House, box: str = SIM_TELEGRAM) -> list[str]:
    return [part.text for _, part in house.boxes[box].sent]


async def test_everybody_gets_it_once_in_their_language(house: House) -> None:
    english, albanian = await people(house, 30), await people(house, 2, language="sq")
    macedonian = await people(house, 1, language="mk")
    number = await announce(house, [*english, *albanian, *macedonian])
    assert await reasons(house, number) == {"go": 33}
    await fed(house)
    assert await reasons(house, number) == {"sent": 33}
    assert await state(house, number) == "done"
    assert sorted(address for address, _ in house.boxes[SIM_TELEGRAM].sent) == sorted(str(n) for n in range(1, 34))
    assert sorted(set(texts(house))) == ["English\nWe meet on Monday.", "Takohemi të hënën.", "We meet on Monday."]
    assert texts(house).count("Takohemi të hënën.") == 2


async def test_a_long_text_goes_in_pieces_and_counts_once(house: House) -> None:
    number = await announce(house, await people(house, 1), texts={"en": "A whole sentence. " * 400})
    await fed(house)
    assert len(texts(house)) == 2
    assert await reasons(house, number) == {"sent": 1}


async def test_each_is_counted_by_what_keeps_it(house: House) -> None:
    now = house.clock.now()
    audience = await people(house, 3)
    audience += await people(house, 1, stopped_at=now)
    audience += await people(house, 1, unreachable_at=now)
    audience += await people(house, 2, quiet_from=9, quiet_to=14)
    audience += await people(house, 1, SIM_WHATSAPP, last_in_at=now - timedelta(days=3))
    speech = house.core.speech
    seen = await house.read(lambda c: announcements.preview(c, OPERATOR, speech, HELLO, audience, now))
    assert {reason: n for reason, n in seen.progress.reasons.items() if n} == {
        "go": 3,
        "stopped": 1,
        "unreachable": 1,
        "waits": 2,
        "knock": 1,
    }
    assert seen.progress.invited == 8
    number = await announce(house, audience)
    await fed(house)
    assert await reasons(house, number) == {"sent": 3, "stopped": 1, "unreachable": 1, "waits": 2, "knock": 1}
    assert await state(house, number) == "sending"
    await house.move(timedelta(hours=3))
    await fed(house)
    assert (await reasons(house, number))["sent"] == 5


async def test_what_waits_past_its_time_never_goes(house: House) -> None:
    audience = await people(house, 2, quiet_from=9, quiet_to=14)
    number = await announce(house, audience, deadline=house.clock.now() + timedelta(hours=1))
    await fed(house)
    assert await reasons(house, number) == {"late": 2}
    assert await state(house, number) == "done"
    await house.move(timedelta(hours=5))
    await fed(house)
    assert texts(house) == []


async def test_it_comes_at_each_reader_s_own_hour(house: House) -> None:
    tirana, istanbul = await people(house, 1, country="AL"), await people(house, 1, country="TR")
    number = await announce(house, [*tirana, *istanbul], wall=datetime(2026, 6, 15, 15, 0))  # noqa: DTZ001
    await fed(house)
    assert await reasons(house, number) == {"waits": 2}
    await house.move(timedelta(hours=2))  # 12:00 UTC: 15:00 in Istanbul, 14:00 in Tirana
    await fed(house)
    assert [address for address, _ in house.boxes[SIM_TELEGRAM].sent] == [str(istanbul[0])]
    await house.move(timedelta(hours=1))
    await fed(house)
    assert await reasons(house, number) == {"sent": 2}


async def test_an_hour_that_the_clock_skips_is_the_next_minute_it_shows(house: House) -> None:
    await announce(house, await people(house, 1), wall=datetime(2027, 3, 28, 2, 30))  # noqa: DTZ001
    [row] = await house.rows(tables.delivery)
    assert row["due_at"] == datetime(2027, 3, 28, 1, 0, tzinfo=UTC), "3:00 in Tirana"


async def test_a_pause_takes_back_what_waits_and_nobody_gets_it_twice(house: House) -> None:
    audience = await people(house, 25)
    number = await announce(house, audience)
    house.boxes[SIM_TELEGRAM].answers += [Receipt("safe")] * 60  # nothing gets through for now
    while await house.core.feed.round():
        continue
    await step(house, announcements.pause, number)
    house.boxes[SIM_TELEGRAM].answers.clear()
    await house.quiet()
    before = len(texts(house))
    await house.move(timedelta(minutes=10))
    await fed(house)
    assert len(texts(house)) == before, "a paused announcement goes on"
    assert await reasons(house, number) == {"go": 25 - before, **({"sent": before} if before else {})}
    assert [row for row in await house.rows(tables.outbox) if row["state"] == "waiting"] == []
    await step(house, announcements.go_on, number)
    await fed(house)
    assert await reasons(house, number) == {"sent": 25}
    addresses = [address for address, _ in house.boxes[SIM_TELEGRAM].sent]
    assert len(addresses) == len(set(addresses)) == 25


async def test_a_cancelled_one_never_goes(house: House) -> None:
    number = await announce(house, await people(house, 12))
    await step(house, announcements.pause, number)
    await step(house, announcements.cancel, number)
    await fed(house)
    await house.move(timedelta(hours=1))
    assert texts(house) == []
    assert await reasons(house, number) == {"cancelled": 12}
    with pytest.raises(ValueError, match=f"announcement {number} is cancelled"):
        await step(house, announcements.go_on, number)


async def test_one_of_which_all_has_gone_is_not_cancelled(house: House) -> None:
    number = await announce(house, await people(house, 2))
    await fed(house)
    await house.move(timedelta(hours=1))
    with pytest.raises(ValueError, match=f"announcement {number} is done"):
        await step(house, announcements.cancel, number)


async def test_what_is_parked_is_cancelled_too(house: House) -> None:
    number = await announce(house, await people(house, 1, SIM_WHATSAPP, last_in_at=NOON - timedelta(days=3)))
    await fed(house)
    assert await state(house, number) == "done"
    await step(house, announcements.cancel, number)
    assert [row["state"] for row in await house.rows(tables.outbox)] == ["cancelled", "sent"], "the knock had gone"
    assert await reasons(house, number) == {"cancelled": 1}


async def test_again_goes_only_to_those_who_did_not_get_it(house: House) -> None:
    audience = await people(house, 4)
    house.boxes[SIM_TELEGRAM].answers += [Receipt("refused"), Receipt("gone")]
    number = await announce(house, audience)
    await fed(house)
    assert await reasons(house, number) == {"sent": 2, "failed": 1, "unreachable": 1}
    back = update(tables.contact).values(unreachable_at=None)
    await house.run(lambda c: c.execute(back))
    assert await step(house, announcements.again, number) == 2
    await fed(house)
    assert await reasons(house, number) == {"sent": 4}
    addresses = [address for address, _ in house.boxes[SIM_TELEGRAM].sent]
    assert sorted(addresses) == sorted(str(n) for n in audience)
    assert await step(house, announcements.again, number) == 0
    assert await state(house, number) == "done"


async def test_whoever_leaves_is_still_counted_and_named_nowhere(house: House) -> None:
    audience = await people(house, 3)
    number = await announce(house, audience)
    first, last = audience[0], audience[-1]

    async def erase(contact_id: int) -> None:
        contact = await house.read(lambda c: contacts.get(c, contact_id))
        assert contact is not None
        programme = house.core.speech.programme
        await house.run(lambda c: privacy.erase(c, contact, house.clock.now(), programme, OPERATOR))

    await erase(last)
    await fed(house)
    await erase(first)
    assert await reasons(house, number) == {"sent": 2, "erased": 1}
    known = {row["contact_id"] for row in await house.rows(tables.delivery)}
    assert known == {None, audience[1]}
    await house.core.housekeeping.finish_erasures()
    assert await reasons(house, number) == {"sent": 2, "erased": 1}


async def test_the_outbox_never_holds_more_than_a_little(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "READY", 15)
    await announce(house, await people(house, 60, "telegram"))  # nobody sends there
    await fed(house)
    states = [row["state"] for row in await house.rows(tables.delivery)]
    assert (states.count("put"), states.count("waiting")) == (15, 45)
    sent = update(tables.outbox).where(tables.outbox.c.id <= 10).values(state="sent")
    await house.core.store.run(lambda c: c.execute(sent))
    await fed(house)
    states = [row["state"] for row in await house.rows(tables.delivery)]
    assert (states.count("put"), states.count("waiting")) == (25, 35)


async def test_only_who_may_announce_there_does(house: House) -> None:
    audience = await people(house, 2, country="AL")
    now, speech = house.clock.now(), house.core.speech

    def actor(role: str, country: str) -> Actor:
        return Actor("pseudonym", (Role(1, 1, "", role, "", country, now, None),))

    number = await house.run(lambda c: announcements.draft(c, OPERATOR, HELLO, now))
    for wrong in (actor("coordinator", "RS"), actor("mentor", "")):
        with pytest.raises(NoAnnouncement):
            await house.run(
                partial(announcements.approve, by=wrong, speech=speech, number=number, contact_ids=audience, now=now)
            )
    assert await house.rows(tables.delivery) == []
    right = actor("coordinator", "AL")
    await house.run(lambda c: announcements.approve(c, right, speech, number, audience, now))
    with pytest.raises(NoAnnouncement):
        await house.run(lambda c: announcements.pause(c, actor("coordinator", "RS"), speech, number, now))
    acts = [(row["act"], row["actor"]) for row in await house.rows(tables.log)]
    assert acts == [("announcement_approved", "pseudonym")]


@pytest.mark.parametrize(
    ("texts", "said"),
    [({}, "words"), ({"en": " "}, "words"), ({"xx": "Hello"}, "'xx' is no language")],
)
async def test_a_draft_needs_words(house: House, texts: dict[str, str], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        await house.run(lambda c: announcements.draft(c, OPERATOR, texts, house.clock.now()))


async def test_an_audience_is_frozen_once(house: House) -> None:
    audience = await people(house, 2)
    with pytest.raises(LookupError):
        await announce(house, [*audience, 999])
    assert await house.rows(tables.delivery) == []
    with pytest.raises(ValueError, match="somebody"):
        await announce(house, [])
    number = await announce(house, audience)
    now, speech = house.clock.now(), house.core.speech
    with pytest.raises(NoAnnouncement):
        await house.run(lambda c: announcements.approve(c, OPERATOR, speech, number, audience, now))
