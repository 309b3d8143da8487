"""The port for what recognises speech: what it is given, and that nothing waits for it where nothing is behind it."""

from pathlib import Path

from bot.recognition import NoRecogniser
from tests.media.house import House


class Ear:
    """Writes down what it is given."""

    able = True

    def __init__(self) -> None:
        self.taken: list[tuple[Path, str]] = []

    def take(self, path: Path, language: str) -> None:
        """Take a recording."""
        assert path.is_file(), "it is whole and checked"
        self.taken.append((path, language))

    def words(self, path: Path) -> str:
        """Return what was understood."""
        return "Ana" if path in dict(self.taken) else ""


async def test_a_recording_that_was_kept_is_taken_with_the_language_of_whoever_spoke(house: House) -> None:
    ear = Ear()
    service = house.serve(recogniser=ear)
    contact = await house.contact(language="mk")
    kept = await house.row(await house.put(contact, "a"))
    await house.put(contact, "b", b"bad")
    await service.work()
    assert ear.taken == [(house.shelf.path(kept.name), "mk")]
    assert ear.words(house.shelf.path(kept.name)) == "Ana"


async def test_with_nothing_behind_it_nothing_is_understood_and_files_are_kept_as_before(house: House) -> None:
    row = await house.row(await house.put(await house.contact(), "a"))
    assert await house.service.work() == 1
    assert (await house.row(row.id)).state == "kept"
    nothing = NoRecogniser()
    nothing.take(house.shelf.path(row.name), "mk")
    assert (nothing.able, nothing.words(house.shelf.path(row.name))) == (False, "")
