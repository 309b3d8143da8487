"""Where files may be fetched from (promise S11): names, numbers in every disguise, paths."""

import pytest

from bot.channels.whatsapp_media import STORES
from bot.media.addresses import Places, inner_path
from bot.media.refused import MediaRefused

REAL = Places.of(["https://api.twilio.com", "https://api.telegram.org"], [".twiliocdn.com", "mms.example.org"])
EMULATED = Places.of(["http://127.0.0.1:9082"])
TWILIO = Places.of(["https://api.twilio.com"], STORES)
PUBLIC = "93.184.216.34"

FORBIDDEN = [
    "127.0.0.1",
    "127.8.9.10",
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "2001:2::1",
    "3fff::1",
    "192.168.0.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::a00:1",
    "2002:7f00:1::1",
    "2002:a00:1::1",
    "2001:0:5ef5:79fd:0:0:80ff:fffe",
    "2001:db8::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "100::1",
    "4000::1",
    "0x7f.1",
    "2130706433",
    "017700000001",
    "127.1",
    "",
    "localhost",
]


def allowed(host: str, ip: str, places: Places, *, redirected: bool = False) -> bool:
    """Say whether a host of this name, found at this address, may be connected to."""
    try:
        places.check(f"https://{host}/", redirected=redirected)
    except MediaRefused:
        return False
    return places.reaches(ip, 443)


@pytest.mark.parametrize("ip", FORBIDDEN)
def test_no_address_of_ours_or_a_neighbour_is_reached(ip: str) -> None:
    assert not REAL.reaches(ip, 443)
    assert not allowed("api.twilio.com", ip, REAL)
    assert not allowed("media.twiliocdn.com", ip, REAL, redirected=True)


@pytest.mark.parametrize(
    "ip", [PUBLIC, "8.8.8.8", "2606:2800:220:1::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"]
)
def test_the_open_internet_is_reached_at_the_port_of_https_only(ip: str) -> None:
    assert allowed("api.twilio.com", ip, REAL)
    assert REAL.reaches(ip, 443)
    assert not REAL.reaches(ip, 80)
    assert not REAL.reaches(ip, 8443)


@pytest.mark.parametrize(
    "url",
    [
        "https://api.twilio.com/2010-04-01/Accounts/AC/Messages/MM/Media/ME",
        "https://API.twilio.com:443/x?y=z",
        "https://api.telegram.org/file/bot1:x/voice/file_1.oga",
    ],
)
def test_the_providers_own_addresses_are_asked(url: str) -> None:
    assert REAL.check(url) == url


BAD = [
    "http://api.twilio.com/x",
    "https://api.twilio.com:8443/x",
    "https://api.twilio.com./x",
    "https://api.twilio.com.evil.example/x",
    "https://evil-api.twilio.com/x",
    "https://twiliocdn.com/x",
    "https://eviltwiliocdn.com/x",
    "https://user:pass@api.twilio.com/x",
    "https://evil.example@api.twilio.com/x",
    "https://api.twilio.com@evil.example/x",
    "https://api.twilio.com\\@evil.example/x",
    "https://api.twilio.com\t.evil.example/x",
    "https://api.twilio.com /x",
    "https://api.twilio.com\n/x",
    "https://арi.twilio.com/x",
    "https://api。twilio。com/x",
    "https://api.twilio.com:x/",
    "https://api.twilio.com:99999/",
    "https://[::1/x",
    "https://[::1]/x",
    "https://127.0.0.1/x",
    "http://127.0.0.1:8000/console",
    "http://127.0.0.1:9082/x",
    "http://localhost/x",
    "http://0x7f.1/",
    "http://0x7f000001/",
    "http://2130706433/",
    "http://0177.0.0.1/",
    "http://127.1/",
    "http://[::ffff:127.0.0.1]/",
    "http://169.254.169.254/latest/meta-data/",
    "https://10.0.0.1/",
    "file:///etc/passwd",
    "ftp://api.twilio.com/x",
    "gopher://api.twilio.com/x",
    "data:text/plain,x",
    "javascript:alert(1)",
    "//api.twilio.com/x",
    "/etc/passwd",
    "api.twilio.com/x",
    "",
    "https://",
    "https:///x",
]


