"""A small conversation with one state of each kind, and a book around it; it stands in for the real flows."""

from collections.abc import Mapping
from typing import Any

from flows.core import NO_NUMBER, Ask, Book, Branch, Choose, Do, End, Flow, Option, PersonName, Pick, State, Tell
from flows.core.values import Value
from flows.interruptions import HEARD, HELP, PHOTO, RESUME, STOP, STUCK, TICKET

YES = Option("yes", "👍 Yes", next="end")
NO = Option("no", "👎 No", next="end")


def _price(answers: Mapping[str, Value]) -> str:
    return "dear" if answers.get("how_many") == "many" else "cheap"


MARKET = Flow(
    name="market",
    version=3,
    start="hello",
    moved={"ware": "goods", "goods": "stall", "amount": "how_many"},
    states=(
        Tell("hello", say="Welcome to the market.", next="name"),
        Ask(
            "name",
            say="Who are you?",
            accept=PersonName(),
            retry="Only your name, please.",
            next="stalls",
            also={"voice": "spoken", "photo": "portrait"},
        ),
        Do("spoken", action="name_by_voice", outcomes={"kept": "stalls"}, gives=("name",)),
        Do("portrait", action="name_by_photo", outcomes={"kept": "stalls"}, gives=("name",)),
        Do("stalls", action="offer_stalls", outcomes={"found": "stall", "closed": "closed"}),
        Pick(
            "stall",
            say="Which stall, {name}?",
            next="how_many",
            extra=(Option("other", "🎤 Other", next="name", number=NO_NUMBER),),
            also={"location": "pin"},
        ),
        Do("pin", action="stall_by_pin", outcomes={"found": "how_many", "far": "stalls"}, gives=("stall",)),
        Choose(
            "how_many",
            say="How many of {stall}?",
            options=(
                Option("one", "☝️ One", next="price"),
                Option("many", "🖐️ Many", next="price"),
                Option("stop", "✋ Stop", command="stop", careful=True),
                Option("person", "🙋 Person", command="help", number=NO_NUMBER),
            ),
        ),
        Branch("price", choose=_price, outcomes={"dear": "sure", "cheap": "save"}),
        Choose(
            "sure",
            say="It is dear. Buy it?",
            options=(Option("yes", "👍 Yes", next="save"), Option("redo", "🔁 Redo", next="stalls")),
            also={"voice": "bargain"},
        ),
        Tell("bargain", say="We can talk about it.", next="how_many"),
        Do("save", action="buy", outcomes={"bought": "bought"}),
        End("bought", say="Bought, {name}."),
        End("closed", say="Closed today.", then="market"),
    ),
)

MENU = Flow(
    name="menu",
    version=1,
    start="what",
    states=(
        Choose(
            "what",
            say="What do you want?",
            options=(Option("market", "🥕 Market", next="market"), Option("person", "🙋 Person", command="help")),
        ),
        End("market", then="market"),
    ),
)

LANGUAGE = Flow(
    name="language",
    version=1,
    start="which",
    interrupts=True,
    states=(
        Choose(
            "which", say="Which?", options=(Option("one", "Shqip", next="end"), Option("two", "English", next="end"))
        ),
        End("end", then="menu"),
    ),
)

PAGES = (MENU, LANGUAGE, HELP, STUCK, HEARD, PHOTO, RESUME, TICKET, STOP)
"""What every book needs beside its conversations."""

SMALL = Book((MARKET, *PAGES))


def flow_of(*states: State, **fields: Any) -> Flow:
    """Return a flow named ``trial`` of these states and an end; raises FlowDefect."""
    chosen: dict[str, Any] = {"name": "trial", "version": 1, "start": "ask", **fields}
    return Flow(states=(*states, End("end")), **chosen)


def screen_of(*options: Option, **fields: Any) -> Choose:
    """Return the screen ``ask`` with these options."""
    return Choose("ask", say="What?", options=options, **fields)
