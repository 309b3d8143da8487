"""What the simulator refuses and what it never lets through: hostile words, big bodies, foreign forms and hosts."""

import re
from collections.abc import AsyncIterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.channels.port import Part
from bot.services.phones import TOO_LARGE
from bot.web.guard import USUAL, Allowance
from bot.web.simulator import allowance
from bot.web.simulator_posts import FILE_FORM, FORM
from storage.down import StorageDown
from tests.web.stub import buttons, simulator, two
from tests.web.test_simulator import LIVE

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


@pytest.mark.parametrize("hostile", HOSTILE)
async def test_hostile_words_stay_words(tmp_path: Path, hostile: str) -> None:
    async with simulator(tmp_path) as sim:
        plain = (await sim.client.get("/simulator")).text
        ana, besim = await two(sim)
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


@pytest.mark.parametrize(
    ("path", "allowed", "words"),
    [("text", FORM, "A message has at most 4096 characters. Write a shorter one."), ("file", FILE_FORM, TOO_LARGE)],
)
async def test_who_sends_too_much_is_told_so_in_the_page(
    tmp_path: Path, path: str, allowed: Allowance, words: str
) -> None:
    async with simulator(tmp_path) as sim:
        ana, _ = await two(sim)
        address = f"/simulator/phones/{ana.id}/{path}?telegram={ana.id}&whatsapp=0&show=telegram"
        file = {"file": ("v.wav", bytes(allowed.size))}
        page = await sim.client.post(address, files=file)
        line = await sim.client.post(address, files=file, headers=LIVE)
        chunked = await sim.client.post(address, content=_chunks(allowed.size + 1))
        assert (page.status_code, chunked.status_code) == (413, 413)
        assert f'<p class="alert" role="alert">{words}</p>' in page.text
        assert 'aria-label="Send"' in page.text
        assert page.headers["content-security-policy"]
        assert (line.status_code, line.text) == (413, words)
        foreign = await sim.client.post(address, files=file, headers={"Origin": "http://evil.example"})
        assert (foreign.status_code, words in foreign.text) == (403, False)
        assert sim.drom.got == []


async def _chunks(size: int) -> AsyncIterator[bytes]:
    for start in range(0, size, 65_536):
        yield bytes(min(65_536, size - start))


def test_only_this_machine_may_send_files() -> None:
    home: dict[str, Any] = {
        "path": "/simulator/phones/1/file",
        "headers": [(b"host", b"localhost")],
        "client": ("127.0.0.1", 1),
    }
    assert allowance(home) == FILE_FORM
    assert allowance(home | {"path": "/telegram/webhook"}) == USUAL
    assert allowance(home | {"client": ("192.0.2.1", 1)}) == USUAL
    assert allowance(home | {"headers": [(b"host", b"drom.example")]}) == USUAL
    assert allowance(home | {"headers": [*home["headers"], (b"x-forwarded-for", b"192.0.2.1")]}) == USUAL


async def test_forms_of_others_and_other_hosts_are_refused(tmp_path: Path) -> None:
    async with simulator(tmp_path) as sim:
        ana, _ = await two(sim)
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
        ana, _ = await two(sim)
        sim.drom.down = StorageDown("full", "the disk is full")
        answer = await sim.client.post(f"/simulator/phones/{ana.id}/text", data={"text": "Hello"}, headers=LIVE)
        page = (await sim.client.get("/simulator")).text
    assert (answer.status_code, answer.text) == (503, "Drom cannot keep anything now. Try again in a minute.")
    assert 'aria-label="Drom does not have it yet"' in page


async def test_pages_and_their_files_are_complete_and_name_no_other_place(tmp_path: Path) -> None:
    async with simulator(tmp_path) as sim:
        await two(sim)
        page = await sim.client.get("/simulator")
        assert "default-src 'none'" in page.headers["content-security-policy"]
        for path in [*re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text), "/static/recorder-worklet.js"]:
            answer = await sim.client.get(path)
            assert answer.status_code == 200
            assert answer.headers["cache-control"] == "no-cache"
            assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", answer.text)
        assert not re.search(r"https?://", page.text)
