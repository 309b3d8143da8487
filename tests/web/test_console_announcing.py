"""An announcement is written, looked at, agreed to and followed in the console, by a browser without scripts."""

import re
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import Connection

from bot.services import groups
from bot.services.staff import OPERATOR
from bot.web.guard import MIB
from storage import contacts, tables
from tests.media.samples import jpeg, opus, wav
from tests.web.announcing import HELLO, A, count, crowd, written
from tests.web.console_house import Console, follow, meeting


async def test_the_people_are_counted_and_the_reasons_are_all_of_them(
    drom: Console, browser: httpx.AsyncClient
) -> None:
    await crowd(drom, 3)
    await crowd(drom, 2, stopped_at=drom.house.clock.now())
    await crowd(drom, 1, unreachable_at=drom.house.clock.now(), language="rom")
    left = drom.house.clock.now() - timedelta(days=2)
    await crowd(drom, 4, channel="sim-whatsapp", last_in_at=left, language="sq")
    path = (await browser.post(f"{A}/new")).headers["location"].removesuffix("/whom")
    page = (await browser.get(f"{path}/whom")).text
    assert count(page) == (10, [3, 4, 1, 2])
    assert all(words in page for words in ("Get it now", "Get only a knock", "Cannot be reached", "Have stopped"))
    page = await follow(browser, await browser.post(f"{path}/whom", data={"language": ["en", "rom"]}))
    assert count(page) == (6, [3, 1, 2])
    page = await follow(browser, await browser.post(f"{path}/leave-out", data={"out.language": "rom"}))
    assert count(page) == (5, [3, 2])
    assert "➖" not in page
    assert "🗣️ Romanes" in page
    key = re.search(r'name="which" value="(\w+)"', page)
    assert key is not None
    page = await follow(browser, await browser.post(f"{path}/let-in", data={"which": key[1]}))
    assert count(page)[0] == 6
    assert (await browser.post(f"{path}/let-in", data={"which": key[1]})).status_code == 422
    nobody = await browser.post(f"{path}/whom", data={"town": "shkoder", "then": "words"})
    assert (nobody.status_code, "Nobody is meant" in nobody.text) == (422, True)
    assert (await browser.post(f"{path}/whom", data={"town": "atlantis"})).status_code == 422


async def test_a_choice_that_is_gone_is_told_and_the_others_stay(drom: Console, browser: httpx.AsyncClient) -> None:
    path = (await browser.post(f"{A}/new")).headers["location"].removesuffix("/whom")
    for gone in ({"country": "QQ"}, {"town": ["tirana", "atlantis"]}, {"country": "QQ", "group": "x"}):
        sent = {"language": ["rom"], **gone, "then": "words"}
        page = await browser.post(f"{path}/whom", data=sent)
        assert (page.status_code, 'value="rom" checked' in page.text) == (422, True), gone


async def test_guests_groups_and_mentors_are_an_audience(drom: Console, browser: httpx.AsyncClient) -> None:
    [ana, *_], now, speech = await crowd(drom, 3), drom.house.clock.now(), drom.house.core.speech
    person = (await drom.row(tables.contact, ana))["person_id"]

    def work(connection: Connection) -> tuple[int, int, int, int]:
        mine, theirs = (meeting(connection, speech, now, theirs=one) for one in (False, True))
        group = groups.create(connection, OPERATOR, "sample_ngo", "AL", "Coaching 1", now)
        groups.add(connection, OPERATOR, speech.programme, group, [person], now)
        return mine, theirs, group, groups.create(connection, OPERATOR, "other_ngo", "", "Foreign", now)

    mine, theirs, group, foreign = await drom.house.run(work)
    path = (await browser.post(f"{A}/new")).headers["location"].removesuffix("/whom")
    page = (await browser.get(f"{path}/whom")).text
    assert "Coaching 1" in page
    assert "Foreign" not in page
    page = await follow(browser, await browser.post(f"{path}/whom", data={"group": str(group)}))
    assert count(page)[0] == 1
    page = await follow(browser, await browser.post(f"{path}/whom", data={"meeting": str(mine), "came": "silent"}))
    assert count(page)[0] == 0
    assert count(await follow(browser, await browser.post(f"{path}/whom", data={"mentors": "1"})))[0] == 0
    for form in ({"group": str(foreign)}, {"meeting": str(theirs)}, {"group": "987654"}):
        assert (await browser.post(f"{path}/whom", data=form)).status_code == 404


