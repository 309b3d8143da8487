"""Voices recorded by chat: shown, spoken, heard, kept, said by Drom at once; by right, and gone with their speaker."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.repertoire import Saying
from bot.services import contents, privacy, recordings, tip_cards
from bot.services.recorded import SAID
from bot.services.staff import OPERATOR
from bot.voices.orders import items
from bot.voices.recordings import hash_of
from storage import contacts, tables, tips
from tests.house import NOON, Guest, House
from tests.meetings.team import member, taps
from tests.voices.studio import ENTERING, SQ, TIP, arrived, every, first, recorded, studio, voices, watch

TEAM_ONLY = "This is for our team only."


async def test_words_are_recorded_one_after_another(house: House) -> None:
    mira = await member(house, "Mira")
    assert await taps(mira, *ENTERING) == ["When you leave us, may your voice stay here?"]
    said = await taps(mira, "yes", "sq")
    assert said[0].startswith(f"Say this aloud 🎤:\n{first(house)}\nRecorded: 0 of ")
    assert await mira.say() == ["Keep this voice?"]
    assert (await mira.tap("keep"))[0].startswith("Your voice is not here yet.")
    await arrived(house)
    await house.move(timedelta(minutes=1))
    said = await mira.tap("keep")
    assert "\nRecorded: 1 of " in said[-1]
    assert said[-1].splitlines()[1] != first(house)
    [kept] = await every(house)
    assert (kept.words, kept.state, kept.stays) == (first(house), "kept", True)
    assert (await mira.tap("done"))[0] == "Thank you for your voice! 👏"
    assert await mira.at() == "staff.menu"


async def test_it_is_heard_at_once_and_by_whoever_records_next(house: House) -> None:
    mira = await member(house, "Mira", "helper")
    await studio(mira)
    await recorded(mira)
    assert await watch(house).load()
    assert not await watch(house).load(), "nothing is new"
    number = voices(house).recordings.of("sq", "some.other.key", hash_of(first(house).upper()))
    path = voices(house).recordings.file(number)
    assert path is not None
    assert path.read_bytes().startswith(b"a voice")
    besim = await member(house, "Besim", "helper", "1002")
    await taps(besim, *ENTERING, "no", "sq")
    assert not any(part.voice for part in besim.parts), "these words nobody has recorded"


async def test_another_dialect_hears_what_there_is(house: House) -> None:
    mira = await member(house, "Mira")
    await taps(mira, *ENTERING, "yes", "rom", "arli")
    await recorded(mira)
    await mira.write("menu")
    await taps(mira, *ENTERING, "rom", "gurbet")
    assert [bool(part.voice) for part in mira.parts].count(True) == 1
    await recorded(mira)
    await watch(house).load()
    [arli, gurbet] = await every(house, "rom")
    assert (arli.dialect, gurbet.dialect, arli.hash) == ("arli", "gurbet", gurbet.hash)
    assert voices(house).recordings.of("rom", "", arli.hash) == str(gurbet.id), "readers have no dialect: the newest"


async def test_what_nobody_recorded_is_said_by_a_machine(house: House) -> None:
    mira = await member(house, "Mira")
    said = await studio(mira)
    assert not any(part.voice for part in mira.parts), "its note is not made yet, and holds up no words"
    assert house.core.followers is not None
    await house.core.followers.once()
    await house.quiet()
    [note] = [part for part in house.heard(mira.box, mira.address) if part.voice]
    assert voices(house).path(note.voice).read_text() == json.dumps([["t", "sq", first(house)]])
    await mira.write("menu")
    assert (await studio(mira))[-1] == said[-1]
    assert [part.voice for part in mira.parts if part.voice] == [note.voice], "it is made: it comes first"


async def test_whoever_said_no_may_say_yes_another_time(house: House) -> None:
    mira = await member(house, "Mira")
    await studio(mira, "no")
    await recorded(mira)
    assert [one.stays for one in await every(house)] == [False]
    await mira.write("menu")
    assert (await taps(mira, *ENTERING, "stay"))[0] == "When you leave us, may your voice stay here?"
    await taps(mira, "yes", "sq")
    assert [one.stays for one in await every(house)] == [True]
    await recorded(mira)
    assert [one.stays for one in await every(house)] == [True, True]
    assert [row["detail"] for row in await house.rows(tables.log) if row["act"] == "voice_stays"] == [{"stays": True}]


async def test_tips_and_lessons_are_recorded_and_heard(house: House) -> None:
    def brought(connection: Connection) -> tuple[int, Saying]:
        number = tips.add(connection, NOON, key="SEW1", **TIP)
        said = recordings.survey(connection, house.core.speech, SQ).sayings
        return number, next(one for one in said if one.words == TIP["words"]["sq"])

    number, saying = await house.run(brought)
    assert saying.key == "tips.SEW1.words"
    mira = await member(house, "Mira")
    who = recordings.Speaker(OPERATOR, (await mira.person()).id, stays=True)
    await studio(mira)
    await mira.say()
    await arrived(house)
    media_id = (await house.rows(tables.media))[-1]["id"]
    await house.run(lambda c: recordings.keep(c, who, SQ, saying, media_id, NOON))
    await watch(house).load()
    [kept] = await every(house)

    async def order() -> str:
        contact = await mira.contact()
        found = await house.read(lambda c: tips.get(c, number))
        assert found is not None
        contact = contact._replace(language="sq", country="AL", talk="both")
        return house.core.conversation.parts(contact, tip_cards.say("shown", found, contact))[-1].later

    assert ["r", str(kept.id)] in items(await order())
    await house.run(lambda c: c.execute(tables.tip.update().values(words={**TIP["words"], "sq": "Tjetër."}, version=2)))
    await watch(house).load()
    assert [one.state for one in await every(house)] == ["kept"], "another process may still say it"
    assert "r" not in [kind for kind, *_ in items(await order())]


async def test_to_record_a_screen_reads_no_tip_and_no_lesson(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    mira = await member(house, "Mira")
    await studio(mira)
    looked: list[str] = []

    def read(_connection: Connection) -> tuple[()]:
        looked.append("read")
        return ()

    def saying(*given: Any) -> Saying:
        with monkeypatch.context() as patched:
            patched.setattr(contents, "read", read)
            return found(*given)

    found = recordings.saying
    monkeypatch.setattr(recordings, "saying", saying)
    await recorded(mira)
    assert len(await every(house)) == 1
    assert looked == []


async def test_skipped_words_come_back_another_time(house: House) -> None:
    mira = await member(house, "Mira")
    await studio(mira)
    skipped = await mira.tap("skip")
    assert skipped[0].splitlines()[1] != first(house)
    await mira.write("menu")
    assert first(house) in (await studio(mira, "yes"))[0].splitlines()


async def test_a_newer_recording_is_heard_instead(house: House) -> None:
    mira = await member(house, "Mira")
    await studio(mira)
    await recorded(mira)
    [old] = await every(house)
    who = recordings.Speaker(OPERATOR, (await mira.person()).id, stays=True)
    await mira.say()
    await arrived(house)
    media_id = (await house.rows(tables.media))[-1]["id"]
    saying = Saying(old.key, old.words, old.hash, 1)
    new = await house.run(lambda c: recordings.keep(c, who, SQ, saying, media_id, NOON))
    await watch(house).load()
    assert [one.id for one in await every(house)] == [new]
    assert voices(house).recordings.of("sq", "", old.hash) == str(new)


@pytest.mark.parametrize(
    ("content_type", "seconds", "told"),
    [("audio/amr", 2.0, "I could not open your voice."), ("audio/ogg", 20.5, "This is too long.")],
)
async def test_what_cannot_be_heard_is_not_kept(house: House, content_type: str, seconds: float, told: str) -> None:
    mira = await member(house, "Mira")
    await studio(mira)
    await mira.say()
    await arrived(house, content_type, seconds)
    assert (await mira.tap("keep"))[0].startswith(told)
    assert await mira.at() == "record.line"
    assert await every(house) == []


async def test_other_words_are_kept_for_the_team(house: House) -> None:
    mira = await member(house, "Mira")
    await studio(mira)
    await mira.tap("other")
    assert (await mira.write("Mirë se vjen!"))[0] == "Thank you. The team looks at your words."
    await mira.tap("other")
    await mira.say()
    written, spoken = [row for row in await house.rows(tables.recording) if row["state"] == "suggested"]
    assert (written["words"], written["suggestion"], written["media_id"]) == (first(house), "Mirë se vjen!", None)
    assert (spoken["suggestion"], spoken["media_id"] is not None) == ("", True)
    assert await every(house) == [], "nobody hears a suggestion"


async def test_words_that_change_ask_for_a_new_recording(house: House) -> None:
    mira = await member(house, "Mira")
    await studio(mira)
    await recorded(mira)
    number = (await every(house))[0].id
    await house.run(lambda c: c.execute(tables.recording.update().values(hash="of other words")))
    await mira.tap("skip")
    watch(house)._version = None  # as after a correction of words
    await watch(house).load()
    assert [(one.id, one.state) for one in await every(house)] == [(number, "kept")], "no process decides for others"
    assert voices(house).recordings.of("sq", "", hash_of(first(house))) == ""
    await mira.write("menu")
    assert first(house) in (await studio(mira, ""))[0].splitlines()


async def test_only_the_team_records(house: House) -> None:
    ana = Guest(house, "1005")
    await ana.register("Ana")
    await ana.write("menu")
    assert (await ana.send("tap", payload="record.line.skip@1", callback="c"))[0].startswith("That card is old.")
    mira = await member(house, "Mira")
    await studio(mira)
    await house.run(lambda c: c.execute(tables.role.update().values(ended_at=NOON)))
    assert (await mira.tap("skip"))[0] == TEAM_ONLY


@pytest.mark.parametrize(("stay", "left"), [("yes", 1), ("no", 0)])
async def test_recordings_go_with_their_speaker_unless_they_may_stay(house: House, stay: str, left: int) -> None:
    mira = await member(house, "Mira")
    await studio(mira, stay)
    await recorded(mira)
    await mira.tap("other")
    await mira.write("Mirë se vjen!")
    await watch(house).load()
    note = voices(house).path("say:0123456789abcdef0123456789abcdef")
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text("a note in which the voice may sound")
    contact = await mira.contact()

    def work(connection: Connection) -> list[str]:
        found = contacts.get(connection, contact.id)
        assert found is not None
        return privacy.erase(connection, found, NOON, house.core.speech.programme, OPERATOR)

    files = await house.run(work)
    house.core.shelf.delete(files)
    found = await house.rows(tables.recording)
    assert [(one["person_id"], one["made_by"], one["suggestion"]) for one in found] == [(None, "", "")] * left
    assert len(list(house.core.shelf.names())) == left
    await watch(house).load()
    assert note.exists() is False, "its suggestion went, and so did every note"
    assert (voices(house).folder / SAID).is_file()
    assert bool(voices(house).recordings.of("sq", "", hash_of(first(house)))) is bool(left)
