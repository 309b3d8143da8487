"""Where pages come from: templates that escape everything, and our own styles and scripts; it knows no page."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

_HERE = Path(__file__).parent


def environment() -> Environment:
    """Return the templates under ``bot/web/pages``; a missing value is an error, never an empty place."""
    return Environment(
        loader=FileSystemLoader(_HERE / "pages"),
        autoescape=select_autoescape(("html",), default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def static() -> Mount:
    """Return the route of our styles and scripts, ``/static``."""
    return Mount("/static", _Fresh(directory=_HERE / "static"), name="static")


class _Fresh(StaticFiles):
    """Files that a browser may keep, but asks each time whether they changed."""

    def file_response(self, *given: Any, **named: Any) -> Response:
        """Return the file, or that it did not change."""
        response = super().file_response(*given, **named)
        response.headers["Cache-Control"] = "no-cache"
        return response
