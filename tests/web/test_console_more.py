"""Photo, languages and hosts of a meeting in the console: kept by what chat's screens keep them by, told to nobody."""

from typing import Any

import httpx
import pytest

from bot.services import seating
from storage import meetings as rows
from storage import tables
from tests.media.samples import jpeg, opus
from tests.web.console_house import Console, follow, meeting
from tests.web.hostile import HOSTILE

pytestmark = pytest.mark.signed_in("coordinator")


async def made(drom: Console, *, theirs: bool = False, **values: Any) -> str:
    """Publish a meeting and return the address of its page."""
    now, speech = drom.house.clock.now(), drom.house.core.speech
    number = await drom.house.run(lambda c: meeting(c, speech, now, theirs=theirs))
    if values:
        await drom.house.run(lambda c: rows.change(c, number, **values))
    return f"/console/meetings/{number}"


async def row(drom: Console) -> dict[str, Any]:
    return (await drom.house.rows(tables.meeting))[0]


async def hosts(drom: Console) -> list[tuple[str, int | None, str]]:
    return [(one["role"], one["person_id"], one["name"]) for one in await drom.house.rows(tables.meeting_host)]


async def test_a_photo_is_checked_kept_seen_and_taken_out(drom: Console, browser: httpx.AsyncClient) -> None:
    path = await made(drom)
    assert f'href="{path}/more"' in (await browser.get(path)).text
    assert (await browser.get(f"{path}/photo")).status_code == 404
    for sent in ({}, {"file": ("x.ogg", opus(), "image/jpeg")}, {"file": ("x", b"<html><script>", "image/png")}):
        assert (await browser.post(f"{path}/photo", files=sent or None)).status_code == 422
    sent = {"file": ("x.jpg", jpeg(), "image/jpeg")}
    page = await follow(browser, await browser.post(f"{path}/photo", files=sent))
    assert f'src="{path}/photo"' in page
    seen = await browser.get(f"{path}/photo")
    assert (seen.status_code, seen.headers["content-type"]) == (200, "image/jpeg")
    assert b"Exif" not in seen.content, "where it was taken is not told"
    page = await follow(browser, await browser.post(f"{path}/no-photo"))
    assert f'src="{path}/photo"' not in page
    assert (await row(drom))["photo_id"] is None
    assert await drom.house.rows(tables.notice) == [], "nobody is written to for it"


async def test_languages_are_ticked(drom: Console, browser: httpx.AsyncClient) -> None:
    path = await made(drom)
    page = await follow(browser, await browser.post(f"{path}/languages", data={"speaks": ["rom", "sq"]}))
    assert (await row(drom))["languages"] == ["sq", "rom"]
    assert page.count(" checked") == 2
    assert "Shqip, Romanes" in (await browser.get(path)).text
    assert (await browser.post(f"{path}/languages", data={"speaks": "xx"})).status_code == 422
    await browser.post(f"{path}/languages")
    assert (await row(drom))["languages"] == []


async def test_hosts_are_of_the_team_or_written_and_taken_away(drom: Console, browser: httpx.AsyncClient) -> None:
    path, of_team = await made(drom), str(drom.role["mentor"])
    await follow(browser, await browser.post(f"{path}/host", data={"person": of_team, "role": "host"}))
    page = await follow(browser, await browser.post(f"{path}/host", data={"name": " Zana  Hoxha ", "role": "speaker"}))
    assert await hosts(drom) == [("host", drom.person["mentor"], ""), ("speaker", None, "Zana Hoxha")]
    assert f'value="{of_team}"' not in page, "nobody gives it twice"
    assert "Zana Hoxha" in (await browser.get(path)).text
    await browser.post(f"{path}/guests", data={"guests": "3"})
    assert "+3" in (await browser.get(path)).text
    first = (await drom.house.rows(tables.meeting_host))[0]["id"]
    await browser.post(f"{path}/no-host", data={"host": str(first)})
    assert await hosts(drom) == [("speaker", None, "Zana Hoxha"), *[("guest", None, "")] * 3]
    acts = [one["act"] for one in await drom.house.rows(tables.log)]
    assert acts[-4:] == ["meeting_changed"] * 4


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"role": "host"}, "Choose one of the team or write a name"),
        ({"name": "Zana"}, "Choose one of the team or write a name"),
        ({"name": "Zana", "person": "TEAM", "role": "host"}, "Choose one of the team or write a name"),
        ({"person": "987654", "role": "host"}, "Choose one of the team or write a name"),
        ({"name": "x" * 61, "role": "host"}, "Write the name, at most sixty signs."),
        ({"name": "Zana", "role": "expert"}, "Only mentors are experts"),
        ({"name": "Zana", "role": "queen"}, "This could not be done"),
    ],
)
async def test_what_cannot_be_is_told(
    drom: Console, browser: httpx.AsyncClient, form: dict[str, str], told: str
) -> None:
    path = await made(drom)
    sent = {key: str(drom.role["mentor"]) if value == "TEAM" else value for key, value in form.items()}
    answer = await browser.post(f"{path}/host", data=sent)
    assert (answer.status_code, told in answer.text) == (422, True)
    assert (await browser.post(f"{path}/guests", data={"guests": "51"})).status_code == 422
    assert (await browser.post(f"{path}/no-host", data={"host": "987654"})).status_code == 422
    assert await hosts(drom) == []


