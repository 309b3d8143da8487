"""Whoever recorded Drom's words and wants to be forgotten is: no byte of their voice stays, unless they let it stay."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.services.voices import Voices
from storage import tables
from tests.house import Guest, House, living
from tests.meetings.team import member
from tests.services.traces import traces
from tests.voices.mouth import Mouth
from tests.voices.studio import recorded, studio

VOICE = b"\x89OggS-the-voice-of-one-speaker-\x00\x01"
NAME, WORDS = "Dželadina Šabanović-Đurić", "my aunt in Valjevo says it shorter"
NOTE = "say:0123456789abcdef0123456789abcdef"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with living(tmp_path, maker=Mouth()) as found:
        yield found


def voices(house: House) -> Voices:
    found = house.core.speech.voices
    assert found is not None
    return found


async def spoken(house: House, stay: str) -> Guest:
    """Let somebody record a voice, suggest other words, and be heard in a note."""
    speaker = await member(house, NAME)
    await studio(speaker, stay)
    await recorded(speaker)
    for row in await house.rows(tables.media):
        house.core.shelf.put(row["name"], VOICE)
    await speaker.tap("other")
    await speaker.write(WORDS)
    assert house.core.recorded is not None
    await house.core.recorded.load()
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
    assert house.core.recorded is not None
    await house.core.recorded.load()


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
