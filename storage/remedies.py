"""What a provider's later word on a message means, as a table; pure, it never touches a row.

The states and codes are Twilio's (channels.md 2.3, 2.6): Telegram says nothing later.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal

RANKS: Mapping[str, int] = {
    "accepted": 1,
    "scheduled": 1,
    "queued": 2,
    "sending": 3,
    "sent": 4,
    "canceled": 5,
    "failed": 5,
    "undelivered": 5,
    "delivered": 6,
    "read": 7,
}
"""The order of the states; a later one replaces an earlier one, in whatever order they are told."""
FAILED = 5

Action = Literal["parked", "stopped", "unreachable", "again", "expired", "never"]


@dataclass(frozen=True, slots=True)
class Remedy:
    """What to do about a message that did not arrive: send it again after a pause, at most so often, or end it.

    ``alarm``: operators must do something. ``grows``: each further pause is twice as long as the one before.
    """

    action: Action
    pause: timedelta = timedelta()
    copies: int = 1000
    alarm: bool = False
    grows: bool = False


_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)
_SLOW, _FAULT, _ALARM = Remedy("again", _MINUTE), Remedy("again", _MINUTE, copies=5), Remedy("again", _HOUR, alarm=True)
_GONE = Remedy("unreachable")
_OF_CODE: Mapping[str, Remedy] = {
    "63016": Remedy("parked"),
    "21610": Remedy("stopped"),
    "63014": _GONE,
    "21211": _GONE,
    "63003": _GONE,
    "63024": _GONE,
    "20429": _SLOW,
    "63018": _SLOW,
    "63017": Remedy("again", _HOUR),
    "63049": Remedy("again", 6 * _HOUR, copies=5, grows=True),
    "63032": Remedy("never"),
    "21611": _FAULT,
    "63010": _FAULT,
    "63012": _FAULT,
    "30008": _FAULT,
    "63019": Remedy("again", _MINUTE, copies=2),
    "30036": Remedy("expired"),
    "20003": _ALARM,
    "63007": _ALARM,
    "63038": _ALARM,
    "63051": _ALARM,
}


_WITHHELD, _AMERICA = "63049", "+1"
"""Meta withholds marketing from everybody there, always."""


def remedy(code: str, copies: int, address: str = "") -> Remedy:
    """Return what to do about an error code after so many copies; an unknown code will never go out as it is."""
    found = _OF_CODE.get(code, Remedy("never"))
    if copies >= found.copies or (code == _WITHHELD and address.startswith(_AMERICA)):
        return Remedy("never")
    return replace(found, pause=found.pause * 2 ** max(0, copies - 1)) if found.grows else found
