"""The console's pages about words: what waits for a reader is found, corrected and taken back."""

import re

import httpx
import pytest

from storage import tables
from tests.web.console_house import Console, follow
from tests.web.hostile import HOSTILE

pytestmark = pytest.mark.signed_in("administrator")
KEY, NEW = "welcome.why", "Ndihmoj biznese të vogla."
PAGE = f"/console/words/sq/{KEY}"


async def save(browser: httpx.AsyncClient, text: str, page: str = PAGE, **more: str) -> httpx.Response:
    seen = re.findall(r'name="seen" value="(\d+)"', (await browser.get(page)).text)
    return await browser.post(f"{page}/correct", data={"text": text, "seen": seen[0], **more})


async def test_a_text_is_found_corrected_said_and_taken_back(drom: Console, browser: httpx.AsyncClient) -> None:
    given = drom.office.speech.words.given(KEY, "sq")
    found = (await browser.get("/console/words", params={"language": "sq", "q": given})).text
    assert f'href="{PAGE}"' in found
    page = await follow(browser, await save(browser, NEW, confirmed="yes"))
    assert NEW in page
    assert given in page
    assert "Corrected. It is said so within seconds." in page
    assert await drom.house.core.wording.load()
    assert drom.office.speech.words.text(KEY, "", "sq") == NEW
    listed = (await browser.get("/console/words?language=sq&state=corrected")).text
    assert NEW in listed
    assert f'href="{PAGE}"' not in (await browser.get("/console/words", params={"language": "sq"})).text
    seen = re.findall(r'name="seen" value="(\d+)"', (await browser.get(PAGE)).text)[0]
    page = await follow(browser, await browser.post(f"{PAGE}/take-back", data={"seen": seen}))
    assert "said again as it came" in page
    await drom.house.core.wording.load()
    assert drom.office.speech.words.text(KEY, "", "sq") == given


@pytest.mark.parametrize(
    ("key", "text", "told"),
    [
        (KEY, "", "Write what is to be said."),
        (KEY, " ".join(["fjalë"] * 13), "at most 12 words"),
        (KEY, "Ndihmoj 🌱.", "The pictures must be the same"),
        (KEY, "Ndihmoj {name}.", "What stands in braces"),
        (KEY, "Ndihmoj\njo.", "as many lines"),
        (KEY, "Ndihmoj \u202ejo.", "signs in it that nobody sees"),
        (KEY, "Помагам.", "letters of another script"),
        (KEY, "Ndihmoj romët.", "who somebody is by birth"),
        (KEY, "x" * 400, "too long for a phone"),
        (KEY, "x" * 4000, "at most 1000 characters"),
        ("menu.member.tip", "🌱 Këshillat e gjelbra", "at most 20 characters"),
        ("word.menu", "po", "already for something else"),
    ],
)
async def test_what_cannot_be_said_is_told_and_kept_on_the_page(
    drom: Console, browser: httpx.AsyncClient, key: str, text: str, told: str
) -> None:
    answer = await save(browser, text, f"/console/words/sq/{key}")
    assert answer.status_code == 422
    assert told in answer.text
    assert await drom.house.rows(tables.correction) == []


async def test_who_was_overtaken_is_told(browser: httpx.AsyncClient) -> None:
    assert (await browser.post(f"{PAGE}/correct", data={"text": NEW, "seen": "0"})).status_code == 303
    late = await browser.post(f"{PAGE}/correct", data={"text": "Ndihmoj.", "seen": "0"})
    assert late.status_code == 422
    assert "Somebody else has just changed it" in late.text


@pytest.mark.parametrize("path", ["en/welcome.why", "xx/welcome.why", "sq/no.such", "sq/programme.town.tirana"])
async def test_what_cannot_be_corrected_is_not_there(browser: httpx.AsyncClient, path: str) -> None:
    for act in ("correct", "take-back"):
        answer = await browser.post(f"/console/words/{path}/{act}", data={"text": "x"})
        assert answer.status_code == 404
    assert (await browser.post(f"{PAGE}/take-back")).status_code == 404


async def test_whoever_has_one_organisation_reads_but_does_not_correct(drom: Console) -> None:
    async with await drom.signed_in("ours") as browser:
        page = (await browser.get(PAGE)).text
        assert "/correct" not in page
        assert "Whoever sees to all organisations" in page
        assert (await browser.post(f"{PAGE}/correct", data={"text": NEW})).status_code == 404
    assert await drom.house.rows(tables.correction) == []


async def test_latin_letters_lead_to_the_cyrillic(drom: Console, browser: httpx.AsyncClient) -> None:
    page = (await browser.get(f"/console/words/sr_Latn/{KEY}")).text
    assert f'href="/console/words/sr_Cyrl/{KEY}"' in page
    await save(browser, "Помажем малим фирмама.", f"/console/words/sr_Cyrl/{KEY}")
    await drom.house.core.wording.load()
    assert "Pomažem malim firmama." in (await browser.get(f"/console/words/sr_Latn/{KEY}")).text


async def test_a_romani_text_that_another_language_says_is_written(browser: httpx.AsyncClient) -> None:
    page = (await browser.get("/console/words?language=rom&state=chain&of=staff")).text
    key = re.findall(r'href="(/console/words/rom/console\.[^"]+)"', page)[0]
    page = await follow(browser, await save(browser, "Lava", key))
    assert "Lava" in page


async def test_hostile_words_stay_words(browser: httpx.AsyncClient) -> None:
    page = "/console/words/sq/console.words.how"
    for words in HOSTILE:
        answer = await save(browser, words, page)
        text = answer.text if answer.status_code != 303 else await follow(browser, answer)
        listed = (await browser.get("/console/words", params={"language": "sq", "q": words, "of": words})).text
        for shown in (text, listed):
            assert words not in shown or not re.search('[<>"]', words), words
