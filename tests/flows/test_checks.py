"""A flow that nobody could walk is refused when it is made, each defect in a sentence that names its place."""

import re

import pytest

from flows.core import NO_NUMBER, Ask, Branch, Choose, Do, FlowDefect, Option, PersonName, Pick, State, Tell
from tests.flows.small import NO, YES, flow_of, screen_of

ASK = screen_of(YES)
OFFER = Do("offer", action="offer", outcomes={"found": "pick"})
PICK = Pick("pick", say="Which?", next="end")


def name(**fields: str) -> Ask:
    return Ask("ask", say="Who?", accept=PersonName(), retry="Who?", next="end", also=fields)


def named(label: str, value: str = "no", number: int | None = None) -> Choose:
    return screen_of(YES, Option(value, label, next="end", number=number))


STATES: dict[str, tuple[str, tuple[State, ...]]] = {
    "missing option": ("trial.ask: the target gone is missing", (screen_of(Option("yes", "👍 Yes", next="gone")),)),
    "missing voice": ("trial.ask: the target gone is missing", (name(voice="gone"),)),
    "missing tell": ("trial.tell: the target gone is missing", (ASK, Tell("tell", say="Good.", next="gone"))),
    "missing do": ("trial.do: the target gone is missing", (ASK, Do("do", action="do", outcomes={"done": "gone"}))),
    "nothing to choose": ("trial.ask: there is nothing to choose", (screen_of(),)),
    "no outcomes": ("trial.ask: it has no outcomes", (Do("ask", action="do", outcomes={}),)),
    "no branches": ("trial.ask: it has no outcomes", (Branch("ask", choose=lambda answers: "", outcomes={}),)),
    "unreachable": ("trial.lost: nobody reaches it", (ASK, Tell("lost", say="Good.", next="end"))),
    "two states": ("trial: two states have one name", (ASK, ASK)),
    "no voice": ("trial.ask: a voice note has nowhere to go", (name(photo="end"),)),
    "no such kind": ("trial.ask: there is no message of the kind song", (name(voice="end", song="end"),)),
    "value": ("trial.ask: two options have the same values", (named("👎 No", "yes"),)),
    "label": ("trial.ask: two options have the same labels", (named("🆗 yes!"),)),
    "pictogram": ("trial.ask: two options have the same pictograms", (named("👍 No"),)),
    "number": ("trial.ask: two options have the same numbers", (named("👎 No", number=1),)),
    "implied number": (
        "trial.ask: two options have the same numbers",
        (screen_of(Option("no", "👎 No", next="end", number=2), YES),),
    ),
    "two digits": ("trial.ask: options have the numbers 1 to 9", (named("👎 No", number=10),)),
    "negative": ("trial.ask: options have the numbers 1 to 9", (named("👎 No", number=-1),)),
    "tenth": (
        "trial.ask: options have the numbers 1 to 9",
        (screen_of(*(Option(f"v{place}", f"Label {place}", next="end") for place in range(10))),),
    ),
    "bare pictogram": ("trial.ask: no: its label has no word", (named("👎"),)),
    "no label": ("trial.ask: no: its label has no word", (named(""),)),
    "bad value": ("trial.ask: 'No' cannot be the value of an option", (named("👎 No", "No"),)),
    "reserved value": ("trial.ask: 'more' cannot be the value of an option", (named("👎 No", "more"),)),
    "dot in a value": ("trial.ask: 'a.b' cannot be the value of an option", (named("👎 No", "a.b"),)),
    "no way": ("trial.ask: yes needs a next state or a command, not both", (screen_of(Option("yes", "👍 Yes")),)),
    "two ways": (
        "trial.ask: yes needs a next state or a command, not both",
        (screen_of(Option("yes", "👍 Yes", next="end", command="menu")),),
    ),
    "no such command": ("trial.ask: yes: there is no command go", (screen_of(Option("yes", "👍 Yes", command="go")),)),
    "global word": (
        "trial.ask: no: its label is the global word menu but does not mean it",
        (named("🏠 Menu"),),
    ),
    "another command": (
        "trial.ask: no: its label is the global word stop but does not mean it",
        (screen_of(YES, Option("no", "✋ Stop!", command="back")),),
    ),
    "pick from nowhere": (
        "trial.pick: a Pick is reached from exactly one Do, which offers its options",
        (screen_of(Option("yes", "👍 Yes", next="pick")), PICK),
    ),
    "pick from two": (
        "trial.pick: a Pick is reached from exactly one Do, which offers its options",
        (
            screen_of(Option("yes", "👍 Yes", next="offer"), Option("no", "👎 No", next="other")),
            OFFER,
            Do("other", action="offer", outcomes={"found": "pick"}),
            PICK,
        ),
    ),
    "pick past its do": (
        "trial.pick: a Pick is reached from exactly one Do, which offers its options",
        (screen_of(Option("yes", "👍 Yes", next="offer"), Option("no", "👎 No", next="pick")), OFFER, PICK),
    ),
    "numbered pick": (
        "trial.pick: the numbers of a Pick follow from its offers",
        (
            screen_of(Option("yes", "👍 Yes", next="offer")),
            OFFER,
            Pick("pick", say="Which?", next="end", extra=(Option("no", "👎 No", next="end", number=9),)),
        ),
    ),
    "trap": (
        "trial.ask: nobody leaves it",
        (screen_of(Option("yes", "👍 Yes", next="ask"), Option("redo", "🔊 Again", command="again")),),
    ),
    "silent loop": (
        "trial.tell: it comes back to itself without listening",
        (
            screen_of(YES, Option("no", "👎 No", next="tell")),
            Tell("tell", say="Good.", next="do"),
            Do("do", action="do", outcomes={"done": "tell", "over": "end"}),
        ),
    ),
}


