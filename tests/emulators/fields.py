"""Request bodies and queries as fields: JSON, forms and uploads; it never knows what a field means."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from tests.emulators.server import Request


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was part of a form."""

    filename: str
    content_type: str
    data: bytes


def fields_of(request: Request) -> dict[str, Any]:
    """Return the fields of the query and the body together; those of the body win.

    Values of forms are text or ``Upload``, values of a JSON body are what they are. A body of an unknown type has
    no fields; JSON that cannot be read raises ``ValueError``.
    """
    found: dict[str, Any] = dict(parse_qsl(request.query, keep_blank_values=True)) if request.query else {}
    if not request.body:
        return found
    kind, _, rest = request.headers.get("content-type", "").partition(";")
    if kind == "application/json":
        body = json.loads(request.body)
        found.update(body if isinstance(body, dict) else {})
    elif kind == "application/x-www-form-urlencoded":
        found.update(parse_qsl(request.body.decode(), keep_blank_values=True))
    elif kind == "multipart/form-data":
        found.update(_uploads(request.body, rest.partition("boundary=")[2].strip('" ')))
    return found


def _uploads(body: bytes, boundary: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for piece in body.split(b"--" + boundary.encode())[1:-1]:
        head, _, data = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line)
        lower = {name.lower(): value for name, value in headers.items()}
        named = dict(item.strip().split("=", 1) for item in lower["content-disposition"].split(";")[1:])
        data = data.removesuffix(b"\r\n")
        name = named["name"].strip('"')
        if "filename" in named:
            content_type = lower.get("content-type", "application/octet-stream")
            found[name] = Upload(named["filename"].strip('"'), content_type, data)
        else:
            found[name] = data.decode()
    return found
