"""Voice packs: what leaves comes back the same, only what may leave does, and a stranger's pack is not believed."""

import json
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import voice_pack
from bot.services import voice_packs
from bot.services.staff import OPERATOR, Actor, Denied
from bot.voice_pack import MANIFEST, Packed, PackRefused
from storage import tables
from tests.house import NOON, House, living
from tests.media.samples import jpeg, opus
from tests.meetings.team import member
from tests.voices.mouth import Mouth
from tests.voices.studio import every, first, recorded, studio

ONE = Packed("sq", "", "number.7", "shtatë", 1.0)
OLD = Packed("sq", "", "welcome.why", "Kështu nuk flet askush.", 1.0)
"""Words that nobody says."""


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with living(tmp_path / "house", maker=Mouth()) as found:
        yield found


def pack(folder: Path, *found: tuple[Packed, bytes]) -> Path:
    """Write a pack of recordings."""
    listed = []
    for place, (one, data) in enumerate(found):
        path = folder / f"{place}.ogg"
        path.write_bytes(data)
        listed.append((one, path))
    file = folder / "some.pack"
    assert voice_pack.write(file, listed) == len(found)
    return file


async def brought(house: House, file: Path) -> voice_packs.Brought:
    core = house.core
    return await voice_packs.bring_in(core.store, core.uploads, core.speech, OPERATOR, voice_pack.read(file), NOON)


async def test_what_leaves_comes_back(house: House, tmp_path: Path) -> None:
    file = pack(tmp_path, (ONE, opus()))
    assert (await brought(house, file)).came == 1
    [kept] = await every(house)
    assert (kept.words, kept.key, kept.person_id, kept.stays) == (ONE.words, ONE.key, None, True)
    again = await brought(house, file)
    assert (again.came, again.there) == (0, 1)
    out = await house.read(lambda c: voice_packs.to_export(c, house.core.speech))
    paths = [(one, house.core.shelf.path(name)) for one, name in out.found]
    voice_pack.write(tmp_path / "out.pack", paths)
    [(packed, data)] = voice_pack.read(tmp_path / "out.pack")
    assert (packed.words, packed.key) == (ONE.words, ONE.key)
    assert data.startswith(b"OggS")
    assert "voices_imported" in [row["act"] for row in await house.rows(tables.log)]


async def test_words_that_nobody_says_here_are_told(house: House, tmp_path: Path) -> None:
    found = await brought(house, pack(tmp_path, (OLD, opus()), (ONE, opus())))
    assert (found.came, found.stale) == (2, 1)
    assert [(one.words, one.state) for one in await every(house)] == [(OLD.words, "kept"), (ONE.words, "kept")]
    out = await house.read(lambda c: voice_packs.to_export(c, house.core.speech))
    assert ([one.words for one, _ in out.found], out.stale) == ([ONE.words], 1)


async def test_what_goes_with_its_speaker_never_leaves(house: House) -> None:
    mira = await member(house, "Mira")
    await studio(mira, "no")
    await recorded(mira)
    out = await house.read(lambda c: voice_packs.to_export(c, house.core.speech))
    assert (out.found, out.kept_back) == ([], 1)


async def test_what_may_stay_leaves(house: House) -> None:
    mira = await member(house, "Mira")
    await studio(mira, "yes")
    await recorded(mira)
    out = await house.read(lambda c: voice_packs.to_export(c, house.core.speech))
    assert [one.words for one, _ in out.found] == [first(house)]


@pytest.mark.parametrize(
    ("one", "data", "why"),
    [
        (ONE, jpeg(), "no sound that can be joined"),
        (ONE, b"a voice, honestly", "type"),
        (Packed("xx", "", "a.b", "x", 1.0), opus(), "no such language or dialect"),
        (Packed("sq", "arli", "a.b", "x", 1.0), opus(), "no such language or dialect"),
    ],
)
async def test_what_is_no_recording_is_refused_and_named(
    house: House, tmp_path: Path, one: Packed, data: bytes, why: str
) -> None:
    found = await brought(house, pack(tmp_path, (one, data)))
    assert (found.came, found.refused) == (0, [f"row 1 ({one.language} {one.key}): {why}"])
    assert await house.rows(tables.recording) == []


async def test_only_who_may_correct_words_brings_one_in(house: House) -> None:
    core = house.core
    with pytest.raises(Denied):
        await voice_packs.bring_in(core.store, core.uploads, core.speech, Actor("nobody"), (), NOON)


def altered(file: Path, name: str, data: bytes) -> None:
    """Put other bytes under a name of a pack."""
    with zipfile.ZipFile(file) as old:
        kept = {info.filename: old.read(info) for info in old.infolist()}
    with zipfile.ZipFile(file, "w") as new:
        for each, was in (kept | {name: data}).items():
            new.writestr(each, was)


