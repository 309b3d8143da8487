"""Meetings for members: the list, a card for each, answers, the door and how it was; staff's side is elsewhere.

Every card about a meeting is here, also those that only notices say. Whatever is answered, the first thing is a look
at the meeting as it is now: ``truth`` says where nothing else may be said any more.
"""

from collections.abc import Mapping

from flows.core import Ask, Choose, Do, End, Flow, Option, Pick, Tell
from flows.core.parsers import AnyWords

DOORS = ("tree", "fish", "star", "key")
"""The pictures that may hang on a door, in the order of their numbers."""

_NO = Option("no", "👎 No", next="decline")
_STILL = (Option("still", "👍 Yes", next="still"), _NO)
_TAKE = (Option("take", "👍 Yes", next="take"), _NO)
_WAIT = (Option("wait", "👍 Yes", next="wait"), _NO)
_WILL = (Option("yes", "👍 I come", next="come"), _NO, Option("maybe", "🤔 Maybe", next="perhaps"))
"""What whoever has no seat yet may say: a seat is followed by who comes along and what they need."""
_NEXT = Option("next", "📅 Meetings", next="find")
_KNOWN = ("id", "version", "kind", "day", "time", "place", "until")
"""What a look at a meeting tells of it."""
_TRUTH: Mapping[str, str] = {
    "open": "card",
    "coming": "mine",
    "waiting": "line",
    "offered": "held",
    "door": "door",
    "begun": "late_ok",
    "here": "welcome",
    "over": "over",
    "cancelled": "cancelled",
    "gone": "gone",
}
"""How a meeting may stand for somebody now, and what they are told."""

_LIST = (
    Do("find", action="meetings_near", outcomes={"found": "list", "none": "none"}),
    Pick("list", say="Meetings near you. Tap one.", next="look"),
    Do("look", action="meeting_look", outcomes=_TRUTH, gives=_KNOWN),
    Do("truth", action="meeting_truth", outcomes=_TRUTH, gives=_KNOWN),
    Do("look_again", action="meeting_look_again", outcomes=_TRUTH, gives=_KNOWN),
    Choose(
        "none",
        say="No meetings now. Shall I tell you?",
        options=(Option("yes", "👍 Yes", next="wish"), Option("no", "👎 No", next="bye")),
    ),
    Do("wish", action="meeting_wish", outcomes={"kept": "wished", "guest": "join_first"}),
    End("wished", say="Good! I will tell you."),
    Choose(
        "join_first",
        say="For this I must know you. Join?",
        options=(Option("yes", "👍 Yes", next="join"), Option("no", "👎 No", next="bye")),
    ),
    End("join", then="welcome", alone=True),
    End("over", say="This meeting is over."),
    End("cancelled", say="Not happening: {kind}, {day}. I am sorry."),
    End("gone", say="I do not know this meeting any more."),
)

_CARDS = (
    Choose(
        "card",
        say="{kind}, {day}, {time}, {place}. Will you come?",
        options=_WILL,
        card=True,
        anew="look_again",
    ),
    Choose(
        "mine",
        say="You come: {kind}, {day}, {time}, {place}. Still okay?",
        options=(*_STILL, Option("with", "👪 Who comes", next="bringing")),
        card=True,
        anew="look_again",
    ),
    Choose("week", say="In one week: {kind}, {day}. Still okay?", options=_STILL, card=True),
    Choose("soon", say="{kind}, {day}, {time}. Still okay?", options=_STILL, card=True),
    Choose("tomorrow", say="Tomorrow {time}: {kind}. Are you coming?", options=_STILL, card=True),
    Choose("today", say="Today {time}: {kind}. Here: {place} 📍. Coming?", options=_STILL, card=True),
    Choose("today_online", say="Today {time}: {kind}, {place}. Coming?", options=_STILL, card=True),
    Choose("changed", say="Changed: {kind}, {day}, {time}, {place}. Still coming?", options=_STILL, card=True),
    Choose("week_open", say="In one week: {kind}, {day}. Will you come?", options=_WILL, card=True),
    Choose("soon_open", say="{kind}, {day}, {time}. Will you come?", options=_WILL, card=True),
    Choose("tomorrow_open", say="Tomorrow {time}: {kind}. Will you come?", options=_WILL, card=True),
    Choose("today_open", say="Today {time}: {kind}. Here: {place} 📍. Will you come?", options=_WILL, card=True),
    Choose("today_online_open", say="Today {time}: {kind}, {place}. Will you come?", options=_WILL, card=True),
    Choose("changed_open", say="Changed: {kind}, {day}, {time}, {place}. Will you come?", options=_WILL, card=True),
    Choose("changed_line", say="Changed: {kind}, {day}, {time}, {place}. Still waiting?", options=_WAIT, card=True),
    Choose("full", say="It is full. Put you on the waiting list?", options=_WAIT, card=True),
    Choose(
        "free",
        say="A place is free: {kind}, {day}, {time}, {place}. Take it?",
        options=_TAKE,
        card=True,
    ),
    Choose(
        "held",
        say="A place for you: {kind}, {day}, {time}, {place}. Until {until}. Take it?",
        options=_TAKE,
        card=True,
        anew="look_again",
    ),
    Choose("taken", say="That place is gone. Wait for another?", options=_WAIT, card=True),
    Choose(
        "fewer",
        say="Free places: {free}. You are {party}. Come alone?",
        options=(Option("alone", "👤 Only me", next="alone"), Option("wait", "⏳ I wait", next="wait")),
        card=True,
    ),
    Choose("no_seat", say="Sorry, no place became free: {kind}. See the next meetings?", options=(_NEXT,), card=True),
    Choose(
        "missed",
        say="We missed you. See the next meetings?",
        options=(_NEXT,),
        card=True,
    ),
)

