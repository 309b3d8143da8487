"""The rules of the house that a file can keep or break: size, words, and what must come through a port."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.sources import PRODUCT, dotted, files, kept, modules, name

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

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(tree: ast.Module) -> Iterator[Function]:
    """Give every function of a file."""
    yield from (node for node in ast.walk(tree) if isinstance(node, Function))


def body_lines(function: Function, lines: list[str]) -> int:
    """Return how many lines of code a function's body has, without its docstring, empty lines and remarks."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    if not body:
        return 0
    whole = lines[body[0].lineno - 1 : max(node.end_lineno or 0 for node in body)]
    return sum(1 for line in whole if line.strip() and not line.strip().startswith("#"))


def text_files() -> Iterator[tuple[str, str]]:
    """Give every text of the project with its name."""
    for path in files():
        if path.suffix in TEXTS and "payloads" not in path.parts:
            yield name(path), path.read_text(encoding="utf-8")


def test_every_module_says_what_it_is() -> None:
    silent = [path for path, tree in modules().items() if tree.body and not ast.get_docstring(tree)]
    assert silent == []


def test_no_file_is_long() -> None:
    code = {path for path in files() if path.suffix in {".py", ".js", ".css", ".html"}}
    long = {name(path) for path in code if len(path.read_text(encoding="utf-8").splitlines()) > LINES}
    assert long - LONG_FILES == set()


def test_no_function_is_long() -> None:
    long = []
    for path in (path for path in files() if path.suffix == ".py"):
        lines = path.read_text(encoding="utf-8").splitlines()
        most = TEST_BODY if name(path).startswith("tests/") else BODY
        tree = modules()[name(path)]
        long += [f"{name(path)} {each.name}" for each in functions(tree) if body_lines(each, lines) > most]
    assert set(long) - LONG_FUNCTIONS == set()


def test_a_long_function_would_be_found() -> None:
    source = "def long():\n    '''Doc.'''\n" + "    x = 1\n\n    # a remark\n" * (BODY + 1)
    (function,) = functions(ast.parse(source))
    assert body_lines(function, source.splitlines()) == BODY + 1


def test_only_commands_print() -> None:
    loud = [
        f"{path}:{node.lineno}"
        for path, tree in modules().items()
        if not path.startswith(SPOKEN)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and dotted(node.func) == "print"
    ]
    assert loud == []


def test_time_and_chance_come_through_ports() -> None:
    strange = [
        f"{path}:{node.lineno} {dotted(node.func)}"
        for path, tree in modules(*PRODUCT).items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and CHANCE.fullmatch(dotted(node.func))
        and dotted(node.func) not in PORTS.get(path, set())
    ]
    assert strange == []


@pytest.mark.parametrize("call", ["datetime.now(UTC)", "time.time()", "random.random()", "uuid.uuid4()", "Random()"])
def test_a_call_past_the_ports_would_be_found(call: str) -> None:
    (statement,) = ast.parse(call).body
    assert isinstance(statement, ast.Expr)
    assert isinstance(statement.value, ast.Call)
    assert CHANCE.fullmatch(dotted(statement.value.func))


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
        f"{path} {node.name}"
        for path, tree in modules(*PRODUCT).items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and VAGUE.search(node.name)
    ]
    assert vague == []
