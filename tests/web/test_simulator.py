"""The simulator's routes over HTTP, without a script: pages, forms, files, transcripts and refusals."""

import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.channels.port import Part
from bot.transcript import load
from bot.web.simulator_posts import FILE_BODY, TEXT_BODY, leap
from bot.web.simulator_view import HINTS
from storage import phones
from storage.down import StorageDown
from storage.phones import Phone
from tests.transcripts.replay import picture, silence
from tests.web.stub import Simulator, buttons, simulator

LIVE = {"X-Drom-Live": "1"}
OGG_OUT = b"OggS\x00 sample"
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</textarea></title><svg/onload=alert(1)>",
    "{{ 7*7 }}{% raw %}",
    "javascript:alert(1)",
    "data: x\r\n\r\nevent: bubble\rdata: y",
    "\u202egnp.exe\u2066",
    "<!--",
    "&lt;b&gt;",
)


_LINKS = {"href", "src", "action", "formaction"}


class _Marks(HTMLParser):
    """Collects every element of a page, and all attributes that could run something or leave our pages."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.handlers: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.handlers += [name for name, value in attrs if name.startswith("on") or name == "style"]
        self.handlers += [value for name, value in attrs if name in _LINKS and not str(value).startswith(("/", "#"))]


def _marks(page: str) -> _Marks:
    found = _Marks()
    found.feed(page)
    return found


async def _two(sim: Simulator) -> tuple[Phone, Phone]:
    ana = await sim.stage.phones.add(SIM_TELEGRAM, "Ana", "sq")
    return ana, await sim.stage.phones.add(SIM_WHATSAPP, "Besim", "+355")


async def test_a_newcomer_is_told_what_to_do(tmp_path: Path) -> None:
    async with simulator(tmp_path) as sim:
        assert "Make a new phone, then be that person and talk to Drom." in (await sim.client.get("/simulator")).text
        await _two(sim)
        page = (await sim.client.get("/simulator")).text
    assert "Press Start: you are Ana, and Drom answers." in page
    assert "Say hello: you are Besim, and Drom answers." in page
    assert "Mon 1 Mar 2027, 09:00" in page


async def test_looking_changes_nothing(tmp_path: Path) -> None:
    async with simulator(tmp_path) as sim:
        ana, _ = await _two(sim)
        for path in (
            "/simulator",
            "/simulator?telegram=x&whatsapp=99&show=no",
            f"/simulator/transcript?phone={ana.id}",
        ):
            assert (await sim.client.get(path)).status_code == 200
        for path in (f"/simulator/phones/{ana.id}/text", "/simulator/phones", "/simulator/clock"):
            assert (await sim.client.get(path)).status_code == 405
        assert await sim.stage.store.read(phones.newest) == 0
        assert sim.drom.got == []


async def test_a_text_comes_back_with_drom_s_answer(tmp_path: Path) -> None:
    async with simulator(tmp_path) as sim:
        ana, besim = await _two(sim)
        query = f"telegram={ana.id}&whatsapp={besim.id}&show=whatsapp"
        answer = await sim.client.post(f"/simulator/phones/{besim.id}/text?{query}", data={"text": "Zdravo"})
        assert (answer.status_code, answer.headers["location"]) == (303, f"/simulator?{query}")
        page = (await sim.client.get(answer.headers["location"])).text
    assert [each.text for each in sim.drom.got] == ["Zdravo"]
    assert "What do you want?" in page
    assert "show-whatsapp" in page
    assert 'aria-label="Drom has it"' in page


async def test_a_script_gets_no_page(tmp_path: Path) -> None:
    async with simulator(tmp_path) as sim:
        ana, _ = await _two(sim)
        answer = await sim.client.post(f"/simulator/phones/{ana.id}/text", data={"text": "Hi"}, headers=LIVE)
        assert (answer.status_code, answer.content) == (204, b"")
        answer = await sim.client.post(f"/simulator/phones/{ana.id}/text", data={"text": ""}, headers=LIVE)
        assert (answer.status_code, answer.text) == (400, "Write something first.")


async def test_buttons_stand_under_a_telegram_bubble_and_in_a_whatsapp_list(tmp_path: Path) -> None:
    async with simulator(tmp_path) as sim:
        ana, besim = await _two(sim)
        for each in (ana, besim):
            await sim.client.post(f"/simulator/phones/{each.id}/text", data={"text": "Hi"})
        page = (await sim.client.get("/simulator")).text
        bubbles = await sim.stage.store.read(lambda connection: phones.bubbles(connection, [besim.id]))
        press = {"on": bubbles[-1].id, "payload": "menu.main.tip@1"}
        await sim.client.post(f"/simulator/phones/{besim.id}/press", data=press)
        after = (await sim.client.get("/simulator")).text
    telegram, whatsapp = page.split('<section class="seat whatsapp"')
    assert 'class="keys"' in telegram
    assert "<summary>" in whatsapp
    assert 'class="rows"' in whatsapp
    assert 'class="replies"' in after
    assert (sim.drom.got[-1].kind, sim.drom.got[-1].payload) == ("tap", "menu.main.tip@1")


@pytest.mark.parametrize("hostile", HOSTILE)
async def test_hostile_words_stay_words(tmp_path: Path, hostile: str) -> None:
    async with simulator(tmp_path) as sim:
        plain = (await sim.client.get("/simulator")).text
        ana, besim = await _two(sim)
        for channel, hint in ((SIM_TELEGRAM, "sq"), (SIM_WHATSAPP, "+355")):
            await sim.stage.phones.add(channel, hostile, hint)
        choice = buttons((hostile[:60], hostile))
        for each in (ana, besim):
            await sim.stage.phones.write(each.id, hostile)
            for style in ("buttons", "list"):
                part = Part(hostile, style, choice, opener=hostile, voice=hostile, picture=hostile, document=hostile)
                await sim.drom.say(each.channel, each.address, part)
        page = (await sim.client.get("/simulator", params={"telegram": hostile, "show": hostile})).text
        problem = await sim.client.post(f"/simulator/phones/{ana.id}/press", data={"on": hostile, "payload": hostile})
    found = _marks(page)
    assert found.handlers == []
    assert found.tags.count("script") == _marks(plain).tags.count("script") == 2
    assert found.tags.count("img") == 4
    assert (problem.status_code, "This form is not complete." in problem.text) == (400, True)


async def test_files_travel_both_ways(tmp_path: Path) -> None:
    async with simulator(tmp_path) as sim:
        ana, _ = await _two(sim)
        sent: list[tuple[bytes, str]] = [
            (silence(2), "audio/wav"),
            (picture(), "image/png"),
            (b"<script>alert(1)</script>", "application/octet-stream"),
        ]
        for data, content_type in sent:
            await sim.client.post(f"/simulator/phones/{ana.id}/file", files={"file": ("x.html", data, "text/html")})
            file = sim.drom.got[-1].file
            assert file is not None
            answer = await sim.client.get(f"/simulator/files/{file.reference}")
            assert (answer.content, answer.headers["content-type"]) == (data, content_type)
            assert ("attachment" in answer.headers.get("content-disposition", "")) == (data[:1] == b"<")
        for name in ("0" * 64, "x", "..%2fdrom.db"):
            assert (await sim.client.get(f"/simulator/files/{name}")).status_code == 404
        sim.drom.media = {"7": (OGG_OUT, "audio/ogg"), "8": (b"<html>", "text/html")}
        voice = await sim.client.get("/simulator/media/7")
        page = await sim.client.get("/simulator/media/8")
        assert (voice.content, voice.headers["content-type"]) == (OGG_OUT, "audio/ogg")
        assert page.headers["content-type"] == "application/octet-stream"
        assert (await sim.client.get("/simulator/media/9")).status_code == 404


async def test_bodies_have_limits(tmp_path: Path) -> None:
    async with simulator(tmp_path) as sim:
        ana, _ = await _two(sim)
        big = {"text": "x" * TEXT_BODY}
        assert (await sim.client.post(f"/simulator/phones/{ana.id}/text", data=big)).status_code == 413

        async def unending() -> Any:
            yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="v"\r\n\r\n'
            while True:
                yield bytes(65536)

        for path in ("text", "file"):
            headers = {"Content-Type": "multipart/form-data; boundary=x"}
            answer = await sim.client.post(f"/simulator/phones/{ana.id}/{path}", content=unending(), headers=headers)
            assert answer.status_code == 413
        file = {"file": ("v.wav", bytes(FILE_BODY))}
        assert (await sim.client.post(f"/simulator/phones/{ana.id}/file", files=file)).status_code == 413
        assert sim.drom.got == []


async def test_place_contact_and_block(tmp_path: Path) -> None:
    async with simulator(tmp_path) as sim:
        ana, _ = await _two(sim)
        assert '<option value="41.3275,19.8187">Tirana</option>' in (await sim.client.get("/simulator")).text
        await sim.client.post(f"/simulator/phones/{ana.id}/location", data={"place": "41.3275,19.8187"})
        await sim.client.post(f"/simulator/phones/{ana.id}/contact")
        sim.drom.silent = True
        await sim.client.post(f"/simulator/phones/{ana.id}/block", headers=LIVE)
        page = (await sim.client.get("/simulator")).text
        await sim.client.post(f"/simulator/phones/{ana.id}/unblock", headers=LIVE)
        bad = await sim.client.post(f"/simulator/phones/{ana.id}/location", data={"place": "here"})
    assert [each.kind for each in sim.drom.got] == ["location", "contact", "blocked", "unblocked"]
    assert sim.drom.got[0].location == (41.3275, 19.8187)
    assert "Ana blocked Drom." in page
    assert bad.status_code == 400


async def test_a_new_phone_is_opened(tmp_path: Path) -> None:
    async with simulator(tmp_path) as sim:
        ana, besim = await _two(sim)
        query = f"telegram={ana.id}&whatsapp={besim.id}&show=telegram"
        form = {"channel": SIM_WHATSAPP, "name": "  Djulijana  D. ", "hint": "+381"}
        answer = await sim.client.post(f"/simulator/phones?{query}", data=form)
        made = (await sim.stage.store.read(phones.everyone))[-1]
        assert (made.name, made.channel, made.hint) == ("Djulijana D.", SIM_WHATSAPP, "+381")
        assert answer.headers["location"] == f"/simulator?telegram={ana.id}&whatsapp={made.id}&show=whatsapp"
        for wrong in ({"name": ""}, {"name": "x" * 41}, {"channel": "telegram"}, {"hint": "sq"}):
            answer = await sim.client.post(f"/simulator/phones?{query}", data=form | wrong)
            assert answer.status_code == 400
        assert len(await sim.stage.store.read(phones.everyone)) == 3
        assert (await sim.client.get("/simulator")).text.count('name="name" value="Djulijana"') == 2


async def test_the_time_machine(tmp_path: Path) -> None:
    async with simulator(tmp_path) as sim:
        for to, shown in (
            ("hour", "Mon 1 Mar 2027, 10:00"),
            ("day", "Tue 2 Mar 2027, 10:00"),
            ("morning", "Wed 3 Mar 2027, 09:00"),
        ):
            answer = await sim.client.post("/simulator/clock", data={"to": to})
            assert answer.status_code == 303
            assert shown in (await sim.client.get("/simulator")).text
        assert (await sim.client.post("/simulator/clock", data={"to": "yesterday"})).status_code == 400
    assert sim.drom.moves == [timedelta(hours=1), timedelta(days=1), timedelta(hours=23)]


def test_nine_in_the_morning_is_on_the_wall() -> None:
    tirana = ZoneInfo("Europe/Tirane")
    before = datetime(2027, 3, 27, 8, 0, tzinfo=UTC)
    assert before + leap("morning", before, tirana) == datetime(2027, 3, 28, 7, 0, tzinfo=UTC)
    night = datetime(2027, 3, 1, 23, 30, tzinfo=UTC)
    assert (night + leap("morning", night, tirana)).astimezone(tirana).isoformat() == "2027-03-03T09:00:00+01:00"


async def test_a_transcript_is_a_file_of_what_happened(tmp_path: Path) -> None:
    async with simulator(tmp_path) as sim:
        ana, besim = await _two(sim)
        for each in (ana, besim):
            await sim.client.post(f"/simulator/phones/{each.id}/text", data={"text": "Hello"})
        one = await sim.client.get(f"/simulator/transcript?phone={ana.id}")
        both = await sim.client.get(f"/simulator/transcript?phone={ana.id}&phone={besim.id}")
        none = await sim.client.get("/simulator/transcript?phone=99&phone=x")
    assert one.headers["content-disposition"] == 'attachment; filename="ana.txt"'
    assert both.headers["content-disposition"] == 'attachment; filename="ana-besim.txt"'
    assert [who.name for who in load(one.text).cast] == ["Ana"]
    assert len(load(both.text).steps) == 6
    assert none.status_code == 404


async def test_forms_of_others_and_other_hosts_are_refused(tmp_path: Path) -> None:
    async with simulator(tmp_path) as sim:
        ana, _ = await _two(sim)
        paths = [
            f"/simulator/phones/{ana.id}/{act}" for act in ("text", "press", "file", "location", "contact", "block")
        ]
        for path in (*paths, "/simulator/phones", "/simulator/clock"):
            for foreign in ({"Origin": "http://evil.example"}, {"Origin": "", "Sec-Fetch-Site": "cross-site"}):
                assert (
                    await sim.client.post(path, data={"text": "x", "to": "day"}, headers=foreign)
                ).status_code == 403
            host = {"Host": "evil.example", "Origin": "http://evil.example"}
            assert (await sim.client.post(path, data={"text": "x"}, headers=host)).status_code == 403
        assert (await sim.client.get("/simulator", headers={"Host": "evil.example"})).status_code == 403
        assert (sim.drom.got, sim.drom.moves) == ([], [])


async def test_when_nothing_can_be_kept_the_person_is_told(tmp_path: Path) -> None:
    async with simulator(tmp_path) as sim:
        ana, _ = await _two(sim)
        sim.drom.down = StorageDown("full", "the disk is full")
        answer = await sim.client.post(f"/simulator/phones/{ana.id}/text", data={"text": "Hello"}, headers=LIVE)
        page = (await sim.client.get("/simulator")).text
    assert (answer.status_code, answer.text) == (503, "Drom cannot keep anything now. Try again in a minute.")
    assert 'aria-label="Drom does not have it yet"' in page


async def test_pages_and_their_files_are_complete_and_name_no_other_place(tmp_path: Path) -> None:
    async with simulator(tmp_path) as sim:
        await _two(sim)
        page = await sim.client.get("/simulator")
        assert "default-src 'none'" in page.headers["content-security-policy"]
        for path in [*re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text), "/static/recorder-worklet.js"]:
            answer = await sim.client.get(path)
            assert answer.status_code == 200
            assert answer.headers["cache-control"] == "no-cache"
            assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", answer.text)
        assert not re.search(r"https?://", page.text)


def test_every_hint_is_told_once() -> None:
    for choices in HINTS.values():
        assert len({hint for hint, _ in choices}) == len(choices)
    assert all(hint.startswith("+") for hint, _ in HINTS[SIM_WHATSAPP])