@pytest.mark.parametrize("url", BAD)
@pytest.mark.parametrize("redirected", [False, True])
def test_every_other_address_is_another_place(url: str, redirected: bool) -> None:
    with pytest.raises(MediaRefused) as refused:
        REAL.check(url, redirected=redirected)
    assert refused.value.reason == "place"


@pytest.mark.parametrize("url", ["https://media.twiliocdn.com/x", "https://mms.example.org/x"])
def test_further_hosts_are_for_redirects_only(url: str) -> None:
    assert REAL.check(url, redirected=True) == url
    with pytest.raises(MediaRefused):
        REAL.check(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://api.twilio.com/2010-04-01/other",
        "https://mms.twiliocdn.com/x?Expires=1&Signature=a~b-c_&Key-Pair-Id=K",
        "https://media.twiliocdn.com/x",
        "https://s3-external-1.amazonaws.com/media.twiliocdn.com/x",
        "https://media.s3.amazonaws.com/x",
    ],
)
def test_twilio_may_lead_to_its_stores(url: str) -> None:
    assert TWILIO.check(url, redirected=True) == url


@pytest.mark.parametrize(
    "url",
    [
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
        "https://s3.amazonaws.com.evil.example.test/x",
        "https://s3.eu-central-1.amazonaws.com/x",
        "https://ec2.amazonaws.com/x",
        "https://evil.example.test/x",
        "ftp://media.twiliocdn.com/x",
        "file:///etc/passwd",
        "//evil.example.test/x",
    ],
)
def test_twilio_may_lead_nowhere_else(url: str) -> None:
    with pytest.raises(MediaRefused) as refused:
        TWILIO.check(url, redirected=True)
    assert refused.value.reason == "place"


def test_this_machine_is_asked_only_where_a_setting_names_it_and_at_that_port() -> None:
    for url in ("http://127.0.0.1:9082/x", "http://localhost:9082/x", "http://[::1]:9082/x"):
        assert EMULATED.check(url) == url
    for url in (
        "http://127.0.0.1:8000/console",
        "http://127.0.0.1/x",
        "http://127.0.0.2:9082/x",
        "http://0x7f.1:9082/",
    ):
        with pytest.raises(MediaRefused):
            EMULATED.check(url)


def test_an_emulator_may_redirect_to_its_second_port_but_into_no_network() -> None:
    assert EMULATED.check("http://127.0.0.1:9083/x", redirected=True)
    for url in ("http://10.0.0.1:9083/x", "http://169.254.169.254/", "https://127.0.0.1/x", "file:///etc/passwd"):
        with pytest.raises(MediaRefused):
            EMULATED.check(url, redirected=True)


def test_beside_an_emulator_a_providers_name_still_never_leads_to_this_machine() -> None:
    mixed = Places.of(["http://127.0.0.1:9082", "https://api.telegram.org"])
    assert mixed.reaches("127.0.0.1", 9082)
    assert not allowed("api.telegram.org", "127.0.0.1", mixed)
    assert not mixed.reaches("127.0.0.1", 443)
    assert allowed("api.telegram.org", PUBLIC, mixed)
    assert not mixed.reaches("10.0.0.1", 9082)


@pytest.mark.parametrize("path", ["voice/file_12.oga", "photos/file_1.jpg", "documents/file_3", "a-b/c_d.e"])
def test_a_telegram_path_below_the_base_is_taken(path: str) -> None:
    assert inner_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/etc/passwd",
        "../bot2:y/getMe",
        "voice/../../getMe",
        "voice/..",
        "voice//x",
        "voice/",
        "./x",
        ".hidden",
        "voice/.x",
        "voice\\..\\x",
        "C:\\x",
        "http://evil.example/x",
        "//evil.example/x",
        "voice/x?y",
        "voice/x#y",
        "voice/%2e%2e/x",
        "voice/x y",
        "voice/x\n",
        "voice/файл",
        "x" * 257,
    ],
)
def test_any_other_telegram_path_is_another_place(path: str) -> None:
    with pytest.raises(MediaRefused) as refused:
        inner_path(path)
    assert refused.value.reason == "place"
