"""A file is opened with its ticket or with its sender, and by nobody with a number alone."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.recognition import NoRecogniser
from bot.services import groups
from bot.services.staff import OPERATOR
from storage import media, roles, tables, tickets
from tests.house import Guest
from tests.media.samples import jpeg
from tests.web.console_house import Console, follow, somebody


def sent(connection: Connection, drom: Console, name: str, *, called: bool) -> tuple[int, int, int]:
    """Let somebody send a voice note, for a ticket or not; return contact, ticket (0 for none) and file."""
    now = drom.house.clock.now()
    contact = somebody(connection, now, name)
    file = media.put(connection, contact_id=contact, name=f"{contact:064x}", kind="voice", now=now)
    media.keep(connection, file, content_type="audio/ogg", size=4)
    drom.house.core.shelf.put(f"{contact:064x}", b"OggS")
    about = {"kind": "voice", "flow": "menu", "state_name": "member"}
    ticket = tickets.open_once(connection, contact_id=contact, now=now, media_id=file, **about).id if called else 0
    return contact, ticket, file


async def test_a_file_is_opened_with_its_own_ticket_only(drom: Console) -> None:
    _, first, mine = await drom.house.run(lambda c: sent(c, drom, "Ana", called=True))
    _, second, theirs = await drom.house.run(lambda c: sent(c, drom, "Besim", called=True))
    _, _, private = await drom.house.run(lambda c: sent(c, drom, "Elmas", called=False))
    async with await drom.signed_in("helper") as helper:
        assert (await helper.get(f"/console/tickets/{first}/files/{mine}")).content == b"OggS"
        assert f"/console/tickets/{first}/files/{mine}" in (await helper.get(f"/console/tickets/{first}")).text
        missing = (await helper.get(f"/console/tickets/{first}/files/987654")).text
        for ticket, file in ((first, theirs), (second, mine), (first, private), (second, private)):
            foreign = await helper.get(f"/console/tickets/{ticket}/files/{file}")
            assert (foreign.status_code, foreign.text) == (404, missing), (ticket, file)
        assert (await helper.get(f"/console/files/{mine}")).status_code == 404, "a number alone opens nothing"


async def test_who_reads_people_opens_what_they_sent_and_nothing_of_others(drom: Console) -> None:
    ana, ticket, mine = await drom.house.run(lambda c: sent(c, drom, "Ana", called=True))
    elmas, _, private = await drom.house.run(lambda c: sent(c, drom, "Elmas", called=False))
    async with await drom.signed_in("coordinator") as coordinator:
        assert (await coordinator.get(f"/console/people/{elmas}/files/{private}")).content == b"OggS"
        assert (await coordinator.get(f"/console/people/{ana}/files/{private}")).status_code == 404
        assert f"/console/people/{elmas}/files/{private}" in (await coordinator.get(f"/console/people/{elmas}")).text
    async with await drom.signed_in("helper") as helper:
        assert (await helper.get(f"/console/people/{ana}/files/{mine}")).status_code == 404
        assert "/people/" not in (await helper.get(f"/console/tickets/{ticket}")).text


async def test_a_phone_hears_a_part_of_a_sound_first(drom: Console) -> None:
    _, ticket, file = await drom.house.run(lambda c: sent(c, drom, "Ana", called=True))
    async with await drom.signed_in("helper") as helper:
        page = (await helper.get(f"/console/tickets/{ticket}")).text
        assert f'<audio controls preload="none" src="/console/tickets/{ticket}/files/{file}">' in page
        for asked, status, body, told in (
            ("bytes=0-1", 206, b"Og", "bytes 0-1/4"),
            ("bytes=2-", 206, b"gS", "bytes 2-3/4"),
            ("bytes=-1", 206, b"S", "bytes 3-3/4"),
            ("bytes=0-99", 206, b"OggS", "bytes 0-3/4"),
            ("bytes=4-", 416, b"", "bytes */4"),
            ("bytes=0-1,2-3", 200, b"OggS", None),
            ("bytes=-", 200, b"OggS", None),
        ):
            found = await helper.get(f"/console/tickets/{ticket}/files/{file}", headers={"Range": asked})
            whole = (found.status_code, found.content, found.headers.get("content-range"))
            assert whole == (status, body, told), asked
            assert found.headers["x-content-type-options"] == "nosniff"


async def test_what_somebody_said_is_read_where_they_are_stuck(drom: Console) -> None:
    ana, besim = Guest(drom.house, "3001"), Guest(drom.house, "3002")
    for guest in (ana, besim):
        await guest.register("Ana" if guest is ana else "Besim")
        await guest.write("menu")
        await drom.house.move(timedelta(minutes=1))
        await guest.write("xyzzy plugh")
    await drom.house.move(timedelta(minutes=1))
    await ana.write("where is my voucher")
    stuck, other = (await ana.contact()).id, (await besim.contact()).id
    async with await drom.signed_in("helper") as helper:
        page = (await helper.get(f"/console/stuck/{stuck}")).text
        assert "where is my voucher" in page
        assert "Ana" in page
        assert "xyzzy" not in (await helper.get(f"/console/stuck/{other}")).text, "nobody reads along of who gets on"
    async with await drom.signed_in("coordinator") as coordinator:
        assert "xyzzy" in (await coordinator.get(f"/console/stuck/{other}")).text


async def test_the_conversation_of_another_organisations_people_is_not_read(drom: Console) -> None:
    ana = Guest(drom.house, "3001")
    await ana.register()
    await ana.write("xyzzy plugh")
    number, now = (await ana.contact()).id, drom.house.clock.now()

    def widen(connection: Connection) -> None:
        there = {"organisation": "sample_ngo", "country": "RS", "label": "Helper"}
        roles.give(connection, name="coordinator", now=now, person_id=drom.person["helper"], **there)

    await drom.house.run(widen)
    async with await drom.signed_in("helper") as helper:
        page = (await helper.get(f"/console/stuck/{number}")).text
        assert "xyzzy" not in page, "who reads people elsewhere does not read them here"
        assert "Ana" not in page


def spoken_group(connection: Connection, drom: Console, *, ended: bool = False) -> int:
    """Return the ticket of a group whose name was spoken."""
    now = drom.house.clock.now()
    contact, _, file = sent(connection, drom, "Mira", called=False)
    number = groups.create(connection, OPERATOR, "sample_ngo", "AL", "🎤 1", now)
    groups.call(connection, contact, number, file, now)
    if ended:
        groups.end(connection, OPERATOR, number, now)
    return tickets.of_contact(connection, contact)[0].id


async def test_the_spoken_name_of_an_ended_group_closes_its_ticket(drom: Console) -> None:
    ticket = await drom.house.run(lambda c: spoken_group(c, drom, ended=True))
    async with await drom.signed_in("helper") as helper:
        written = await helper.post(f"/console/tickets/{ticket}/write", data={"written": "Sewing in Elbasan"})
        assert "Closed." in await follow(helper, written)
    assert [one["status"] for one in await drom.house.rows(tables.ticket)] == ["closed"]


async def test_what_was_understood_stands_where_it_is_written_and_only_there(
    drom: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = await drom.house.run(lambda c: spoken_group(c, drom))
    async with await drom.signed_in("helper") as helper:
        assert 'name="written" type="text" value=""' in (await helper.get(f"/console/tickets/{ticket}")).text
        monkeypatch.setattr(NoRecogniser, "words", lambda _, path: f"<{path.parent.parent.name}> Elbasan")
        page = (await helper.get(f"/console/tickets/{ticket}")).text
        assert 'name="written" type="text" value="&lt;media&gt; Elbasan"' in page
        monkeypatch.setattr(NoRecogniser, "words", lambda _, path: "x" * 61)
        page = (await helper.get(f"/console/tickets/{ticket}")).text
        assert 'name="written" type="text" value=""' in page, "more than it takes: nothing is cut"
    assert [one["name"] for one in await drom.house.rows(tables.people_group)] == ["🎤 1"]


async def test_the_spoken_name_of_a_group_is_written_on_its_ticket(drom: Console) -> None:
    ticket = await drom.house.run(lambda c: spoken_group(c, drom))
    async with await drom.signed_in("helper") as helper:
        page = (await helper.get(f"/console/tickets/{ticket}")).text
        assert all(words in page for words in ("Name of a group, spoken", "🎤 1", "<audio", "A colleague spoke it"))
        written = await helper.post(f"/console/tickets/{ticket}/write", data={"written": "Sewing in Elbasan"})
        assert "The group is called so now." in await follow(helper, written)
    assert [one["name"] for one in await drom.house.rows(tables.people_group)] == ["Sewing in Elbasan"]
    assert "group_named" in [one["act"] for one in await drom.house.rows(tables.log)]


async def test_what_is_answered_together_is_told_and_all_files_stay(drom: Console) -> None:
    contact, first, voice = await drom.house.run(lambda c: sent(c, drom, "Ana", called=True))

    def more(connection: Connection) -> tuple[int, int]:
        now, name = drom.house.clock.now(), "f" * 64
        file = media.put(connection, contact_id=contact, name=name, kind="photo", now=now)
        media.keep(connection, file, content_type="image/jpeg", size=4)
        drom.house.core.shelf.put(name, jpeg())
        about = {"kind": "voice", "flow": "menu", "state_name": "member"}
        return tickets.open_once(connection, contact_id=contact, now=now, media_id=file, **about).id, file

    second, photo = await drom.house.run(more)
    async with await drom.signed_in("helper") as helper:
        path = f"/console/tickets/{first}"
        page = (await helper.get(path)).text
        assert "One answer answers all 2 that wait here." in page
        assert "were answered together" not in page
        assert f'<img class="picture" src="{path}/files/{photo}" alt="The photo that they sent"' in page
        assert "Voice note or photo" in (await helper.get("/console/tickets")).text
        page = await follow(helper, await helper.post(f"{path}/answer", data={"text": "Come on Monday."}))
        assert "All 2 were answered together." in page
        for number in (first, second):
            for file in (voice, photo):
                assert (await helper.get(f"/console/tickets/{number}/files/{file}")).status_code == 200
                assert (
                    f"/console/tickets/{number}/files/{file}" in (await helper.get(f"/console/tickets/{number}")).text
                )
