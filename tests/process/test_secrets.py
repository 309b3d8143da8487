"""No secret and nothing personal leaves by the way: logs, pages, metrics, the list of processes."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from tests.emulators import telegram_people
from tests.emulators.faults import Fault, Knobs
from tests.emulators.telegram import Telegram
from tests.emulators.twilio import ACCOUNT, SENDER, Twilio
from tests.emulators.twilio import TOKEN as AUTH_TOKEN
from tests.process.conftest import SECRET, Start
from tests.process.phones import TelegramPhone, WhatsAppPhone
from tests.process.programs import Drom, database, until

pytestmark = pytest.mark.process

BOT_TOKEN = "7700123456:AAmarkerBotTokenmarkerBotTokenmarker"
NAME, TEXT, FILE_NAME = "Markername", "markertext of a private matter", "markerfile-passport.pdf"
CALLBACK = "markercallbackdata"
PHONE = "355697654321"
PASSWORD = "markerpassword"
PATHS = ("/", "/healthz", "/readyz", "/metrics", "/telegram/webhook", "/whatsapp/status", "/media/x", "/simulator")


@dataclass
class Markers:
    """What must not be found, by what it is."""

    values: dict[str, str]

    def found(self, where: str, text: str) -> list[str]:
        """Return what of it is in a text, in plain and as Python or JSON would escape it."""
        return [f"{name} in {where}" for name, value in self.values.items() if value.lower() in text.lower()]


MARKERS = Markers(
    {
        "bot token": BOT_TOKEN,
        "the secret part of the bot token": BOT_TOKEN.partition(":")[2],
        "webhook secret": SECRET,
        "Twilio token": AUTH_TOKEN,
        "Basic header": "Basic ",
        "name": NAME,
        "phone": PHONE,
        "text": "markertext",
        "file name": "markerfile",
        "callback data": CALLBACK,
        "database password": PASSWORD,
    }
)


@pytest.fixture
def settings(hooked: dict[str, str], telegram: Telegram, twilio: Twilio) -> dict[str, str]:
    """Return the settings of a Drom on both messengers that logs all it can."""
    telegram.token = BOT_TOKEN
    twilio.inbound = f"{hooked['DROM_PUBLIC_URL']}/whatsapp/webhook#rc=1&rp=all"
    return {
        **hooked,
        "DROM_TELEGRAM_TOKEN": BOT_TOKEN,
        "DROM_TWILIO_ACCOUNT_SID": ACCOUNT,
        "DROM_TWILIO_AUTH_TOKEN": AUTH_TOKEN,
        "DROM_TWILIO_FROM": SENDER,
        "DROM_TWILIO_API_URL": twilio.server.address,
        "DROM_TWILIO_CONTENT_URL": twilio.server.address,
        "DROM_LOG_LEVEL": "DEBUG",
    }


@pytest.mark.trial
async def test_a_day_with_every_kind_of_trouble(
    start: Start, settings: dict[str, str], telegram: Telegram, twilio: Twilio
) -> None:
    drom = await start(settings).ready()
    ana, besim = TelegramPhone(telegram, 1001), WhatsAppPhone(twilio, f"whatsapp:+{PHONE}")
    await usual(telegram, ana, besim)
    await refused(drom)
    await failing_providers(telegram, twilio, ana, besim)
    await failing_turns(drom, settings, ana, besim)
    leaks = MARKERS.found("the list of processes", " ".join(psutil.Process(drom.running.pid).cmdline()))
    for path in PATHS:
        reply = await drom.ask(path)
        leaks += MARKERS.found(path, f"{reply.headers} {reply.body.decode()}")
    assert (await drom.stopped())[0] == 0
    assert "Traceback" not in drom.logged
    assert [line for line in drom.log if line.get("error")], "the trouble must be logged with its places"
    assert leaks + MARKERS.found("stderr", drom.logged) + MARKERS.found("stdout", drom.said) == []


async def usual(telegram: Telegram, ana: TelegramPhone, besim: WhatsAppPhone) -> None:
    """Register with the name, write the text, send the file and press something strange."""
    for phone in (ana, besim):
        phone.write("hello")
        for place in ("language.which.en", "welcome.why.next", "welcome.consent.yes", "welcome.push.yes"):
            await phone.tap(place)
        await phone.sees("What shall we call you?")
        phone.write(NAME)
        await phone.sees(f"{NAME}: is this your name?")
        phone.write(TEXT)
    file = telegram.bot.keep_file("document", b"%PDF-1.4 marker")
    ana.send(
        {"document": {"file_id": file, "file_unique_id": "u", "file_name": FILE_NAME, "mime_type": "application/pdf"}}
    )
    telegram.push(telegram_people.press(1001, "odd", CALLBACK))
    await until(
        lambda: [one for one in telegram.journal.entries if one.fields.get("callback_query_id") == "odd"], "a tap"
    )


async def refused(drom: Drom) -> None:
    """Post as a stranger would, with markers in every place."""
    header = {"X-Telegram-Bot-Api-Secret-Token": SECRET + "x"}
    assert (await drom.post("/telegram/webhook", {"message": {"text": TEXT}}, header)).status == 403
    body = f"Body={TEXT}&From=whatsapp:%2B{PHONE}".encode()
    assert (await drom.ask("/whatsapp/webhook", body=body, headers={"X-Twilio-Signature": "x"})).status == 403
    assert (await drom.ask(f"/{NAME}?{TEXT.replace(' ', '+')}")).status == 404
    good = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    assert (await drom.ask("/telegram/webhook", body=f'{{"{TEXT}'.encode(), headers=good)).status == 400
    strange = {"update_id": "x", "message": {"chat": {"id": NAME, "type": "private"}, "text": TEXT}}
    assert (await drom.post("/telegram/webhook", strange, good)).status in {200, 503}


async def failing_providers(telegram: Telegram, twilio: Twilio, ana: TelegramPhone, besim: WhatsAppPhone) -> None:
    """Let every way of failing happen to an answer."""
    kinds = [Fault("error", every=1, left=1), Fault("slow", every=1, left=1)]
    telegram.turn(Knobs(faults=[*kinds, Fault("error", every=1, left=1, methods=("answer", "getfile"))]))
    twilio.turn(Knobs(faults=[Fault("drop_after", every=1, left=1)]))
    ana.write("help")
    besim.write("help")
    for platform in (telegram, twilio):
        await until(lambda made=platform: [one for one in made.journal.entries if one.fault], "a fault")  # type: ignore[misc]
    await ana.sees("A person will answer here.")
    await besim.sees("A person will answer here.")


async def failing_turns(drom: Drom, settings: dict[str, str], ana: TelegramPhone, besim: WhatsAppPhone) -> None:
    """Let turns fail in the middle, by an error whose own words quote what somebody wrote."""
    quote = f"{NAME} +{PHONE} {TEXT} {FILE_NAME} {CALLBACK}"
    path = database(settings)
    change(path, f"CREATE TRIGGER odd BEFORE INSERT ON outbox BEGIN SELECT RAISE(ABORT, '{quote}'); END")
    ana.write("help")
    besim.write("help")
    await until(lambda: drom.logged.count("could not be worked") >= 2, "two turns that failed")
    change(path, "DROP TRIGGER odd")


def change(path: Path, statement: str) -> None:
    """Change a database in use."""
    with closing(sqlite3.connect(path, timeout=30)) as connection:
        connection.execute(statement)
        connection.commit()


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://drom:{PASSWORD}@127.0.0.1:1/drom",
        f"postgresql://drom:{PASSWORD}@no.such.host.invalid/drom",
    ],
)
@pytest.mark.trial
async def test_the_databases_password(start: Start, polling: dict[str, str], url: str) -> None:
    drom = start({**polling, "DROM_DATABASE_URL": url, "DROM_LOG_LEVEL": "DEBUG"})
    assert await drom.ended() == 4
    assert drom.logged.count("\n") == 1, drom.logged
    assert PASSWORD not in drom.logged + drom.said


async def test_settings_that_are_wrong_are_named_and_not_shown(start: Start, polling: dict[str, str]) -> None:
    wrong = {"DROM_TELEGRAM_TOKEN": "marker token", "DROM_TWILIO_AUTH_TOKEN": "markerauth", "DROM_PORT": "markerport"}
    drom = start({**polling, **wrong})
    assert await drom.ended() == 3
    assert "marker" not in drom.logged
