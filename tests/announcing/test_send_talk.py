"""Announcing in chat, by tapping: whom, what in which language, when, a second yes, how far it is; always by right."""

from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from bot.channels.port import File
from bot.services import groups
from bot.services.staff import OPERATOR, end
from storage import announcements as rows
from storage import media, tables
from tests.announcing.desk import WORLD, people
from tests.house import NOON, Guest, House, living
from tests.meetings.guests import dinner
from tests.meetings.team import member, taps

MINUTE = timedelta(minutes=1)
SENDING = ("staff", "send", "new")
TEAM_ONLY = "This is for our team only."


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A Drom on a Monday at noon."""
    async with living(tmp_path) as found:
        yield found


async def fed(house: House) -> None:
    """Let the feed do all it can, and everything be sent."""
    while await house.core.feed.round():
        await house.quiet()


async def arrived(house: House) -> None:
    """Let the files that people sent be on the shelf."""
    every = await house.rows(tables.media)
    for row in every:
        kind = "audio/ogg" if row["kind"] == "voice" else "image/jpeg"
        await house.run(partial(media.keep, media_id=row["id"], content_type=kind, size=900))


async def acts(house: House) -> list[str]:
    """Return what the log says was done."""
    found = select(tables.log.c.act).order_by(tables.log.c.id)
    return await house.read(lambda c: list(c.scalars(found)))


async def crowd(house: House, number: int, **contact: str) -> list[int]:
    """Add people on Telegram who are not of the house's phones."""
    return await house.run(lambda c: people(c, number, channel="telegram", **contact))


async def test_a_message_goes_by_tapping_and_one_text(house: House) -> None:
    mira, ana = await member(house, "Mira"), Guest(house, "1002")
    await ana.register("Ana")
    assert await taps(mira, *SENDING) == ["Who gets it?"]
    said = await mira.tap("everyone")
    assert said == ["People: 2. Now: 2. Later: 0. After a knock: 0.\nWhen they write: 0. Not at all: 0."]
    assert await mira.tap("next") == ["Send the message: text, voice or photo."]
    said = await mira.write("We meet on Monday.")
    assert said == ["English 👤 2: 📝 ✔ 🎤 –", "Tap a language to add its words or its voice."]
    assert await mira.tap("next") == ["When shall it go?"]
    said = await mira.tap("now")
    assert said[:2] == ["📱 Telegram, WhatsApp", "We meet on Monday."]
    assert said[-1].endswith("Time: 📤 Now. Send it?")
    said = await mira.tap("send")
    assert said[-1].startswith("Sent: 0 of 2. Opened: 0.\nNow: 2.")
    house.heard(ana.box, ana.address)
    await fed(house)
    assert [part.text for part in house.heard(ana.box, ana.address)] == ["We meet on Monday."]
    said = await mira.tap("look")
    assert said[-1].startswith("Sent: 2 of 2.")
    house.heard(mira.box, mira.address)
    await house.move(MINUTE)
    assert [part.text for part in house.heard(mira.box, mira.address)] == ["Done: 2 of 2 people have your message."]
    assert {"announcement_begun", "announcement_approved"} <= set(await acts(house))


async def test_missing_languages_are_told_and_recorded(house: House) -> None:
    mira = await member(house, "Mira")
    await crowd(house, 2, language="rom")
    await crowd(house, 1, language="sq")
    await taps(mira, *SENDING, "everyone", "next")
    await mira.write("We meet on Monday.")
    said = await mira.tap("next")
    assert said == [
        "Not everybody gets it in their own language:\n"
        "Romanes 👤 2: 📝 → English 🎤 –\nShqip 👤 1: 📝 → English 🎤 –\nWhat now?"
    ]
    assert await taps(mira, "record", "sq") == ["Shqip: send its text, or speak 🎤."]
    assert await mira.at() == "send.add"
    await mira.write("Takohemi të hënën.")
    await mira.tap("rom")
    said = await mira.say()
    assert said[0].splitlines() == [
        "Romanes 👤 2: 📝 → Shqip 🎤 ✔",
        "English 👤 1: 📝 ✔ 🎤 –",
        "Shqip 👤 1: 📝 ✔ 🎤 –",
    ]
    await taps(mira, "next", "anyway", "now")
    assert (await mira.tap("send"))[0].startswith("A file is not here yet")
    await arrived(house)
    await taps(mira, "words", "next", "anyway")
    said = await mira.tap("send")
    assert said[-1].startswith("Sent: 0 of 4.")
    [one] = await house.rows(tables.announcement)
    assert (one["texts"], set(one["voices"])) == ({"en": "We meet on Monday.", "sq": "Takohemi të hënën."}, {"rom"})


