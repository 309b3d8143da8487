"""A flow file that is broken is told in one sentence, whatever was asked of Drom and by which command."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot import broken_flow
from tests.process.programs import ROOT, environment

HELLO = '''"""A flow."""

from flows.core import Choose, End, Flow, Option

OPINION = Flow(
    name="opinion",
    version=1,
    start="ask",
    states=(
        Choose("ask", say="Well?", options=(Option("yes", "👍 Yes", next="thanks"),)),
        End("thanks", say="Thank you."),
    ),
)
'''
IMPORTED = "from flows.opinion import OPINION  # noqa: F401\n"


@pytest.fixture
def flows(tmp_path: Path) -> Path:
    """Return a copy of the flows that has one more."""
    found = tmp_path / "flows"
    shutil.copytree(ROOT / "flows", found, ignore=shutil.ignore_patterns("__pycache__", "diagrams"))
    start = found / "__init__.py"
    start.write_text(start.read_text("utf-8").replace("from flows.advice", f"{IMPORTED}from flows.advice", 1), "utf-8")
    return found


def ended(flows: Path, *command: str) -> tuple[int, str, str]:
    """Run a command beside those flows; return its exit code and what it said."""
    found = subprocess.run(
        [sys.executable, *command],
        cwd=flows.parent,
        env=environment({"PYTHONPATH": str(ROOT)}),
        capture_output=True,
        text=True,
        check=False,
    )
    return found.returncode, found.stdout, found.stderr


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('next="thanks"', 'next="thank"', "line 5: opinion.ask: the target thank is missing."),
        ("Choose,", "Chose,", "line 3: ImportError: cannot import name 'Chose' from 'flows.core'"),
        ("version=1,", "version=1", "line 7: SyntaxError: "),
        ("version=1,", "", "line 5: TypeError: Flow.__init__() missing 1 required positional argument: 'version'."),
    ],
)
def test_file_line_flow_and_state_are_named(flows: Path, old: str, new: str, told: str) -> None:
    (flows / "opinion.py").write_text(HELLO.replace(old, new, 1), "utf-8")
    code, out, said = ended(flows, "-m", "bot", "check")
    assert (code, out) == (3, "")
    assert said.startswith(f"flows/opinion.py, {told}")
    assert len(said.splitlines()) == 1


def test_a_flow_that_leads_nowhere_is_named(flows: Path) -> None:
    start = flows / "__init__.py"
    start.write_text(start.read_text("utf-8").replace("(HELP, STUCK,", "(OPINION, STUCK,", 1), "utf-8")
    (flows / "opinion.py").write_text(HELLO, "utf-8")
    code, _, said = ended(flows, "-m", "bot")
    assert code == 3
    assert said.startswith("flows/__init__.py, line ")
    assert "the flow help is missing" in said


def test_so_it_is_by_the_command_of_a_bare_machine(flows: Path) -> None:
    (flows / "opinion.py").write_text(HELLO.replace('next="thanks"', 'next="thank"'), "utf-8")
    asked = (
        f"import run, sys; from pathlib import Path; run.HOME, run.PYTHON = Path({str(flows.parent)!r}), sys.executable"
    )
    code, out, said = ended(flows, "-c", f"{asked}; raise SystemExit(run.drom(['tickets']))")
    assert (code, out) == (3, "")
    assert said == "flows/opinion.py, line 5: opinion.ask: the target thank is missing.\n"


def test_what_no_flow_has_done_is_not_told_so(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="none") as error:
        (tmp_path / "none").read_text()
    assert broken_flow.told(error.value) == ""
