"""Whoever recorded Drom's words and wants to be forgotten is: no byte of their voice stays, unless they let it stay."""

import json
from pathlib import Path

import pytest

from bot.script import Piece, Script
from bot.services.recorded import SAID
from bot.services.voices import NOBODY, Voices
from bot.voices.maker import CannotMake
from storage import tables
from tests.house import Guest, House
from tests.meetings.team import member
from tests.services.traces import traces
from tests.voices.mouth import Mouth
from tests.voices.studio import recorded, studio, voices, watch

VOICE = b"\x89OggS-the-voice-of-one-speaker-\x00\x01"
NAME, WORDS = "Dželadina Šabanović-Đurić", "my aunt in Valjevo says it shorter"
NOTE = "say:0123456789abcdef0123456789abcdef"
UNTOLD = "nobody can tell which recordings are in voice notes, all are made anew"


async def spoken(house: House, stay: str) -> Guest:
    """Let somebody record a voice, suggest other words, and be heard in a note."""
    speaker = await member(house, NAME)
    await studio(speaker, stay)
    await recorded(speaker)
    for row in await house.rows(tables.media):
        house.core.shelf.put(row["name"], VOICE)
    await speaker.tap("other")
    await speaker.write(WORDS)
    await watch(house).load()
    note = voices(house).path(NOTE)
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_bytes(VOICE)
    return speaker


async def leave(house: House, speaker: Guest) -> None:
    """Go through the settings to the bin, as anybody may."""
    await speaker.write("menu")
    for value in ("settings", "delete", "delete", "bin"):
        await speaker.tap(value)
    await house.core.settle()
    assert await house.core.housekeeping.finish_erasures() == 1
    await watch(house).load()


async def test_no_byte_of_a_voice_stays(house: House, tmp_path: Path) -> None:
    speaker = await spoken(house, "no")
    assert all(traces(tmp_path, marker) for marker in (VOICE, NAME, WORDS)), "not planted"
    await leave(house, speaker)
    assert traces(tmp_path, VOICE, NAME, WORDS) == []
    assert await house.rows(tables.recording) == []


async def test_a_voice_that_may_stay_is_nobodys(house: House, tmp_path: Path) -> None:
    speaker = await spoken(house, "yes")
    await leave(house, speaker)
    [kept] = await house.rows(tables.recording)
    assert (kept["person_id"], kept["made_by"], kept["state"]) == (None, "", "kept")
    assert traces(tmp_path, NAME, WORDS) == []
    assert len(traces(tmp_path, VOICE)) == 1, "the recording, and no note that also held a suggestion"


async def test_a_note_in_the_making_does_not_bring_a_voice_back(house: House, mouth: Mouth) -> None:
    speaker = await member(house, NAME)
    await studio(speaker, "no")
    await recorded(speaker)
    await watch(house).load()
    [row] = await house.rows(tables.recording)
    [media] = await house.rows(tables.media)
    order = voices(house).order(Script((Piece(row["key"], row["words"], "sq"),)), NOBODY)
    assert order is not None
    assert order.recorded

    def erased() -> None:
        """Delete the file, and then all notes, as the process does that erases; this one has not looked since."""
        house.core.shelf.path(media["name"]).unlink()
        voices(house).drop_every()

    mouth.before = erased
    with pytest.raises(CannotMake):
        await voices(house).make(order.request)
    assert list(voices(house).folder.glob("*/*")) == []
    assert not voices(house).ready(order.name)


async def test_a_note_made_before_this_process_looked_goes_when_it_looks(house: House) -> None:
    speaker = await spoken(house, "no")
    note = voices(house).path(NOTE)
    mine = {row["id"] for row in await house.rows(tables.recording)}
    (voices(house).folder / SAID).write_text("[]", "ascii")  # another process has looked, and deleted all notes
    await leave(house, speaker)
    assert mine
    assert not note.exists()


@pytest.mark.parametrize("torn", [b"", b"[1, 2", b"{}7", b"\xff\xfe", b"7", b'["x"]'])
async def test_where_nobody_can_tell_what_notes_hold_all_of_them_go(
    house: House, torn: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    await spoken(house, "yes")
    note, told = voices(house).path(NOTE), voices(house).folder / SAID
    part = note.with_suffix(".x.part")
    part.write_bytes(VOICE)
    told.write_bytes(torn)
    watch(house)._version = None
    await watch(house).load()
    assert not note.exists()
    assert not part.exists()
    assert json.loads(told.read_text()) == [row["id"] for row in await house.rows(tables.recording)]
    assert [one.name for one in told.parent.glob("recorded*")] == [SAID]
    assert _told(caplog) == [f"{UNTOLD}: {told}: it is damaged"]


async def test_a_list_that_is_missing_beside_notes_is_told_and_no_list_of_none(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    await spoken(house, "yes")
    note, told = voices(house).path(NOTE), voices(house).folder / SAID
    told.unlink()
    await watch(house).load()
    assert note.exists(), "nothing has changed: nobody looks"
    watch(house)._version = watch(house)._there = None  # a process that has just started
    await watch(house).load()
    assert not note.exists()
    assert _told(caplog) == [f"{UNTOLD}: {told}: it is missing"]
    assert json.loads(told.read_text()) == [row["id"] for row in await house.rows(tables.recording)]


async def test_the_first_recording_beside_notes_of_a_machine_is_no_trouble(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    await watch(house).load()
    note = voices(house).path("say:abc")
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_bytes(VOICE)
    await spoken(house, "yes")
    assert note.exists()
    assert _told(caplog) == []


def _told(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.message for record in caplog.records if record.message.startswith(UNTOLD)]


async def test_notes_that_cannot_be_deleted_are_told_and_tried_again(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    speaker = await spoken(house, "no")
    note = voices(house).path(NOTE)

    def refused(*_given: object, **_named: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr(Voices, "drop_every", refused)
        await leave(house, speaker)
        await watch(house).load()
    assert note.exists()
    assert [record.message for record in caplog.records if "DATA_DIR" in record.message] == [
        "voice notes that may hold deleted recordings stay: "
        f"{voices(house).folder} under DATA_DIR cannot be changed: PermissionError"
    ]
    await watch(house).load()
    assert not note.exists()
