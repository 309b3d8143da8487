"""Commands beside a running process: what they print, and what arrives on the phone."""

import json
import re
import stat
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.media.kinds import sniff
from bot.settings import SAMPLE
from tests.emulators import telegram_people
from tests.emulators.faults import Knobs
from tests.emulators.telegram import Telegram
from tests.media.samples import opus
from tests.process.conftest import Start
from tests.process.phones import ASKS_NAME, TelegramPhone
from tests.process.programs import ROOT, Teller, database, ledger, until

pytestmark = pytest.mark.process

Run = Callable[..., str]


@pytest.fixture
def run(teller: Teller, polling: dict[str, str]) -> Run:
    """Return what runs a command in the same place as the process, and gives what it printed."""

    def drom(*words: str, code: int = 0, **settings: str) -> str:
        done = teller.run(polling | settings, *words)
        assert done.code == code, (words, done)
        assert "Traceback" not in done.err
        assert not done.err or code
        return done.out + done.err

    return drom


@pytest.mark.trial
async def test_tickets(start: Start, polling: dict[str, str], telegram: Telegram, run: Run) -> None:
    await start(polling).ready()
    assert run("tickets") == f"Nobody waits. The database is {database(polling)}.\n"
    ana = TelegramPhone(telegram, 1001)
    await ana.register()
    for place in ("menu.member.settings", "settings.all.quiet", "settings.quiet.never"):
        await ana.tap(place)  # an answer waits for the morning otherwise
    await ana.sees("Saved.")
    ana.write("help")
    await ana.sees("A person will answer here.")
    listed = run("tickets")
    assert "help  Ana en AL" in listed
    assert listed.endswith("  contact 1\n")
    for times, text in enumerate(("My machine is broken.", "Can you come?"), 1):
        ana.write(text)
        await ana.sees("Your message waits. A person will see it.", times)
    assert '"My machine is broken." / "Can you come?"  contact 1\n' in run("tickets")
    number = listed.split()[0]
    assert run("tickets", "answer", number, "Come on Monday at nine.") == "It goes out now.\n"
    await ana.sees("Come on Monday at nine.")
    assert run("tickets", "answer", number, "Again", code=1) == f"There is no open ticket {number}.\n"
    assert run("tickets") == f"Nobody waits. The database is {database(polling)}.\n"


def _is_sound_of_its_owner(path: Path) -> bool:
    return sniff(path.read_bytes()) == "ogg" and stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.trial
async def test_tapping_writing_and_closing_for_somebody(
    start: Start, polling: dict[str, str], telegram: Telegram, run: Run, tmp_path: Path
) -> None:
    await start(polling).ready()
    besim = TelegramPhone(telegram, 1002)
    besim.write("hello")
    await besim.tap("language.which.en")
    await besim.tap("welcome.why.person")
    await besim.sees("A person will answer here.")
    assert "help" in run("tickets")
    refused = run("tickets", "tap", "1", "nonsense", code=1)
    assert "there is: next." in refused, refused
    assert run("tickets", "tap", "1", "next") == "Tapped. The ticket is closed.\n"
    for place in ("welcome.consent.yes", "welcome.push.no"):
        await besim.tap(place)
    await besim.sees(ASKS_NAME)
    besim.send(telegram_people.voice(telegram.bot.keep_file("voice", opus())))
    await besim.tap("registration.country.al")
    await besim.tap("registration.town.elbasan")
    await besim.tap("registration.trade.food")
    await besim.tap("registration.check.right")
    await besim.sees("Done!")
    await until(lambda: ledger(polling).count("media", "state = 'kept'") == 1, "the voice note on the shelf")
    [listed] = [line for line in run("tickets").splitlines() if "  name  " in line]
    assert re.search(r"  voice of \d+ s: drom tickets files 2$", listed)
    *saved, told = run("tickets", "files", "2", "--to", str(tmp_path / "heard")).splitlines()
    assert saved == [str(tmp_path / "heard" / "ticket-2-voice-1.ogg")]
    assert _is_sound_of_its_owner(Path(saved[0]))
    assert told.startswith("These are copies: ")
    assert run("tickets", "files", "9", code=1) == "There is no open ticket 9.\n"
    assert run("tickets", "write", "2", " Besim  ") == "Written.\n"
    assert run("tickets", "write", "2", "Besim", code=1) == "There is no open ticket 2.\n"
    assert json.loads(run("person", "export", "1"))["person"][0]["name"] == "Besim"
    besim.write("help")
    await besim.sees("A person will answer here.", times=2)
    assert "only a name, town or trade" in run("tickets", "write", "3", "x", code=1)
    assert run("tickets", "close", "3") == "Closed.\n"
    assert run("tickets", "close", "3", code=1) == "There is no open ticket 3.\n"


