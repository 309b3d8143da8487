"""The project's own files, as tests of its rules read them; it never judges."""

import ast
import shutil
import subprocess
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


@cache
def modules(*rooms: str) -> dict[str, ast.Module]:
    """Return the parsed Python files of some rooms, all of them where none is named."""
    chosen = [
        path for path in files() if path.suffix == ".py" and (not rooms or path.relative_to(ROOT).parts[0] in rooms)
    ]
    return {name(path): ast.parse(path.read_text(encoding="utf-8")) for path in chosen}


def dotted(node: ast.expr) -> str:
    """Return ``a.b.c`` of a name or attribute, "" of anything else."""
    if isinstance(node, ast.Name):
        return node.id
    inner = dotted(node.value) if isinstance(node, ast.Attribute) else ""
    return f"{inner}.{node.attr}" if isinstance(node, ast.Attribute) and inner else ""
