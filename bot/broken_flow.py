"""Says in a sentence which file of `flows/` keeps Drom from starting; it knows no flow, for none could be read."""

import traceback
from pathlib import Path

DEFECT = "FlowDefect"
"""The name of what `flows.core.flow` raises; that class cannot be imported where a flow is broken."""


def told(error: Exception) -> str:
    """Return what is wrong, with file, line, flow and state; "" for an error that no flow's file has made."""
    places = [(Path(frame.filename), frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
    if isinstance(error, SyntaxError) and error.filename:
        places.append((Path(error.filename), error.lineno))
    flows = next((path.parent for path, _ in places if path.parts[-2:] == ("flows", "__init__.py")), None)
    if flows is None:
        return ""
    own = [place for place in places if flows in place[0].parents and flows / "core" not in place[0].parents]
    kind = type(error).__name__
    if kind != DEFECT and own[-1:] != places[-1:]:
        return ""
    path, line = own[-1]
    what = str(error) if kind == DEFECT else f"{kind}: {error.msg if isinstance(error, SyntaxError) else error}"
    return f"{path.relative_to(flows.parent).as_posix()}, line {line}: {what}."
