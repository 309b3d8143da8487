"""No secret and nothing personal leaves by the way: logs, pages, metrics, the list of processes."""

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from bot.services.staff import INVITATION
from tests.databases import postgres_url
from tests.emulators import telegram_people
from tests.emulators.faults import Fault, Knobs
from tests.emulators.telegram import Telegram
from tests.emulators.twilio import ACCOUNT, SENDER, Twilio
from tests.emulators.twilio import TOKEN as AUTH_TOKEN
from tests.process.conftest import SECRET, Start
from tests.process.phones import TelegramPhone, WhatsAppPhone
from tests.process.programs import LOOK, ROOT, Drom, command, database, until

pytestmark = pytest.mark.process

BOT_TOKEN = "7700123456:AAmarkerBotTokenmarkerBotTokenmarker"
NAME, TEXT, FILE_NAME = "Markername", "markertext of a private matter", "markerfile-passport.pdf"
CALLBACK = "markercallbackdata"
PHONE = "355697654321"
PASSWORD = "markerpassword"
TICKET = "A person will answer here."
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
    start: Start, settings: dict[str, str], telegram: Telegram, twilio: Twilio, tmp_path: Path
) -> None:
    drom = await start(settings).ready()
    ana, besim = TelegramPhone(telegram, 1001), WhatsAppPhone(twilio, f"whatsapp:+{PHONE}")
    async with watched(drom) as leaks:
        await usual(telegram, ana, besim)
        markers = Markers(MARKERS.values | {"token of a link": await invited(settings, tmp_path, ana)})
        await refused(drom)
        await failing_providers(telegram, twilio, ana, besim)
        await failing_turns(drom, settings, ana, besim)
        leaks.extend(await shown(drom, markers))
    ana.write("help")
    drom.close()
    again = await start(settings).ready()
    async with watched(again) as more:
        await ana.sees(TICKET, times=2)
        more.extend(await shown(again, markers))
    assert (await again.stopped())[0] == 0
    for run in (drom, again):
        assert "Traceback" not in run.logged
        leaks += markers.found("stderr", run.logged) + markers.found("stdout", run.said)
    assert [line for line in drom.log if line.get("error")], "the trouble must be logged with its places"
    assert leaks + more == []


@pytest.mark.trial
async def test_a_start_that_cannot_be(start: Start, settings: dict[str, str]) -> None:
    path = database(settings)
    path.parent.mkdir(parents=True)
    path.write_text(f"{NAME} {TEXT} " * 1000)
    drom = start(settings)
    assert await drom.ended() != 0
    assert MARKERS.found("stderr", drom.logged) + MARKERS.found("stdout", drom.said) == []


@asynccontextmanager
async def watched(drom: Drom) -> AsyncIterator[list[str]]:
    """Look at the list of processes all the while; give the list of what is found there."""
    found: list[str] = []

    async def watch() -> None:
        first = psutil.Process(drom.running.pid)
        while True:
            for one in (first, *first.children(recursive=True)):
                with suppress(psutil.Error):
                    found.extend(MARKERS.found("the list of processes", " ".join(one.cmdline())))
            await asyncio.sleep(LOOK)

    task = asyncio.create_task(watch())
    try:
        yield found
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def shown(drom: Drom, markers: Markers) -> list[str]:
    """Return what pages show of the markers."""
    replies = [(path, await drom.ask(path)) for path in PATHS]
    return [leak for path, got in replies for leak in markers.found(path, f"{got.headers} {got.body.decode()}")]


async def invited(settings: dict[str, str], folder: Path, ana: TelegramPhone) -> str:
    """Open a link that gives a role, once well and once more; return its token."""
    done = command(folder / "staff", settings, "staff", "add", "administrator")
    assert (done.returncode, done.stderr) == (0, "")
    found = re.search(rf"{INVITATION}([\w-]{{20,}})", done.stdout)
    assert found is not None, done.stdout
    for _ in range(2):
        ana.write(f"/start {found[0]}")
    return found[1]


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
    await ana.sees(TICKET)
    await besim.sees(TICKET)


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


@pytest.mark.postgres
@pytest.mark.trial
async def test_the_password_of_a_database_that_is_there(
    start: Start, hooked: dict[str, str], telegram: Telegram, tmp_path: Path
) -> None:
    url = postgres_url(empty=True).replace("postgres@", f"postgres:{PASSWORD}@")
    settings = {**hooked, "DROM_DATABASE_URL": url, "DROM_LOG_LEVEL": "DEBUG"}
    drom = await start(settings).ready()
    async with watched(drom) as leaks:
        await TelegramPhone(telegram).register()
        done = command(tmp_path / "beside", settings, "tickets")
        leaks.extend(MARKERS.found("a command", done.stdout + done.stderr) + await shown(drom, MARKERS))
    assert (await drom.stopped())[0] == 0
    assert PASSWORD in url
    assert leaks + MARKERS.found("stderr", drom.logged) + MARKERS.found("stdout", drom.said) == []


def test_no_secret_gets_into_the_layers_of_an_image() -> None:
    """Only the named folders are seen by a build, none is given an argument, and what is set is no secret."""
    lines = [line.split() for line in (ROOT / "Dockerfile").read_text().replace("\\\n", "").splitlines() if line]
    ignored = (ROOT / ".dockerignore").read_text().split()
    seen = {line[1:] for line in ignored if line[0] == "!"}
    assert (ignored[0], seen) == ("*", {"bot", "flows", "storage", "locales", "requirements-postgres.lock"})
    assert {line[1] for line in lines if line[0] == "COPY" and not line[1].startswith("--from")} <= seen
    assert not [line for line in lines if line[0] in {"ARG", "ADD"} or "--mount" in " ".join(line)]
    values = {pair.partition("=")[0] for line in lines if line[0] == "ENV" for pair in line[1:]}
    assert values == {"DROM_DATA_DIR", "DROM_HOST", "PYTHONDONTWRITEBYTECODE", "PATH"}
    for folder in seen - {"requirements-postgres.lock"}:
        assert [
            path for path in (ROOT / folder).rglob("*") if path.suffix in {".env", ".db"} or path.name == ".env"
        ] == []
    for compose in ROOT.glob("compose*.yaml"):
        assert "args:" not in compose.read_text()


async def test_settings_that_are_wrong_are_named_and_not_shown(start: Start, polling: dict[str, str]) -> None:
    wrong = {"DROM_TELEGRAM_TOKEN": "marker token", "DROM_TWILIO_AUTH_TOKEN": "markerauth", "DROM_PORT": "markerport"}
    drom = start({**polling, **wrong})
    assert await drom.ended() == 3
    assert "marker" not in drom.logged
