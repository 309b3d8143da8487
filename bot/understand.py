"""From a message to an answer: one option, every way of saying it; it never knows who wrote, where or when.

The open screen comes before the commands, the commands before the screen below. On each, exact answers come before
the start of a label, and a slip of the finger comes last and never does harm.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot import matches
from bot.catalog import Words
from bot.channels.port import Inbound, Limits
from bot.heard import hear
from bot.matches import Message, Worded
from bot.slips import fewest
from bot.vocabulary import NOTHING, Vocabulary
from flows.core.checks import WORD
from flows.core.commands import COMMANDS
from flows.core.screens import read_wire
from flows.core.values import Answer, Card, Chosen, Command, Reply, Said, Sent, Shown, Unclear

PAYLOAD_BYTES = 64
NUMBERS = frozenset(f"n{number}" for number in range(11))
"""What number words name."""

Certainty = Literal["exact", "start", "near"]

_PAYLOAD = re.compile(rf"({WORD.pattern})\.({WORD.pattern})\.({WORD.pattern})@([1-9][0-9]{{0,5}})")
_SLASH = re.compile(r"\s*/([a-z]{1,16})(?:@\w{1,64})?(?:\s.*)?", re.ASCII | re.IGNORECASE | re.DOTALL)


def understand(
    inbound: Inbound,
    screens: Sequence[Reply],
    words: Words,
    vocabulary: Vocabulary,
    language: str,
    country: str,
    limits: Limits,
) -> Answer:
    """Return what a message means to the open screen (the first), or to the one below it where it interrupts one.

    ``limits`` are those of the channel the screen was shown on: labels may come back as it cut them. Never raises
    for anything that is typed. The media id of what is ``Sent`` is left to whoever stores the file.
    """
    if inbound.payload:
        return read_payload(inbound.payload)
    if inbound.kind not in ("text", "tap"):
        return _sent(inbound)
    if command := _slash(inbound.text):
        return command
    ear = _Ear(words, vocabulary, language, country, limits)
    return ear.meaning(inbound.text, screens) or Said(inbound.text)


def names(text: str, word: str, vocabulary: Vocabulary) -> bool:
    """Tell whether a text is nothing but a word, in any language, or that word as a command of a messenger."""
    if found := _SLASH.fullmatch(text):
        return found[1].lower() == word
    return any(word in vocabulary.meanings(phrase, "")[1] for phrase in hear(text).phrases)


def read_payload(payload: str) -> Chosen | Card:
    """Return the option a button stands for; one of no flow, hence of an old screen, where it cannot be read."""
    if (card := read_wire(payload)) is not None:
        return card
    if len(payload) > PAYLOAD_BYTES or not (found := _PAYLOAD.fullmatch(payload)):
        return Chosen("", "", "", 0)
    return Chosen(found[1], found[2], found[3], int(found[4]))


def _sent(inbound: Inbound) -> Sent:
    match inbound.kind:
        case "location" if inbound.location is not None:
            return Sent("location", f"{inbound.location[0]},{inbound.location[1]}")
        case "text" | "tap" | "blocked" | "unblocked":
            return Sent("other")
        case kind:
            return Sent(kind)


def _slash(text: str) -> Command | None:
    """Read a command of a messenger's own menu, such as /help."""
    if not (found := _SLASH.fullmatch(text)):
        return None
    name = found[1].lower()
    return Command("menu" if name == "start" else name) if name in (*COMMANDS, "start") else None