@pytest.mark.parametrize(("defect", "states"), STATES.values(), ids=STATES)
def test_a_state_with_a_defect_is_refused(defect: str, states: tuple[State, ...]) -> None:
    with pytest.raises(FlowDefect) as refused:
        flow_of(*states)
    assert defect in str(refused.value).split("; ")


@pytest.mark.parametrize(
    ("defect", "fields"),
    [
        ("trial: the start gone is missing", {"start": "gone"}),
        ("trial: the version begins at 1", {"version": 0}),
        ("Trial: 'Trial' is not a name of 1 to 24 small letters, digits and underscores", {"name": "Trial"}),
        ("a.b: 'a.b' is not a name of 1 to 24 small letters, digits and underscores", {"name": "a.b"}),
        ("trial: ask has moved but is still there", {"moved": {"ask": "end"}}),
        ("trial: old has moved to nowhere", {"moved": {"old": "gone"}}),
        ("trial: old has moved to nowhere", {"moved": {"old": "older", "older": "old"}}),
    ],
)
def test_a_flow_with_a_defect_is_refused(defect: str, fields: dict[str, object]) -> None:
    with pytest.raises(FlowDefect) as refused:
        flow_of(ASK, **fields)
    assert defect in str(refused.value).split("; ")


@pytest.mark.parametrize("bad", ["", "Ask", "1st", "ask me", "ask.me", "x" * 25, "ästhet"])
def test_names_travel_in_payloads(bad: str) -> None:
    with pytest.raises(FlowDefect, match=re.escape(f"{bad!r} is not a name")):
        flow_of(ASK, Tell(bad, say="Good.", next="end"))


def test_a_pick_cannot_be_the_start() -> None:
    back = Pick("pick", say="Which?", next="offer")
    with pytest.raises(FlowDefect, match="reached from exactly one Do"):
        flow_of(Do("offer", action="offer", outcomes={"found": "pick", "none": "end"}), back, start="pick")


def test_every_button_comes_back_whole() -> None:
    long = "s" * 24
    options = (Option("v" * 24, "👍 Yes", next="end"),)
    flow_of(Choose(long, say="What?", options=(YES,)), start=long)
    with pytest.raises(FlowDefect, match=r"its buttons would carry more than 64 bytes"):
        flow_of(Choose(long, say="What?", options=options), start=long, name="f" * 24)
    offer = Do("ask", action="offer", outcomes={"found": long})
    flow_of(offer, Pick(long, say="Which?", next="end"))
    with pytest.raises(FlowDefect, match=r"its buttons would carry more than 64 bytes"):
        flow_of(offer, Pick(long, say="Which?", next="end"), name="f" * 24)


def test_all_defects_are_told_at_once() -> None:
    with pytest.raises(FlowDefect) as refused:
        flow_of(named("👍 No", "more"), Tell("tell", say="Good.", next="gone"))
    assert len(str(refused.value).split("; ")) == 3


def test_what_is_right_is_taken() -> None:
    moved = {"first": "second", "second": "ask"}
    numbered = screen_of(
        Option("settings", "⚙️ Settings", next="end", number=9), NO, Option("help", "🙋 Help", command="help", number=0)
    )
    assert flow_of(numbered, moved=moved).place("first") == "ask"
    assert numbered.options[2].number == NO_NUMBER