_NO_SEAT: Mapping[str, str] = {
    **{"full": "full", "fewer": "fewer", "waiting": "line"},
    **{"guest": "join_first", "else": "truth"},
}
"""What follows a yes for which there is no seat, or not for all who come."""
_TOO_FEW = ("free", "party")

_NEEDED = {"kept": "ok", "near": "good", "else": "truth"}
_PERHAPS = {"maybe": "perhaps_ok", "near": "perhaps_near", "guest": "join_first", "else": "truth"}

_ANSWERS = (
    Do(
        "come",
        action="meeting_yes",
        outcomes={"seated": "guests", "last": "yours", **_NO_SEAT},
        gives=_TOO_FEW,
    ),
    Do(
        "bringing",
        action="meeting_yes",
        outcomes={"seated": "guests", "last": "few", **_NO_SEAT},
        gives=_TOO_FEW,
    ),
    Do("still", action="meeting_still", outcomes={"seated": "good", **_NO_SEAT}, gives=_TOO_FEW),
    Do("decline", action="meeting_no", outcomes={"declined": "bye", "else": "truth"}),
    Do("perhaps", action="meeting_perhaps", outcomes={**_PERHAPS, "holds": "give_up"}, gives=_KNOWN),
    Choose(
        "give_up",
        say="Your place: {kind}, {day}, {time}. Maybe gives it up. Keep it?",
        options=(Option("still", "👍 Yes", next="still"), Option("maybe", "🤔 Maybe", next="perhaps_all_the_same")),
    ),
    Do("perhaps_all_the_same", action="meeting_maybe", outcomes=_PERHAPS),
    Do(
        "wait",
        action="meeting_wait",
        outcomes={"waiting": "line", "seated": "guests", "guest": "join_first", "else": "truth"},
    ),
    Do(
        "take",
        action="meeting_take",
        outcomes={
            **{"seated": "yours", "room": "yours_more", "gone": "taken", "fewer": "fewer"},
            **{"waiting": "line", "guest": "join_first", "else": "truth"},
        },
        gives=_TOO_FEW,
    ),
    Do(
        "alone",
        action="meeting_alone",
        outcomes={
            **{"seated": "yours", "full": "full"},
            **{"waiting": "line", "guest": "join_first", "else": "truth"},
        },
    ),
    Tell("yours", say="The place is yours.", next="where"),
    Tell("yours_more", say="The place is yours.", next="guests"),
    Choose(
        "guests",
        say="Who comes with you?",
        options=(
            Option("one", "👤 Only me", next="bring"),
            Option("two", "👫 One more", next="bring"),
            Option("three", "👪 Two more", next="bring"),
        ),
    ),
    Do("bring", action="meeting_guests", outcomes={"seated": "where", "few": "few", "else": "truth"}, gives=("free",)),
    Tell("few", say="Only so many places are free: {free}. Yours stays.", next="where"),
    Do("where", action="meeting_where", outcomes={"place": "need", "online": "need_online"}),
    Choose(
        "need",
        say="Do you need help to come?",
        options=(
            Option("nothing", "✅ Nothing", next="keep_need"),
            Option("travel", "🚌 Travel", next="keep_need"),
            Option("child_care", "👶 Child care", next="keep_need"),
            Option("translator", "🗨️ Translator", next="keep_need"),
            Option("access", "♿ Access", next="keep_need"),
        ),
    ),
    Choose(
        "need_online",
        say="Do you need help to take part?",
        options=(
            Option("nothing", "✅ Nothing", next="keep_need_online"),
            Option("translator", "🗨️ Translator", next="keep_need_online"),
            Option("access", "♿ Access", next="keep_need_online"),
        ),
    ),
    Do("keep_need", action="meeting_needs", outcomes=_NEEDED),
    Do("keep_need_online", action="meeting_needs", outcomes=_NEEDED),
    End("ok", say="Good! I will remind you."),
    End("good", say="Good! See you there."),
    End("bye", say="Okay. See you next time."),
    End("perhaps_ok", say="Okay. I ask you again before it."),
    End("perhaps_near", say="Okay. Tell me if you come."),
    End("line", say="You are on the list. I tell you when it is free."),
)

