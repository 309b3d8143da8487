"""The console about recorded voices: how far it is, recorded in the browser, heard, deleted; and suggestions."""

import re
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Connection

from bot.catalog import sources
from bot.services import contents, recordings
from bot.services.recordings import Speaker, Tongue
from bot.services.staff import OPERATOR
from storage import media, tables, tips
from storage import recordings as rows
from tests.house import NOON
from tests.media.samples import jpeg, opus
from tests.voices.mouth import Mouth
from tests.voices.studio import TIP
from tests.web.console_house import Console, console, follow

pytestmark = pytest.mark.signed_in("administrator")
V = "/console/voices"


def words(drom: Console) -> tuple[str, str]:
    """Return the words that are heard most in Albanian, and their hash."""
    speech = drom.office.speech
    saying = speech.repertoire.sayings(speech.book, speech.words, "sq")[0]
    return saying.words, saying.hash


async def test_a_voice_is_recorded_heard_and_deleted(drom: Console, browser: httpx.AsyncClient) -> None:
    said, hash = words(drom)
    assert "0 of " in (await browser.get(V)).text
    page = (await browser.get(f"{V}/sq")).text
    assert "may your voice stay here" in page
    assert "data-record" not in page
    page = (await browser.get(f"{V}/sq?stay=yes")).text
    assert f'data-record="{V}/sq/keep/{hash}?stay=yes"' in page
    answer = await browser.post(f"{V}/sq/keep/{hash}?stay=yes", files={"voice": ("x.ogg", opus(), "audio/ogg")})
    page = await follow(browser, answer)
    assert "Kept. It is heard within seconds." in page
    assert "1 of " in page
    assert "may your voice stay here" not in page
    [row] = await drom.house.rows(tables.recording)
    assert (row["words"], row["stays"], row["state"]) == (said, True, "kept")
    address = re.findall(r'<audio[^>]* src="([^"]+)"', page)[0]
    heard = await browser.get(address)
    assert (heard.status_code, heard.headers["content-type"]) == (200, "audio/ogg")
    page = await follow(browser, await browser.post(f"{V}/sq/delete/{row['id']}"))
    assert "Deleted." in page
    assert await drom.house.rows(tables.recording) == []
    assert (await browser.get(address)).status_code == 404