async def test_words_pictures_and_recordings_are_kept_after_the_checks_of_all_media(
    drom: Console, browser: httpx.AsyncClient
) -> None:
    await crowd(drom, 2, language="sq")
    path = await written(browser, **{"text.en": "We meet on Monday."})
    page = (await browser.get(f"{path}/words")).text
    assert "Not in their own language" in page
    assert "words in English" in page
    sound = await browser.post(f"{path}/words", files={"voice.sq": ("x.ogg", opus(), "audio/ogg")})
    page = await follow(browser, sound)
    address = re.search(rf"{path}/files/\d+", page)
    assert address is not None
    heard = await browser.get(address[0])
    assert (heard.status_code, heard.headers["content-type"]) == (200, "audio/ogg")
    assert heard.headers["x-content-type-options"] == "nosniff"
    for field, data, words in (
        ("voice.sq", wav(), "Phones play only"),
        ("voice.sq", jpeg(), "Phones play only"),
        ("file", opus(), "Choose a picture"),
        ("file", b"<html><script>alert(1)</script></html>", "not a kind of file"),
        ("file", jpeg()[:300], "broken"),
    ):
        refused = await browser.post(f"{path}/words", data={"text.sq": "Kept"}, files={field: ("x", data, "image/png")})
        assert (refused.status_code, words in refused.text, "Kept" in refused.text) == (422, True, True), words
    page = await follow(browser, await browser.post(f"{path}/words", files={"file": ("x.jpg", jpeg(), "image/jpeg")}))
    row = (await drom.house.rows(tables.announcement))[0]
    assert (bool(row["picture"]), bool(row["voices"]["sq"]), row["texts"]) == (True, True, {"en": "We meet on Monday."})
    page = await follow(browser, await browser.post(f"{path}/take-out", data={"what": "voice.sq", "text.mk": "Ново"}))
    row = (await drom.house.rows(tables.announcement))[0]
    assert (row["voices"], row["texts"]["mk"]) == ({}, "Ново")
    assert (await browser.get(address[0])).status_code == 404, "it is of no announcement any more"
    long = await browser.post(f"{path}/words", data={"text.mk": "x" * 1001})
    assert (long.status_code, "too long" in long.text) == (422, True)


