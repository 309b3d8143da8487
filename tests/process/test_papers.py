"""A person's own data as a paper: whoever fetches it gets a whole one, however many fetch it at once."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from bot.services.library import PDF, Library, Paper
from tests.house import Guest, House


async def test_a_paper_that_is_being_read_does_not_change(house: House) -> None:
    guest = Guest(house)
    await guest.register()
    name = f"export:{(await guest.contact()).id}"
    library = house.core.library
    first = await library.find(name)
    assert first is not None
    before = first.path.read_bytes()
    found = await asyncio.gather(*(library.find(name) for _ in range(8)))
    assert {one.path for one in found if one} == {first.path}
    assert first.path.read_bytes() == before
    assert [path.suffix for path in first.path.parent.iterdir()] == [".pdf"]


async def test_what_has_changed_since_is_a_paper_of_its_own(house: House) -> None:
    guest = Guest(house)
    await guest.register()
    contact = await guest.contact()
    library = house.core.library
    first = await library.find(f"export:{contact.id}")
    await guest.write("menu")
    second = await library.find(f"export:{contact.id}")
    assert first is not None
    assert second is not None
    assert first.path != second.path
    library.drop([contact.id])
    assert list(first.path.parent.iterdir()) == []


@dataclass(frozen=True)
class _Told:
    name: str


async def test_a_paper_whose_owner_leaves_while_it_is_drawn_is_not_kept(house: House, tmp_path: Path) -> None:
    owners: list[_Told | None] = [_Told("Ana"), None]
    drawn: list[str] = []

    def draw(told: _Told, _rest: str) -> bytes:
        drawn.append(told.name)
        return b"%PDF-"

    paper = Paper(lambda connection, rest: owners.pop(0), draw, lambda rest: PDF)
    core = house.core
    library = Library(core.store, tmp_path / "papers", core.media.find, {"sheet": paper})
    assert await library.find("sheet:1") is None
    assert drawn == ["Ana"]
    assert list((tmp_path / "papers").iterdir()) == []
