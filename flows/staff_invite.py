"""Whom staff invite to a meeting: an audience by tapping, counted, confirmed, by two where it is many."""

from collections.abc import Mapping

from flows.core import Branch, Choose, Do, End, Flow, Option, Pick, State, Tell
from flows.core.values import Value

COUNTED = ("audience", "people", "now", "later", "knock", "writes", "cannot")
"""What a count tells: the audience itself, and people by what would become of a message to them."""


def whom_again(answers: Mapping[str, Value]) -> str:
    """Return whether those who come, or those who are left out, are chosen again."""
    return "out" if answers.get("reach") == "without" else "who"


_LIST = (
    Do(
        "which_ones",
        action="invite_list",
        outcomes={"found": "which", "whole": "count", "none": "none_there", "denied": "denied"},
    ),
    Pick("which", say="Which one?", next="count"),
    Do(
        "count",
        action="invite_count",
        outcomes={"counted": "reach", "nobody": "none_there", "denied": "denied"},
        gives=COUNTED,
    ),
    Tell("none_there", say="Nobody is there. Choose others.", next="whom_again"),
    Branch("whom_again", whom_again, outcomes={"who": "who", "out": "leave_out"}),
)
_WHO = (
    Option("everyone", "🌍 Everyone", next="which_ones"),
    Option("town", "📍 Town", next="which_ones"),
    Option("trade", "🛠️ Trade", next="which_ones"),
    Option("language", "🗣️ By language", next="which_ones"),
    Option("guests", "📅 Guests", next="which_ones"),
    Option("programme", "📘 Programme", next="which_ones"),
    Option("mentors", "👩‍🏫 Mentors", next="which_ones"),
    Option("group", "👥 Group", next="which_ones"),
)
_REACH = (
    Option("send", "👍 Yes", next="send"),
    Option("narrow", "🔎 Only some", next="who"),
    Option("without", "➖ Without some", next="leave_out"),
)
_COUNT = (
    "«{kind}, {day}, {time}, {place}. Will you come?»\n"
    "People: {people}. Now: {now}. Later: {later}. After a knock: {knock}.\n"
    "When they write: {writes}. Not at all: {cannot}. Invite them?"
)
_BEGIN = Do(
    "invite",
    action="invite_begin",
    outcomes={"in": "who", "shut": "shut", "denied": "denied"},
    gives=("audience", "reach", "kind", "day", "time", "place"),
)
_SEND = Do(
    "send",
    action="invite_send",
    outcomes={"invited": "invited", "asked": "asked", "alone": "alone", "shut": "shut", "denied": "denied"},
    gives=("people", "names"),
    final=True,
)


def invites(done: str) -> tuple[State, ...]:
    """Return the states of an invitation to the meeting that is known by then; ``done`` is what follows."""
    return (
        _BEGIN,
        Tell("shut", say="Nobody can be invited to it any more.", next=done),
        Choose("who", say="Who shall I invite?", options=(*_WHO, Option("nobody", "⏭️ Skip", next=done))),
        Choose("leave_out", say="Who shall I leave out?", options=_WHO[1:]),
        *_LIST,
        Choose("reach", say=_COUNT, options=(*_REACH, Option("drop", "❌ Nobody", next=done, careful=True))),
        _SEND,
        Tell("invited", say="Invited: {people}.", next=done),
        Tell("asked", say="So many need a second yes. I asked: {names}.", next=done),
        Tell("alone", say="So many need a second yes. Nobody else may say it.", next=done),
    )


PROPOSAL = Flow(
    name="proposal",
    version=1,
    start="find",
    states=(
        Do("find", action="proposals", outcomes={"found": "list", "none": "none", "denied": "denied"}),
        Pick("list", say="Which one?", next="look_picked"),
        End("none", say="Nothing waits for your yes.", then="staff"),
        Do(
            "look_picked",
            action="proposal_look",
            outcomes={"open": "ask", "over": "over", "denied": "denied"},
            gives=("id", "version", "by", "people", "kind", "day"),
        ),
        Choose(
            "ask",
            say="{by} invites {people} people: {kind}, {day}. Agree?",
            options=(Option("yes", "👍 Yes", next="agree"), Option("no", "👎 No", next="decline")),
            card=True,
        ),
        Do("agree", action="proposal_agree", outcomes={"done": "agreed", "over": "over", "denied": "denied"}),
        Do("decline", action="proposal_decline", outcomes={"done": "declined", "over": "over", "denied": "denied"}),
        End("agreed", say="Good! They are invited now."),
        End("declined", say="Okay. Nobody is invited."),
        End("over", say="This is decided already."),
        End("denied", say="This is for our team only."),
    ),
)
"""The second yes: a card that is answered for ever by what is true then."""
