"""The emulated Twilio says what Twilio says; asked through Twilio's own library where that works (channels.md 2.8)."""

import base64
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from twilio.rest.content.v1.content import ContentList

from tests.emulators.caller import Caller
from tests.emulators.conftest import Hook, until
from tests.emulators.faults import Knobs
from tests.emulators.twilio import ACCOUNT, KEY, SECRET, SENDER, TOKEN, Twilio

pytestmark = [
    pytest.mark.filterwarnings("ignore:BasicAuth is deprecated"),
    pytest.mark.filterwarnings("ignore:The .auth. parameter is deprecated"),
]

ANA = "whatsapp:+38970123456"


@pytest.fixture
async def client(twilio: Twilio) -> AsyncIterator[Client]:
    http: Any = AsyncTwilioHttpClient()
    made: Any = Client(KEY, SECRET, ACCOUNT, http_client=http)  # type: ignore[no-untyped-call]
    made.api.base_url = made.content.base_url = twilio.server.address
    yield made
    await http.close()


class Api:
    """Plain JSON calls, for what Twilio's library cannot do with asyncio."""

    def __init__(self, twilio: Twilio, caller: Caller) -> None:
        self.twilio, self.caller = twilio, caller

    async def __call__(self, method: str, path: str, body: Any = None, user: str = f"{KEY}:{SECRET}") -> Any:
        secret = base64.b64encode(user.encode()).decode()
        headers = {"Authorization": f"Basic {secret}", "Content-Type": "application/json"}
        data = b"" if body is None else json.dumps(body).encode()
        url = path if path.startswith("http") else self.twilio.server.address + path
        return await self.caller.call(method, url, data, headers)


@pytest.fixture
def api(twilio: Twilio, caller: Caller) -> Api:
    return Api(twilio, caller)


async def send(client: Client, to: str = ANA, **fields: Any) -> Any:
    return await client.messages.create_async(to=to, from_=SENDER, **fields)


def forms(hook: Hook) -> list[dict[str, str]]:
    return [dict(parse_qsl(request.body.decode(), keep_blank_values=True)) for request in hook.seen]


async def seen(hook: Hook, count: int) -> list[dict[str, str]]:
    await until(lambda: len(hook.seen) >= count)
    return forms(hook)


def is_signed(hook: Hook, url: str, place: int = 0) -> bool:
    validator: Any = RequestValidator(TOKEN)  # type: ignore[no-untyped-call]
    given = hook.seen[place].headers["x-twilio-signature"]
    return bool(validator.validate(url, forms(hook)[place], given))


async def test_a_message_goes_out_and_its_statuses_come_back_signed(client: Client, hook: Hook) -> None:
    url = f"{hook.server.address}/status?id=7"
    sent = await send(client, body="Здраво", status_callback=url)
    assert (sent.status, sent.to, sent.body) == ("queued", ANA, "Здраво")
    found = await seen(hook, 2)
    assert [one["MessageStatus"] for one in found] == ["sent", "delivered"]
    assert {one["MessageSid"] for one in found} == {sent.sid}
    assert is_signed(hook, url)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"to": "38970123456", "body": "x"}, 21211),
        ({"body": "x" * 1601}, 21617),
        ({"body": ""}, 21619),
        ({"content_sid": "HX" + "a" * 32}, 21655),
        ({"body": "x", "content_variables": '{"1": 2}'}, 21656),
        ({"body": "x", "status_callback": "http://a_b/x"}, 21609),
    ],
)
async def test_a_bad_message_is_refused_with_twilio_s_code(client: Client, fields: dict[str, Any], code: int) -> None:
    with pytest.raises(TwilioRestException) as caught:
        await send(client, **fields)
    assert (caught.value.code, caught.value.status) == (code, 400)


