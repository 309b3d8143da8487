"""Answers for others and numbers of questions on the console: heard, published, taken back; counted by three keys."""

import re
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import Connection

from bot.services import sharing
from bot.services.relay import Matter
from storage import media, tables
from tests.media.samples import opus
from tests.web.console_house import Console, question, shared, somebody

pytestmark = pytest.mark.signed_in("coordinator")


async def proposed(drom: Console, said: Matter | None = None, *, theirs: bool = False) -> int:
    now, speech = drom.house.clock.now(), drom.house.core.speech

    def work(c: Connection) -> int:
        asks = somebody(c, now, programme="other" if theirs else "green_albania")
        return shared(c, speech, asks, now, said, theirs=theirs)

    return await drom.house.run(work)


async def state(drom: Console, number: int) -> str:
    return str((await drom.row(tables.advice, number))["state"])


async def test_an_answer_is_published_and_taken_back(drom: Console, browser: httpx.AsyncClient) -> None:
    assert '<p class="none">' in (await browser.get("/console/answers")).text
    number = await proposed(drom)
    page = (await browser.get("/console/answers")).text
    assert "Ask two banks." in page
    assert "May others hear this?" not in page, "what was asked is nobody else's"
    assert (await browser.post(f"/console/answers/{number}/publish")).status_code == 303
    assert await state(drom, number) == "published"
    found = await drom.house.read(lambda c: sharing.alike(c, "sample_ngo", "en", "money"))
    assert found is not None
    await drom.house.run(lambda c: sharing.shown(c, number))
    await drom.house.run(lambda c: sharing.enough(c, number))
    assert "Heard: 1. Was enough: 1." in (await browser.get("/console/answers?state=published")).text
    assert (await browser.post(f"/console/answers/{number}/publish")).status_code == 422
    assert (await browser.post(f"/console/answers/{number}/reject")).status_code == 303
    assert await state(drom, number) == "rejected"
    assert await drom.house.read(lambda c: sharing.alike(c, "sample_ngo", "en", "money")) is None
    acts = [one["act"] for one in await drom.house.rows(tables.log)]
    assert acts[-2:] == ["advice_published", "advice_rejected"]


async def test_a_spoken_answer_is_heard_before_it_is_published(drom: Console, browser: httpx.AsyncClient) -> None:
    now, shelf = drom.house.clock.now(), drom.house.core.shelf

    def voice(c: Connection) -> int:
        number = media.put(c, contact_id=somebody(c, now), name="a" * 64, kind="voice", now=now)
        media.keep(c, number, content_type="audio/ogg", size=3000, seconds=4.0)
        return number

    file = await drom.house.run(voice)
    shelf.put("a" * 64, opus())
    number = await proposed(drom, Matter("voice", media_id=file))
    page = (await browser.get("/console/answers")).text
    assert f'href="/console/answers/{number}/voice"' in page
    played = await browser.get(f"/console/answers/{number}/voice")
    assert (played.status_code, played.content[:4]) == (200, b"OggS")


@pytest.mark.parametrize("who", ["helper", "mentor", "theirs", "abroad"])
async def test_nobody_else_decides(drom: Console, who: str) -> None:
    number = await proposed(drom)
    async with await drom.signed_in(who) as other:
        assert "Ask two banks." not in (await other.get("/console/answers")).text
        assert (await other.post(f"/console/answers/{number}/publish")).status_code == 404
    assert await state(drom, number) == "proposed"


async def test_questions_are_counted_by_country_language_and_topic(drom: Console, browser: httpx.AsyncClient) -> None:
    now, speech = drom.house.clock.now(), drom.house.core.speech
    assert (await browser.get("/console/questions/numbers")).status_code == 200
    await proposed(drom)
    await drom.house.run(lambda c: question(c, speech, somebody(c, now), now))
    await drom.house.move(timedelta(hours=50))
    async with await drom.signed_in("coordinator") as later:
        page = (await later.get("/console/questions/numbers")).text
        for words in ("Together", "By country", "By language", "By topic", "Albania", "English", "Money"):
            assert words in page
        cells = re.findall(r"<td[^>]*>(.*?)</td>", page)[:8]
        assert cells == [*["not shown"] * 6, "0 / 0", "0"]
        assert "Numbers under 5 are not shown" in page
        for _ in range(4):
            await drom.house.run(lambda c: question(c, speech, somebody(c, now), now + timedelta(hours=49)))
        page = (await later.get("/console/questions/numbers")).text
        assert re.findall(r"<td[^>]*>(.*?)</td>", page)[:3] == ["6", "not shown", "5"]
        assert 'aria-current="true">90 days' in (await later.get("/console/questions/numbers?days=90")).text
        assert 'aria-current="true">30 days' in (await later.get("/console/questions/numbers?days=x")).text
