"""Recordings beneath the talk: whose they are, who deletes them, and what each process makes of its own words."""

from dataclasses import replace

import pytest
from sqlalchemy import Connection

from bot.catalog import Words
from bot.languages import LANGUAGES as CODES
from bot.repertoire import Contents
from bot.services import contents, privacy, recordings, staff
from bot.services.recorded import Recorded, RecordedWatch
from bot.voices.recordings import hash_of
from storage import tables
from tests.house import NOON, House
from tests.meetings.team import member
from tests.voices.studio import SQ, every, recorded, studio


async def test_a_speaker_takes_their_recordings_along(house: House) -> None:
    mira = await member(house, "Mira")
    await studio(mira)
    await recorded(mira)
    await mira.tap("other")
    await mira.say()
    contact = await mira.contact()
    found = await house.read(lambda c: privacy.gather(c, contact))
    files = {row["id"]: row["contact_id"] for row in await house.rows(tables.media)}
    assert None in files.values(), "a recording is nobody's message"
    assert sorted(row["id"] for row in found["media"]) == sorted(files)
    assert {row["media_id"] for row in found["recording"]} == set(files)
    other = await (await member(house, "Arta", address="1009")).contact()
    assert "media" not in await house.read(lambda c: privacy.gather(c, other))


@pytest.mark.parametrize("state", ["kept", "stale", "replaced", "suggested", "settled"])
async def test_whatever_one_recorded_one_may_delete(house: House, state: str) -> None:
    mira = await member(house, "Mira", "helper")
    await studio(mira)
    await recorded(mira)
    [one] = await every(house)
    await house.run(lambda c: c.execute(tables.recording.update().values(state=state)))
    assert one.person_id is not None
    by = await house.read(lambda c: staff.actor(c, one.person_id or 0))
    foreign = recordings.NoRecording if state in {"replaced", "suggested", "settled"} else staff.Denied
    with pytest.raises(foreign):
        await house.run(lambda c: recordings.delete(c, by, 987, one.id, NOON))
    assert len(await house.run(lambda c: recordings.delete(c, by, one.person_id or 0, one.id, NOON))) == 1
    assert await house.rows(tables.recording) == []


async def test_tips_and_courses_are_read_once_for_a_screen(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    mira = await member(house, "Mira")
    await studio(mira)
    read: list[Connection] = []
    before = contents.read

    def counted(connection: Connection) -> Contents:
        read.append(connection)
        return before(connection)

    monkeypatch.setattr(contents, "read", counted)
    await mira.tap("skip")
    assert len(read) == 1
    read.clear()
    assert len(await house.read(lambda c: recordings.surveys(c, house.core.speech))) == len(recordings.TONGUES)
    assert len(read) == 1


async def test_processes_that_say_other_words_leave_each_other_theirs(house: House) -> None:
    """While a new release starts beside the old one, each says its own words, and no row goes back and forth."""
    mira = await member(house, "Mira")
    await studio(mira)
    await recorded(mira)
    core, [one] = house.core, await every(house)
    sayings = core.speech.repertoire.sayings(core.speech.book, core.speech.words, "sq")
    saying = next(each for each in sayings if each.key == "welcome.why")
    about, old = {"key": saying.key, "hash": saying.hash, "words": saying.words}, saying.words
    await house.run(lambda c: c.execute(tables.recording.update().values(**about)))
    words = Words({code: dict(core.speech.words.of(code)) for code in CODES})
    speech = replace(core.speech, words=words)
    words.correct({"sq": {saying.key: "Fjalë të reja."}})
    here, there = Recorded(core.shelf), Recorded(core.shelf)
    assert core.speech.voices is not None
    watches = [
        RecordedWatch(core.store, each, held, core.speech.voices, lambda: 1)
        for each, held in ((core.speech, here), (speech, there))
    ]
    for watch in (*watches, *watches):
        watch._version = None
        await watch.load()
        assert [each.state for each in await every(house)] == ["kept"]
    assert here.of("sq", "", hash_of(old)) == str(one.id)
    missing = await house.read(lambda c: [each.words for each in recordings.survey(c, speech, SQ).missing])
    assert "Fjalë të reja." in missing
    assert old not in [each.words for each in (await house.read(lambda c: recordings.survey(c, speech, SQ))).sayings]
    assert old not in [
        each.words for each in (await house.read(lambda c: recordings.survey(c, core.speech, SQ))).missing
    ]
