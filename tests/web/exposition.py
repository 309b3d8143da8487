"""Prometheus' text format 0.0.4, read strictly: anything that a collector could misread raises ValueError."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"'
SAMPLE = re.compile(rf"({NAME})(?:\{{({LABEL}(?:,{LABEL})*)\}})? (-?[0-9.]+(?:e[+-]?[0-9]+)?|NaN|[+-]Inf)")
HEAD = re.compile(rf"# (HELP|TYPE) ({NAME}) (.+)")
KINDS = {"counter", "gauge"}


@dataclass(slots=True)
class Read:
    """One figure as it was read: its meaning, kind, and values by labels as they stand there."""

    meaning: str
    kind: str = ""
    values: dict[str, float] = field(default_factory=dict)


def read(text: str) -> Mapping[str, Read]:
    """Return every figure by its name."""
    if not text.endswith("\n") or "\r" in text:
        raise ValueError("lines end with a line feed, the last one too")
    found: dict[str, Read] = {}
    last = ""
    for line in text[:-1].split("\n"):
        if line.startswith("#"):
            last = _head(line, found)
        else:
            _sample(line, last, found)
    if empty := [name for name, one in found.items() if not one.values or not one.kind]:
        raise ValueError(f"no values or no kind: {empty}")
    return found


def _head(line: str, found: dict[str, Read]) -> str:
    match = HEAD.fullmatch(line)
    if match is None:
        raise ValueError(f"no head: {line}")
    what, name, said = match.groups()
    if what == "HELP":
        if name in found:
            raise ValueError(f"{name} comes twice")
        found[name] = Read(said)
    elif name not in found or found[name].kind or found[name].values or said not in KINDS:
        raise ValueError(f"TYPE at the wrong place or of the wrong kind: {line}")
    else:
        found[name].kind = said
    return name


def _sample(line: str, last: str, found: dict[str, Read]) -> None:
    match = SAMPLE.fullmatch(line)
    if match is None:
        raise ValueError(f"no sample: {line}")
    name, labels, value = match.groups()
    if name != last or not found[name].kind:
        raise ValueError(f"{name} stands apart from its head")
    if (labels or "") in found[name].values:
        raise ValueError(f"{name} has the labels {labels} twice")
    if found[name].kind == "counter" and (not name.endswith("_total") or float(value) < 0):
        raise ValueError(f"{name} is no counter")
    found[name].values[labels or ""] = float(value)
