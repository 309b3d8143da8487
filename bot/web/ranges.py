"""A part of a file, which some phones ask for before they play a sound; it never knows the file (RFC 9110 14)."""

import re

from starlette.responses import Response

_ASKED = re.compile(r"bytes=(\d{0,15})-(\d{0,15})", re.ASCII)


def ranged(response: Response, asked: str) -> Response:
    """Return the part of a whole file that ``asked`` (the header ``Range``) names, else the file as it is.

    More parts at once, and what cannot be read, are answered with the whole file; what begins after its end with 416.
    """
    found = _ASKED.fullmatch(asked)
    if response.status_code != 200 or found is None or not (found[1] or found[2]):
        return response
    data, size = bytes(response.body), len(response.body)
    first = int(found[1]) if found[1] else max(size - int(found[2]), 0)
    last = min(int(found[2]), size - 1) if found[1] and found[2] else size - 1
    kept = {key: value for key, value in response.headers.items() if key != "content-length"}
    if first > last:
        return Response(status_code=416, headers={**kept, "content-range": f"bytes */{size}"})
    return Response(data[first : last + 1], 206, headers={**kept, "content-range": f"bytes {first}-{last}/{size}"})
