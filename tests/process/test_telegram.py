"""Telegram end to end: the real process before the emulated Bot API, by webhook and by long polling."""
# ruff: noqa: N802 - the names bear the numbers of the channel rules

from pathlib import Path

import pytest

from tests.emulators import telegram_people
from tests.emulators.faults import Knobs
from tests.emulators.telegram import Telegram
from tests.media.samples import jpeg, opus
from tests.process.conftest import SECRET, Start
from tests.process.phones import ASKS_NAME, TelegramPhone
from tests.process.programs import ledger, until

pytestmark = pytest.mark.process

HEADER = "X-Telegram-Bot-Api-Secret-Token"
PRESENT = {HEADER: SECRET}
MIB = 1024 * 1024


def answered(platform: Telegram) -> set[str]:
    """Return the ids of the taps that Drom has answered."""
    return {
        entry.fields["callback_query_id"]
        for entry in platform.journal.entries
        if entry.method == "answercallbackquery" and entry.accepted
    }


async def test_somebody_registers_by_buttons_over_the_webhook(
    start: Start, hooked: dict[str, str], telegram: Telegram
) -> None:
    drom = await start(hooked).ready()
    ana = TelegramPhone(telegram)
    await ana.register()
    await until(lambda: answered(telegram) == set(ana.presses), "an answer to each tap")
    hook = telegram.updates.webhook
    assert hook.url == f"{hooked['DROM_PUBLIC_URL']}/telegram/webhook"
    assert hook.secret == SECRET
    assert set(telegram.updates.allowed) >= {"message", "callback_query", "my_chat_member"}
    assert {one.status for one in telegram.updates.tries} == {200}
    await until(lambda: "short_description mk" in telegram.bot.profile, "the bot's own texts")
    assert (await drom.stopped())[0] == 0
    rows = ledger(hooked)
    assert rows.count("person", "registered_at IS NOT NULL AND name = 'Ana'") == 1
    assert rows.unworked() + rows.unsent() == []
    assert telegram.updates.pending == 0


@pytest.mark.trial
async def test_somebody_registers_by_buttons_over_long_polling(
    start: Start, polling: dict[str, str], telegram: Telegram
) -> None:
    drom = await start(polling).ready()
    ana = TelegramPhone(telegram)
    await ana.register()
    await until(lambda: answered(telegram) == set(ana.presses), "an answer to each tap")
    assert telegram.updates.webhook.url == ""
    assert await drom.status("/telegram/webhook") == 404
    code, took = await drom.stopped()
    assert code == 0
    assert took < 10, "the poll that waits must be cut short"
    rows = ledger(polling)
    assert rows.count("person", "registered_at IS NOT NULL") == 1
    assert rows.unworked() + rows.unsent() == []


@pytest.mark.trial
async def test_what_was_written_while_drom_was_down_is_answered_once(
    start: Start, polling: dict[str, str], telegram: Telegram
) -> None:
    ana = TelegramPhone(telegram)
    assert (await (await start(polling).ready()).stopped())[0] == 0
    ana.write("hello")
    drom = await start(polling).ready()
    await ana.tap("language.which.en")
    await ana.tap("welcome.why.next")
    await ana.sees("Is this okay for you?")
    assert (await drom.stopped())[0] == 0
    again = await start(polling).ready()
    await ana.tap("welcome.consent.yes")
    await ana.sees("meeting reminders")
    assert (await again.stopped())[0] == 0
    assert len([seen for seen in ana.screens() if "Is this okay" in seen.text]) == 1
    assert set(ledger(polling).received().values()) == {1}


@pytest.mark.trial
async def test_a_strangers_post_is_refused(start: Start, hooked: dict[str, str]) -> None:
    drom = await start(hooked).ready()
    update = {"update_id": 1, **telegram_people.message(1001, 1, {"text": "hello"})}
    for given in ("", "x", SECRET[:-1], SECRET + "x", SECRET.upper(), "ж"):
        header = {HEADER: given.encode().decode("latin-1")} if given else {}
        assert (await drom.post("/telegram/webhook", update, header)).status == 403
    await drom.stopped()
    assert ledger(hooked).count("inbox") == 0


