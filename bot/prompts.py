"""Every screen that is said aloud, as far as it is known before anybody sees it; pure, it makes no sound."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.catalog import Words
from bot.layout import FEW
from bot.script import Script, script
from flows.core.asides import ASIDES
from flows.core.flow import Book, Flow
from flows.core.screens import aside, screen
from flows.core.session import Frame
from flows.core.states import ID, VERSION, Ask, End, Listening, Pick, State, Tell
from flows.core.values import Reply

READERS: tuple[tuple[str, str], ...] = (
    *(("en", ""), ("sq", ""), ("sr_Latn", ""), ("mk", "")),
    *(("rom", "AL"), ("rom", "RS"), ("rom", "MK")),
)
"""Languages and countries whose readers hear something of their own: both scripts of Serbian sound alike, and Romani
leaves what it cannot say to the country's language."""

HELPERS: frozenset[str] = frozenset({"helpdesk.said"})
"""Screens of staff that are said aloud: on which a helper, who may read little too, chooses what somebody spoke."""
NOTHING: Mapping[str, str] = {}
_VARIABLE = re.compile(r"\{([a-z_][a-z0-9_]*)\}")
_SEEN_ONLY = ("paper_", "opener", "spoken_choice")
"""Asides that are printed, or stand on a button or in another sentence."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A screen and its ``variables``; ``open`` tells that its choices are known only when it is shown.

    ``long`` is a list of more than three choices, or several prompts on lines of their own: it may take longer.
    """

    reply: Reply
    variables: frozenset[str]
    open: bool
    long: bool

    @property
    def whole(self) -> bool:
        """Tell whether all that is said is known ahead."""
        return not self.variables and not self.open

    def script(self, words: Words, language: str, country: str, world: Mapping[str, str] = NOTHING) -> Script:
        """Return what is said of it to a reader; of one that is not whole, without its values but those given."""
        return script(self.reply, words, language, country, world)


def is_said(book: Book, key: str) -> bool:
    """Tell whether what stands under a key is said aloud: all but the screens of staff."""
    flow = book.flows.get(key.partition(".")[0])
    return flow is None or not flow.signed or key in HELPERS


def prompts(book: Book) -> tuple[Prompt, ...]:
    """Return every screen that is said aloud once, in the order of the flows, and what may be said anywhere."""
    said = [(flow, state) for flow in book.pages for state in flow.states if is_said(book, f"{flow.name}.{state.name}")]
    found = [one for flow, state in said for one in _of_state(book, flow, state)]
    asides = [name for name in ASIDES if ASIDES[name][0].isalnum() and not name.startswith(_SEEN_ONLY)]
    return (*found, *(_prompt(aside(name)) for name in asides))


def _of_state(book: Book, flow: Flow, state: State) -> Iterator[Prompt]:
    if isinstance(state, Tell | End) and state.say:
        yield _prompt(Reply(f"{flow.name}.{state.name}", state.say))
    if not isinstance(state, Listening):
        return
    shown = screen(book, Frame(flow.name, flow.version, state.name, {ID: "1", VERSION: "1"}))
    yield _prompt(Reply(shown.key, shown.say, {}, shown.options), open_list=isinstance(state, Pick))
    if isinstance(state, Ask):
        yield _prompt(Reply(f"{shown.key}.retry", state.retry, {}, shown.options))


def _prompt(reply: Reply, *, open_list: bool = False) -> Prompt:
    long = len(reply.options) > FEW or "\n" in reply.say
    return Prompt(reply, frozenset(_VARIABLE.findall(reply.say)), open_list, long)
