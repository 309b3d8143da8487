"""The project's own files, as tests of its rules read them; it never judges."""

import ast
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PRODUCT = ("bot", "flows", "storage")
_OTHERS = frozenset(
    {".git", ".venv", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", "__pycache__", "data"}
)


@cache
def files() -> tuple[Path, ...]:
    """Return every file of the project: what git keeps and would keep, or all there is where git is missing."""
    git = shutil.which("git")
    if git and (ROOT / ".git").exists():
        command = [git, "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        return tuple(path for name in sorted(filter(None, listed.split("\0"))) if (path := ROOT / name).is_file())
    found = (path for path in ROOT.rglob("*") if path.is_file() and not _OTHERS & set(path.relative_to(ROOT).parts))
    return tuple(sorted(found))


@cache
def kept() -> tuple[str, ...]:
    """Return the names that are committed; all of them where git is missing."""
    git = shutil.which("git")
    if not git or not (ROOT / ".git").exists():
        return tuple(name(path) for path in files())
    listed = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(filter(None, listed.split("\0")))


def name(path: Path) -> str:
    """Return a file's path inside the project, with slashes."""
    return path.relative_to(ROOT).as_posix()


@dataclass(frozen=True, slots=True)
class Module:
    """What the rules of the house look at in a Python file; its whole tree is let go, for all of them fill 200 MB."""

    silent: bool
    """There is code, but no docstring."""
    calls: tuple[tuple[int, str], ...]
    """The line and the dotted name of each call that has one."""
    classes: tuple[str, ...]
    functions: tuple[tuple[str, int], ...]
    """The name of each function and the lines of code in its body, without its docstring, empty lines and remarks."""
    imports: tuple[tuple[int, str, bool], ...]
    """The line, the module's whole name, and whether it is inside a function."""


def modules(*rooms: str) -> dict[str, Module]:
    """Return the Python files of some rooms, all of them where none is named."""
    return {
        name(path): _module_of(path)
        for path in files()
        if path.suffix == ".py" and (not rooms or path.relative_to(ROOT).parts[0] in rooms)
    }


@cache
def _module_of(path: Path) -> Module:
    return read_module(path.read_text(encoding="utf-8"))


def read_module(source: str) -> Module:
    """Return what a source shows; raises SyntaxError."""
    tree, lines = ast.parse(source), source.splitlines()
    nodes = tuple(ast.walk(tree))
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    inside = {id(node) for function in functions for node in ast.walk(function)}
    calls = [(node.lineno, dotted(node.func)) for node in nodes if isinstance(node, ast.Call)]
    return Module(
        silent=bool(tree.body) and not ast.get_docstring(tree),
        calls=tuple(call for call in calls if call[1]),
        classes=tuple(node.name for node in nodes if isinstance(node, ast.ClassDef)),
        functions=tuple((function.name, _body_lines(function, lines)) for function in functions),
        imports=tuple((line, found, id(node) in inside) for node in nodes for line, found in _imported(node)),
    )


def _body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef, lines: list[str]) -> int:
    body = function.body[1:] if ast.get_docstring(function) else function.body
    if not body:
        return 0
    whole = lines[body[0].lineno - 1 : max(node.end_lineno or 0 for node in body)]
    return sum(1 for line in whole if line.strip() and not line.strip().startswith("#"))


def _imported(node: ast.AST) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.Import):
        yield from ((node.lineno, alias.name) for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, "imports are whole"
        yield node.lineno, node.module or ""


def dotted(node: ast.expr) -> str:
    """Return ``a.b.c`` of a name or attribute, "" of anything else."""
    if isinstance(node, ast.Name):
        return node.id
    inner = dotted(node.value) if isinstance(node, ast.Attribute) else ""
    return f"{inner}.{node.attr}" if isinstance(node, ast.Attribute) and inner else ""