@dataclass(frozen=True, slots=True)
class _Ear:
    """How one reader's messages are compared with screens."""

    words: Words
    vocabulary: Vocabulary
    language: str
    country: str
    limits: Limits

    def meaning(self, text: str, screens: Sequence[Reply]) -> Answer | None:
        """Return the most certain meaning, or None for free text."""
        message = self._message(text)
        if not message.heard.phrases and not message.heard.pictures:
            return None
        return next((answer for answer in self._meanings(message, screens) if answer), None)

    def _meanings(self, message: Message, screens: Sequence[Reply]) -> Iterator[Answer | None]:
        """Yield what a message could mean, most certain first.

        Where a screen awaits a free answer only whole words count: a name may begin like a label, or be one letter
        from a command. A number word is no digit there: somebody may be called Tri. A number means what the newest
        screen shows under it, never the screen below.
        """
        upper, lower = self._worded(screens[:1]), self._worded([] if message.heard.numbers else screens[1:])
        closed = bool(upper) and all(screen.options and not screen.free for screen in screens)
        yield self._settle(matches.exact(upper, self._literally(message, screens[:1])), message, "exact")
        command = self._command(message)
        yield command if command == Command("stop") else None
        yield self._begun(upper, message, own=True) if closed else None
        yield command
        yield self._begun(upper, message, own=False) if closed else None
        if upper:
            below = _without_numbers(self._literally(message, screens[1:]))
            yield self._settle(_only(matches.exact(lower, below)), message, "exact")
        if closed:
            yield self._settle(_only(matches.starts(lower, message, own=False)), message, "start")
            yield from self._slipped(message, upper, lower)

    def _literally(self, message: Message, screens: Sequence[Reply]) -> Message:
        """Return the message without what its words name, where a screen takes a free answer."""
        free = any(screen.free for screen in screens)
        return replace(message, own=NOTHING, named=NOTHING) if free else message

    def _begun(self, options: Sequence[Worded], message: Message, *, own: bool) -> Answer | None:
        """Return what the beginning of a label means; a beginning in the reader's language rules the others out."""
        mine = matches.starts(options, message, own=True)
        found = mine if own or mine else matches.starts(options, message, own=False)
        return self._settle(found, message, "start")

    def _slipped(self, message: Message, upper: Sequence[Worded], lower: Sequence[Worded]) -> Iterator[Answer | None]:
        """Yield what a message with slips of the finger could mean."""
        near = matches.nearest(upper, message)
        yield self._settle(near, message, "near")
        if not near:
            yield self._settle(_only(matches.nearest(lower, message)), message, "near")
        yield self._near_command(message)

    def _message(self, text: str) -> Message:
        heard = hear(text)
        if not heard.phrases:
            signs = frozenset(self.vocabulary.pictures.get(picture, "") for picture in heard.pictures)
            return Message(heard, self.language, signs, signs)
        found = [self.vocabulary.meanings(phrase, self.language) for phrase in heard.phrases]
        return Message(heard, self.language, *(NOTHING.union(*names) for names in zip(*found, strict=True)))

    def _worded(self, screens: Sequence[Reply]) -> list[Worded]:
        wording = self.vocabulary.wording
        return [(option, wording(option, self.words, self.country)) for screen in screens for option in screen.options]

    def _settle(self, found: Sequence[Shown], message: Message, certainty: Certainty) -> Answer | None:
        """Return the answer where one option is left, ask back where several are. A careful one needs exactness."""
        if len(found) > 1:
            return Unclear(tuple(option.value for option in found))
        if not found:
            return None
        (option,) = found
        if option.careful and certainty != "exact" and not (certainty == "start" and self._is_cut(message)):
            return None
        if not option.command:
            return replace(read_payload(option.payload), value=option.value)
        named = option.command in message.named
        risky = option.careful or (option.command == "stop" and certainty != "exact")
        return Command(option.command, sure=named or not (risky or certainty == "near"))

    def _is_cut(self, message: Message) -> bool:
        """Tell whether the words are as long as a label that the channel has cut."""
        return message.heard.length in (self.limits.button_label, self.limits.row_label)

    def _command(self, message: Message) -> Command | None:
        """Return the command that the whole message names, the reader's language first.

        Who asks to start has the menu; whoever has stopped us is understood before (``names``).
        """
        if message.heard.numbers == (0,) or message.named & {"n0", "start"}:
            return Command("menu")
        for names in (message.own, message.named):
            if len(found := names.intersection(COMMANDS)) == 1:
                return Command(next(iter(found)))
        return None

    def _near_command(self, message: Message) -> Command | None:
        """Return the command nearest to the words; none where they are known words, or between two commands."""
        if message.named:
            return None
        phrases = message.heard.phrases
        for commands in self.vocabulary.commands(self.language):
            far = {name: fewest(phrases, words) for name, words in commands.items()}
            if counts := [count for count in far.values() if count is not None]:
                names = [name for name, count in far.items() if count == min(counts)]
                return Command(names[0], sure=False) if len(names) == 1 else None
        return None


def _without_numbers(message: Message) -> Message:
    """Return a message whose number words mean nothing."""
    return replace(message, own=message.own - NUMBERS, named=message.named - NUMBERS)


def _only(found: list[Shown]) -> list[Shown]:
    """Return what was found if it is one: Drom asks back only about the open screen."""
    return found if len(found) == 1 else []
