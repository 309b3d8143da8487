"""Files that people sent on WhatsApp come from Twilio and its stores alone, and our key goes to Twilio alone."""
# ruff: noqa: N802 - the names bear the numbers of the channel rules

import socket

import pytest

from bot.channels.port import File
from bot.channels.whatsapp import WhatsAppChannel
from bot.channels.whatsapp_media import MediaFetcher, PublicResolver
from bot.channels.wire import Answer
from bot.media.refused import MediaRefused
from tests.channels.provider import Provider, Script, Told
from tests.channels.whatsapp_channels import ACCOUNT, whatsapp

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


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9{path}",
        "https://127.0.0.1:{port}{path}",
        "http://127.0.0.1:{port}@evil.example.test{path}",
        "http://user@127.0.0.1:{port}{path}",
        "http://127.0.0.1:{port}/2010-04-01/Accounts/ACother/Messages/x",
        "http://127.0.0.1:{port}/2010-04-01/Accounts/" + ACCOUNT + "/Messages/../Keys.json",
        "http://127.0.0.1:{port}/console",
        "file:///etc/passwd",
        "http://[::1]{path}",
        "http://0x7f.1{path}",
        "http://127.0.0.1:x{path}",
        "",
    ],
)
async def test_S11_strange_address_is_refused_unasked(url: str) -> None:
    async with whatsapp() as (provider, channel):
        refused = await _refused(channel, url.format(path=MEDIA, port=provider.port))
    assert refused.reason == "place"
    assert provider.asked == []


FORBIDDEN = [
    "http://127.0.0.1/x",
    "http://localhost/x",
    "https://169.254.169.254/latest/meta-data",
    "https://[::1]/x",
    "https://10.0.0.1/x",
    "http://media.twiliocdn.com/x",
    "https://media.twiliocdn.com:8443/x",
    "https://user:secret@media.twiliocdn.com/x",
    "https://eviltwiliocdn.com/x",
    "https://twiliocdn.com.evil.example.test/x",
    "https://evil.example.test/x",
    "ftp://media.twiliocdn.com/x",
    "file:///etc/passwd",
    "//evil.example.test/x",
]


@pytest.mark.parametrize("place", FORBIDDEN)
def test_S11_redirect_leads_to_the_stores_only(place: str) -> None:
    fetcher = MediaFetcher("https://api.twilio.com", ACCOUNT, "Basic x", 1.0)
    with pytest.raises(MediaRefused) as refused:
        fetcher._next("https://api.twilio.com" + MEDIA, Answer(307, {"Location": place}, b""))
    assert refused.value.reason == "place"


@pytest.mark.parametrize(
    "place",
    ["https://media.twiliocdn.com/x", "https://s3-external-1.amazonaws.com/media.twiliocdn.com/x", "/2010-04-01/other"],
)
def test_W13_redirect_to_a_store_is_followed(place: str) -> None:
    fetcher = MediaFetcher("https://api.twilio.com", ACCOUNT, "Basic x", 1.0)
    assert fetcher._next("https://api.twilio.com" + MEDIA, Answer(307, {"Location": place}, b"")).startswith("https://")


async def test_S11_redirects_end() -> None:
    async with whatsapp() as (provider, channel):
        provider.usual = lambda asked: _moved(asked.target)
        refused = await _refused(channel, provider.url + MEDIA)
    assert refused.reason == "broken"
    assert len(provider.asked) == 4


@pytest.mark.parametrize(
    ("ending", "reason", "again"),
    [
        (Told(200, b"x" * 1001), "big", False),
        (Told(200, b"x" * 1001, chunked=True), "big", False),
        (Told(404, b""), "broken", False),
        (Told(401, b""), "broken", True),
        (Told(500, b""), "broken", True),
        (Told(200, b"x", cut=True), "slow", True),
        ("hang", "slow", True),
    ],
)
async def test_W13_download_is_limited(ending: Script, reason: str, again: bool) -> None:
    async with whatsapp(seconds=0.3) as (provider, channel):
        provider.script.append(ending)
        refused = await _refused(channel, provider.url + MEDIA)
    assert (refused.reason, refused.again) == (reason, again)


async def test_S11_name_that_leads_home_is_not_connected() -> None:
    with pytest.raises(OSError, match="not a public address"):
        await PublicResolver("api.twilio.com").resolve("localhost", 80, socket.AF_UNSPEC)


async def test_S11_host_that_the_operator_named_may_be_anywhere() -> None:
    found = await PublicResolver("localhost").resolve("localhost", 80, socket.AF_INET)
    assert found[0]["host"] == "127.0.0.1"
