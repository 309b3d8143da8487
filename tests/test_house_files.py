"""The rules of the house that a file can keep or break: size, words, and what must come through a port."""

import re
from collections.abc import Iterator

import pytest

from tests.sources import PRODUCT, files, kept, modules, name, read_module

LINES, BODY, TEST_BODY = 300, 25, 40
LONG_FILES = {"tests/web/test_hooks.py"}
LONG_FUNCTIONS = {"storage/deadletters.py deadletters"}
"""What is owed: over the limits today, and to be mended by whoever touches it next."""

CHANCE = re.compile(
    r"(datetime\.)?(datetime\.(now|utcnow|today)|date\.today)|time\.(time|monotonic|perf_counter|time_ns|sleep)"
    r"|random\.\w+|secrets\.\w+|uuid\.\w+|os\.urandom|Random|SystemRandom"
)
PORTS = {
    "bot/clock.py": {"datetime.now", "time.monotonic"},
    "bot/core.py": {"random.Random", "secrets.token_hex", "secrets.token_bytes"},
    "bot/services/ledger.py": {"secrets.token_bytes"},
}
"""Where time and chance come from: the clock, the composition root, and a key that is made inside a transaction."""

SPOKEN = ("bot/commands/", "bot/bench.py", "run.py", "tests/")
"""Who may print."""
LEFT = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X")) + r")\b|\bbreakpoint\(|\bpdb\b")
REGISTRIES = re.compile(
    "|".join(
        (
            "pypi" + r"\.",
            "python" + "hosted",
            "npm" + "js",
            "unp" + "kg",
            "jsd" + "elivr",
            "proxy" + r"\.golang",
            "crates" + r"\.io",
        )
    )
)
BUILT = (
    ".mo",
    ".db",
    ".db-wal",
    ".db-shm",
    ".sqlite",
    ".sqlite3",
    ".pyc",
    ".woff",
    ".woff2",
    ".ttf",
    ".otf",
    ".min.js",
)
"""Endings of what is made by a tool or by others, and never kept."""
VAGUE = re.compile(r"(Manager|Helper|Utils?|Base)$")
TEXTS = {".py", ".md", ".toml", ".js", ".css", ".html", ".yaml", ".yml", ".txt", ".csv", ".po", ".pot", ".lock", ""}


def text_files() -> Iterator[tuple[str, str]]:
    """Give every text of the project with its name."""
    for path in files():
        if path.suffix in TEXTS and "payloads" not in path.parts:
            yield name(path), path.read_text(encoding="utf-8")


def test_every_module_says_what_it_is() -> None:
    silent = [path for path, module in modules().items() if module.silent]
    assert silent == []


def test_no_file_is_long() -> None:
    code = {path for path in files() if path.suffix in {".py", ".js", ".css", ".html"}}
    long = {name(path) for path in code if len(path.read_text(encoding="utf-8").splitlines()) > LINES}
    assert long - LONG_FILES == set()


def test_no_function_is_long() -> None:
    long = {
        f"{path} {function}"
        for path, module in modules().items()
        for function, lines in module.functions
        if lines > (TEST_BODY if path.startswith("tests/") else BODY)
    }
    assert long - LONG_FUNCTIONS == set()


def test_a_long_function_would_be_found() -> None:
    source = "def long():\n    '''Doc.'''\n" + "    x = 1\n\n    # a remark\n" * (BODY + 1)
    assert read_module(source).functions == (("long", BODY + 1),)


def test_only_commands_print() -> None:
    loud = [
        f"{path}:{line}"
        for path, module in modules().items()
        if not path.startswith(SPOKEN)
        for line, call in module.calls
        if call == "print"
    ]
    assert loud == []


def test_time_and_chance_come_through_ports() -> None:
    strange = [
        f"{path}:{line} {call}"
        for path, module in modules(*PRODUCT).items()
        for line, call in module.calls
        if CHANCE.fullmatch(call) and call not in PORTS.get(path, set())
    ]
    assert strange == []


@pytest.mark.parametrize("call", ["datetime.now(UTC)", "time.time()", "random.random()", "uuid.uuid4()", "Random()"])
def test_a_call_past_the_ports_would_be_found(call: str) -> None:
    ((_, found),) = read_module(call).calls
    assert CHANCE.fullmatch(found)


def test_nothing_is_left_lying_about() -> None:
    found = [f"{path}: {match[0]}" for path, text in text_files() for match in LEFT.finditer(text)]
    assert found == []


def test_nobody_is_told_where_packages_come_from() -> None:
    found = [path for path, text in text_files() if REGISTRIES.search(text)]
    assert found == []


def test_nothing_built_and_nothing_of_others_is_kept() -> None:
    assert [path for path in kept() if path.endswith(BUILT)] == []


def test_names_say_something() -> None:
    vague = [
        f"{path} {found}"
        for path, module in modules(*PRODUCT).items()
        for found in module.classes
        if VAGUE.search(found)
    ]
    assert vague == []
