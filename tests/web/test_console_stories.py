"""What neighbours tell of tips, on the console: heard or read, published, given back with a reason, taken back."""

from datetime import timedelta
from functools import partial
from typing import Any

import httpx
import pytest
from sqlalchemy import Connection

from bot.services import stories
from bot.services.relay import Matter
from bot.services.stories import Told
from storage import contacts, media, people, tables
from tests.media.samples import jpeg, opus
from tests.web.console_house import OURS, THEIRS, Console, content, somebody, ticket
from tests.web.hostile import HOSTILE

pytestmark = pytest.mark.signed_in("coordinator")
PAGE = "/console/stories"


@pytest.fixture
async def drom(drom: Console) -> Console:
    await content(drom)
    return drom


async def told(drom: Console, words: str = "I turned the oven off.", *, named: bool = False, **files: Any) -> int:
    """Let somebody tell a story of a tip, with files of these contents, and return its number."""
    now, theirs = drom.house.clock.now(), files.pop("theirs", False)
    tip = (await drom.house.rows(tables.tip))[0]["id"]

    def work(connection: Connection) -> int:
        contact = contacts.get(connection, somebody(connection, now, "Elmas", "other" if theirs else "green_albania"))
        person = people.get(connection, contact.person_id) if contact and contact.person_id else None
        assert contact is not None
        assert person is not None
        kept = {name: _kept(connection, drom, contact.id, name, data) for name, data in files.items()}
        matter = Matter("text", words, kept.get("voice"), kept.get("photo"))
        place: Any = {"organisation": THEIRS if theirs else OURS, "country": "AL"}
        given = Told(matter, named, "yes" if "photo" in files else "")
        return stories.send(connection, tip, person, given, "sq", place, now)

    return await drom.house.run(work)


def _kept(connection: Connection, drom: Console, contact: int, kind: str, data: bytes) -> int:
    name = {"voice": "a", "photo": "b"}[kind] * 64
    drom.house.core.shelf.put(name, data)
    number = media.put(connection, contact_id=contact, name=name, kind=kind, now=drom.house.clock.now())
    content_type = {"voice": "audio/ogg", "photo": "image/jpeg"}[kind]
    media.keep(connection, number, content_type=content_type, size=len(data), seconds=4.0)
    return number


async def state(drom: Console, number: int) -> tuple[str, str]:
    row = await drom.row(tables.story, number)
    return row["state"], row["reason"]


async def test_a_story_is_read_published_and_taken_back(drom: Console, browser: httpx.AsyncClient) -> None:
    assert '<p class="none">' in (await browser.get(PAGE)).text
    number = await told(drom, named=True)
    page = (await browser.get(PAGE)).text
    assert "I turned the oven off." in page
    assert "Elmas" in page, "whose name is shown to others stands there"
    assert "<b>1</b> <span>Stories to publish</span>" in (await browser.get("/console")).text
    assert (await browser.post(f"{PAGE}/{number}/publish")).status_code == 303
    assert await state(drom, number) == ("published", "")
    assert "Stories to publish" not in (await browser.get("/console")).text
    assert "I turned the oven off." not in (await browser.get(PAGE)).text
    assert "Heard by 0." in (await browser.get(f"{PAGE}?state=published")).text
    assert (await browser.post(f"{PAGE}/{number}/publish")).status_code == 422, "somebody was faster"
    answer = await browser.post(f"{PAGE}/{number}/reject", data={"reason": "other"})
    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, PAGE)
    assert await state(drom, number) == ("rejected", "other")
    assert (await browser.post(f"{PAGE}/{number}/reject", data={"reason": "other"})).status_code == 404
    acts = [one["act"] for one in await drom.house.rows(tables.log)]
    assert acts[-2:] == ["story_published", "story_rejected"]


async def test_a_reason_is_chosen_and_its_teller_hears_it(drom: Console, browser: httpx.AsyncClient) -> None:
    number = await told(drom)
    for reason, code in (("", 422), ("bad", 422), ("unclear", 303)):
        assert (await browser.post(f"{PAGE}/{number}/reject", data={"reason": reason})).status_code == code
    assert await state(drom, number) == ("rejected", "unclear")
    await drom.house.move(timedelta(minutes=1))
    said = "\n".join(part.text for box in drom.house.boxes.values() for _, part in box.sent)
    assert "We could not see or hear it well." in said, "the words of the console are those that its teller reads"


