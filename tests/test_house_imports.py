"""Who may know whom: the dependency rule of the house, the contracts in ``pyproject.toml`` among it."""

import graphlib
import subprocess
import sys

import grimp
import pytest
from importlinter.cli import lint_imports

from tests.sources import PRODUCT, ROOT, modules

WIRING = {"bot.app", "bot.core", "bot.messengers", "bot.process", "bot.cli", "bot.settings", "bot.commands"}
ROOTS = (
    "bot/app.py",
    "bot/core.py",
    "bot/messengers.py",
    "bot/process.py",
    "bot/cli.py",
    "bot/__main__.py",
    "bot/commands/",
)
"""Who may know what is wired."""
LAZY: dict[str, str | tuple[str, ...]] = {
    "bot/app.py": "bot.web.console.pages",
    "bot/channels/telegram_media.py": "bot.channels.telegram_bot",
    "bot/drawings.py": ("bot.paper", "bot.calendars", "bot.door_paper"),
    "bot/commands/safety.py": "bot.services.",
    "bot/messengers.py": "bot.",
    "bot/process.py": "storage.migrate",
    "storage/store.py": "storage.postgres",
}
"""Imports inside functions, each for the memory or the time it saves where it is not needed."""


UNUSED = {"aiohttp", "alembic", "fpdf", "httpx", "icalendar", "jinja2", "PIL", "pygments", "rich", "telegram"}
UNUSED |= {"bot.web.console.today"}
"""What no start of Telegram alone may load: each takes megabytes, and most of a day nobody asks for it."""


@pytest.fixture(scope="module")
def graph() -> dict[str, set[str]]:
    """Return each of our modules with those of ours that it imports."""
    found = grimp.build_graph(*PRODUCT)
    return {module: set(found.find_modules_directly_imported_by(module)) for module in found.modules}


def test_the_contracts_are_kept(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    code = lint_imports(config_filename="pyproject.toml", no_cache=True)
    said = capsys.readouterr().out
    assert code == 0, said
    assert "8 kept" in said


def test_every_room_is_seen_by_the_contracts(graph: dict[str, set[str]]) -> None:
    """A folder without ``__init__.py`` would be passed over in silence."""
    ours = {path.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for path in modules(*PRODUCT)}
    assert {module for module in ours if not module.startswith("storage.migrations.versions")} <= set(graph)


def test_nobody_imports_in_a_circle(graph: dict[str, set[str]]) -> None:
    list(graphlib.TopologicalSorter(graph).static_order())


def test_flows_need_the_standard_library_only() -> None:
    allowed = sys.stdlib_module_names | {"flows"}
    strange = [
        f"{path}:{line} {found}"
        for path, module in modules("flows").items()
        for line, found, _ in module.imports
        if found.partition(".")[0] not in allowed
    ]
    assert strange == []


def test_only_the_roots_know_what_is_wired() -> None:
    strange = [
        f"{path}:{line} {found}"
        for path, module in modules("bot").items()
        if not path.startswith(ROOTS)
        for line, found, _ in module.imports
        if found in WIRING or ".".join(found.split(".")[:2]) in WIRING
    ]
    assert strange == []


def test_who_draws_a_paper_knows_no_service(graph: dict[str, set[str]]) -> None:
    drawing = ("bot.papers", "bot.door_paper", "bot.calendars", "bot.sections")
    assert [(one, known) for one in drawing for known in graph[one] if known.startswith("bot.services")] == []


def test_the_product_knows_no_tests() -> None:
    """The benchmark is started as a program of its own; nothing is imported from it."""
    strange = [
        f"{path}:{line}"
        for path, module in modules(*PRODUCT).items()
        for line, found, _ in module.imports
        if "tests" in found
    ]
    assert strange == []


def test_imports_stand_at_the_top() -> None:
    strange = [
        f"{path}:{line} {found}"
        for path, module in modules(*PRODUCT).items()
        for line, found, inside in module.imports
        if inside and not found.startswith(LAZY.get(path, "nothing"))
    ]
    assert strange == []


def test_a_start_loads_nothing_that_only_some_requests_need() -> None:
    told = "import sys, bot.process, bot.app, bot.channels.telegram; print(*(n for n, m in sys.modules.items() if m))"
    loaded = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True, cwd=ROOT)
    assert {"bot.channels.telegram", "sqlalchemy"} <= set(loaded.stdout.split())
    assert sorted(UNUSED & set(loaded.stdout.split())) == []
