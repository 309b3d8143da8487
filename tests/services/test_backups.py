"""A backup in an empty place: nobody who left comes back, nothing that waited goes, and people can go on talking."""

import asyncio
import json
import zipfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from bot import archive
from bot.channels.port import Part
from bot.services import erased, privacy
from bot.services.backups import back_up
from bot.services.restoring import Place, Restored, restore
from bot.settings import SAMPLE
from storage import held, media
from storage.copies import RestoreRefused
from storage.outbox import put as put_out
from storage.tables import contact, outbox
from tests.house import NOON, Guest, House, living
from tests.services.sample import programme
from tests.services.traces import traces

NAME = "Dželadin Šaban Đurić"
LATER = NOON + timedelta(hours=2)
VOICE = "ab" * 32


async def make(house: House, file: Path) -> archive.Manifest:
    """Write a backup beside a house that lives."""
    settings = house.core.settings
    file.parent.mkdir(exist_ok=True)
    return await asyncio.to_thread(back_up, file, settings.url, settings.data_dir, SAMPLE, house.clock.now())


async def put(file: Path, into: Path, *lists: str) -> Restored:
    """Restore a backup into a folder."""
    place = Place(f"sqlite:///{into}/drom.db", into, programme())
    return await asyncio.to_thread(restore, file, place, lists, LATER)


async def erase(house: House, guest: Guest) -> None:
    """Erase somebody, to the last trace."""
    await guest.write("menu")
    for value in ("settings", "delete", "delete", "bin"):
        await guest.tap(value)
    await house.core.settle()
    house.clock.move(privacy.TOLD)
    await house.core.housekeeping.finish_erasures()


async def two(house: House) -> tuple[Guest, Guest]:
    """Register somebody who will leave, with a voice on the shelf, and somebody who stays."""
    leaver, other = Guest(house, "778899001122"), Guest(house, "2")
    await leaver.register(NAME)
    await other.register("Besa")
    number = (await leaver.contact()).id
    now = house.clock.now()

    def keep(connection: object) -> None:
        row = media.put(connection, contact_id=number, name=VOICE, kind="voice", now=now)  # type: ignore[arg-type]
        media.keep(connection, row, content_type="audio/ogg", size=30)  # type: ignore[arg-type]

    house.core.shelf.put(VOICE, NAME.encode())
    await house.run(keep)
    return leaver, other


async def leave_waiting(house: House, guest: Guest) -> None:
    """Leave an answer that waits for tomorrow."""
    found, now = await guest.contact(), house.clock.now()
    await house.run(
        lambda connection: put_out(
            connection,
            channel=found.channel,
            contact_id=found.id,
            address=found.address,
            lane=0,
            kind="answer",
            parts=[Part("This waits.")],
            now=now,
            next_at=now + timedelta(hours=1),
        )
    )


@pytest.mark.parametrize("told_by", ["beside", "database", "later backup", "data folder"])
async def test_who_was_erased_after_the_backup_does_not_come_back(tmp_path: Path, told_by: str) -> None:
    old, file = tmp_path / "old", tmp_path / "away" / "one.zip"
    async with living(old) as house:
        leaver, _ = await two(house)
        await make(house, file)
        await erase(house, leaver)
        assert traces(old, NAME, "778899001122") == []
        later = tmp_path / "later.zip"
        await make(house, later)
    lists: Sequence[str] = {
        "beside": [],
        "database": [str(old / "drom.db")],
        "later backup": [str(later)],
        "data folder": [str(old)],
    }[told_by]
    if told_by == "beside":
        (old / erased.BACKUPS / erased.LIST).rename(file.parent / erased.LIST)
    new = tmp_path / "new"
    done = await put(file, new, *lists)
    assert (done.erased, done.lists) == (1, 1)
    assert traces(new, NAME, "778899001122") == []
    assert not list((new / "media").rglob(VOICE))
    async with living(new, now=LATER) as house:
        house.keys = 1000
        assert [row["address"] for row in await house.rows(contact)] == ["2"]
        assert await Guest(house, "2").write("menu") == ["What do you want?"]


async def test_without_a_list_the_backup_is_as_it_was(tmp_path: Path) -> None:
    async with living(tmp_path / "old") as house:
        await two(house)
        made = await make(house, tmp_path / "away" / "one.zip")
    done = await put(tmp_path / "away" / "one.zip", tmp_path / "new")
    assert (done.erased, done.lists) == (0, 0)
    assert done.manifest == made
    assert (tmp_path / "new" / "media" / VOICE[:2] / VOICE).read_bytes() == NAME.encode()
    assert done.programme == tmp_path / "new" / "programme.toml"
    assert done.programme.read_bytes() == SAMPLE.read_bytes()
    assert not list((tmp_path / "new").glob(".rest*"))