async def test_wrong_credentials(twilio: Twilio, api: Api) -> None:
    reply = await api("GET", f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json", user="a:b")
    assert (reply.status, json.loads(reply.body)["code"]) == (401, 20003)


async def test_outside_the_window_only_an_approved_template_goes(
    twilio: Twilio, client: Client, api: Api, hook: Hook
) -> None:
    twilio.turn(Knobs(extra={"closed": [ANA], "approve": True}))
    template = {"friendly_name": "knock", "language": "en", "types": {"twilio/text": {"body": "You have a message"}}}
    sid = json.loads((await api("POST", "/v1/Content", template)).body)["sid"]
    url = f"{hook.server.address}/status"
    await send(client, body="x", status_callback=url)
    assert (await seen(hook, 1))[0]["ErrorCode"] == "63016"
    await send(client, content_sid=sid, status_callback=url)
    assert (await seen(hook, 2))[1]["ErrorCode"] == "63016"
    asked = {"name": "knock_1", "category": "UTILITY"}
    assert (await api("POST", f"/v1/Content/{sid}/ApprovalRequests/whatsapp", asked)).status == 201
    status = json.loads((await api("GET", f"/v1/Content/{sid}/ApprovalRequests")).body)["whatsapp"]["status"]
    assert status == "approved"
    await send(client, content_sid=sid, status_callback=url)
    assert (await seen(hook, 3))[2]["MessageStatus"] == "sent"


@pytest.mark.parametrize(
    ("labels", "code"),
    [(["Po", "Jo"], 0), (["Po", "x" * 21], 63013), (["Po", "Po"], 63013), (["1", "2", "3", "4"], 63021)],
)
async def test_limits_hold_for_the_filled_text(
    twilio: Twilio, client: Client, api: Api, labels: list[str], code: int
) -> None:
    actions = [{"title": f"{{{{{place}}}}}", "id": str(place)} for place, _ in enumerate(labels, 1)]
    types = {"twilio/quick-reply": {"body": "{{0}}", "actions": actions}}
    template = {"friendly_name": "menu", "language": "en", "types": types, "variables": {"0": "Hello"}}
    sid = json.loads((await api("POST", "/v1/Content", template)).body)["sid"]
    variables = {str(place): label for place, label in enumerate(labels, 1)}
    sent = await send(client, content_sid=sid, content_variables=json.dumps(variables))
    await until(lambda: twilio.account.messages[sent.sid].finished)
    assert twilio.account.messages[sent.sid].error == code


async def test_templates_are_json_listed_and_deleted(twilio: Twilio, client: Client, api: Api, caller: Caller) -> None:
    template = {"language": "en", "types": {"twilio/text": {"body": "x"}}}
    sids = [json.loads((await api("POST", "/v1/Content", template)).body)["sid"] for _ in range(3)]
    assert [one.sid for one in await client.content.v1.contents.list_async(page_size=2)] == sids
    assert (await api("DELETE", f"/v1/Content/{sids[0]}")).status == 204
    assert (await api("GET", f"/v1/Content/{sids[0]}")).status == 404
    with pytest.raises(TwilioRestException):
        await client.content.v1.contents.create_async(ContentList.ContentCreateRequest(template))


async def test_messages_are_listed_by_pages_and_filters(twilio: Twilio, client: Client) -> None:
    sids = [twilio.push({"From": ANA, "Body": str(number)}).sid for number in range(5)]
    twilio.push({"From": "whatsapp:+38971000000", "Body": "other"})
    found = await client.messages.list_async(from_=ANA, page_size=2)
    assert [one.sid for one in found] == sids[::-1]
    assert [str(one.direction) for one in found] == ["inbound"] * 5
    after = twilio.account.messages[sids[3]].at + timedelta(hours=1)
    for sid in sids[3:]:
        twilio.account.messages[sid].at = after
    assert len(await client.messages.list_async(from_=ANA, date_sent_after=after)) == 2


async def test_a_person_s_message_is_posted_signed_and_counted_lost_when_refused(twilio: Twilio, hook: Hook) -> None:
    twilio.inbound = f"{hook.server.address}/in#rc=2&rp=5xx"
    hook.statuses = [503, 200, 400]
    twilio.push({"From": ANA, "Body": ""})
    (first, second) = (await seen(hook, 2))[:2]
    assert first == second
    assert (first["Body"], first["WaId"], first["NumMedia"]) == ("", "38970123456", "0")
    assert is_signed(hook, f"{hook.server.address}/in")
    twilio.push({"From": ANA, "Body": "refused", "ButtonPayload": "a.b.c@1"})
    await until(lambda: len(twilio.hooks.posts) == 3)
    assert [post.status for post in twilio.hooks.posts] == [503, 200, 400]
    assert forms(hook)[2]["ButtonPayload"] == "a.b.c@1"


async def test_media_are_fetched_at_another_host_without_credentials(twilio: Twilio, api: Api, hook: Hook) -> None:
    twilio.inbound = f"{hook.server.address}/in"
    message = twilio.push({"From": ANA, "media": [["audio/ogg", "T2dnUw=="]]})
    url = (await seen(hook, 1))[0]["MediaUrl0"]
    assert (await api("GET", url, user="a:b")).status == 401
    reply = await api("GET", url)
    assert reply.status == 307
    assert not reply.headers["location"].startswith(twilio.server.address)
    assert (await api.caller.call("GET", reply.headers["location"])).body == b"OggS"
    assert twilio.leaks == []
    await api("GET", reply.headers["location"])
    assert len(twilio.leaks) == 1
    assert (await api("DELETE", f"{url}.json")).status == 204
    assert (await api("GET", url)).status == 404
    path = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{message.sid}.json"
    assert (await api("DELETE", path)).status == 204
    assert (await api("GET", path)).status == 404


async def test_statuses_may_come_twice_and_in_any_order(twilio: Twilio, client: Client, hook: Hook) -> None:
    twilio.turn(Knobs(seed=3, extra={"read": True, "repeat": 2, "shuffle": True}))
    await send(client, body="x", status_callback=f"{hook.server.address}/status")
    found = [one["MessageStatus"] for one in await seen(hook, 6)]
    assert sorted(found) == ["delivered", "delivered", "read", "read", "sent", "sent"]
    assert found != sorted(found, key=["sent", "delivered", "read"].index)


async def test_who_opted_out_and_what_fails_later(twilio: Twilio, client: Client) -> None:
    twilio.turn(Knobs(extra={"opted_out": [ANA], "fail": {"whatsapp:+38971000000": 63024}}))
    with pytest.raises(TwilioRestException) as caught:
        await send(client, body="x")
    assert caught.value.code == 21610
    sent = await send(client, to="whatsapp:+38971000000", body="x")
    await until(lambda: twilio.account.messages[sent.sid].status == "failed")
    assert twilio.account.messages[sent.sid].error == 63024


async def test_too_many_calls_at_once_are_never_processed(twilio: Twilio, client: Client) -> None:
    twilio.turn(Knobs.of({"faults": [{"kind": "slow", "every": 1}]}))
    with pytest.raises(TwilioRestException) as caught:
        await send(client, body="x")
    assert (caught.value.status, caught.value.code) == (429, 20429)
    assert twilio.account.messages == {}


async def test_a_sent_file_is_fetched(twilio: Twilio, client: Client, hook: Hook) -> None:
    sent = await send(client, media_url=[f"{hook.server.address}/voice.ogg"])
    await until(lambda: twilio.account.messages[sent.sid].status == "delivered")
    assert [request.method for request in hook.seen] == ["HEAD", "GET"]
    hook.statuses = [404]
    sent = await send(client, media_url=[f"{hook.server.address}/gone.ogg"])
    await until(lambda: twilio.account.messages[sent.sid].status == "failed")
    assert twilio.account.messages[sent.sid].error == 63019


@pytest.mark.parametrize(
    ("allowed", "asked"), [("public, max-age=60", 1), ("private, max-age=60", 3), ("private, no-store", 3), ("", 3)]
)
async def test_a_file_that_may_be_kept_is_fetched_once(
    twilio: Twilio, client: Client, hook: Hook, allowed: str, asked: int
) -> None:
    hook.headers, cache = (("Cache-Control", allowed), ("ETag", '"1"')), twilio.hooks.cache
    cache.now = lambda: 0.0
    for _ in range(3):
        await _fetched(twilio, client, hook)
    assert [one.method for one in cache.fetched] == ["HEAD", "GET"] * asked


async def test_a_file_kept_too_long_is_asked_for_by_its_mark(twilio: Twilio, client: Client, hook: Hook) -> None:
    hook.headers, cache = (("Cache-Control", "public, max-age=60"), ("ETag", '"1"')), twilio.hooks.cache
    for moment, statuses in ((0.0, []), (61.0, [304]), (62.0, []), (122.0, [304])):
        cache.now, hook.statuses = partial(float, moment), [*statuses]
        await _fetched(twilio, client, hook)
    assert [(one.method, one.status) for one in cache.fetched] == [("HEAD", 200), ("GET", 200), *[("HEAD", 304)] * 2]
    assert hook.seen[-1].headers["if-none-match"] == '"1"'


async def _fetched(twilio: Twilio, client: Client, hook: Hook) -> None:
    """Have a file sent, and wait until it has arrived."""
    sent = await send(client, media_url=[f"{hook.server.address}/voice.ogg"])
    await until(lambda: twilio.account.messages[sent.sid].status == "delivered")


async def test_typing_is_shown_for_a_message_that_exists(twilio: Twilio, api: Api) -> None:
    sid = twilio.push({"From": ANA, "Body": "x"}).sid
    asked = {"messageId": sid, "channel": "whatsapp"}
    assert (await api("POST", "/v2/Indicators/Typing.json", asked)).status == 200
    assert (await api("POST", "/v2/Indicators/Typing.json", {"messageId": "SM1"})).status == 404
