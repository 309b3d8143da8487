"""The one list of what staff may tap for somebody who is stuck; what is not in it is only the person's own.

Never in it: consent and its end, wishes about messages, settings and data, deleting, anything asked for the count, what
people think or need, the door, and staff's own screens.
"""

from collections.abc import Mapping

ANY = "*"
"""Every choice of a screen, also one that is offered from a list."""

TAPPABLE: Mapping[str, frozenset[str]] = {
    screen: frozenset(values.split())
    for screen, values in {
        "language.which": ANY,
        "language.letters": ANY,
        "welcome.why": "next",
        "registration.name": ANY,
        "registration.name_ok": ANY,
        "registration.country": ANY,
        "registration.town": ANY,
        "registration.town_name": ANY,
        "registration.trade": ANY,
        "registration.trade_name": ANY,
        "registration.check": ANY,
        "registration.change": ANY,
        "menu.guest": "meetings join",
        "menu.joining": "meetings join",
        "menu.member": "meetings",
        "menu.gender": "skip",
        "menu.age": "skip",
        "menu.adult": "skip",
        "stuck.ask": ANY,
        "heard.ask": ANY,
        "photo.ask": "no",
        "resume.ask": ANY,
        "ticket.kept": ANY,
        "meeting.list": ANY,
        "meeting.none": "no",
        "meeting.join_first": ANY,
        "meeting.card": ANY,
        "meeting.mine": ANY,
        "meeting.week": ANY,
        "meeting.soon": ANY,
        "meeting.tomorrow": ANY,
        "meeting.today": ANY,
        "meeting.changed": ANY,
        "meeting.week_open": ANY,
        "meeting.soon_open": ANY,
        "meeting.tomorrow_open": ANY,
        "meeting.today_open": ANY,
        "meeting.changed_open": ANY,
        "meeting.changed_line": ANY,
        "meeting.no_seat": ANY,
        "meeting.full": ANY,
        "meeting.free": ANY,
        "meeting.taken": ANY,
        "meeting.fewer": ANY,
        "meeting.missed": ANY,
        "meeting.guests": ANY,
        "meeting.need": "nothing",
        "meeting.need_online": "nothing",
        "meeting.learned": "skip",
    }.items()
}
"""Screens (flow and state) with the choices that staff may tap there."""

OWN_ACTIONS = frozenset(
    {
        "consent_keep",
        "consent_lite",
        "consent_push",
        "consent_withdraw",
        "erase_me",
        "meeting_door",
        "meeting_grade",
        "meeting_here",
        "meeting_touch",
        "meeting_useful",
        "meeting_wish",
        "my_data",
        "save_young",
        "send_my_data",
        "set_pause",
        "set_quiet",
        "set_talk",
        "start_again",
        "stop",
    }
)
"""What is done only where people chose it themselves: nothing tappable leads there before they have answered again."""
COMMANDS = frozenset({"back", "menu", "language"})
"""The commands that a tappable choice may be."""


def may_tap(screen: str, value: str) -> bool:
    """Tell whether staff may choose a value on a screen (``flow.state``) for somebody."""
    allowed = TAPPABLE.get(screen, frozenset())
    return ANY in allowed or value in allowed
