"""What the platforms really post, in shape: written by us after their references, with nobody's data in it."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

_HERE = Path(__file__).parent


def telegram(name: str) -> dict[str, Any]:
    """Return an update."""
    found: dict[str, Any] = json.loads((_HERE / "telegram" / f"{name}.json").read_text(encoding="utf-8"))
    return found


def telegram_names() -> list[str]:
    """Return the name of every update."""
    return sorted(path.stem for path in (_HERE / "telegram").glob("*.json"))


def whatsapp(name: str) -> dict[str, str]:
    """Return a form."""
    return dict(parse_qsl(whatsapp_body(name).decode(), keep_blank_values=True))


def whatsapp_body(name: str) -> bytes:
    """Return a form as it is posted."""
    return (_HERE / "whatsapp" / f"{name}.form").read_bytes().strip()


def whatsapp_names() -> list[str]:
    """Return the name of every form."""
    return sorted(path.stem for path in (_HERE / "whatsapp").glob("*.form"))