async def test_experts_are_mentors_and_stay_where_somebody_has_booked(
    drom: Console, browser: httpx.AsyncClient
) -> None:
    path = await made(drom, kind="mentor")
    coordinator = {"person": str(drom.role["coordinator"]), "role": "expert"}
    assert "Only mentors are experts" in (await browser.post(f"{path}/host", data=coordinator)).text
    await browser.post(f"{path}/host", data={"person": str(drom.role["mentor"]), "role": "expert"})
    [expert] = await drom.house.rows(tables.meeting_host)
    whose, now = drom.person["ours"], drom.house.clock.now()
    values = {"meeting_id": expert["meeting_id"], "host_id": expert["id"], "booked_at": now}
    programme = drom.house.core.speech.programme
    await drom.house.run(lambda c: seating.answer(c, programme, expert["meeting_id"], whose, "yes", now))
    await drom.house.run(lambda c: c.execute(tables.slot.insert().values(**values, person_id=whose)))
    answer = await browser.post(f"{path}/no-host", data={"host": str(expert["id"])})
    assert (answer.status_code, "Somebody has booked a time there. They stay." in answer.text) == (422, True)
    assert len(await hosts(drom)) == 1


async def test_a_mentor_day_has_two_experts(drom: Console, browser: httpx.AsyncClient) -> None:
    path = await made(drom, kind="mentor")
    for name in ("Lira", "Besa"):
        await follow(browser, await browser.post(f"{path}/host", data={"name": name, "role": "expert"}))
    answer = await browser.post(f"{path}/host", data={"person": str(drom.role["mentor"]), "role": "expert"})
    assert (answer.status_code, "A mentor day has two experts. Take one away first." in answer.text) == (422, True)
    assert [name for _, _, name in await hosts(drom)] == ["Lira", "Besa"]


async def test_what_is_over_or_cancelled_or_anothers_is_not_there(drom: Console, browser: httpx.AsyncClient) -> None:
    foreign = await made(drom, theirs=True)
    over = await made(drom, state="cancelled")
    for path in (foreign, over):
        assert (await browser.get(f"{path}/more")).status_code == 404
        assert (await browser.post(f"{path}/languages", data={"speaks": "sq"})).status_code == 404
    assert "/more" not in (await browser.get(over)).text


async def test_hostile_names_stay_names(drom: Console, browser: httpx.AsyncClient) -> None:
    path = await made(drom)
    for words in HOSTILE:
        answer = await browser.post(f"{path}/host", data={"name": words[:60], "role": "guest"})
        shown = answer.text if answer.status_code != 303 else await follow(browser, answer)
        for page in (shown, (await browser.get(path)).text):
            assert words[:60] not in page or not set(words[:60]) & set('<>"'), words


async def test_who_takes_part_online_needs_no_travel(drom: Console, browser: httpx.AsyncClient) -> None:
    path = await made(drom)
    assert "Travel" in (await browser.get(path)).text
    await drom.house.run(lambda c: rows.change(c, 1, link="https://example.org/room"))
    page = (await browser.get(path)).text
    assert "Translator" in page
    assert "Travel" not in page
