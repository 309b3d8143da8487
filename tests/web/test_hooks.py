"""The platforms' posts: strangers are refused, what is acknowledged is stored, and nothing is ever answered 500."""
# ruff: noqa: N802 - the names bear the numbers of the channel rules

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode

import httpx
import pytest
from starlette.applications import Starlette

from bot.channels.port import Inbound, Status
from bot.channels.twilio_signature import TwilioSignature
from bot.web.hooks import Intake, hook_routes
from storage.down import StorageDown
from tests.payloads import telegram, telegram_names, whatsapp, whatsapp_body, whatsapp_names

SECRET, TOKEN, OLD = "aB3_-secret-of-the-hook", "1" * 32, "2" * 32
PUBLIC = "https://drom.example.test"
MESSAGE, STATUS = "/whatsapp/webhook", "/whatsapp/status"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Desk:
    """Behind the hooks: what was stored, and the trouble there is with it."""

    def __init__(self) -> None:
        self.stored: list[Inbound | Status] = []
        self.quiet: list[str] = []
        self.trouble: Exception | None = None
        self.ready = True
        self.open = asyncio.Event()
        self.open.set()

    async def receive(self, inbounds: Sequence[Inbound]) -> None:
        await self._store(*inbounds)

    async def status(self, status: Status) -> None:
        await self._store(status)

    async def _store(self, *what: Inbound | Status) -> None:
        await self.open.wait()
        if self.trouble is not None:
            raise self.trouble
        self.stored.extend(what)

    def client(self, public_url: str = PUBLIC) -> httpx.AsyncClient:
        intake = Intake(self.receive, self.status, lambda: self.ready, self.quiet.append)
        routes = hook_routes(intake, telegram_secret=SECRET, whatsapp=TwilioSignature((TOKEN, OLD), public_url))
        return httpx.AsyncClient(transport=httpx.ASGITransport(app=Starlette(routes=routes)), base_url="http://inner")


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def _telegram(desk: Desk, body: bytes, secret: str | bytes | None = SECRET) -> httpx.Response:
    given = secret.encode() if isinstance(secret, str) else secret
    headers = {} if given is None else {b"X-Telegram-Bot-Api-Secret-Token": given}
    async with desk.client() as client:
        return await client.post("/telegram/webhook", content=body, headers=headers)


def _update(name: str = "text") -> bytes:
    return json.dumps(telegram(name)).encode()


@pytest.mark.parametrize(
    "secret",
    [None, "", "wrong", SECRET[:-1], SECRET + "x", SECRET.upper(), f" {SECRET} x", "х" * len(SECRET), b"\xff" * 20],
)
@pytest.mark.parametrize("body", [_update(), b"{", b"\xff", b""])
async def test_T1_stranger_is_refused_before_anything_is_read(
    desk: Desk, secret: str | bytes | None, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await _telegram(desk, body, secret)
    assert (answer.status_code, answer.content) == (403, b"")
    assert desk.stored == []
    assert SECRET not in caplog.text


async def test_T2_answer_follows_the_commit(desk: Desk) -> None:
    desk.open.clear()
    asked = asyncio.create_task(_telegram(desk, _update()))
    for _ in range(20):
        await asyncio.sleep(0)
    assert not asked.done()
    desk.open.set()
    assert (await asked).status_code == 200
    assert [one.text for one in desk.stored if isinstance(one, Inbound)] == ["Здраво, шта има ново? 🙂"]


@pytest.mark.parametrize("name", telegram_names())
async def test_T5_every_update_is_acknowledged(desk: Desk, name: str) -> None:
    answer = await _telegram(desk, _update(name))
    assert (answer.status_code, answer.content) == (200, b"")
    assert len(desk.stored) + len(desk.quiet) == 1


@pytest.mark.parametrize("body", [b"{}", b"[]", b"7", b"null", b'"x"', b'{"update_id": 1}', b'{"update_id": "x"}'])
async def test_T5_json_that_is_no_update_is_counted(desk: Desk, body: bytes) -> None:
    answer = await _telegram(desk, body)
    assert answer.status_code == 200
    assert (desk.stored, desk.quiet) == ([], ["telegram"])


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff\xfe", b"[" * 10_000 + b"]" * 10_000, b'{"a":' * 10_000, b'{"update_id":' + b"9" * 5_000 + b"}"],
)
async def test_S2_what_is_no_json_is_400(desk: Desk, body: bytes) -> None:
    answer = await _telegram(desk, body)
    assert answer.status_code == 400
    assert desk.stored == []


