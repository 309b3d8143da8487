"""How the process starts, or says in one sentence why it does not."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.emulators.telegram import Telegram
from tests.emulators.telegram_people import message
from tests.process.conftest import Start
from tests.process.phones import TelegramPhone
from tests.process.programs import ROOT, Done, Teller, command, database, environment

pytestmark = pytest.mark.process

FAILED, SETTINGS, DATABASE = 1, 3, 4


def sentence(done: Done, code: int) -> str:
    """Return the one line that a failed command wrote; fails on another code, a traceback or more words."""
    assert done.code == code, done.err[-2000:]
    assert done.out == ""
    lines = done.err.splitlines()
    assert len(lines) == 1, done.err[-2000:]
    return lines[0]


def test_half_a_setup_names_everything_at_once(teller: Teller, common: dict[str, str]) -> None:
    done = teller.run({**common, "DROM_TWILIO_ACCOUNT_SID": "AC1", "DROM_LOG_LEVEL": "LOUD"}, "run")
    assert done.code == SETTINGS
    named = [line.partition(":")[0] for line in done.err.splitlines()]
    wanted = ["DROM_LOG_LEVEL", "DROM_TWILIO_AUTH_TOKEN", "DROM_TWILIO_FROM", "DROM_PUBLIC_URL"]
    assert named == wanted, done.err


def test_nothing_to_run_for(tmp_path: Path, common: dict[str, str]) -> None:
    """This one is a process of its own, with all that an end of the interpreter could write."""
    ended = command(tmp_path, common, "run")
    assert "DROM_TELEGRAM_TOKEN" in sentence(Done(ended.returncode, ended.stdout, ended.stderr), SETTINGS)


def test_the_demo_refuses_a_real_token(teller: Teller, common: dict[str, str]) -> None:
    done = teller.run({**common, "DROM_TELEGRAM_TOKEN": "123456:abcdefgh"}, "demo")
    assert "DROM_TELEGRAM_TOKEN" in sentence(done, SETTINGS)


def test_a_data_folder_that_cannot_be_made(teller: Teller, tmp_path: Path, polling: dict[str, str]) -> None:
    (tmp_path / "file").write_text("")
    done = teller.run({**polling, "DROM_DATA_DIR": str(tmp_path / "file" / "data")}, "run")
    assert sentence(done, SETTINGS).startswith("DROM_DATA_DIR: ")


def test_a_database_that_is_none(teller: Teller, tmp_path: Path, polling: dict[str, str]) -> None:
    file = tmp_path / "notes.db"
    file.write_bytes(b"this is no database\n" * 400)
    done = teller.run({**polling, "DROM_DATABASE_URL": f"sqlite:///{file}"}, "run")
    assert (
        sentence(done, DATABASE)
        == "The database of DROM_DATABASE_URL (by default in DROM_DATA_DIR) is damaged, or its file is none."
    )
    assert file.read_bytes() == b"this is no database\n" * 400


def test_a_programme_file_that_cannot_be_used(tmp_path: Path, polling: dict[str, str], teller: Teller) -> None:
    for content, told in (
        (None, "No such file"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"default = nonsense\n", "line 1"),
        (b'default = "nobody"\nnotice = 1\nstrange = 2\n', "strange"),
    ):
        path = tmp_path / "ngo.toml"
        if content is not None:
            path.write_bytes(content)
        done = teller.run({**polling, "DROM_PROGRAMME": str(path)}, "run")
        assert (done.code, done.out) == (SETTINGS, ""), done
        *defects, way = done.err.splitlines()
        assert defects
        assert all(line.startswith(str(path)) for line in defects), done
        assert "DROM_PROGRAMME" in way
        assert told in done.err
    assert not database(polling).exists(), "a database is not made for a programme that cannot run"


@pytest.mark.trial
async def test_a_port_that_is_taken(start: Start, polling: dict[str, str], telegram: Telegram) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        drom = start({**polling, "DROM_PORT": str(port), "DROM_LOG_LEVEL": "WARNING"})
        assert await drom.ended() == FAILED
    way = "Set DROM_PORT to another, as in DROM_PORT=8001, or DROM_HOST to an address of this machine."
    assert drom.logged == f"127.0.0.1, port {port}: Address already in use. {way}\n"
    assert drom.said == ""


@pytest.mark.trial
async def test_a_second_process_on_the_same_file_leaves_within_five_seconds(
    start: Start, polling: dict[str, str], telegram: Telegram
) -> None:
    first = await start(polling).ready()
    second = start(polling)
    await second.ended()
    took = float(second.seconds)
    idle = start(polling, "--help")
    await idle.ended()
    assert second.running.returncode == DATABASE
    assert second.logged.count("\n") == 1
    assert f"is already running on {database(polling)} at {first.url}: use it" in second.logged
    # The interpreter's own start is not ours to hurry on a busy machine.
    assert took - float(idle.seconds) < 5
    assert await first.status("/readyz") == 200


@pytest.mark.trial
async def test_a_wrong_token_is_said_once_by_each_part_and_drom_runs(
    start: Start, hooked: dict[str, str], telegram: Telegram
) -> None:
    telegram.token = "2:another"
    drom = await start(hooked).ready()
    await drom.until_log("DROM_TELEGRAM_TOKEN")
    red = await drom.ask("/readyz")
    assert (red.status, b"Telegram refuses DROM_TELEGRAM_TOKEN" in red.body) == (503, True)
    assert await drom.status("/healthz") == 200
    secret = {"X-Telegram-Bot-Api-Secret-Token": hooked["DROM_TELEGRAM_WEBHOOK_SECRET"]}
    update = {"update_id": 1, **message(1001, 1, {"text": "hello"})}
    assert (await drom.post("/telegram/webhook", update, secret)).status == 200
    await drom.until_metric('drom_outbox{channel="telegram",lane="0",state="waiting"}', 1)
    code, _ = await drom.stopped()
    assert code == 0
    told = [line["from"] for line in drom.log if "DROM_TELEGRAM_TOKEN" in line["said"]]
    assert sorted(told) == ["bot.channels.telegram_setup", "bot.services.courier"], drom.logged


@pytest.mark.trial
async def test_what_is_sent_by_a_right_token_later_arrives(
    start: Start, hooked: dict[str, str], telegram: Telegram
) -> None:
    """Nothing is lost while the token is wrong: after a restart with the right one the answer goes out."""
    telegram.token = "2:another"
    drom = await start(hooked).ready()
    secret = {"X-Telegram-Bot-Api-Secret-Token": hooked["DROM_TELEGRAM_WEBHOOK_SECRET"]}
    update = {"update_id": 1, **message(1001, 1, {"text": "hello"})}
    assert (await drom.post("/telegram/webhook", update, secret)).status == 200
    assert (await drom.stopped())[0] == 0
    telegram.token = hooked["DROM_TELEGRAM_TOKEN"]
    await start(hooked).ready()
    await TelegramPhone(telegram, 1001).sees("🗣")


async def test_starting_tells_where_it_is_in_one_line(start: Start, polling: dict[str, str]) -> None:
    drom = await start(polling).ready()
    assert drom.said == f"Drom is ready: {drom.url}\n"
    assert drom.url.startswith("http://127.0.0.1:")
    assert (await drom.ask("/healthz")).body == b"ok\n"


async def test_the_demo_needs_nothing(start: Start, common: dict[str, str]) -> None:
    drom = await start(common, "demo").ready()
    assert drom.url.endswith("/simulator")
    page = drom.url
    drom.url = page.removesuffix("/simulator")
    assert await drom.status("/simulator") == 200
    assert (await drom.ask("/simulator", headers={"X-Forwarded-For": "1.2.3.4"})).status == 403
    assert (await drom.stopped())[0] == 0
    assert drom.logged == ""


@pytest.mark.skipif(os.name == "nt", reason="file modes are another thing on Windows")
def test_output_to_a_closed_pipe_is_no_traceback(tmp_path: Path, common: dict[str, str]) -> None:
    listing = subprocess.Popen(
        [sys.executable, "-m", "bot", "tickets"],
        cwd=tmp_path,
        env=environment({"PYTHONPATH": str(ROOT), **common}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert listing.stdout is not None
    listing.stdout.close()
    assert listing.stderr is not None
    said = listing.stderr.read()
    listing.stderr.close()
    listing.wait()
    assert "Traceback" not in said


@pytest.mark.trial
async def test_a_wrong_token_is_no_reason_to_hurry(start: Start, polling: dict[str, str], telegram: Telegram) -> None:
    """Where Telegram is polled, a refused token is said by the set-up and by the poll, which then waits a minute."""
    telegram.token = "2:another"
    drom = await start(polling).ready()
    await drom.until_log("again in 60 s")
    assert await drom.status("/readyz") == 503
    code, took = await drom.stopped()
    assert code == 0
    assert took < 10
    told = [line["from"] for line in drom.log if "DROM_TELEGRAM_TOKEN" in line["said"]]
    assert sorted(told) == ["bot.channels.telegram_poll", "bot.channels.telegram_setup"]
