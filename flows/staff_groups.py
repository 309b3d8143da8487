"""Groups in chat, such as a coaching group: made, filled by name or from a meeting, looked at, ended."""

from flows.core import Ask, Choose, Do, End, Flow, Option, Pick, Tell
from flows.core.parsers import PersonName

_GONE = {"gone": "gone", "denied": "denied"}
_NEW = Option("new", "➕ New group", next="name")
_DONE = Option("done", "🏁 Finished", next="look")

_LIST = (
    Do("begin", action="group_list", outcomes={"found": "list", "none": "empty", "denied": "denied"}),
    Pick("list", say="Which group?", next="look_picked", extra=(_NEW,)),
    Choose("empty", say="There is no group yet.", options=(_NEW, Option("menu", "🔑 Staff", next="left"))),
    End("left", then="staff"),
    Ask(
        "name",
        say="What is it called? Write it or say it 🎤.",
        accept=PersonName(),
        retry="Only the name, please. Write or speak 🎤.",
        next="make",
        also={"voice": "make"},
        options=(Option("coaching", "🎯 Coaching", next="make"),),
    ),
    Do("make", action="group_make", outcomes={"made": "look", "denied": "denied"}, gives=("id",), final=True),
    Do("look_picked", action="group_look", outcomes={"there": "group", **_GONE}, gives=("id", "title", "people")),
    Do("look", action="group_look", outcomes={"there": "group", **_GONE}, gives=("id", "title", "people")),
    Choose(
        "group",
        say="{title}. People: {people}.",
        options=(
            Option("add", "➕ Add people", next="how"),
            Option("out", "➖ Take out", next="inside"),
            Option("who", "📋 Who is in it", next="who"),
            Option("end", "🗑️ End group", next="end_sure", careful=True),
        ),
    ),
    Tell("gone", say="This group is not there any more.", next="begin"),
    End("denied", say="This is for our team only."),
)

_FILL = (
    Choose(
        "how",
        say="Whom shall I put in?",
        options=(
            Option("name", "🔎 By name", next="search"),
            Option("newest", "✨ The newest", next="find"),
            Option("meeting", "📅 From a meeting", next="meetings"),
        ),
    ),
    Ask(
        "search",
        say="Write a part of the name.",
        accept=PersonName(),
        retry="Only a part of the name, please.",
        next="find",
        also={"voice": "find"},
        options=(Option("newest", "✨ The newest", next="find"),),
    ),
    Do("find", action="group_find", outcomes={"found": "person", "none": "nobody", **_GONE}),
    Pick("person", say="Tap who comes into the group.", next="put", extra=(_DONE,)),
    Do("put", action="group_put", outcomes={"put": "find", **_GONE}),
    Do("meetings", action="group_meetings", outcomes={"found": "meeting", "none": "nobody", "denied": "denied"}),
    Pick("meeting", say="Which meeting?", next="guests"),
    Do("guests", action="group_guests", outcomes={"put": "grown", "none": "nobody", **_GONE}, gives=("fresh",)),
    Tell("grown", say="New in the group: {fresh}.", next="look"),
    Tell("nobody", say="Nobody is there.", next="look"),
    Do("inside", action="group_inside", outcomes={"found": "out", "none": "nobody", **_GONE}),
    Pick("out", say="Tap who leaves the group.", next="take", extra=(_DONE,)),
    Do("take", action="group_take", outcomes={"taken": "inside", **_GONE}),
    Do("who", action="group_who", outcomes={"told": "listed", "none": "nobody", **_GONE}),
    Tell("listed", say="In the group:", next="look"),
    Choose(
        "end_sure",
        say="End this group? Nobody hears of it.",
        options=(Option("end", "🗑️ End group", next="end", careful=True), Option("keep", "👎 No", next="look")),
    ),
    Do("end", action="group_end", outcomes={"ended": "ended", **_GONE}, final=True),
    Tell("ended", say="This group has ended.", next="begin"),
)

GROUP = Flow(name="group", version=1, start="begin", signed=True, states=(*_LIST, *_FILL))
