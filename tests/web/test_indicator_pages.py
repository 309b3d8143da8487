"""The pages of numbers and of who is stuck, as a browser without scripts sees them."""

import csv
import io
import re
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import Connection

from storage import tables
from tests.house import Guest
from tests.web.console_house import Console, somebody
from tests.web.hostile import HOSTILE

FORM = {"number": "3", "day": "2026-06-01", "source": "Minutes of 1 June", "country": "AL", "part": ""}
COALITION = "/console/indicators/green_albania/coalition"


async def _follow(browser: httpx.AsyncClient, answer: httpx.Response) -> str:
    assert answer.status_code == 303, answer.text[:2000]
    return (await browser.get(answer.headers["location"])).text


def _seen(page: str) -> str:
    """Return what stands on a page, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


async def test_each_target_of_each_programme_stands_on_the_page(drom: Console) -> None:
    programme = drom.house.core.speech.programme
    async with await drom.signed_in("administrator") as browser:
        for key, campaign in programme.programme.items():
            page = (await browser.get(f"/console/indicators?programme={key}")).text
            paper = (await browser.get(f"/console/indicators/{key}/report")).text
            for target in campaign.targets:
                assert target.labels["en"] in page
                assert target.labels["en"] in paper
            for target in campaign.targets[::4]:
                assert (await browser.get(f"/console/indicators/{key}/{target.key}")).status_code == 200
        assert "EUR 2,795,000.00" in (await browser.get("/console/indicators/own_work/report")).text
        page = _seen((await browser.get("/console/indicators?programme=nordic")).text)
        assert "Dinners held 0 of 12 Denmark: 0 of 6 · Sweden: 0 of 6" in page
        assert "Downloads 0" in page
        assert "Site visits Not counted yet" in page, "what nobody has typed is not nought"


async def test_a_number_is_typed_in_shown_and_taken_back(drom: Console, browser: httpx.AsyncClient) -> None:
    page = await _follow(browser, await browser.post(f"{COALITION}/type", data=FORM))
    assert "The number is saved." in page
    assert "3 of 1" in _seen(page)
    assert "Minutes of 1 June" in (await browser.get("/console/indicators/green_albania/report")).text
    async with await drom.signed_in("abroad") as other:
        assert (await other.post(f"{COALITION}/1/take-back")).status_code == 404
    page = await _follow(browser, await browser.post(f"{COALITION}/1/take-back"))
    assert "The number is taken back." in page
    assert "Minutes of 1 June" not in page
    assert (await browser.post(f"{COALITION}/1/take-back")).status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("number", "", "Write a whole number"),
        ("number", "0", "Write a whole number"),
        ("number", "-3", "Write a whole number"),
        ("number", "3.5", "Write a whole number"),
        ("day", "", "Choose a day"),
        ("day", "2026-06-16", "Choose a day"),
        ("day", "soon", "Choose a day"),
        ("source", " ", "Say where it is written"),
        ("source", "x" * 301, "Say where it is written"),
        ("country", "", "Choose a country"),
        ("country", "RS", "Choose a country"),
        ("part", "youth", "This cannot be told apart"),
    ],
)
async def test_what_is_wrong_is_said_and_what_was_typed_stays(
    drom: Console, browser: httpx.AsyncClient, field: str, value: str, told: str
) -> None:
    answer = await browser.post(f"{COALITION}/type", data={**FORM, field: value})
    assert (answer.status_code, told in answer.text) == (422, True)
    if field != "source":
        assert 'value="Minutes of 1 June"' in answer.text
    assert await drom.house.rows(tables.tally) == []


async def test_the_table_is_one_that_spreadsheets_open(drom: Console, browser: httpx.AsyncClient) -> None:
    for source in ("=1+1", "+355 69 123 4567", "@SUM(A1)", "a;=1+1"):
        await _follow(browser, await browser.post(f"{COALITION}/type", data={**FORM, "source": source}))
    answer = await browser.get("/console/indicators/green_albania/table.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == ('attachment; filename="drom-green_albania-2026-06-15.csv"')
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""), delimiter=";"))
    typed = [row[4] for row in rows if row[3] == "Typed by staff"]
    assert typed == ["'=1+1", "tel:+355 69 123 4567", "'@SUM(A1)", "a;'=1+1"]
    assert not [cell for row in rows for cell in row if cell[:1] in {"=", "+", "-", "@"}]
    noted = (await drom.house.rows(tables.log))[-1]
    assert (noted["act"], noted["subject"]) == ("numbers_exported", "programme:green_albania")


@pytest.mark.trial
async def test_hostile_words_are_words_on_every_page(drom: Console, browser: httpx.AsyncClient) -> None:
    for words in HOSTILE:
        await browser.post(f"{COALITION}/type", data={**FORM, "source": words[:300]})
    for path in (COALITION, "/console/indicators/green_albania/report", "/console/indicators"):
        page = (await browser.get(path)).text
        tags = {tag.lower() for tag in re.findall(r"<([a-zA-Z]+)", page)}
        assert not tags & {"iframe", "object", "embed", "style", "base", "template", "math", "video"}, path
        assert page.count("<script") == 1
        assert not re.search(r"<[^>]* on\w+=", page)
    assert (await browser.get(COALITION)).text.count("<li>") >= len(set(HOSTILE)) - 5


async def test_numbers_of_others_are_not_there(drom: Console) -> None:
    paths = [
        "?programme=green_albania",
        "/green_albania/report",
        "/green_albania/table.csv",
        "/green_albania/coalition",
    ]
    for name in ("helper", "mentor", "abroad", "theirs"):
        async with await drom.signed_in(name) as browser:
            nothing = await browser.get("/console/indicators/unknown/report")
            for path in paths:
                answer = await browser.get(f"/console/indicators{path}")
                assert (answer.status_code, answer.text) == (404, nothing.text), (name, path)
            assert (await browser.post(f"{COALITION}/type", data=FORM)).status_code == 404
    assert await drom.house.rows(tables.tally) == []


async def test_a_few_people_are_never_told(drom: Console, browser: httpx.AsyncClient) -> None:
    now = drom.house.clock.now()

    def join(connection: Connection) -> None:
        for number in range(4):
            somebody(connection, now, f"Ana {number}")

    await drom.house.run(join)
    members = "/console/indicators/green_albania/members"
    assert "Under 5" in _seen((await browser.get(members)).text)
    await drom.house.run(lambda connection: somebody(connection, now, "Besa"))
    page = _seen((await browser.get(members)).text)
    assert "Members 5 How" in page
    assert "Telegram 5" in page, "a simulated messenger is called as everywhere"


async def test_how_well_it_goes(drom: Console, browser: httpx.AsyncClient) -> None:
    guest = Guest(drom.house)
    await guest.register()
    page = _seen((await browser.get("/console/experience")).text)
    assert "Who began to join also finished Too few to tell Aim: 80 % or more" in page
    assert "Nobody had to wait." in page
    assert "A tap" not in page, "one person's way of answering"
    for place in range(4):
        await Guest(drom.house, f"30{place}").register()
    assert "A tap" in _seen((await browser.get("/console/experience")).text)


async def test_a_stuck_person_is_seen_and_helped_by_a_tap(drom: Console) -> None:
    guest = Guest(drom.house)
    await guest.join()
    await guest.write("Ana")
    await drom.house.move(timedelta(hours=2))
    contact, before = await guest.contact(), await guest.at()
    async with await drom.signed_in("helper") as browser:
        page = (await browser.get("/console/stuck")).text
        assert "Stopped while joining" in page
        assert f'href="/console/stuck/{contact.id}"' in page
        screen = (await browser.get(f"/console/stuck/{contact.id}")).text
        assert guest.parts[-1].text in _seen(screen).replace("&#39;", "'")
        assert f'name="at" value="{before}"' in screen
        form = {"at": before, "value": "yes"}
        assert "Tapped." in await _follow(browser, await browser.post(f"/console/stuck/{contact.id}/tap", data=form))
        assert await guest.at() != before
        late = await browser.post(f"/console/stuck/{contact.id}/tap", data=form)
        assert (late.status_code, "They have moved on by themselves." in late.text) == (422, True)
        wrong = await browser.post(f"/console/stuck/{contact.id}/tap", data={"at": await guest.at(), "value": "x"})
        assert wrong.status_code == 409
        await drom.house.move(timedelta(hours=8))  # to ten in the evening
        form = {"at": await guest.at(), "value": "tirana"}
    async with await drom.signed_in("helper") as browser:
        told = await _follow(browser, await browser.post(f"/console/stuck/{contact.id}/tap", data=form))
        assert "The next screen goes when their night or their pause is over." in told
    for name in ("abroad", "theirs"):
        async with await drom.signed_in(name) as other:
            assert "Nobody is stuck." in (await other.get("/console/stuck")).text
            assert (await other.get(f"/console/stuck/{contact.id}")).status_code == 404
            assert (await other.post(f"/console/stuck/{contact.id}/tap", data=form)).status_code == 404