TROUBLES = [StorageDown("locked"), StorageDown("full"), OSError("Zdravo"), ValueError("Zdravo")]


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_D10_what_is_not_stored_is_not_acknowledged(
    desk: Desk, trouble: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    desk.trouble = trouble
    answers = [
        await _telegram(desk, _update()),
        await _whatsapp(desk, MESSAGE, whatsapp("text")),
        await _whatsapp(desk, STATUS, whatsapp("status_read")),
    ]
    assert [answer.status_code for answer in answers] == [503, 503, 503]
    assert [answer.headers["retry-after"] for answer in answers] == ["5", "5", "5"]
    assert "Zdravo" not in caplog.text


async def test_T19_nothing_is_taken_while_drom_stops(desk: Desk) -> None:
    desk.ready = False
    answers = [await _telegram(desk, _update()), await _whatsapp(desk, MESSAGE, whatsapp("text"))]
    assert [answer.status_code for answer in answers] == [503, 503]
    assert desk.stored == []


async def test_hooks_without_a_secret_do_not_exist(desk: Desk) -> None:
    assert hook_routes(Intake(desk.receive, desk.status)) == []


async def test_hooks_take_posts_only(desk: Desk) -> None:
    async with desk.client() as client:
        answers = [await client.get(path) for path in ("/telegram/webhook", MESSAGE, STATUS)]
    assert [answer.status_code for answer in answers] == [405, 405, 405]


def _sign(url: str, form: Sequence[tuple[str, str]], token: str = TOKEN) -> str:
    """Sign as Twilio's page on webhook security says: the address, then each name with its value, by name."""
    text = url + "".join(name + value for name, value in sorted(set(form)))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


async def _whatsapp(
    desk: Desk,
    target: str,
    form: dict[str, str] | list[tuple[str, str]],
    signature: str | None = "",
    public_url: str = PUBLIC,
) -> httpx.Response:
    """Post a form; the signature is the right one where it is "", and missing where it is None."""
    pairs = list(form.items()) if isinstance(form, dict) else form
    headers = httpx.Headers(FORM, encoding="utf-8")
    if signature is not None:
        headers["X-Twilio-Signature"] = signature or _sign(public_url + target, pairs)
    async with desk.client(public_url) as client:
        return await client.post(target, content=urlencode(pairs), headers=headers)


@pytest.mark.parametrize("name", [name for name in whatsapp_names() if not name.startswith("status_")])
async def test_W2_message_is_stored_and_answered_with_empty_twiml(desk: Desk, name: str) -> None:
    answer = await _whatsapp(desk, MESSAGE, whatsapp(name))
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/xml")
    assert answer.text == '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'
    assert bool(desk.stored) != (desk.quiet == ["whatsapp"])


async def test_W1_form_as_it_is_posted_is_the_form_that_is_signed(desk: Desk) -> None:
    body = whatsapp_body("voice")
    signature = _sign(PUBLIC + MESSAGE, parse_qsl(body.decode(), keep_blank_values=True))
    async with desk.client() as client:
        answer = await client.post(MESSAGE, content=body, headers={**FORM, "X-Twilio-Signature": signature})
    assert answer.status_code == 200
    assert [one.kind for one in desk.stored if isinstance(one, Inbound)] == ["voice"]


VALID: dict[str, dict[str, Any]] = {
    "other order": {"form": dict(reversed(whatsapp("text").items()))},
    "new parameter": {"form": whatsapp("text") | {"Nouveauté": "ü 🙂"}},
    "spaces": {"form": whatsapp("text") | {"Body": "  a \n b  "}},
    "value twice": {"form": [*whatsapp("text").items(), ("Extra", "b"), ("Extra", "a")]},
    "old token": {"form": whatsapp("text"), "token": OLD},
    "port in the signature": {"form": whatsapp("text"), "signed": "https://drom.example.test:443" + MESSAGE},
    "port in the address": {
        "form": whatsapp("text"),
        "public_url": "https://drom.example.test:8443",
        "signed": "https://drom.example.test" + MESSAGE,
    },
    "slash at the end": {"form": whatsapp("text"), "public_url": PUBLIC + "/", "signed": PUBLIC + MESSAGE},
    "query": {"form": whatsapp("text"), "target": MESSAGE + "?a=b&c=%20d", "signed": PUBLIC + MESSAGE + "?a=b&c=%20d"},
}


@pytest.mark.parametrize("name", VALID)
async def test_W1_valid_signature_is_taken(desk: Desk, name: str) -> None:
    given = VALID[name]
    form = list(given["form"].items()) if isinstance(given["form"], dict) else given["form"]
    signature = _sign(given.get("signed", PUBLIC + MESSAGE), form, given.get("token", TOKEN))
    target, public_url = given.get("target", MESSAGE), given.get("public_url", PUBLIC)
    answer = await _whatsapp(desk, target, form, signature, public_url)
    assert answer.status_code == 200
    assert len(desk.stored) == 1


_FORM = whatsapp("text")
_RIGHT = _sign(PUBLIC + MESSAGE, list(_FORM.items()))
FORGED: dict[str, dict[str, Any]] = {
    "missing": {"signature": None},
    "blank": {"signature": " "},
    "wrong": {"signature": "A" * 28},
    "not ascii": {"signature": "é" * 28},
    "cut": {"signature": _RIGHT[:-1]},
    "other token": {"signature": _sign(PUBLIC + MESSAGE, list(_FORM.items()), "3" * 32)},
    "other host": {"signature": _sign("https://evil.example.test" + MESSAGE, list(_FORM.items()))},
    "inner host": {"signature": _sign("http://inner" + MESSAGE, list(_FORM.items()))},
    "other path": {"signature": _sign(PUBLIC + STATUS, list(_FORM.items()))},
    "changed value": {"signature": _RIGHT, "form": _FORM | {"Body": "x"}},
    "changed sender": {"signature": _RIGHT, "form": _FORM | {"From": "whatsapp:+38344000001"}},
    "more": {"signature": _RIGHT, "form": _FORM | {"Extra": "x"}},
    "less": {"signature": _RIGHT, "form": {name: value for name, value in _FORM.items() if name != "Body"}},
    "second value": {"signature": _RIGHT, "form": [*_FORM.items(), ("Body", "x")]},
    "query added": {"signature": _RIGHT, "target": MESSAGE + "?a=b"},
    "body hash": {
        "signature": _sign(f"{PUBLIC}{MESSAGE}?bodySHA256={hashlib.sha256(b'').hexdigest()}", []),
        "target": f"{MESSAGE}?bodySHA256={hashlib.sha256(b'').hexdigest()}",
    },
    "too many": {"signature": "A" * 28, "form": [(f"a{n}", "") for n in range(1001)]},
    "nothing": {"signature": _RIGHT, "form": {}},
}


@pytest.mark.parametrize("name", FORGED)
async def test_W1_forged_post_is_403(desk: Desk, name: str) -> None:
    given = {"target": MESSAGE, "form": _FORM} | FORGED[name]
    answer = await _whatsapp(desk, **given)
    assert (answer.status_code, answer.content) == (403, b"")
    assert (desk.stored, desk.quiet) == ([], [])


async def test_W1_blank_value_left_out_is_a_forgery(desk: Desk) -> None:
    form = whatsapp("voice")
    assert form["Body"] == ""
    signature = _sign(PUBLIC + MESSAGE, list(form.items()))
    answer = await _whatsapp(desk, MESSAGE, {n: v for n, v in form.items() if n != "Body"}, signature)
    assert answer.status_code == 403


async def test_W1_body_that_is_no_form_is_403(desk: Desk) -> None:
    async with desk.client() as client:
        for body in (b"\xff\xfe", b"a=%ff", json.dumps(_FORM).encode()):
            answer = await client.post(MESSAGE, content=body, headers={**FORM, "X-Twilio-Signature": _RIGHT})
            assert answer.status_code == 403


async def test_W3_status_bears_its_reference_and_is_answered_204(desk: Desk) -> None:
    answer = await _whatsapp(desk, STATUS + "?ref=42", whatsapp("status_failed"))
    sid = whatsapp("status_failed")["MessageSid"]
    assert (answer.status_code, answer.content) == (204, b"")
    assert desk.stored == [Status("whatsapp", sid, "failed", "63016", 42)]


@pytest.mark.parametrize("change", [{"MessageStatus": "", "SmsStatus": ""}, {"MessageSid": ""}])
async def test_W3_status_of_nothing_is_accepted_quietly(desk: Desk, change: dict[str, str]) -> None:
    answer = await _whatsapp(desk, STATUS, whatsapp("status_read") | change)
    assert answer.status_code == 204
    assert (desk.stored, desk.quiet) == ([], ["whatsapp"])


@pytest.mark.parametrize("signature", [None, " ", "A" * 28])
async def test_W1_forged_status_is_403(desk: Desk, signature: str | None) -> None:
    answer = await _whatsapp(desk, STATUS + "?ref=42", whatsapp("status_read"), signature)
    assert answer.status_code == 403
    assert desk.stored == []


@pytest.mark.parametrize(("tokens", "url"), [((), PUBLIC), (("",), PUBLIC), ((TOKEN, ""), PUBLIC), ((TOKEN,), "")])
def test_S1_signature_without_a_secret_is_refused(tokens: tuple[str, ...], url: str) -> None:
    with pytest.raises(ValueError, match="DROM_TWILIO_AUTH_TOKEN"):
        TwilioSignature(tokens, url)