async def test_a_recording_is_heard_and_a_photo_seen_before(drom: Console, browser: httpx.AsyncClient) -> None:
    number = await told(drom, "", voice=opus(), photo=jpeg())
    page = (await browser.get(PAGE)).text
    assert f'<audio controls preload="none" src="{PAGE}/{number}/voice"' in page
    assert f'src="{PAGE}/{number}/photo"' in page
    assert "They agreed" in page
    assert (await browser.get(f"{PAGE}/{number}/voice")).content[:4] == b"OggS"
    assert (await browser.get(f"{PAGE}/{number}/photo")).headers["content-type"] == "image/jpeg"
    assert (await browser.get(f"{PAGE}/{number}/words")).status_code == 404
    early = await browser.post(f"{PAGE}/{number}/publish")
    assert (early.status_code, "Listen to the recording first" in early.text) == (422, True)
    assert (await browser.post(f"{PAGE}/{number}/publish", data={"heard": "yes"})).status_code == 303
    assert await state(drom, number) == ("published", "")


async def test_what_cannot_be_opened_is_not_published(drom: Console, browser: httpx.AsyncClient) -> None:
    number = await told(drom, "", voice=opus())
    voice = (await drom.row(tables.story, number))["voice_id"]
    await drom.house.run(
        lambda c: c.execute(tables.media.update().where(tables.media.c.id == voice).values(state="refused"))
    )
    page = (await browser.get(PAGE)).text
    assert "Without it the story cannot be published." in page
    assert f"{PAGE}/{number}/publish" not in page
    assert (await browser.post(f"{PAGE}/{number}/publish", data={"heard": "yes"})).status_code == 422


@pytest.mark.parametrize("who", ["helper", "mentor", "theirs", "abroad"])
async def test_nobody_else_hears_or_decides(drom: Console, who: str) -> None:
    number = await told(drom, voice=opus())
    async with await drom.signed_in(who) as other:
        assert "oven off" not in (await other.get(PAGE)).text
        assert (await other.get(f"{PAGE}/{number}/voice")).status_code == 404
        for act in ("publish", "reject"):
            assert (await other.post(f"{PAGE}/{number}/{act}", data={"reason": "other"})).status_code == 404
    assert await state(drom, number) == ("proposed", "")


async def test_its_ticket_leads_there(drom: Console, browser: httpx.AsyncClient) -> None:
    now, number = drom.house.clock.now(), await told(drom)
    late = await drom.house.run(
        lambda c: ticket(c, somebody(c, now, "Bora"), now, f"story:{number}", kind=stories.TICKET)
    )
    assert f'href="{PAGE}#s{number}"' in (await browser.get(f"/console/tickets/{late}")).text


def _say(words: str, connection: Connection) -> None:
    connection.execute(tables.story.update().values(words=words))


async def test_hostile_stories_stay_words(drom: Console, browser: httpx.AsyncClient) -> None:
    number = await told(drom)
    for words in HOSTILE:
        await drom.house.run(partial(_say, words))
        page = (await browser.get(PAGE)).text
        assert words not in page or not set(words) & set('<>"'), words
        wrong = (await browser.post(f"{PAGE}/{number}/reject", data={"reason": words})).text
        assert words not in wrong or not set(words) & set('<>"'), words


async def test_only_the_first_line_of_a_ticket_is_a_sign_of_ours(drom: Console, browser: httpx.AsyncClient) -> None:
    now = drom.house.clock.now()
    said = "story:7\nRead\nstory:8\nquestion:9\nplease"
    found = await drom.house.run(lambda c: ticket(c, somebody(c, now, "Bora"), now, said, kind=stories.TICKET))
    page = (await browser.get(f"/console/tickets/{found}")).text
    assert ">Read\nstory:8\nquestion:9\nplease</p>" in page
