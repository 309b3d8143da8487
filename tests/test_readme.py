"""What the README says of settings and commands is what there is."""

import re
import runpy
import textwrap
from pathlib import Path

import typer
import typer.main

from bot.cli import app
from bot.services.turn import Action
from bot.settings import Settings
from flows.core import Do, Flow
from tests.sources import ROOT

SETTING = re.compile(r"`DROM_([A-Z_]+)`")


def section(title: str) -> str:
    """Return one section of the README."""
    found = (ROOT / "README.md").read_text(encoding="utf-8").partition(f"\n## {title}\n")[2]
    assert found, f"the README has no section {title}"
    return found.partition("\n## ")[0]


def rows(title: str) -> list[list[str]]:
    """Return the cells of a section's table, without its head."""
    lines = [line for line in section(title).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines[2:]]


def shown(value: object) -> str:
    """Return a default as the README writes it."""
    return (
        ",".join(map(str, value))
        if isinstance(value, tuple)
        else f"{value:g}"
        if isinstance(value, float)
        else str(value)
    )


def test_every_setting_is_documented_and_every_documented_one_exists() -> None:
    documented = [name for row in rows("Settings") for name in SETTING.findall(row[0])]
    assert sorted(documented) == sorted(name.upper() for name in Settings.model_fields)


def test_the_documented_defaults_are_the_real_ones() -> None:
    checked = 0
    for row in rows("Settings"):
        names, defaults = SETTING.findall(row[0]), re.findall(r"`([^`]*)`", row[1])
        if len(names) != len(defaults) or row[1].startswith("SQLite"):
            continue
        for name, default in zip(names, defaults, strict=True):
            assert default == shown(Settings.model_fields[name.lower()].default), name
            checked += 1
    assert checked >= 9


def commands() -> set[str]:
    """Return every command that there is, as it is typed."""
    found = set()
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        below = getattr(command, "commands", {})
        found |= {f"{name} {each}" for each in below}
        if not below or getattr(command, "invoke_without_command", False):
            found.add(name)
    return found


def written() -> set[str]:
    """Return every command that the README's table names; ``a b|c`` is two of them."""
    found = set()
    for row in rows("Commands"):
        for text in re.findall(r"`([^`]*)`", row[0]):
            words = [word for word in text.replace("\\|", "|").split() if not word.isupper()]
            found |= {f"{words[0]} {each}" for each in words[1].split("|")} if len(words) > 1 else {words[0]}
    return found


def test_every_command_is_documented_and_every_documented_one_exists() -> None:
    assert written() == commands()


def test_the_exit_codes_are_documented() -> None:
    assert "0 done, 1 failed or found something, 2 usage, 3 settings, 4 database" in section("Commands").replace(
        "\n", " "
    )


def test_the_flow_and_the_action_of_the_sample_fit_each_other(tmp_path: Path) -> None:
    """Both are loaded as they are printed; loading a flow checks it."""
    made: dict[str, object] = {}
    for number, block in enumerate(re.findall(r"```python\n(.*?)```", section("Add a flow in fifteen minutes"), re.S)):
        file = tmp_path / f"sample{number}.py"
        file.write_text(textwrap.dedent(block), encoding="utf-8")
        made |= runpy.run_path(str(file))
    flow, actions = made["OPINION"], made["ACTIONS"]
    assert isinstance(flow, Flow)
    assert isinstance(actions, dict)
    asked = {state.action: set(state.outcomes) for state in flow.states if isinstance(state, Do)}
    assert asked == {name: set(one.outcomes) for name, one in actions.items() if isinstance(one, Action)}
    assert asked
