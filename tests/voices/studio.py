"""Somebody who records what Drom says, files that arrive, and what says them; nothing is tested here."""

from functools import partial
from typing import Any

from bot.services.recorded import RecordedWatch
from bot.services.recordings import Tongue
from bot.services.voices import Voices
from bot.voices.recordings import hash_of
from storage import media, tables
from storage import recordings as rows
from storage.recordings import Recording
from tests.house import Guest, House
from tests.meetings.team import taps

SQ = Tongue("sq")
ENTERING = ("staff", "voices")
TIP: dict[str, Any] = {
    **{"status": "live", "trade": "", "seasons": [], "countries": [], "pictogram": "🧵", "reviewed": [], "fact": ""},
    **{"source": "", "story": {}, "words": {"en": "Keep scraps.", "sq": "Mbaj copat e mbetura."}},
}


def voices(house: House) -> Voices:
    """Return the notes of a Drom that speaks."""
    found = house.core.speech.voices
    assert found is not None
    return found


def watch(house: House) -> RecordedWatch:
    """Return what looks for new recordings in a Drom that speaks."""
    assert house.core.recorded is not None
    return house.core.recorded


async def arrived(house: House, content_type: str = "audio/ogg", seconds: float = 2.0) -> None:
    """Let the files that people sent be on the shelf."""
    for row in await house.rows(tables.media):
        about = {"media_id": row["id"], "content_type": content_type, "size": 4, "seconds": seconds}
        await house.run(partial(media.keep, **about))
        house.core.shelf.put(row["name"], f"a voice {row['id']}".encode())


async def recorded(guest: Guest, number: int = 1) -> None:
    """Record so many words, from the screen that shows the next ones."""
    for _ in range(number):
        await guest.say()
        await arrived(guest.house)
        await guest.tap("keep")


async def studio(guest: Guest, stay: str = "yes", *, language: str = "sq") -> list[str]:
    """Go from the menu to the first words; ``stay`` "" where that was told before."""
    return await taps(guest, *ENTERING, *([stay] if stay else []), language)


async def every(house: House, language: str = "sq") -> list[Recording]:
    """Return what is heard, or was, in a language."""
    return await house.read(lambda c: rows.of_language(c, language))


def first(house: House) -> str:
    """Return the words that are heard most in Albanian."""
    speech = house.core.speech
    saying = speech.repertoire.sayings(speech.book, speech.words, "sq")[0]
    assert saying.hash == hash_of(saying.words)
    return saying.words