async def test_a_tip_is_looked_for_before_anything_is_written(
    drom: Console, browser: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def brought(connection: Connection) -> str:
        tips.add(connection, NOON, key="SEW1", **TIP)
        said = recordings.survey(connection, drom.office.speech, Tongue("sq")).sayings
        return next(one.hash for one in said if one.words == TIP["words"]["sq"])

    hash = await drom.house.run(brought)
    looked: list[str] = []
    read = contents.read

    def noted(connection: Connection) -> Any:
        looked.append(threading.current_thread().name)
        return read(connection)

    monkeypatch.setattr(contents, "read", noted)
    answer = await browser.post(f"{V}/sq/keep/{hash}?stay=yes", files={"voice": ("x.ogg", opus(), "audio/ogg")})
    assert answer.status_code == 303
    assert looked
    assert {name.startswith("store-read") for name in looked} == {True}, "nobody else could write meanwhile"


async def test_words_that_nobody_recorded_are_heard_by_a_machine(tmp_path: Path) -> None:
    async with console(tmp_path, maker=Mouth()) as drom, await drom.signed_in("administrator") as browser:
        said, hash = words(drom)
        address = f"{V}/sq/machine/{hash}"
        assert f'src="{address}"' in (await browser.get(f"{V}/sq")).text
        heard = await browser.get(address)
        assert (heard.status_code, heard.headers["content-type"]) == (200, "audio/ogg")
        assert heard.json() == [["t", "sq", said]]
        for gone in (f"{V}/sq/machine/{'0' * 32}", f"{V}/xx/machine/{hash}"):
            assert (await browser.get(gone)).status_code == 404
        await browser.post(f"{V}/sq/keep/{hash}?stay=yes", files={"voice": ("x.ogg", opus(), "audio/ogg")})
        assert f'src="{address}"' not in (await browser.get(f"{V}/sq")).text


async def test_without_a_voice_there_is_no_machine_to_hear(drom: Console, browser: httpx.AsyncClient) -> None:
    _, hash = words(drom)
    assert "/machine/" not in (await browser.get(f"{V}/sq")).text
    assert (await browser.get(f"{V}/sq/machine/{hash}")).status_code == 404


async def test_a_speaker_changes_whether_their_voice_stays(drom: Console, browser: httpx.AsyncClient) -> None:
    _, hash = words(drom)
    assert "voices/stay" not in (await browser.get(V)).text
    await browser.post(f"{V}/sq/keep/{hash}?stay=yes", files={"voice": ("x.ogg", opus(), "audio/ogg")})
    assert "what you record stays" in (await browser.get(V)).text
    page = await follow(browser, await browser.post(f"{V}/stay", data={"stay": "no"}))
    assert "is deleted when you leave" in page
    assert [row["stays"] for row in await drom.house.rows(tables.recording)] == [False]
    assert [row["detail"] for row in await drom.house.rows(tables.log) if row["act"] == "voice_stays"] == [
        {"stays": False}
    ]


async def test_what_is_no_sound_is_told(drom: Console, browser: httpx.AsyncClient) -> None:
    _, hash = words(drom)
    for files in ({"voice": ("x.ogg", jpeg(), "audio/ogg")}, {"other": ("x.ogg", opus(), "audio/ogg")}):
        assert (await browser.post(f"{V}/sq/keep/{hash}", files=files)).status_code == 422
    gone = await browser.post(f"{V}/sq/keep/{'0' * 32}", files={"voice": ("x.ogg", opus(), "audio/ogg")})
    assert (gone.status_code, "Nobody says these words" in gone.text) == (422, True)
    assert (await browser.get(f"{V}/xx")).status_code == 404
    assert await drom.house.rows(tables.recording) == []


async def test_suggested_words_wait_on_the_page_of_words(drom: Console, browser: httpx.AsyncClient) -> None:
    speech = drom.office.speech
    texts = {source.key for source in sources(speech.book)}
    every = speech.repertoire.sayings(speech.book, speech.words, "sq")
    hash = next(saying.hash for saying in every if saying.key in texts)
    who = Speaker(OPERATOR, drom.person["administrator"], stays=False)

    def work(connection: Connection) -> int:
        about = (connection, who, Tongue("sq"), recordings.saying(connection, speech, "sq", hash))
        return recordings.suggest(*about, "<b>Mirë</b> se vjen!", None, drom.house.clock.now())

    number = await drom.house.run(work)
    page = (await browser.get("/console/words?language=sq")).text
    assert "&lt;b&gt;Mirë&lt;/b&gt; se vjen!" in page
    [row] = await drom.house.rows(tables.recording)
    for link in (f'href="{V}/sq"', f'href="/console/words/sq/{row["key"]}"'):
        assert link in page, "from what is suggested to the voices and to the text"
    assert (await browser.get(f"/console/words/sq/{row['key']}")).status_code == 200
    beside = (await browser.get(f"{V}/sq")).text
    assert "&lt;b&gt;Mirë&lt;/b&gt; se vjen!" in beside
    assert 'href="/console/words?language=sq"' in beside
    assert "Mirë" not in (await browser.get(f"{V}/mk")).text
    assert "Mirë" not in (await browser.get("/console/words?language=mk")).text
    page = await follow(browser, await browser.post(f"{V}/suggested/{number}/seen"))
    assert "Taken off the list." in page
    assert "se vjen!" not in (await browser.get("/console/words?language=sq")).text


async def test_suggested_english_words_stand_with_their_voices(drom: Console, browser: httpx.AsyncClient) -> None:
    speech = drom.office.speech
    saying = speech.repertoire.sayings(speech.book, speech.words, "en")[0]
    who = Speaker(OPERATOR, drom.person["administrator"], stays=False)

    def work(connection: Connection) -> int:
        about = (connection, who, Tongue("en"), saying)
        return recordings.suggest(*about, "You are welcome!", None, drom.house.clock.now())

    number = await drom.house.run(work)
    page = (await browser.get(f"{V}/en")).text
    assert "You are welcome!" in page
    assert "/console/words?language=" not in page, "English words are not corrected here"
    assert f'action="{V}/suggested/{number}/seen"' in page


FILE = {"kept": 200, "stale": 200, "replaced": 404, "suggested": 404, "settled": 404}
OWN = dict.fromkeys(FILE, 200)
"""What a browser is answered that asks for a file, by the state of its recording."""
WHO: tuple[tuple[str, str, dict[str, int], int, int, int], ...] = (
    ("administrator", "their administrator", OWN, 303, 303, 200),
    ("ours", "their administrator", FILE, 404, 404, 200),
    ("coordinator", "their administrator", FILE, 404, 404, 200),
    ("abroad", "their administrator", FILE, 404, 404, 200),
    ("helper", "their administrator", FILE, 404, 404, 200),
    ("helper", "helper", OWN, 303, 404, 200),
    ("mentor", "their administrator", dict.fromkeys(FILE, 404), 404, 404, 404),
    ("", "their administrator", dict.fromkeys(FILE, 303), 303, 303, 303),
)
"""Who of the team asks about whose recording, and the answers: its file, deleting it, seeing to it, a machine."""


@pytest.mark.parametrize(("name", "whose", "files", "deleted", "seen", "machine"), WHO)
async def test_pages_are_for_the_team(
    tmp_path: Path, name: str, whose: str, files: dict[str, int], deleted: int, seen: int, machine: int
) -> None:
    async with console(tmp_path, maker=Mouth()) as drom:
        said, hash = words(drom)
        about: dict[str, Any] = {"language": "sq", "key": "menu.member", "hash": hash, "words": said}

        def work(connection: Connection) -> dict[str, int]:
            found = {}
            for place, state in enumerate(FILE):
                name = f"{place:064x}"
                file = media.put(connection, contact_id=None, name=name, kind="voice", now=NOON)
                media.keep(connection, file, content_type="audio/ogg", size=3)
                drom.house.core.shelf.put(name, b"abc")
                whom = {"person_id": drom.person[whose], "made_at": NOON, "media_id": file, "state": state}
                found[state] = rows.add(connection, **about, **whom)
            return found

        numbers = await drom.house.run(work)
        async with await drom.signed_in(name) if name else drom.client() as browser:
            for state, number in numbers.items():
                assert (await browser.get(f"{V}/files/{number}")).status_code == files[state], state
            assert (await browser.get(f"{V}/sq/machine/{hash}")).status_code == machine
            gone = await browser.post(f"{V}/suggested/{numbers['suggested']}/seen")
            assert gone.status_code == seen
            gone = await browser.post(f"{V}/sq/delete/{numbers['kept']}")
            assert gone.status_code == deleted
        left = {row["state"] for row in await drom.house.rows(tables.recording)}
        assert ("kept" in left) == (deleted != 303 or not name)
        assert ("suggested" in left) == (seen != 303 or not name)