@pytest.mark.trial
async def test_what_is_no_update_is_refused_or_passed_over(start: Start, hooked: dict[str, str]) -> None:
    drom = await start(hooked).ready()
    assert (await drom.ask("/telegram/webhook", body=b"{", headers=PRESENT)).status == 400
    assert (await drom.ask("/telegram/webhook", body=b"[" * 100_000, headers=PRESENT)).status == 400
    assert (await drom.post("/telegram/webhook", {"update_id": 1, "poll": {}}, PRESENT)).status == 200
    assert (await drom.ask("/telegram/webhook", body=bytes(MIB + 1), headers=PRESENT)).status == 413
    assert await drom.status("/telegram/webhook") == 405
    assert await drom.status("/nowhere") == 404
    assert await drom.status("/simulator") == 404
    assert await drom.status("/readyz") == 200
    await drom.stopped()
    assert ledger(hooked).count("inbox") == 0


@pytest.mark.trial
async def test_a_voice_and_a_photo_are_fetched_and_kept(
    start: Start, hooked: dict[str, str], telegram: Telegram, tmp_path: Path
) -> None:
    drom = await start(hooked).ready()
    ana = TelegramPhone(telegram)
    ana.write("hello")
    for place in ("language.which.en", "welcome.why.next", "welcome.consent.yes", "welcome.push.yes"):
        await ana.tap(place)
    await ana.sees(ASKS_NAME)
    ana.send(telegram_people.voice(telegram.bot.keep_file("voice", opus())))
    await ana.sees("A person will write your name.")
    photo = telegram.bot.keep_file("photo", jpeg())
    ana.send({"photo": [{"file_id": photo, "file_unique_id": "u", "width": 10, "height": 10, "file_size": 500}]})
    shelf = Path(hooked["DROM_DATA_DIR"]) / "media"
    await until(lambda: len([path for path in shelf.rglob("*") if path.is_file()]) == 2, "two files on the shelf")
    assert (await drom.stopped())[0] == 0
    assert ledger(hooked).count("media", "state = 'kept'") == 2, ledger(hooked).rows("SELECT kind, state FROM media")


@pytest.mark.trial
async def test_who_blocks_drom_is_not_written_to_until_they_write(
    start: Start, hooked: dict[str, str], telegram: Telegram
) -> None:
    drom = await start(hooked).ready()
    ana = TelegramPhone(telegram)
    await ana.register()
    telegram.turn(Knobs(blocked={"1001"}))
    ana.write("menu")
    await until(lambda: telegram.journal.entries[-1].status == 403, "a refusal")
    telegram.turn(Knobs())
    telegram.push(telegram_people.membership(1001, "member"))
    ana.write("menu")
    await ana.sees("What do you want?", times=2)
    assert (await drom.stopped())[0] == 0
    assert ledger(hooked).count("contact", "unreachable_at IS NOT NULL") == 0


@pytest.mark.trial
async def test_T3_repeats_change_nothing(start: Start, hooked: dict[str, str], telegram: Telegram) -> None:
    drom = await start(hooked).ready()
    update = {"update_id": 77, **telegram_people.message(1001, 1, {"text": "hello"})}
    for _ in range(5):
        assert (await drom.post("/telegram/webhook", update, PRESENT)).status == 200
    ana = TelegramPhone(telegram)
    await ana.sees("🗣")
    assert await drom.metric("drom_received_total") == 5
    assert await drom.metric("drom_repeats_total") == 4
    await drom.stopped()
    assert len(ana.screens()) == 1
    again = await start(hooked).ready()
    assert (await again.post("/telegram/webhook", update, PRESENT)).status == 200
    await again.stopped()
    assert len(ana.screens()) == 1
