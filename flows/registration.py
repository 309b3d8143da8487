"""Registration: name, town and work, said back before anything is kept; each is told by voice or word, or skipped."""

from collections.abc import Mapping

from flows.core import Ask, Branch, Choose, Do, End, Flow, Option, PersonName, Pick, PlaceName, Tell
from flows.core.states import NO_NUMBER
from flows.core.values import Value


def _next_gap(answers: Mapping[str, Value]) -> str:
    """Return the first thing that is not known yet; whoever changes one answer is not asked the others again."""
    if "town" not in answers:
        return "town"
    return "trade" if "trade" not in answers else "nothing"


_SKIP = "⏭️ Skip"
_GAPS = {"town": "towns", "trade": "trades", "nothing": "say_back"}

REGISTRATION = Flow(
    name="registration",
    version=1,
    start="known",
    states=(
        Do(
            "known",
            action="profile",
            outcomes={"new": "name", "known": "say_back"},
            gives=("name", "town", "trade"),
        ),
        Ask(
            "name",
            say="What shall we call you? Say it 🎤 or write.",
            accept=PersonName(),
            retry="Only your name, please. Say it 🎤 or write.",
            next="name_ok",
            also={"voice": "name_voice"},
            options=(Option("skip", _SKIP, next="name_left"),),
        ),
        Do("name_left", action="leave_name", outcomes={"left": "after_name"}, gives=("name",)),
        Choose(
            "name_ok",
            say="{name}: is this your name?",
            options=(
                Option("yes", "👍 Yes", next="after_name"),
                Option("redo", "🔁 Redo", next="name"),
            ),
            also={"voice": "name_voice"},
        ),
        Do("name_voice", action="name_by_voice", outcomes={"kept": "name_heard"}, gives=("name", "name_said")),
        Tell("name_heard", say="Thank you. A person will write your name.", next="after_name"),
        Branch("after_name", choose=_next_gap, outcomes=_GAPS),
        Do("towns", action="offer_towns", outcomes={"found": "town", "nowhere": "countries"}),
        Do("countries", action="offer_countries", outcomes={"found": "country"}),
        Pick(
            "country",
            say="Where do you live?",
            next="towns",
            extra=(Option("other", "🎤 Other", next="elsewhere"),),
            also={"voice": "town_voice", "location": "town_pin"},
        ),
        Do("elsewhere", action="live_elsewhere", outcomes={"kept": "town_name"}),
        Pick(
            "town",
            say="Where do you work?",
            next="after_town",
            extra=(Option("other", "🎤 Other", next="town_name"),),
            also={"voice": "town_voice", "location": "town_pin"},
        ),
        Do(
            "town_pin",
            action="town_by_pin",
            outcomes={"found": "after_town", "far": "town_name"},
            gives=("town", "country"),
        ),
        Ask(
            "town_name",
            say="Say the name of your town 🎤 or write.",
            accept=PlaceName(),
            retry="Only the town, please. Say it 🎤 or write.",
            next="town_named",
            also={"voice": "town_voice", "location": "town_pin"},
            options=(Option("skip", _SKIP, next="town_left"),),
        ),
        Do("town_left", action="leave_town", outcomes={"left": "after_town"}, gives=("town",)),
        Do("town_named", action="town_by_name", outcomes={"kept": "after_town"}, gives=("town",)),
        Do("town_voice", action="town_by_voice", outcomes={"kept": "town_heard"}, gives=("town", "town_said")),
        Tell("town_heard", say="Thank you. A person will write your town.", next="after_town"),
        Branch("after_town", choose=_next_gap, outcomes=_GAPS),
        Do("trades", action="offer_trades", outcomes={"found": "trade"}),
        Pick(
            "trade",
            say="What is your work?",
            next="say_back",
            extra=(Option("other", "🎤 Other", next="trade_name", number=NO_NUMBER),),
            also={"voice": "trade_voice"},
        ),
        Ask(
            "trade_name",
            say="Say what your work is 🎤 or write.",
            accept=PlaceName(),
            retry="Only your work, please. Say it 🎤 or write.",
            next="trade_named",
            also={"voice": "trade_voice"},
            options=(Option("skip", _SKIP, next="trade_left"),),
        ),
        Do("trade_left", action="leave_trade", outcomes={"left": "say_back"}, gives=("trade",)),
        Do("trade_named", action="trade_by_name", outcomes={"kept": "say_back"}, gives=("trade",)),
        Do("trade_voice", action="trade_by_voice", outcomes={"kept": "say_back"}, gives=("trade", "trade_said")),
        Do("say_back", action="say_back", outcomes={"said": "check"}),
        Choose(
            "check",
            say="{name} 👤, {town} 📍, {trade}. Is it right?",
            options=(
                Option("right", "👍 Right", next="save"),
                Option("change", "✏️ Change", next="change"),
            ),
        ),
        Choose(
            "change",
            say="What to change?",
            options=(
                Option("name", "👤 Name", next="name"),
                Option("town", "📍 Town", next="towns"),
                Option("trade", "🛠️ Work", next="trades"),
                Option("language", "🗣️ Language", command="language"),
            ),
        ),
        Do("save", action="register", outcomes={"saved": "first", "changed": "changed"}),
        Do("first", action="tip_waiting", outcomes={"found": "done", "none": "joined"}),
        End("done", say="Done! You are in. Here is your first tip.", then="tip"),
        End("joined", say="Done! You are in.", then="menu"),
        End("changed", say="Saved.", then="menu"),
    ),
)