@pytest.mark.trial
async def test_the_team(start: Start, polling: dict[str, str], telegram: Telegram, run: Run) -> None:
    await start(polling).ready()
    added = run("staff", "add", "coordinator", "--organisation", "sample_ngo", "--country", "AL", "--label", "Tirana")
    assert added.startswith("Role 1. Send this to the bot within ten minutes: /start staff-")
    payload = added.partition("/start ")[2].split()[0]
    djulijana = TelegramPhone(telegram, 1003)
    djulijana.write("hello")
    await djulijana.tap("language.which.en")
    await djulijana.tap("welcome.why.next")
    await djulijana.sees("Is this okay")
    assert run("staff", "list") == "1  coordinator  sample_ngo/AL  Tirana  (not taken yet)\n"
    djulijana.write(f"/start {payload}")
    await djulijana.sees("team", times=2)
    assert run("staff", "list") == "1  coordinator  sample_ngo/AL  Tirana\n"
    again = run("staff", "link", "1")
    assert again.startswith("Send this to the bot within ten minutes: /start staff-")
    assert payload not in again
    assert run("staff", "end", "1") == "Ended.\n"
    assert run("staff", "end", "1", code=1) == "There is no role 1.\n"
    assert run("staff", "list") == f"Nobody has a role. The database is {database(polling)}.\n"
    assert run("staff", "link", "9", code=1) == "There is no role 9.\n"
    assert "organisation.nobody" in run("staff", "add", "mentor", "--organisation", "nobody", code=1)
    assert "country.ZZ" in run("staff", "add", "mentor", "--country", "ZZ", code=1)
    run("staff", "add", "emperor", code=2)


@pytest.mark.trial
async def test_what_is_known_of_somebody(start: Start, polling: dict[str, str], telegram: Telegram, run: Run) -> None:
    drom = await start(polling).ready()
    ana = TelegramPhone(telegram, 1001)
    await ana.register()
    listed = run("person", "find", "ána")
    assert listed.split()[0] == "1"
    assert listed.endswith("  telegram  Ana  en  AL  1001\n")
    assert run("person", "find", "Besim") == f"Nobody is found. The database is {database(polling)}.\n"
    assert run("person", "find", " ", code=1) == "A search needs words.\n"
    found = json.loads(run("person", "export", "1"))
    assert found["person"][0]["name"] == "Ana"
    assert run("person", "export", "7", code=1) == "There is no contact 7.\n"
    assert run("person", "erase", "1") == "Erased.\n"
    await until(lambda: not ledger(polling).count("person"), "nobody")
    assert run("person", "erase", "7", code=1) == "There is no contact 7.\n"
    assert (await drom.stopped())[0] == 0
    ana.write("hello")
    await start(polling).ready()
    await ana.sees("🗣", times=2)


@pytest.mark.trial
async def test_messages_that_did_not_arrive(
    start: Start, polling: dict[str, str], telegram: Telegram, run: Run
) -> None:
    await start(polling).ready()
    assert run("deadletters") == f"Every message arrived or is on its way. The database is {database(polling)}.\n"
    telegram.turn(Knobs(missing={"1001", "1002"}))
    ana, besim = TelegramPhone(telegram, 1001), TelegramPhone(telegram, 1002)
    ana.write("hello")
    besim.write("hello")
    await until(lambda: ledger(polling).count("outbox", "state = 'never'") == 2, "two dead letters")
    telegram.turn(Knobs())
    lines = run("deadletters").splitlines()
    assert len(lines) == 2
    rows = dict(ledger(polling).rows("SELECT address, id FROM outbox"))
    first, second = str(rows["1001"]), str(rows["1002"])
    assert run("deadletters", "retry", first) == "Done.\n"
    await ana.sees("🗣")
    assert run("deadletters", "discard", second) == "Done.\n"
    assert run("deadletters", "discard", second, code=1) == f"There is no such message {second}.\n"
    assert run("deadletters") == f"Every message arrived or is on its way. The database is {database(polling)}.\n"
    assert besim.screens() == []


