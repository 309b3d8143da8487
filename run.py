"""Sets Drom up on a bare machine and starts the demo; needs Python 3.11 and nothing else, knows nothing of Drom.

python3 run.py          set up, with the synthetic voices where they can be had, then the demo
python3 run.py test     set up with the test tools, then format, lint, types and tests
python3 run.py COMMAND  set up, then `drom COMMAND` (see `python3 run.py --help`)
"""

from __future__ import annotations  # an older Python must be able to read this and say that it is too old

import hashlib
import os
import re
import shutil
import subprocess
import sys
import venv
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HOME = Path(__file__).resolve().parent
PLACE = HOME / ".venv"
BIN = PLACE / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
WANTED = (3, 11)
DATABASE = re.compile(r"\s*(?:export\s+)?DROM_DATABASE_URL\s*=\s*['\"]?(postgresql)?", re.IGNORECASE)
"""How a line of ``.env`` begins that names the database; PostgreSQL's driver is in a lock of its own."""


def main(words: list[str]) -> int:
    """Do what the words ask for; returns an exit code."""
    if sys.version_info < WANTED:
        print(f"Drom needs Python {WANTED[0]}.{WANTED[1]} or newer; this is {sys.version.split()[0]}.", file=sys.stderr)
        return 1
    testing = words[:1] in (["test"], ["tests"])
    try:
        set_up(HOME / ("requirements-test.lock" if testing else usual_lock()))
        if words in ([], ["demo"]):
            give_voice()
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        print(f"The set-up failed: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("The set-up was stopped; the next run goes on with it.", file=sys.stderr)
        return 1
    return test(words[1:]) if testing else drom(words or ["demo"])


def usual_lock() -> str:
    """Return the name of the lock with what the database needs; the environment comes before ``.env``."""
    given, file = os.environ.get("DROM_DATABASE_URL", ""), HOME / ".env"
    lines = (
        [f"DROM_DATABASE_URL={given}"]
        if given
        else file.read_text("utf-8", "replace").splitlines()
        if file.is_file()
        else []
    )
    named = [found for line in lines if (found := DATABASE.match(line))]
    return "requirements-postgres.lock" if named and named[-1][1] else "requirements.lock"


def give_voice() -> None:
    """Install what speaks; the demo runs without it too."""
    try:
        set_up(HOME / "requirements-voice.lock", needed=False)
    except (OSError, subprocess.CalledProcessError):
        print("The voices cannot be installed now, so Drom only writes; the next start tries again.", flush=True)


def set_up(lock: Path, *, needed: bool = True) -> None:
    """Make the environment and install exactly what the lock names, unless that was done already.

    What is not ``needed`` is not tried for long, nor are its failures told.
    """
    mark = PLACE / f"{lock.stem}.installed"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if mark.is_file() and mark.read_text() == wanted:
        return
    if not PYTHON.is_file():
        print("Making .venv …", flush=True)
        make_environment()
    print(f"Installing from {lock.name} (a minute or so, once) …", flush=True)
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    patience = [] if needed else ["--retries", "1", "--timeout", "10"]
    heard = None if needed else subprocess.DEVNULL
    subprocess.run([*command, *patience, "--require-hashes", "-r", str(lock)], check=True, stderr=heard)
    mark.write_text(wanted)


def make_environment() -> None:
    """Make the virtual environment; Debian ships the tool for it as a package of its own."""
    try:
        venv.create(PLACE, with_pip=True)
    except BaseException as error:
        shutil.rmtree(PLACE, ignore_errors=True)  # the next run would take a half-made one for whole
        if isinstance(error, subprocess.CalledProcessError):
            raise OSError("no virtual environment; on Debian and Ubuntu: apt install python3-venv") from error
        raise


def test(words: list[str]) -> int:
    """Run every check, the cheap ones first; returns the first code that is not 0.

    Types are checked beside the tests, on one of whose cores they would otherwise wait alone for a minute.
    """
    for check in (["ruff", "format", "--check", "."], ["ruff", "check", "."]):
        print(f"— {' '.join(check)}", flush=True)
        if code := checked(check).returncode:
            return code
    tests = ["pytest", "-n", "auto", "--dist", "loadfile", *words]
    with ThreadPoolExecutor(1) as beside:
        types = beside.submit(checked, ["mypy"], stdout=subprocess.PIPE)
        print(f"— {' '.join(tests)}", flush=True)
        code = checked(tests).returncode
    found = types.result()
    print(f"— mypy\n{(found.stdout or b'').decode(errors='replace')}", end="", flush=True)
    return found.returncode or code


def checked(check: list[str], stdout: int | None = None) -> subprocess.CompletedProcess[bytes]:
    """Run one check to its end."""
    # The tests start Drom a hundred times; without what Python keeps, each start would compile all of it anew.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.run([str(PYTHON), "-m", *check], cwd=HOME, env=kept, check=False, stdout=stdout)


def drom(words: list[str]) -> int:
    """Become a command of Drom, so that signals reach it; Windows cannot, there it is waited for."""
    command = [str(PYTHON), "-m", "bot", *words]
    os.chdir(HOME)
    sys.stdout.flush()
    if os.name != "nt":
        os.execv(command[0], command)
    process = subprocess.Popen(command)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
