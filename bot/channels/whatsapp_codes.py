"""Twilio's error codes and what each means for a message; pure, it never sends and never knows a person.

Source: the error dictionary of Twilio (``channels.md`` 2.6). The same codes come with a refused request and later
in a status post.
"""

from bot.channels.port import Result

_RESULTS: dict[Result, tuple[int, ...]] = {
    "slow": (20429, 63018, 63017, 21611, 14107),
    "alarm": (20003, 20005, 20403, 20404, 21212, 21603, 21606, 21701, 21703, 63007, 63038, 63051),
    "gone": (21211, 63003, 63024, 63014),
    "stopped": (21610,),
    "window": (63016,),
    "safe": (63012, 63010, 30008, 63019),
}
_OF_CODE: dict[int, Result] = {code: result for result, codes in _RESULTS.items() for code in codes}
_OF_STATUS: dict[int, Result] = {401: "alarm", 403: "alarm", 404: "alarm", 429: "slow"}

CONTENT_REFUSED = frozenset({21654, 21655, 21656, 63005, 63013, 63021, 63027, 63028})
"""The template or its variables cannot go: the same words as plain text can."""

_PAUSES = {63018: 30.0, 63017: 60.0, 21611: 60.0, 14107: 60.0}
_PAUSE = 1.0


def result_of(code: int, status: int = 0) -> Result:
    """Return what an error means; ``status`` is the HTTP status of a refused request, 0 in a status post.

    A 5xx is in doubt whatever its code (Twilio error 20500), and so is a 408: it may have been said to the silence
    before this request, which may have been heard all the same. Any other 4xx of an unknown code will never be taken.
    """
    if status >= 500 or status == 408:
        return "doubt"
    return _OF_CODE.get(code) or _OF_STATUS.get(status, "refused")


def pause_of(code: int) -> float:
    """Return the seconds to wait after ``slow`` where Twilio names none."""
    return _PAUSES.get(code, _PAUSE)
