"""One request and its cause: what surely did not go out is told from what may have."""
# ruff: noqa: N802 - the names bear the numbers of the channel rules

import asyncio
import base64

import pytest

from bot.channels.port import MAY_WRITE
from bot.channels.wire import MayBeSent, NotSent, TooBig, Wire, basic
from tests.channels.provider import Provider, Told

PATIENCE = 5.0


async def test_T10_waiting_for_a_free_connection_in_vain_is_surely_not_sent() -> None:
    wire = Wire(PATIENCE, connect_seconds=0.1, connections=1)
    async with Provider(lambda _: "hang") as provider:
        first = asyncio.create_task(wire.ask("POST", provider.url))
        await provider.arrived.wait()
        with pytest.raises(NotSent):
            await wire.ask("POST", provider.url)
        assert len(provider.asked) == 1
        first.cancel()
        await wire.close()


async def test_T10_silence_ends_after_the_wait_for_an_answer_not_later() -> None:
    wire = Wire(0.1, connect_seconds=2 * PATIENCE)
    async with asyncio.timeout(PATIENCE), Provider(lambda _: "hang") as provider:
        with pytest.raises(MayBeSent):
            await wire.ask("POST", provider.url)
        with pytest.raises(MayBeSent):
            await wire.ask("POST", provider.url, seconds=0.2)
        await wire.close()


async def test_what_may_not_be_written_any_more_is_surely_not_sent() -> None:
    wire = Wire(PATIENCE)

    async def ask(*, may: bool) -> None:
        token = MAY_WRITE.set(lambda: may)
        try:
            await wire.ask("POST", provider.url, b"{}")
        finally:
            MAY_WRITE.reset(token)

    async with Provider() as provider:
        await ask(may=True)
        with pytest.raises(NotSent, match="TooLate"):
            await ask(may=False)
        await ask(may=True)
        await wire.close()
    assert len(provider.asked) == 2


@pytest.mark.parametrize(("url", "error"), [("http://127.0.0.1:1/secret", NotSent), ("http:///secret", NotSent)])
async def test_T1_errors_hold_no_address(url: str, error: type[Exception]) -> None:
    wire = Wire(PATIENCE)
    with pytest.raises(error) as raised:
        await wire.ask("POST", url)
    await wire.close()
    assert "secret" not in repr(raised.value)
    assert raised.value.__suppress_context__


async def test_limit_holds_for_declared_and_for_hidden_lengths() -> None:
    wire = Wire(PATIENCE)
    async with Provider() as provider:
        for answer in (Told(200, b"x" * 11), Told(200, b"x" * 11, chunked=True)):
            provider.script.append(answer)
            with pytest.raises(TooBig):
                await wire.ask("GET", provider.url, limit=10)
        provider.script.append(Told(200, b"x" * 10))
        assert (await wire.ask("GET", provider.url, limit=10)).body == b"x" * 10
    await wire.close()


async def test_packed_answers_are_not_asked_for_and_not_unpacked() -> None:
    wire = Wire(PATIENCE)
    async with Provider() as provider:
        provider.script.append(Told(200, b"\x1f\x8b", {"Content-Encoding": "gzip"}))
        answer = await wire.ask("GET", provider.url)
    await wire.close()
    assert provider.asked[0].headers["accept-encoding"] == "identity"
    assert answer.body == b"\x1f\x8b"


async def test_cookies_are_not_kept_and_closed_connections_open_again() -> None:
    wire = Wire(PATIENCE)
    async with Provider(lambda _: Told(200, b"{}", {"Set-Cookie": "a=b"})) as provider:
        await wire.ask("GET", provider.url)
        await wire.close()
        await wire.ask("GET", provider.url)
        await wire.ask("GET", provider.url)
    await wire.close()
    assert [asked.headers.get("cookie") for asked in provider.asked] == [None, None, None]


def test_basic_is_as_the_rfc_says() -> None:
    assert basic("Aladdin", "open sesame") == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
    assert base64.b64decode(basic("ü", "ä").partition(" ")[2]) == "ü:ä".encode()
