"""The emulated Bot API says what Telegram says; asked through python-telegram-bot, which knows the real one."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut
from telegram.request import HTTPXRequest

from tests.emulators.caller import Caller, NoAnswer
from tests.emulators.conftest import Hook, until
from tests.emulators.faults import Fault, Knobs
from tests.emulators.telegram import TOKEN, Telegram
from tests.emulators.telegram_people import membership, message, press, voice


def bot_at(telegram: Telegram, token: str = TOKEN, patience: float = 5.0) -> Bot:
    base = f"{telegram.server.address}/bot"
    files = f"{telegram.server.address}/file/bot"
    return Bot(token, base_url=base, base_file_url=files, request=HTTPXRequest(read_timeout=patience))


@pytest.fixture(autouse=True)
def _pauses_as_durations(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
async def bot(telegram: Telegram) -> AsyncIterator[Bot]:
    async with bot_at(telegram) as made:
        yield made


def keyboard(data: str, label: str = "Yes") -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=data)]])


async def test_a_message_arrives_and_is_written_down(telegram: Telegram, bot: Bot) -> None:
    sent = await bot.send_message(7, "Ćao, како си?", reply_markup=keyboard("ja"))
    assert (sent.text, sent.chat_id) == ("Ćao, како си?", 7)
    entry = telegram.journal.entries[-1]
    assert (entry.method, entry.chat, entry.accepted, entry.status) == ("sendmessage", "7", True, 200)
    assert entry.answered is not None
    assert entry.answered >= entry.arrived


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": " "}, "message text is empty"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "x", "reply_markup": keyboard("ж" * 33)}, "button_data_invalid"),
        ({"text": "x", "reply_markup": keyboard("x", " ")}, "text buttons are unallowed"),
    ],
)
async def test_a_message_over_a_limit_is_refused(bot: Bot, fields: dict[str, Any], words: str) -> None:
    with pytest.raises(BadRequest, match=f"(?i){words}"):
        await bot.send_message(chat_id=7, **fields)


async def test_the_longest_that_is_allowed_is_taken(bot: Bot) -> None:
    sent = await bot.send_message(7, "ж" * 4096, reply_markup=keyboard("ж" * 32))
    assert len(sent.text or "") == 4096


async def test_somebody_shy_can_be_written_to_the_second_time(telegram: Telegram, bot: Bot) -> None:
    telegram.turn(Knobs.of({"extra": {"shy": {"8"}}}))
    with pytest.raises(Forbidden, match="can't send messages to the user"):
        await bot.send_message(8, "Hello")
    assert (await bot.send_message(8, "Hello")).text == "Hello"


async def test_people_who_blocked_or_do_not_exist(telegram: Telegram, bot: Bot) -> None:
    telegram.turn(Knobs.of({"blocked": [8], "missing": [9]}))
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(8, "x")
    with pytest.raises(BadRequest, match=r"(?i)chat not found"):
        await bot.send_message(9, "x")
    assert [entry.accepted for entry in telegram.journal.entries[-2:]] == [False, False]


async def test_a_strange_token_is_refused(telegram: Telegram) -> None:
    async with bot_at(telegram) as known:
        known._token = "2:strange"
        known._base_url = f"{telegram.server.address}/bot2:strange"
        with pytest.raises(InvalidToken):
            await known.get_me()


async def test_a_voice_is_uploaded_once_and_sent_again_by_its_id(bot: Bot) -> None:
    first = await bot.send_voice(7, b"OggS first", duration=2, caption="Hello")
    assert first.voice is not None
    again = await bot.send_voice(7, first.voice.file_id)
    assert again.voice is not None
    assert again.voice.file_size == len(b"OggS first")
    with pytest.raises(BadRequest, match=r"(?i)wrong file identifier"):
        await bot.send_photo(7, first.voice.file_id)


async def test_a_person_s_file_is_fetched(telegram: Telegram, bot: Bot, caller: Caller) -> None:
    reply = await caller.call("POST", f"{telegram.server.address}/__/file?kind=voice", b"OggS hers")
    assert reply.status == 200
    telegram.push(message(7, 1, voice("voice-1")))
    (update,) = await bot.get_updates(timeout=5)
    assert update.message is not None
    assert update.message.voice is not None
    file = await update.message.voice.get_file()
    assert bytes(await file.download_as_bytearray()) == b"OggS hers"


async def test_a_press_is_answered_once(telegram: Telegram, bot: Bot) -> None:
    telegram.push(press(7, "q1", "yes"))
    (update,) = await bot.get_updates(timeout=5)
    assert update.callback_query is not None
    assert await update.callback_query.answer()
    with pytest.raises(BadRequest, match=r"(?i)query is too old"):
        await update.callback_query.answer()


async def test_polling_confirms_by_offset(telegram: Telegram, bot: Bot) -> None:
    ids = [telegram.push(message(7, number, {"text": str(number)})) for number in range(3)]
    assert [update.update_id for update in await bot.get_updates(limit=2)] == ids[:2]
    assert [update.update_id for update in await bot.get_updates(offset=ids[1])] == ids[1:]
    assert [update.update_id for update in await bot.get_updates(offset=ids[2] + 1)] == []


async def test_a_waiting_poll_is_woken(telegram: Telegram, bot: Bot) -> None:
    poll = asyncio.ensure_future(bot.get_updates(timeout=30))
    await until(lambda: bool(telegram.journal.entries))
    async with asyncio.timeout(5):
        telegram.push(message(7, 1, {"text": "/start"}))
        assert [update.message.text for update in await poll if update.message] == ["/start"]


async def test_a_second_poller_ends_the_first(telegram: Telegram, bot: Bot) -> None:
    first = asyncio.ensure_future(bot.get_updates(timeout=30))
    await until(lambda: bool(telegram.journal.entries))
    async with asyncio.timeout(5):
        async with bot_at(telegram) as other:
            second = asyncio.ensure_future(other.get_updates(timeout=30))
            with pytest.raises(Conflict, match="terminated by other getUpdates"):
                await first
            telegram.push(message(7, 1, {"text": "x"}))
            assert len(await second) == 1


async def test_no_polling_beside_a_webhook(bot: Bot, hook: Hook) -> None:
    await bot.set_webhook(f"{hook.server.address}/hook")
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert list(await bot.get_updates()) == []


async def test_the_webhook_gets_updates_in_order_until_it_takes_them(telegram: Telegram, bot: Bot, hook: Hook) -> None:
    telegram.turn(Knobs(retry=0.001))
    hook.statuses = [500, 503, 200]
    await bot.set_webhook(f"{hook.server.address}/hook", secret_token="s_1-x")
    for number in range(3):
        telegram.push(message(7, number, {"text": str(number)}))
    seen = await hook.until(5)
    assert [one["message"]["text"] for one in seen] == ["0", "0", "0", "1", "2"]
    assert {request.headers["x-telegram-bot-api-secret-token"] for request in hook.seen} == {"s_1-x"}
    assert [one.status for one in telegram.updates.tries[:3]] == [500, 503, 200]
    assert Update.de_json(seen[0], bot).effective_user is not None


async def test_a_press_does_not_wait_for_a_message(telegram: Telegram, bot: Bot, hook: Hook) -> None:
    telegram.turn(Knobs(retry=1000))
    hook.statuses = [500, 500]
    await bot.set_webhook(f"{hook.server.address}/hook")
    telegram.push(message(7, 1, {"text": "stuck"}))
    await hook.until(2)
    telegram.push(press(7, "q1", "yes"))
    assert "callback_query" in (await hook.until(3))[2]


async def test_kinds_that_were_not_asked_for_are_left_out(telegram: Telegram, bot: Bot) -> None:
    await bot.get_updates(allowed_updates=["message"])
    telegram.push(membership(7, "kicked"))
    telegram.push(message(7, 1, {"text": "x"}))
    assert [update.my_chat_member for update in await bot.get_updates()] == [None]


@pytest.mark.parametrize(
    ("fault", "error", "accepted"),
    [
        (Fault("slow", every=1, pause=3), RetryAfter, False),
        (Fault("error", every=1), NetworkError, False),
        (Fault("error", every=1, status=502, accepted=True), NetworkError, True),
        (Fault("hang_before", every=1), TimedOut, False),
        (Fault("hang_after", every=1), TimedOut, True),
        (Fault("drop_before", every=1), NetworkError, False),
        (Fault("drop_after", every=1), NetworkError, True),
    ],
)
async def test_every_fault_shows_as_the_real_one(
    telegram: Telegram, fault: Fault, error: type[Exception], accepted: bool
) -> None:
    async with bot_at(telegram, patience=0.1) as bot:
        telegram.turn(Knobs(faults=[fault]))
        with pytest.raises(error):
            await bot.send_message(7, "x")
        assert telegram.journal.entries[-1].accepted is accepted


async def test_the_same_seed_spoils_the_same_requests(telegram: Telegram, bot: Bot) -> None:
    runs = []
    for _ in range(2):
        telegram.journal.clear()
        telegram.turn(Knobs.of({"seed": 5, "faults": [{"kind": "error", "share": 0.5}]}))
        for _ in range(20):
            try:
                await bot.send_message(7, "x")
            except NetworkError:
                continue
        runs.append([entry.status for entry in telegram.journal.entries])
    assert runs[0] == runs[1]
    assert set(runs[0]) == {200, 500}


async def test_a_request_inside_a_pause_is_marked(telegram: Telegram, bot: Bot) -> None:
    telegram.turn(Knobs(faults=[Fault("slow", every=1, pause=30, left=1)]))
    with pytest.raises(RetryAfter):
        await bot.send_message(7, "x")
    await bot.send_message(7, "x")
    await bot.send_message(8, "x")
    assert [entry.early for entry in telegram.journal.entries[-3:]] == [False, True, False]


async def test_a_chat_s_rate_allows_a_burst(telegram: Telegram, bot: Bot) -> None:
    telegram.turn(Knobs(chat_rate=0.01, chat_burst=2))
    for _ in range(2):
        await bot.send_message(7, "x")
    with pytest.raises(RetryAfter):
        await bot.send_message(7, "x")
    await bot.send_message(8, "x")


async def test_commands_and_words_are_checked(telegram: Telegram, bot: Bot) -> None:
    await bot.set_my_commands([BotCommand("menu", "Menu")], language_code="sq")
    assert telegram.bot.profile["commands sq"] == [{"command": "menu", "description": "Menu"}]
    with pytest.raises(BadRequest, match=r"(?i)invalid language code"):
        await bot.set_my_description("x", language_code="rom")
    with pytest.raises(BadRequest, match=r"(?i)too long"):
        await bot.set_my_short_description("x" * 121)


async def test_control_routes(telegram: Telegram, caller: Caller) -> None:
    base = f"{telegram.server.address}/__"
    await caller.call("PUT", f"{base}/knobs", b'{"delay": 0.001, "faults": [{"kind": "slow", "every": 10}]}')
    assert telegram.knobs.faults[0].kind == "slow"
    assert (await caller.call("PUT", f"{base}/knobs", b'{"strange": 1}')).status == 400
    await caller.call("POST", f"{base}/push", b'{"message": {"chat": {"id": 7}}}')
    assert telegram.updates.pending == 1
    await caller.call("GET", f"{telegram.server.address}/bot{TOKEN}/getMe")
    reply = await caller.call("GET", f"{base}/journal")
    assert b'"method": "getme"' in reply.body
    await caller.call("DELETE", f"{base}/journal")
    assert (await caller.call("GET", f"{base}/journal")).body == b"[]"


async def test_down_refuses_connections_and_comes_back(telegram: Telegram, caller: Caller) -> None:
    url = f"{telegram.server.address}/bot{TOKEN}/getMe"
    down = asyncio.ensure_future(telegram.go_down(0.05))
    await until(lambda: not telegram.server.listening)
    with pytest.raises(NoAnswer):
        await caller.call("GET", url)
    await down
    assert (await caller.call("GET", url)).status == 200
