"""What an emulator was asked and what it answered, with times; it never judges."""

import time
from dataclasses import asdict, dataclass, field
from typing import Any

from tests.emulators.fields import Upload


@dataclass(slots=True)
class Entry:
    """One request.

    ``arrived`` and ``answered`` are seconds of the machine's monotonic clock, which all its processes share;
    ``answered`` is None while, or if ever, there is no answer. ``status`` is the HTTP status, 0 for none.
    ``accepted`` is true when the request took effect, whatever was answered. ``early`` is true when it came inside
    the pause that a 429 had asked for. ``fault`` names the knob that spoiled it.
    """

    method: str
    chat: str
    fields: dict[str, Any]
    arrived: float = field(default_factory=time.monotonic)
    answered: float | None = None
    status: int = 0
    accepted: bool = False
    early: bool = False
    fault: str = ""
    result: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return a JSON object; an uploaded file shows its name, type and size."""
        found = asdict(self)
        found["fields"] = {name: _shown(value) for name, value in self.fields.items()}
        return found


def _shown(value: Any) -> Any:
    if isinstance(value, Upload):
        return {"filename": value.filename, "content_type": value.content_type, "size": len(value.data)}
    return value


class Journal:
    """Every request since the last ``clear``, in order of arrival; ``keep`` is false while speed matters more."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.keep = True

    def add(self, entry: Entry) -> Entry:
        """Write an entry down and return it."""
        if self.keep:
            self.entries.append(entry)
        return entry

    def clear(self) -> None:
        """Forget every entry."""
        self.entries = []

    def to_json(self, since: int = 0) -> list[dict[str, Any]]:
        """Return the entries from number ``since`` on (from 0)."""
        return [entry.to_json() for entry in self.entries[since:]]
