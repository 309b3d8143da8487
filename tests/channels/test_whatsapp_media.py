"""Files that people sent on WhatsApp come from Twilio and its stores alone, and our key goes to Twilio alone."""
# ruff: noqa: N802 - the names bear the numbers of the channel rules

from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.port import File
from bot.channels.whatsapp import WhatsAppChannel
from bot.media.refused import MediaRefused
from tests.channels.provider import Provider, Script, Told
from tests.channels.whatsapp_channels import ACCOUNT, whatsapp
from tests.emulators.twilio import KEY, SECRET, Twilio

MEDIA = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/MM{'1' * 32}/Media/ME{'2' * 32}"


def _moved(place: str) -> Told:
    return Told(307, b"", {"Location": place})


async def _refused(channel: WhatsAppChannel, url: str, limit: int = 1000) -> MediaRefused:
    with pytest.raises(MediaRefused) as refused:
        await channel.fetch(File("voice", url), limit)
    return refused.value


async def test_W13_key_goes_to_twilio_and_not_where_it_leads() -> None:
    async with Provider(lambda _: Told(200, b"OggS")) as store, whatsapp() as (provider, channel):
        provider.script.append(_moved(f"{store.url}/stored/7"))
        assert await channel.fetch(File("voice", provider.url + MEDIA), 1000) == b"OggS"
        assert "authorization" in provider.asked[0].headers
        assert [asked.target for asked in store.asked] == ["/stored/7"]
        assert "authorization" not in store.asked[0].headers


async def test_W13_file_that_is_not_moved_is_taken_too() -> None:
    async with whatsapp() as (provider, channel):
        provider.script.append(Told(200, b"OggS"))
        assert await channel.fetch(File("voice", provider.url + MEDIA), 1000) == b"OggS"


STRANGE = [
    "http://127.0.0.1:9{path}",
    "https://127.0.0.1:{port}{path}",
    "http://127.0.0.1:{port}@evil.example.test{path}",
    "http://user@127.0.0.1:{port}{path}",
    "http://127.0.0.1:{port}/2010-04-01/Accounts/ACother/Messages/MM1/Media/ME1",
    "http://127.0.0.1:{port}/2010-04-01/Accounts/" + ACCOUNT + "/Messages/../Keys.json",
    "http://127.0.0.1:{port}/2010-04-01/Accounts/" + ACCOUNT + "/Messages/MM1.json",
    "http://127.0.0.1:{port}{path}/../../../Keys",
    "http://127.0.0.1:{port}{path}?x=y",
    "http://127.0.0.1:{port}{path}\n",
    "http://127.0.0.1:{port}/console",
    "file:///etc/passwd",
    "http://[::1]{path}",
    "http://0x7f.1{path}",
    "http://127.0.0.1:x{path}",
    "",
]


@pytest.mark.parametrize("url", STRANGE)
async def test_S11_strange_address_is_refused_unasked(url: str) -> None:
    async with whatsapp() as (provider, channel):
        refused = await _refused(channel, url.format(path=MEDIA, port=provider.port))
    assert refused.reason == "place"
    assert provider.asked == []


@pytest.mark.parametrize(
    "place", ["http://169.254.169.254/latest", "file:///etc/passwd", "https://evil.example.test/x", "http://0x7f.1/x"]
)
async def test_S11_redirect_leads_to_the_stores_only(place: str) -> None:
    async with whatsapp() as (provider, channel):
        provider.usual = lambda _: _moved(place)
        refused = await _refused(channel, provider.url + MEDIA)
    assert refused.reason == "place"
    assert len(provider.asked) == 1


async def test_W13_real_account_has_nothing_on_this_machine() -> None:
    async with Provider() as provider, whatsapp(given={"api_url": "https://api.twilio.com"}) as (_, channel):
        assert (await _refused(channel, provider.url + MEDIA)).reason == "place"
        assert await channel.forget(File("voice", provider.url + MEDIA))
    assert provider.asked == []


async def test_S11_redirects_end() -> None:
    async with whatsapp() as (provider, channel):
        provider.usual = lambda asked: _moved(asked.target)
        refused = await _refused(channel, provider.url + MEDIA)
    assert refused.reason == "place"
    assert len(provider.asked) == 4


@pytest.mark.parametrize(
    ("ending", "reason", "again"),
    [
        (Told(200, b"x" * 1001), "big", False),
        (Told(200, b"x" * 1001, chunked=True), "big", False),
        (Told(404, b""), "slow", True),
        (Told(410, b""), "slow", False),
        (Told(401, b""), "slow", True),
        (Told(500, b""), "slow", True),
        (Told(200, b"x", cut=True), "slow", True),
        ("hang", "slow", True),
    ],
)
async def test_W13_download_is_limited(ending: Script, reason: str, again: bool) -> None:
    async with whatsapp(seconds=0.3) as (provider, channel):
        provider.script.append(ending)
        refused = await _refused(channel, provider.url + MEDIA)
    assert (refused.reason, refused.again) == (reason, again)