async def test_only_signed_in_staff_send_large_files(drom: Console, browser: httpx.AsyncClient) -> None:
    path, large = await written(browser), {"file": ("x", b"x" * (MIB + MIB // 2), "image/png")}
    assert (await browser.post(f"{path}/words", files=large)).status_code == 422
    async with drom.client("0" * 64) as stranger:
        assert (await stranger.post(f"{path}/words", files=large)).status_code == 413
    none = await browser.post(f"{path}/when", files=large)
    assert (none.status_code, "too long to be sent at once" in none.text) == (422, True)
    huge = {"file": ("x", b"x" * (21 * MIB), "image/png")}
    told = await browser.post(f"{path}/words", files=huge)
    assert (told.status_code, "20 megabytes at most" in told.text) == (422, True)


async def test_a_small_one_goes_at_once_and_tells_what_became_of_each(
    drom: Console, browser: httpx.AsyncClient
) -> None:
    await crowd(drom, 3)
    await crowd(drom, 1, unreachable_at=drom.house.clock.now())
    path = await written(browser)
    page = (await browser.get(f"{path}/send")).text
    assert "Send to 4 people" in page
    assert "We meet on Monday." in page
    assert page.index("Telegram") > 0
    page = await follow(browser, await browser.post(f"{path}/send"))
    assert "It goes out." in page
    await drom.house.core.feed.round()
    await drom.house.quiet()
    await drom.house.core.feed.round()
    page = (await browser.get(path)).text
    assert "3 / 4" in page
    assert "Again to the 1 failed only" in page
    failed = (await browser.get(f"{path}?reason=unreachable")).text.partition('id="people"')[2]
    assert ("Guest 0" in failed, "Guest 1" in failed) == (True, False)
    assert len(re.findall(r'class="split"', failed)) == 1
    again = await follow(browser, await browser.post(f"{path}/again"))
    assert "It goes again" in again
    assert (await browser.post(f"{path}/send")).status_code == 404, "it is no draft any more"


async def test_a_large_one_needs_a_second_yes_to_what_was_shown(drom: Console, browser: httpx.AsyncClient) -> None:
    await crowd(drom, 51)
    path = await written(browser)
    assert "Ask for a second yes for 51 people" in (await browser.get(f"{path}/send")).text
    assert "is asked about 51 people" in await follow(browser, await browser.post(f"{path}/send"))
    assert (await browser.get(f"{path}/agree")).status_code == 404, "nobody agrees alone"
    async with await drom.signed_in("helper") as helper, await drom.signed_in("abroad") as abroad:
        assert [(await one.get(f"{path}/agree")).status_code for one in (helper, abroad)] == [404, 404]
    async with await drom.signed_in("coordinator") as other:
        assert "Waits for your yes" in (await other.get(A)).text
        assert "<b>1</b> <span>Announcements that wait for your yes" in (await other.get("/console")).text
        page = (await other.get(f"{path}/agree")).text
        assert all(words in page for words in ("We meet on Monday.", "Takohemi", "51", "Ours"))
        await crowd(drom, 10)
        changed = await follow(other, await other.post(f"{path}/agree", data={"seen": "1"}))
        assert "It has changed" in changed
        assert "61" in changed
        assert "It goes out." in await follow(other, await other.post(f"{path}/agree", data={"seen": "2"}))
        late = await other.post(f"{path}/agree", data={"seen": "2"})
        assert "decided already" in await follow(other, late)
    row = (await drom.house.rows(tables.announcement))[0]
    assert (row["state"], row["people"]) == ("sending", 61)
    acts = [one["act"] for one in await drom.house.rows(tables.log)]
    assert "announcement_agreed" in acts
    page = (await browser.get(path)).text
    assert "Coordinator" in page
    assert "Paused." in await follow(browser, await browser.post(f"{path}/pause"))
    assert "It goes on." in await follow(browser, await browser.post(f"{path}/continue"))
    assert "Cancelled." in await follow(browser, await browser.post(f"{path}/cancel"))


async def test_what_is_asked_about_is_taken_back_or_declined(drom: Console, browser: httpx.AsyncClient) -> None:
    await crowd(drom, 51)
    path = await written(browser)
    await browser.post(f"{path}/send")
    assert "your draft again" in await follow(browser, await browser.post(f"{path}/take-back"))
    async with await drom.signed_in("coordinator") as other, await drom.signed_in("administrator") as every:
        for one in (other, every):
            assert (await one.get(path)).status_code == 404
            assert (await one.get(f"{path}/agree")).status_code == 404
            assert "We meet on Monday." not in (await one.get(A)).text
        await browser.post(f"{path}/send")
        declined = await other.post(f"{path}/decline", data={"seen": "2"})
        assert "It does not go." in await follow(other, declined)


@pytest.mark.parametrize("name", ["coordinator", "administrator", "helper", "abroad", "theirs"])
async def test_a_draft_is_its_writers_alone(drom: Console, browser: httpx.AsyncClient, name: str) -> None:
    await crowd(drom, 1)
    path = await written(browser, **{"text.en": "Nobody may read this yet"})
    await browser.post(f"{path}/words", files={"file": ("x.jpg", jpeg(), "image/jpeg")})
    file = (await drom.house.rows(tables.media))[-1]["id"]
    async with await drom.signed_in(name) as other:
        for page in ("", "/whom", "/words", "/send", "/agree", f"/files/{file}"):
            answer = await other.get(f"{path}{page}")
            assert (answer.status_code, "Nobody may read" in answer.text) == (404, False), page
        for act in ("pause", "cancel", "again", "send", "try", "drop", "take-back", "words", "whom"):
            assert (await other.post(f"{path}/{act}", data={"text.en": "Mine"})).status_code == 404, act
        assert "Nobody may read" not in (await other.get(A)).text
    assert (await drom.house.rows(tables.announcement))[0]["texts"] == {"en": "Nobody may read this yet"}


async def test_one_tries_it_on_oneself(drom: Console, browser: httpx.AsyncClient) -> None:
    await crowd(drom, 1)
    path, now = await written(browser), drom.house.clock.now()
    none = await browser.post(f"{path}/try")
    assert (none.status_code, "no chat with Drom yet" in none.text) == (422, True)
    fields = {"person_id": drom.person["ours"], "language": "en", "last_in_at": now}
    await drom.house.run(lambda c: contacts.add(c, "sim-telegram", "5005", now, **fields))
    assert "on its way to your chat" in await follow(browser, await browser.post(f"{path}/try"))
    await drom.house.quiet()
    assert [part.text for part in drom.house.heard("sim-telegram", "5005")] == [HELLO["text.en"]]
    assert (await drom.house.rows(tables.announcement))[0]["state"] == "draft"


async def test_whoever_cannot_be_reached_is_not_promised_it_later(drom: Console, browser: httpx.AsyncClient) -> None:
    await crowd(drom, 1)
    path, now = await written(browser), drom.house.clock.now()
    fields: Any = {"person_id": drom.person["ours"], "language": "en", "last_in_at": now, "unreachable_at": now}
    await drom.house.run(lambda c: contacts.add(c, "sim-telegram", "5005", now, **fields))
    none = await browser.post(f"{path}/try")
    assert (none.status_code, "no chat with Drom yet" in none.text) == (422, True)


async def test_it_goes_at_a_time_that_has_not_passed(drom: Console, browser: httpx.AsyncClient) -> None:
    await crowd(drom, 2)
    path = await written(browser)
    page = await follow(browser, await browser.post(f"{path}/when", data={"how": "later", "at": "2026-06-20T10:00"}))
    assert "The time is kept." in page
    assert "Saturday 20 June, 10:00" in await follow(browser, await browser.post(f"{path}/send"))
    row = (await drom.house.rows(tables.announcement))[0]
    assert (row["state"], row["wall"]) == ("sending", "2026-06-20T10:00")
    path = await written(browser, **{"text.en": "Another"})
    for at, status in (("2026-06-01T10:00", 422), ("yesterday", 422)):
        assert (await browser.post(f"{path}/when", data={"how": "later", "at": at})).status_code == status
    assert (await drom.house.rows(tables.announcement))[1]["wall"] == ""
    assert (await browser.post(f"{path}/drop")).headers["location"].startswith(A)
    assert len(await drom.house.rows(tables.announcement)) == 1


async def test_the_same_is_not_told_twice_and_nothing_is_not_told(drom: Console, browser: httpx.AsyncClient) -> None:
    await crowd(drom, 2)
    await browser.post(f"{await written(browser)}/send")
    twice = await browser.post(f"{await written(browser)}/send")
    assert (twice.status_code, "2 of these people were told just this" in twice.text) == (422, True)
    empty = await written(browser, **{"text.en": " "})
    assert (await browser.post(f"{empty}/send")).status_code == 422
    assert (await browser.post(f"{empty}/try")).status_code == 422