async def test_who_came_back_before_the_backup_stays(tmp_path: Path) -> None:
    async with living(tmp_path / "old") as house:
        leaver, _ = await two(house)
        await erase(house, leaver)
        await Guest(house, "778899001122").register("Dželadin again")
        await make(house, tmp_path / "away" / "one.zip")
    done = await put(tmp_path / "away" / "one.zip", tmp_path / "new", str(tmp_path / "old"))
    assert done.erased == 0
    assert traces(tmp_path / "new", "Dželadin again")


async def test_nothing_that_waited_goes_but_what_is_new_does(tmp_path: Path) -> None:
    file = tmp_path / "away" / "one.zip"
    async with living(tmp_path / "old") as house:
        guest = Guest(house)
        await guest.register()
        await leave_waiting(house, guest)
        await make(house, file)
    done = await put(file, tmp_path / "new")
    assert done.held.messages == 1
    async with living(tmp_path / "new", now=LATER + timedelta(hours=1)) as house:
        guest, house.keys = Guest(house), 1000
        await house.quiet()
        assert house.heard(guest.box, guest.address) == []
        assert await guest.write("menu") == ["What do you want?"]
        await house.run(lambda connection: held.release(connection, house.clock.now()))
        assert [part.text for part in house.heard(guest.box, guest.address)] == ["This waits."]
        assert {row["state"] for row in await house.rows(outbox)} == {"sent"}


async def test_a_place_that_is_not_empty_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "away" / "one.zip"
    async with living(tmp_path / "old") as house:
        await two(house)
        await make(house, file)
    with pytest.raises(RestoreRefused, match="there is a database"):
        await put(file, tmp_path / "old")
    (tmp_path / "new" / "media").mkdir(parents=True)
    (tmp_path / "new" / "media" / "x").write_text("mine")
    with pytest.raises(RestoreRefused, match="has files already"):
        await put(file, tmp_path / "new")
    assert (tmp_path / "new" / "media" / "x").read_text() == "mine"


@pytest.mark.parametrize("name", ["drom.db", "erasures.json", f"media/{VOICE[:2]}/{VOICE}"])
async def test_a_member_that_was_changed_is_found(tmp_path: Path, name: str) -> None:
    file = tmp_path / "away" / "one.zip"
    async with living(tmp_path / "old") as house:
        await two(house)
        await make(house, file)
    with zipfile.ZipFile(file) as whole:
        members = {one: whole.read(one) for one in whole.namelist()}
    members[name] += b" "
    with zipfile.ZipFile(file, "w") as changed:
        for one, data in members.items():
            changed.writestr(one, data)
    with pytest.raises(RestoreRefused, match="checksum"):
        await put(file, tmp_path / "new")
    assert not [path for path in (tmp_path / "new").rglob("*") if path.is_file()]


async def test_the_manifest_can_be_read_and_names_nobody(tmp_path: Path) -> None:
    file = tmp_path / "away" / "one.zip"
    async with living(tmp_path / "old") as house:
        await two(house)
        await make(house, file)
    manifest = json.loads(archive.member(file, archive.MANIFEST))
    assert manifest["copy"]["rows"]["contact"] == 2
    assert set(manifest) == {"format", "made_at", "version", "copy", "members"}
    assert set(manifest["members"]) == {"drom.db", "erasures.json", "programme.toml", f"media/{VOICE[:2]}/{VOICE}"}
    assert "Besa" not in json.dumps(manifest)
    assert file.stat().st_mode & 0o077 == 0
    assert [path.name for path in file.parent.iterdir()] == ["one.zip"]


async def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "away" / "one.zip"
    async with living(tmp_path / "old") as house:
        made = await make(house, file)
    with zipfile.ZipFile(file) as whole:
        members = {one: whole.read(one) for one in whole.namelist()}
    value = made.to_json()
    value["members"]["../../outside"] = value["members"]["programme.toml"]
    with zipfile.ZipFile(file, "w") as changed:
        for one, data in (members | {archive.MANIFEST: json.dumps(value).encode()}).items():
            changed.writestr(one, data)
    with pytest.raises(RestoreRefused, match="outside"):
        await put(file, tmp_path / "new")


async def test_the_list_forgets_what_is_older_than_any_backup(tmp_path: Path) -> None:
    erased.keep(tmp_path, {"a": NOON}, NOON)
    erased.keep(tmp_path, {"b": NOON + timedelta(days=20)}, NOON + timedelta(days=20))
    assert set(erased.from_text((tmp_path / erased.LIST).read_bytes())) == {"a", "b"}
    erased.keep(tmp_path, {}, NOON + erased.KEPT)
    assert set(erased.from_text((tmp_path / erased.LIST).read_bytes())) == {"b"}