_DOOR = (
    Choose(
        "door",
        say="Are you here now?",
        options=(
            Option("here", "✅ I am here", next="here"),
            Option("late", "⏰ I am late", next="late"),
            Option("no", "👎 Not coming", next="decline"),
        ),
        card=True,
        anew="look_again",
    ),
    Do(
        "here",
        action="meeting_here",
        outcomes={"open": "picture", "here": "welcome", "listed": "listed", "guest": "join_first", "else": "truth"},
    ),
    Do("late", action="meeting_late", outcomes={"noted": "late_ok", "else": "truth"}),
    Choose(
        "picture",
        say="Which picture is on the door?",
        options=(
            Option("tree", "🌳 Tree", next="try_door"),
            Option("fish", "🐟 Fish", next="try_door"),
            Option("star", "⭐ Star", next="try_door"),
            Option("key", "🔑 Key", next="try_door"),
        ),
    ),
    Do(
        "try_door",
        action="meeting_door",
        outcomes={"here": "welcome", "wrong": "wrong", "listed": "listed", "else": "truth"},
    ),
    Tell("wrong", say="Not that one. Look at the door again.", next="picture"),
    End("welcome", say="Welcome! You are on the list."),
    End("listed", say="Welcome! A person at the door writes you down."),
    End("late_ok", say="Okay. Come when you can."),
)

_FEEDBACK = (
    Choose(
        "feedback",
        say="{kind}, {day}: how was it?",
        options=(
            Option("good", "👍 Good", next="grade"),
            Option("so", "😐 So-so", next="grade"),
            Option("bad", "👎 Bad", next="grade"),
        ),
        card=True,
    ),
    Do("grade", action="meeting_grade", outcomes={"kept": "learned", "absent": "thanks", "gone": "gone"}),
    Ask(
        "learned",
        say="What did you learn? Tell us 🎤.",
        accept=AnyWords(),
        retry="Tell us what you learned 🎤, or skip.",
        next="keep_learned",
        also={"voice": "keep_learned"},
        options=(Option("skip", "⏭️ Skip", next="useful"),),
    ),
    Do("keep_learned", action="meeting_learned", outcomes={"kept": "useful"}),
    Choose(
        "useful",
        say="Did you meet somebody useful?",
        options=(Option("yes", "👍 Yes", next="keep_useful"), Option("no", "👎 No", next="keep_useful")),
    ),
    Do("keep_useful", action="meeting_useful", outcomes={"yes": "in_touch", "no": "thanks"}),
    Choose(
        "in_touch",
        say="Stay in touch? We ask them first.",
        options=(Option("yes", "👍 Yes", next="keep_touch"), Option("no", "👎 No", next="keep_touch")),
    ),
    Do("keep_touch", action="meeting_touch", outcomes={"kept": "thanks"}),
    End("thanks", say="Thank you for telling us!"),
)

MEETING = Flow(
    name="meeting",
    version=1,
    start="find",
    states=(*_LIST, *_CARDS, *_ANSWERS, *_DOOR, *_FEEDBACK),
)