async def test_a_voice_alone_and_a_picture_are_a_message(house: House) -> None:
    mira = await member(house, "Mira")
    await taps(mira, *SENDING, "everyone", "next")
    await mira.say()
    await mira.tap("picture")
    await mira.send("photo", file=File("photo", "p", "image/jpeg", 2000))
    await arrived(house)
    said = await taps(mira, "next", "now")
    assert said[0] == "📱 Telegram, WhatsApp"
    shown = [part for part in mira.parts if part.voice or part.picture]
    assert [(bool(part.voice), bool(part.picture)) for part in shown] == [(True, False), (False, True)]
    await taps(mira, "change", "picture", "none", "next")
    assert not any(part.picture for part in mira.parts)
    said = await mira.tap("try_out")
    assert said[0] == "So it comes to you:"
    assert [bool(part.voice) for part in mira.parts][1]


async def test_later_is_each_readers_own_time(house: House) -> None:
    mira = await member(house, "Mira")
    await crowd(house, 1)
    await taps(mira, *SENDING, "everyone", "next")
    await mira.write("We meet on Monday.")
    await taps(mira, "next", "later", "d20260616")
    said = await mira.tap("t0900")
    assert "Time: Tuesday 16 June, 09:00." in said[-1]
    await mira.tap("send")
    [first, *_] = await house.rows(tables.delivery)
    assert first["due_at"].isoformat() == "2026-06-16T07:00:00+00:00"


async def test_it_is_paused_goes_on_and_is_ended(house: House) -> None:
    mira = await member(house, "Mira")
    await crowd(house, 30)
    await taps(mira, *SENDING, "everyone", "next")
    await mira.write("We meet on Monday.")
    await taps(mira, "next", "now", "send")
    said = await mira.tap("pause")
    assert said[-1].startswith("Sent: 0 of 31.")
    await fed(house)
    assert (await house.read(lambda c: rows.get(c, 1))).state == "paused"  # type: ignore[union-attr]
    await mira.tap("go_on")
    assert (await mira.tap("stop")) == ["End it? Whoever has not got it does not get it any more."]
    said = await mira.tap("end")
    assert said[-1].endswith("Ended: 31.")
    assert await taps(mira, "who_not") == ["Nobody is there.", said[-1]]
    assert (await acts(house))[-3:] == ["announcement_paused", "announcement_continued", "announcement_cancelled"]


async def test_failed_ones_are_named_and_tried_again(house: House) -> None:
    mira, ana = await member(house, "Mira"), Guest(house, "1002")
    await ana.register("Ana")
    await ana.send("blocked")
    await taps(mira, *SENDING, "everyone", "next")
    await mira.write("We meet on Monday.")
    await taps(mira, "next", "now", "send")
    await fed(house)
    said = await mira.tap("look")
    assert said[-1].startswith("Sent: 1 of 2.")
    assert "Not at all: 1." in said[-1]
    said = await mira.tap("who_not")
    assert said[:2] == ["They have not got it:", "📵 Ana"]
    await ana.send("unblocked")
    assert (await mira.tap("again"))[-1].startswith("Sent: 1 of 2. Opened: 0.\nNow: 1.")
    house.heard(ana.box, ana.address)
    await fed(house)
    assert [part.text for part in house.heard(ana.box, ana.address)] == ["We meet on Monday."]