async def test_looking_after_a_running_process(start: Start, polling: dict[str, str], run: Run, tmp_path: Path) -> None:
    await start(polling).ready()
    assert run("migrate") == "The database is up to date.\n"
    assert run("check").startswith("All is well: ")
    assert "drawings in" in run("draw", "--folder", str(tmp_path / "drawings"))
    assert "```mermaid" in (tmp_path / "drawings" / "registration.md").read_text()


@pytest.mark.trial
async def test_a_key_in_use_must_stay_in_the_programme_file(
    start: Start, polling: dict[str, str], telegram: Telegram, run: Run, tmp_path: Path
) -> None:
    drom = await start(polling).ready()
    await TelegramPhone(telegram).register()
    assert (await drom.stopped())[0] == 0
    programme = tmp_path / "ngo.toml"
    programme.write_text(SAMPLE.read_text().replace("green_albania", "green_tirana"))
    said = run("check", code=1, DROM_PROGRAMME=str(programme))
    assert said == "[programme.green_albania] is in use, but no longer in the programme file.\n"


def test_invitations(run: Run, tmp_path: Path) -> None:
    assert run("invitation", "green_albania", "--telegram", "drom_bot") == "https://t.me/drom_bot?start=green_albania\n"
    picture = tmp_path / "poster.svg"
    whole = ("--town", "tirana", "--referrer", "poster1", "--whatsapp", "15550001111", "--picture", str(picture))
    said = run("invitation", "green_albania", *whole)
    assert said == "https://wa.me/15550001111?text=join%20green_albania-tirana-poster1\n"
    assert b"<svg" in picture.read_bytes()
    run("invitation", "green_albania", "--picture", str(tmp_path / "poster.png"))
    assert (tmp_path / "poster.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("nowhere",), "[programme.nowhere] is not in the programme file."),
        (("green_albania", "--town", "atlantis"), "--town: [town.atlantis] is not in the programme file."),
        (
            ("green_albania", "--referrer", "Ana Hoxha"),
            "--referrer: must be a code such as poster1: small letters, digits and underscores, 24 at most.",
        ),
        (
            ("green_albania", "--telegram", "@drom_bot"),
            "--telegram: must be the bot's name without @: 5 to 32 letters, digits and _.",
        ),
        (
            ("green_albania", "--whatsapp", "+383 44 123456"),
            "--whatsapp: must be the number with its country code, digits only, as in 38344123456.",
        ),
        (("green_albania", "--picture", "poster.odd"), "--picture: poster.odd must end with .svg or .png."),
        (("green_albania", "--picture", "/nowhere/at/all.svg"), "--picture: there is no folder /nowhere/at."),
    ],
)
def test_an_invitation_that_cannot_be_names_the_option(run: Run, words: tuple[str, ...], told: str) -> None:
    assert run("invitation", *words, code=1) == f"{told}\n"


EVERY = (
    "check",
    "migrate",
    "tickets",
    "tickets answer 1 x",
    "tickets write 1 x",
    "tickets tap 1 x",
    "tickets close 1",
    "staff add mentor",
    "staff link 1",
    "staff end 1",
    "staff list",
    "person find x",
    "person export 1",
    "person erase 1",
    "deadletters",
    "deadletters retry 1",
    "deadletters discard 1",
)
"""Every command that needs the database."""


@pytest.mark.trial
def test_a_database_that_cannot_be_used_is_four_for_every_command(run: Run, polling: dict[str, str]) -> None:
    path = database(polling)
    path.parent.mkdir()
    path.write_bytes(b"no database" * 1000)
    told = {words: run(*words.split(), code=4) for words in (*EVERY, "run")}
    assert {words: said for words, said in told.items() if said.count("\n") != 1} == {}


def test_a_setting_that_is_wrong_is_three_for_every_command(run: Run) -> None:
    for words in (*EVERY, "run", "invitation green_albania"):
        said = run(*words.split(), code=3, DROM_PORT="x")
        assert said.startswith("DROM_PORT: ")
        assert said.count("\n") == 1


def test_wrong_usage_is_two(run: Run) -> None:
    for words in ("tickets answer", "tickets tap one x", "staff add emperor", "person", "nothing", ""):
        run(*words.split(), code=2)
    assert "run" in run("--help")


def test_the_version_is_that_of_the_package(run: Run) -> None:
    packaged = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert run("--version") == f"drom {packaged}\n"