@pytest.mark.parametrize("status", [200, 204, 404, 410])
async def test_W13_file_is_deleted_at_twilio_and_one_that_is_gone_is_too(status: int) -> None:
    async with whatsapp() as (provider, channel):
        provider.script.append(Told(status, b""))
        assert await channel.forget(File("voice", provider.url + MEDIA))
    (asked,) = provider.asked
    assert (asked.method, asked.target) == ("DELETE", f"{MEDIA}.json")
    assert asked.headers["authorization"].startswith("Basic ")


@pytest.mark.parametrize("ending", [Told(401), Told(409), Told(429), Told(500), Told(307), Told(200, cut=True), "hang"])
async def test_W13_deletion_that_fails_may_be_tried_again(ending: Script, caplog: pytest.LogCaptureFixture) -> None:
    async with whatsapp(seconds=0.3) as (provider, channel):
        provider.script += [ending, ending]
        for _ in range(2):
            assert not await channel.forget(File("voice", provider.url + MEDIA))
        assert await channel.forget(File("voice", provider.url + MEDIA))
    assert (caplog.text.count("not deleted yet"), caplog.text.count("deleted again")) == (1, 1)
    assert MEDIA not in caplog.text


@pytest.mark.parametrize("url", STRANGE)
async def test_W13_strange_address_is_never_deleted(url: str) -> None:
    async with whatsapp() as (provider, channel):
        assert await channel.forget(File("voice", url.format(path=MEDIA, port=provider.port)))
    assert provider.asked == []


@pytest.mark.parametrize("status", [200, 404, 410])
async def test_W13_words_are_emptied_at_twilio_by_the_messages_id(status: int) -> None:
    sid = f"SM{'1' * 32}"
    async with whatsapp() as (provider, channel):
        provider.script.append(Told(status, b"{}"))
        assert await channel.forget(File("other", sid))
    (asked,) = provider.asked
    assert (asked.method, asked.target) == ("POST", f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{sid}.json")
    assert asked.body == b"Body="
    assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
    assert asked.headers["authorization"].startswith("Basic ")


@pytest.mark.parametrize("ending", [Told(401), Told(429), Told(500), "hang"])
async def test_W13_words_that_are_not_emptied_may_be_tried_again(ending: Script) -> None:
    async with whatsapp(seconds=0.3) as (provider, channel):
        provider.script.append(ending)
        assert not await channel.forget(File("other", f"SM{'1' * 32}"))
        assert await channel.forget(File("other", f"SM{'1' * 32}"))


async def test_W13_emulated_twilio_empties_a_message_and_lists_it_as_a_pin() -> None:
    twilio = Twilio()
    await twilio.start()
    sent = twilio.push({"From": "whatsapp:+38344000009", "Body": "I am Ana"})
    keys = {"api_url": twilio.server.address, "user": KEY, "secret": SECRET}
    async with whatsapp(given=keys) as (_, channel):
        before = await channel.missed(datetime.now(UTC) - timedelta(hours=1))
        assert [inbound.text for inbound in before] == ["I am Ana"]
        assert await channel.forget(File("other", sent.sid))
        assert twilio.account.messages[sent.sid].body == ""
        after = await channel.missed(datetime.now(UTC) - timedelta(hours=1))
        assert [(one.key, one.kind, one.text) for one in after] == [(before[0].key, "other", "")], "known by its id"
    await twilio.stop()


async def test_W13_emulated_twilio_gives_a_file_and_deletes_it() -> None:
    twilio = Twilio()
    await twilio.start()
    media = twilio.push({"From": "whatsapp:+38344000009", "media": [["audio/ogg", "T2dnUw=="]]})
    url = f"{twilio.server.address}/2010-04-01/Accounts/{ACCOUNT}/Messages/{media.sid}/Media/{media.media[0].sid}"
    keys = {"api_url": twilio.server.address, "user": KEY, "secret": SECRET}
    async with whatsapp(given=keys) as (_, channel):
        assert await channel.fetch(File("voice", url), 1000) == b"OggS"
        assert await channel.forget(File("voice", url))
        assert media.media == []
        assert await channel.forget(File("voice", url))
        assert (await _refused(channel, url)).again
    await twilio.stop()
    assert twilio.leaks == []