def test_a_damaged_pack_is_named(tmp_path: Path) -> None:
    file = pack(tmp_path, (ONE, b"a voice"))
    with zipfile.ZipFile(file) as archive:
        inside = next(name for name in archive.namelist() if name != MANIFEST)
    altered(file, inside, b"another")
    with pytest.raises(PackRefused, match="checksum"):
        list(voice_pack.read(file))
    altered(file, inside, bytes(voice_pack.LARGEST + 1))
    with pytest.raises(PackRefused, match="larger than"):
        list(voice_pack.read(file))


@pytest.mark.parametrize(
    "manifest",
    [b"no json", b"[]", b"{}", b'{"format": 2, "recordings": []}', b'{"format": 1, "recordings": 7}', b"[" * 100_000],
)
def test_a_strange_manifest_is_refused(tmp_path: Path, manifest: bytes) -> None:
    file = pack(tmp_path, (ONE, b"a voice"))
    altered(file, MANIFEST, manifest)
    with pytest.raises(PackRefused):
        voice_pack.check(file)


LIES: tuple[dict[str, object], ...] = (
    {"sha256": "../../../etc/passwd"},
    {"sha256": "A" * 64},
    {"sha256": "0" * 64},
    {"key": "../\x1b[2J"},
    {"key": ""},
    {"key": "k" * 97},
    {"language": "sq\n"},
    {"dialect": 7},
    {"words": "x" * 2_401},
    {"words": "x\0"},
    {"words": " "},
    {"words": "\ud800"},
    {"words": None},
    {"seconds": "long"},
    {"seconds": 10**400},
)


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_in_the_manifest_is_one_sentence_that_names_the_row(tmp_path: Path, lie: dict[str, object]) -> None:
    file = pack(tmp_path, (ONE, b"a voice"), (OLD, b"another voice"))
    with zipfile.ZipFile(file) as archive:
        told = json.loads(archive.read(MANIFEST))
    told["recordings"][1] |= lie
    altered(file, MANIFEST, json.dumps(told).encode())
    with pytest.raises(PackRefused, match=r"^row 2 ") as refused:
        voice_pack.check(file)
    assert str(refused.value).isprintable()


def test_a_member_that_cannot_be_unpacked_is_told(tmp_path: Path) -> None:
    file = pack(tmp_path, (ONE, b"a voice"))
    with zipfile.ZipFile(file) as archive:
        name, manifest = archive.namelist()[0], archive.read(MANIFEST)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        new.writestr(name, bytes(1000))
        new.writestr(MANIFEST, manifest)
    data = bytearray(file.read_bytes())
    at = data.index(name.encode()) + len(name)
    data[at : at + 4] = b"\xff\xff\xff\xff"
    file.write_bytes(data)
    with pytest.raises(PackRefused):
        voice_pack.check(file)


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_packings_are_refused(tmp_path: Path, packing: int) -> None:
    file = pack(tmp_path, (ONE, b"a voice"))
    with zipfile.ZipFile(file) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(file, "w", packing) as new:
        for name, data in kept.items():
            new.writestr(name, data)
    with pytest.raises(PackRefused, match=r"^the manifest of the pack is packed in a way"):
        voice_pack.check(file)


def test_a_name_that_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "some.pack"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("ü", b"x")
    file.write_bytes(file.read_bytes().replace("ü".encode(), b"\xff\xff"))
    with pytest.raises(PackRefused, match="no whole voice pack"):
        voice_pack.check(file)


def test_a_pack_is_never_written_through_a_link(tmp_path: Path) -> None:
    """Somebody else who may write into the folder lays links where the part would lie."""
    other = tmp_path / "other"
    other.write_bytes(b"mine")
    (tmp_path / "some.pack.part").symlink_to(other)
    pack(tmp_path, (ONE, b"a voice"))
    assert other.read_bytes() == b"mine"
    assert sorted(one.name for one in tmp_path.glob("some*")) == ["some.pack", "some.pack.part"]


def test_a_pack_that_is_damaged_at_its_end_is_known_before_it_is_read(tmp_path: Path) -> None:
    file = pack(tmp_path, (ONE, opus()), (OLD, b"another voice"))
    with zipfile.ZipFile(file) as archive:
        last = [name for name in archive.namelist() if name != MANIFEST][-1]
    altered(file, last, b"something else")
    with pytest.raises(PackRefused, match=r"^row 2 \(sq welcome.why\) of the pack is damaged"):
        voice_pack.check(file)


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "some.pack"
    file.write_bytes(b"PK, but nothing more")
    with pytest.raises(PackRefused, match="no whole voice pack"):
        list(voice_pack.read(file))
