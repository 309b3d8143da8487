"""Every global word in every state there is, in six languages, both scripts, without diacritics and as a picture."""

from collections.abc import Iterator

import pytest

from bot.channels.port import Inbound
from bot.languages import LANGUAGES, fold
from bot.letters import spellings
from bot.understand import understand
from bot.vocabulary import PICTURES, Vocabulary
from bot.vocabulary_words import COMMAND_WORDS, alternatives
from flows import BOOK
from flows.core.commands import COMMANDS
from flows.core.engine import receive
from flows.core.explore import settle
from flows.core.screens import screens
from flows.core.session import Session
from flows.core.values import Answer, Chosen, Command
from flows.core.walk import Step
from tests.flows.conftest import Explored, came_back
from tests.flows.readers import LIMITS, WORDS

VOCABULARY = Vocabulary(WORDS)

CALLS = {"help.call", "stuck.call", "heard.wait", "photo.keep", "ask.person"}
"""Where a person is called."""

LOST = {"denied", "gone", "shut", "none", "none_there", "no_door", "nobody_yet", "no_sent", "full", "over"}
"""What people are told instead of a question that means nothing any more: its matter has gone, or is not theirs."""

OWN = {("start", "start"), ("talk", "🔊"), ("both", "🔊"), ("language", "🗣"), ("languages", "🗣")}
OWN |= {("staff", "🙋"), ("desk", "🙋"), ("yes", "🔊")}
"""Options whose own word or picture comes first where they stand (``vocabulary.PICTURES``).

They are Start again, voice, whom a meeting invites by their language, what is spoken there or by a mentor, the team to
which a mentor hands on, its help desk, and that Drom shall speak.
"""


PAIRS = [
    pytest.param(command, language, marks=() if place == other else pytest.mark.trial)
    for place, command in enumerate(COMMANDS)
    for other, language in enumerate(LANGUAGES)
]
"""Every command in every language; the usual run has each command and each language once, the trials have the rest."""


def forms(command: str, language: str) -> Iterator[str]:
    """Yield what people of a language may write for a command."""
    words = alternatives(WORDS.text(f"word.{command}", COMMAND_WORDS[command], language))
    for word in words:
        yield from (word, word.upper(), f" {word}! ", fold(word), *spellings(word))
    yield f"/{command}"
    yield from (picture for picture, name in PICTURES.items() if name == command)
    if command == "menu":
        yield from ("0", "0\ufe0f\u20e3", "/start")


def one_of_each_screen(explored: Explored) -> list[Session]:
    """Return one session for every state, alone and under every interruption."""
    found = {tuple((f.flow, f.state) for f in (*s.stack, s.here)): s for s in explored.found.sessions if not s.misses}
    return list(found.values())


def heard(text: str, session: Session, language: str) -> Answer:
    """Return what a text means where a session is open."""
    inbound = Inbound("whatsapp", "k", 1, "+355", "text", text=text)
    shown = screens(BOOK, session)
    return understand(inbound, shown, WORDS, VOCABULARY, language, "AL", LIMITS["whatsapp"])


def obeyed(command: str, before: Session, answer: Answer) -> bool:
    """Tell whether what follows from an answer is what the command is for."""
    for step in settle(BOOK, receive(BOOK, before, answer)):
        after = step.session
        match command:
            case "menu":
                done = after.here.flow == "menu" and after.stack == ()
            case "help":
                done = bool(CALLS & set(step.visited))
            case "stop" | "language":
                done = after.here.flow == command or f"{command}.now" in step.visited
            case "again":
                done = came_back(before.here, step)
            case _:
                done = _is_back(before, step) or _is_lost(before, step) or _is_on(before, after)
        if not done:
            return False
    return True


def _is_on(before: Session, after: Session) -> bool:
    """Tell whether an interruption that stood on nothing gave way to the menu."""
    alone = not before.stack and BOOK.flows[before.here.flow].interrupts
    return alone and after.here.flow == "menu" and after.stack == ()


def _is_lost(before: Session, step: Step) -> bool:
    """Tell whether the question before cannot be asked any more: what it is about has gone, or a right of staff.

    They are told so, and stand further back on the same way, or have left it.
    """
    told = any(at.partition(".")[2] in LOST for at in step.visited)
    here, trail = step.session.here, before.here.trail
    return told and (here.flow != before.here.flow or here.trail == trail[: len(here.trail)])


def _is_back(before: Session, step: Step) -> bool:
    """Tell whether a session is one question back, in the flow below, or where nothing comes before."""
    after = step.session
    if before.here.trail:
        return after.here.trail == before.here.trail[:-1] and after.stack == before.stack
    return came_back(before.stack[-1], step) if before.stack else after.here == before.here


@pytest.mark.parametrize(("command", "language"), PAIRS)
def test_a_global_word_works_in_every_state(explored: Explored, command: str, language: str) -> None:
    texts = tuple(dict.fromkeys(forms(command, language)))
    for session in one_of_each_screen(explored):
        meant: dict[Answer, str] = {}
        for text in texts:
            answer = heard(text, session, language)
            if not (isinstance(answer, Chosen) and (answer.value, text.strip(" !").lower()) in OWN):
                meant.setdefault(answer, text)
        for answer, text in meant.items():
            assert obeyed(command, session, answer), (session.here, text, answer)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_works_in_every_session(explored: Explored, command: str) -> None:
    for session in explored.found.sessions:
        assert obeyed(command, session, Command(command)), session
