"""In and out of the console: links that work once, sign-ins that end, tries that are counted, foreign forms."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.core import token
from bot.services import entering, staff
from bot.services.staff import OPERATOR, Denied
from bot.web.console.frame import Act
from bot.web.console.gate import COOKIE, PLACES, SECURE_COOKIE, TRIES, Tries
from bot.web.console.pages import ENTRIES
from storage import tables
from tests.web.console_house import Console, console


async def link(drom: Console, name: str = "coordinator") -> str:
    """Make a link for somebody of the team and return its path."""
    number, now = drom.role[name], drom.house.clock.now()
    return await drom.house.core.store.run(lambda c: entering.link(c, OPERATOR, number, now, token))


async def test_who_is_not_signed_in_is_told_how(drom: Console) -> None:
    async with drom.client() as browser:
        answer = await browser.get("/console/people", headers={"Accept-Language": "mk-MK,mk;q=0.9"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/console/sign-in")
        page = await browser.get("/console/sign-in")
        assert "Write to Drom in your own chat" in page.text
        assert 'lang="mk"' in (await browser.get("/console/sign-in", headers={"Accept-Language": "mk"})).text


async def test_a_link_signs_in_once_and_looking_at_it_changes_nothing(drom: Console) -> None:
    path = await link(drom)
    async with drom.client() as browser:
        for _ in range(3):  # messengers look at links by themselves
            assert (await browser.get(path)).status_code == 200
        secret = path.rpartition("/")[2]
        answer = await browser.post("/console/enter", data={"secret": secret})
        assert (answer.status_code, answer.headers["location"]) == (303, "/console")
        assert "Coordinator" in (await browser.get("/console")).text
    async with drom.client() as other:
        again = await other.post("/console/enter", data={"secret": secret})
        assert (again.status_code, "This link was used" in again.text) == (403, True)
        assert (await other.get("/console")).status_code == 303
    rows = await drom.house.rows(tables.sign_in)
    assert [len(row["hash"]) for row in rows] == [64]
    assert secret not in str(await drom.house.rows(tables.link))


async def test_a_link_is_too_old_after_ten_minutes(drom: Console) -> None:
    path = await link(drom)
    await drom.house.move(timedelta(minutes=10))
    async with drom.client() as browser:
        assert (await browser.post("/console/enter", data={"secret": path.rpartition("/")[2]})).status_code == 403


async def test_wrong_used_and_unknown_links_look_the_same(drom: Console) -> None:
    async with drom.client() as browser:
        said = {(await browser.post("/console/enter", data={"secret": wrong})).text for wrong in ("", "x", "0" * 32)}
        assert len(said) == 1


async def test_wrong_links_are_slowed_down_and_lock_nobody_out(drom: Console) -> None:
    path = await link(drom)
    async with drom.client() as browser:
        for number in range(TRIES):
            told = {"X-Forwarded-For": f"192.0.2.{number}"}
            assert (await browser.post("/console/enter", data={"secret": "x"}, headers=told)).status_code == 403
        slow = await browser.post("/console/enter", data={"secret": "x"})
        assert (slow.status_code, slow.headers["retry-after"]) == (429, "900")
    async with drom.client() as colleague:  # behind a proxy all have one address
        answer = await colleague.post("/console/enter", data={"secret": path.rpartition("/")[2]})
        assert (answer.status_code, answer.headers["location"]) == (303, "/console")


async def test_a_wrong_link_writes_nothing(drom: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(_work: object) -> None:
        raise AssertionError("a wrong link is only read")

    async with drom.client() as browser:
        monkeypatch.setattr(drom.office.store, "run", refuse)
        assert (await browser.post("/console/enter", data={"secret": "0" * 32})).status_code == 403


def test_tries_are_given_back_after_a_quarter_of_an_hour() -> None:
    seconds = [0.0]
    tries = Tries(lambda: seconds[0])
    for _ in range(TRIES):
        assert tries.may("here")
        tries.count("here")
    for later, may in ((0.0, False), (900.0, False), (900.1, True)):
        seconds[0] = later
        assert tries.may("here") == may
    assert tries.may("elsewhere")


def test_places_are_not_remembered_without_end() -> None:
    tries = Tries(lambda: 0.0)
    for number in range(PLACES + 5):
        tries.count(str(number))
    assert len(tries.wrong) == PLACES
    assert tries.may("0")


async def test_thirty_silent_minutes_sign_out(drom: Console) -> None:
    async with await drom.signed_in("helper") as browser:
        for _ in range(3):
            await drom.house.move(timedelta(minutes=29))
            assert (await browser.get("/console")).status_code == 200
        await drom.house.move(timedelta(minutes=31))
        assert (await browser.get("/console")).status_code == 303


async def test_a_sign_in_ends_after_a_day_of_work_however_busy(drom: Console) -> None:
    async with await drom.signed_in("helper") as browser:
        for _ in range(28):
            await drom.house.move(timedelta(minutes=25))
            assert (await browser.get("/console")).status_code == 200
        await drom.house.move(timedelta(minutes=25))
        assert (await browser.get("/console")).status_code == 303


async def test_news_are_no_sign_of_life(drom: Console) -> None:
    async with await drom.signed_in("helper") as browser:
        await drom.house.move(timedelta(minutes=20))
        before = (await drom.house.rows(tables.sign_in))[0]["seen_at"]
        drom.office.bell.close()
        assert (await browser.get("/console/tickets/news")).status_code == 200
        assert (await drom.house.rows(tables.sign_in))[0]["seen_at"] == before


async def test_a_page_that_is_fetched_anew_by_itself_is_no_sign_of_life(drom: Console) -> None:
    async with await drom.signed_in("helper") as browser:
        for _ in range(3):
            await drom.house.move(timedelta(minutes=10))
            assert (await browser.get("/console/tickets", headers={"X-Drom-Refetch": "1"})).status_code == 200
        await drom.house.move(timedelta(minutes=1))
        late = await browser.get("/console/tickets", headers={"X-Drom-Refetch": "1"})
        assert (late.status_code, late.headers["location"]) == (303, "/console/sign-in")
        assert (await browser.get("/console/tickets")).status_code == 303


async def test_signing_out_ends_it_on_the_server_too(drom: Console) -> None:
    cookie = await drom.cookie("helper")
    async with drom.client(cookie) as browser:
        answer = await browser.post("/console/sign-out")
        assert answer.headers["location"] == "/console/sign-in?out=1"
    async with drom.client(cookie) as copied:
        assert (await copied.get("/console")).status_code == 303


async def test_own_sign_ins_are_listed_and_ended_and_nobody_elses(drom: Console) -> None:
    first = await drom.cookie("coordinator")
    await drom.cookie("helper")
    async with await drom.signed_in("coordinator") as browser:
        page = (await browser.get("/console/settings")).text
        assert page.count("/console/settings/sign-ins/") == 2
        assert (await browser.post("/console/settings/sign-ins/2/end")).status_code == 404
        assert (await browser.post("/console/settings/sign-ins/1/end")).status_code == 303
    async with drom.client(first) as ended:
        assert (await ended.get("/console")).status_code == 303


async def test_a_role_that_is_taken_back_signs_out(drom: Console) -> None:
    async with await drom.signed_in("coordinator") as browser:
        now = drom.house.clock.now()
        await drom.house.run(lambda c: staff.end(c, OPERATOR, drom.role["coordinator"], now))
        assert (await browser.get("/console")).status_code == 303


@pytest.mark.parametrize("name", ["ours", "administrator"])
async def test_nobody_gets_the_link_of_a_colleague(drom: Console, name: str) -> None:
    now = drom.house.clock.now()
    by = await drom.house.read(lambda c: staff.actor(c, drom.person[name]))
    with pytest.raises(Denied):
        await drom.house.run(lambda c: entering.link(c, by, drom.role["helper"], now, token))
    own = await drom.house.run(lambda c: entering.link(c, by, drom.role[name], now, token))
    assert own.startswith(entering.ENTER)
    async with await drom.signed_in(name) as browser:
        page = (await browser.get("/console/team")).text
        assert page.count(f'action="/console/team/{drom.role[name]}/link"') == 2
        assert page.count(f'action="/console/team/{drom.role["helper"]}/link"') == 1, "only the one for the chat"


async def test_the_cookie_is_for_this_server_alone(tmp_path: Path) -> None:
    async with console(tmp_path, address="https://drom.example") as drom:
        path = await link(drom)
        async with drom.client() as browser:
            answer = await browser.post("/console/enter", data={"secret": path.rpartition("/")[2]})
        kept = answer.headers["set-cookie"].lower()
        assert kept.startswith(SECURE_COOKIE.lower())
        assert all(word in kept for word in ("httponly", "secure", "samesite=lax", "path=/"))
        assert "domain" not in kept
        assert "max-age" not in kept


async def test_without_https_the_cookie_is_for_this_machine(drom: Console) -> None:
    path = await link(drom)
    async with drom.client() as browser:
        kept = (await browser.post("/console/enter", data={"secret": path.rpartition("/")[2]})).headers["set-cookie"]
        assert (kept.startswith(f"{COOKIE}="), "Secure" in kept, "HttpOnly" in kept) == (True, False, True)


FOREIGN = (
    {"Origin": "http://evil.example"},
    {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    {"Origin": "", "Sec-Fetch-Site": ""},
)


@pytest.mark.parametrize("foreign", FOREIGN)
async def test_forms_of_others_are_refused(drom: Console, foreign: dict[str, str]) -> None:
    paths = ["/console/enter", "/console/sign-out", *(f"/console{one.path}" for one in ENTRIES if isinstance(one, Act))]
    async with await drom.signed_in("administrator") as browser:
        before = await drom.house.rows(tables.log)
        for path in paths:
            sent = path.replace("{", "").replace("}", "").replace(":int", "")
            assert (await browser.post(sent, headers=foreign)).status_code == 403, path
        assert await drom.house.rows(tables.log) == before


async def test_every_answer_is_strict(drom: Console) -> None:
    async with await drom.signed_in("administrator") as browser:
        for path in ("/console", "/console/nowhere", "/console/sign-in"):
            headers = (await browser.get(path)).headers
            assert headers["content-security-policy"].startswith(
                "default-src 'none'; script-src 'self'; style-src 'self'"
            )
            assert headers["cache-control"] == "no-store"


async def test_the_demo_is_open_and_lets_choose_who_one_is(tmp_path: Path) -> None:
    async with console(tmp_path, demo=True) as drom, drom.client() as browser:
        page = await browser.get("/console/team")
        assert page.status_code == 200
        assert "all people and meetings here are samples" in page.text
        hidden = [line for line in _printed((await browser.get("/static/console.css")).text) if "display: none" in line]
        assert hidden
        assert ".samples" not in "".join(hidden), "papers of the demo say so too"
        assert (await browser.post(f"/console/as/{drom.role['helper']}")).status_code == 303
        assert (await browser.get("/console/team")).status_code == 404
        await browser.post("/console/sign-out")
        assert (await browser.get("/console/team")).status_code == 200


def _printed(styles: str) -> list[str]:
    return styles.partition("@media print {")[2].partition("\n}")[0].splitlines()


async def test_without_the_demo_nobody_becomes_somebody(drom: Console) -> None:
    async with drom.client() as browser:
        assert (await browser.post(f"/console/as/{drom.role['helper']}")).status_code in {404, 405}