async def test_the_same_is_not_said_twice(house: House) -> None:
    mira = await member(house, "Mira")
    await crowd(house, 3)
    for words in ("We meet on Monday.", "We meet on Monday."):
        await mira.write("menu")
        await taps(mira, *SENDING, "everyone", "next")
        await mira.write(words)
        said = await taps(mira, "next", "now", "send")
    assert said[0] == "4 of them were told just this within a week. Change the words or the people."


async def test_a_double_tap_sends_once(house: House) -> None:
    mira = await member(house, "Mira")
    await crowd(house, 3)
    await taps(mira, *SENDING, "everyone", "next")
    await mira.write("We meet on Monday.")
    await taps(mira, "next", "now")
    button = mira.payload("send")
    await mira.send("tap", payload=button, callback="c")
    await mira.send("tap", payload=button, callback="d")
    assert len(await house.rows(tables.delivery)) == 4


async def test_guests_of_a_meeting_who_have_not_answered(house: House) -> None:
    mira, ana, dora = await member(house, "Mira"), Guest(house, "1002"), Guest(house, "1003")
    await ana.register("Ana")
    await dora.register("Dora")
    await house.run(dinner)
    await taps(mira, "staff", "meetings", "m1", "invite", "everyone", "send")
    await mira.write("menu")
    await ana.send("tap", payload="meeting:1:1:no", callback="c")
    said = await taps(mira, *SENDING, "silent", "m1")
    assert said[0].startswith("People: 1.")


async def test_only_some_is_never_more(house: House) -> None:
    mira = await member(house, "Mira")
    crew = await crowd(house, 6)

    def work(connection: Connection) -> None:
        for name, inside in (("One", crew[:2]), ("Two", crew[1:])):
            group = groups.create(connection, OPERATOR, "sample_ngo", "AL", name, NOON)
            groups.add(connection, OPERATOR, WORLD.programme, group, inside, NOON)

    await house.run(work)
    assert (await taps(mira, *SENDING, "group", "g1"))[0].startswith("People: 2.")
    assert (await taps(mira, "narrow", "group", "g2"))[0].startswith("People: 1.")
    assert (await taps(mira, "narrow", "country", "al"))[0].startswith("People: 1.")
    assert (await taps(mira, "narrow", "country", "rs"))[0] == "Nobody is there. Choose others."


async def test_who_goes_back_and_chooses_again_begins_with_everybody(house: House) -> None:
    mira = await member(house, "Mira")
    await crowd(house, 3)
    await crowd(house, 2, language="sq")
    every = (await taps(mira, *SENDING, "everyone"))[0].partition(".")[0]
    for _ in range(2):
        await mira.write("menu")
        some = (await taps(mira, *SENDING, "language", "sq"))[0].partition(".")[0]
        assert (some, every) == ("People: 2", "People: 6")
        await mira.write("back")
        await mira.write("back")
        assert (await mira.tap("everyone"))[0].startswith(every)
        assert (await taps(mira, "narrow", "language", "sq"))[0].startswith(some)
        assert (await taps(mira, "narrow", "everyone"))[0].startswith(every)


async def test_whoever_loses_the_right_sends_nothing(house: House) -> None:
    mira = await member(house, "Mira")
    await taps(mira, *SENDING, "everyone", "next")
    await mira.write("We meet on Monday.")
    await taps(mira, "next", "now")
    await house.run(lambda c: end(c, OPERATOR, 1, NOON))
    assert (await mira.tap("send"))[0] == TEAM_ONLY
    assert await house.rows(tables.delivery) == []
    assert (await acts(house))[-1] == "denied"


@pytest.mark.parametrize("role", ["helper", "mentor"])
async def test_others_announce_nothing(house: House, role: str) -> None:
    hana = await member(house, "Hana", role)
    if role == "helper":
        await hana.tap("staff")
        with pytest.raises(LookupError, match="send is not among"):
            hana.button("send")
    said = await hana.send("tap", payload="announcement:1:1:yes", callback="c")
    assert said[0] == TEAM_ONLY
    assert await house.rows(tables.announcement) == []
