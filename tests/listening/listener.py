"""Somebody who reads nothing: looks at pictograms, listens, taps, presses digits, speaks, sends photos and places.

They choose only what they were shown under a pictogram or heard under a number. Everything that came without a voice,
and each choice that only letters told apart, is noted as ``unheard``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from bot.channels.port import Button, File, Inbound, Part
from bot.picture_cards import PictureCard
from bot.picture_marks import BESIDE
from bot.services.voices import Voices
from bot.templates import LISTEN
from flows.concepts import CONCEPTS, pictogram_of
from tests.flows.readers import WORDS
from tests.house import LINK, Guest, House
from tests.listening import ear

TIRANA = (41.3275, 19.8187)
HOME = "0"
"""The digit of the menu."""
ANY = "1"
"""What answers a knock, on which the platform takes neither a voice nor pictograms; 🔊 stands in its words."""
NOT_OFFERED = "8"
"""A digit that means nothing where it is pressed."""
COUNTRY = "AL"
"""Where everybody lives: which words Romani leaves to the country's language follows from it."""
_FEW = 3
"""Up to so many choices need no card."""
_LISTENING = timedelta(seconds=5)
"""How long somebody listens before they do something."""
_SIGNS = {one.name: one.pictogram for one in CONCEPTS}
_OWN = {"sr_Cyrl": ("sr", "sr_cyrl"), "sr_Latn": ("sr", "sr_latn")}
_WRITTEN = re.compile(r"^(\d+)\. ")
_VARIABLE = re.compile(r"\\\{\w+\\\}")
_NUMBERED = re.compile(r"^\d+[. ]+")


@dataclass(frozen=True, slots=True)
class Choice:
    """A button or row as it is perceived: its pictogram, its number, and what was heard before the number."""

    button: Button
    sign: str
    heard: Sequence[str]

    def sounds_like(self, words: str) -> bool:
        """Tell whether these words were heard right before its number."""
        return any(ear.sounds(one).endswith(words) for one in self.heard)


@dataclass(slots=True)
class Tally:
    """How much somebody went through: screens that came, and taps, digits, voice notes and other answers given."""

    screens: int = 0
    taps: int = 0


class Listener(Guest):
    """Somebody with a phone who reads nothing of their language."""

    def __init__(self, house: House, address: str, box: str, language: str, cards: dict[str, PictureCard]) -> None:
        super().__init__(house, address, box)
        self.language, self.cards, self.tally = language, cards, Tally()
        self.unheard: list[str] = []
        self.texts: list[str] = []
        self.carded = 0
        self.looks, self.silent = True, False
        self._presses = self._unasked = self._knocked = False

    async def sent(self, inbound: Inbound) -> list[str]:
        """Do something after a while of looking and listening, and take in what comes."""
        self.house.clock.move(_LISTENING)
        self.tally.taps += 1
        self._unasked = self._knocked
        await self.house.receive(inbound)
        await self.house.core.media.work()
        return await self.listens()

    async def is_sent(self) -> None:
        """Take in what came by itself."""
        before, asked = self.parts, not self._unasked
        self._unasked = True
        await self.listens()
        self._unasked = not asked or self.parts is not before

    async def listens(self) -> list[str]:
        """Take in what has come since, with the voices that follow."""
        followers = self.house.core.followers
        assert followers is not None
        await self.house.quiet()
        await followers.once()
        await self.house.quiet()
        if found := self.house.heard(self.box, self.address):
            self.parts = found
            self.texts += [part.text for part in found if part.text]
            self.tally.screens += sum(bool(part.text) for part in found)
            if self.parts[-1].buttons and self.parts[-1].buttons[0].payload == LISTEN:
                self._knocked = True
                await self.write(ANY)
                self._knocked = False
                return [part.text for part in self.parts]
            self._check()
        return [part.text for part in found]

    async def does(self, what: str) -> None:
        """Do one thing: choose as ``_wanted`` tells, or speak, look at a paper with a code, send, press a digit."""
        match what:
            case "scan!":
                await self.send("text", text=f"/start {LINK}", start=LINK)
            case "say!":
                await self.send("voice", file=File("voice", "v", "audio/ogg", 2000, 3))
            case "photo!":
                await self.send("photo", file=File("photo", "p", "image/jpeg", 2000))
            case "place!":
                await self.send("location", location=TIRANA)
            case "home!":
                await self.write(HOME)
            case "wrong!":
                await self.write(NOT_OFFERED)
            case "voice" | "voice_only" if self._wanted(what):
                self.looks = what == "voice"
                await self._choose(what)
            case "text!":
                self.silent = True
            case "letters" if self.language not in _OWN:
                pass
            case _:
                await self._choose(what)

    async def _choose(self, what: str) -> None:
        """Choose as they know it: by tap or by digit, in turns; what came by itself is tapped."""
        found = self._wanted(what)
        last = next(part for part in reversed(self.parts) if part.buttons)
        self._presses = not self._presses
        if self._presses and not self._unasked and found.number and found in last.buttons:
            await self.write(str(found.number))
        else:
            await self.send("tap", payload=found.payload, callback="c")

    def _wanted(self, what: str) -> Button:
        """Return the choice that is meant, on the newest screen that has it; raises LookupError.

        It is told as a pictogram, by its concept or as it is, as ``first``, ``hear:KEY``, ``own`` or ``letters``; where
        several screens stand, ``@KEY`` tells on which.
        """
        sign, _, about = what.partition("@")
        for part in reversed(self.parts):
            if about and not says(about, self.language, part.text):
                continue
            perceived = [self._perceived(button) for button in part.buttons]
            for choice in perceived:
                if self._is(choice, sign):
                    return choice.button
        shown = [button.label for part in self.parts for button in part.buttons]
        raise LookupError(f"{what} is neither seen nor heard among {shown}")

    def _is(self, choice: Choice, what: str) -> bool:
        """Tell whether a choice is what is meant, by its pictogram or by what was heard."""
        if what == "first":
            return bool(choice.sign or choice.heard)
        match what.partition(":"):
            case "own", _, _:
                return choice.sounds_like(_names(self.language)[0])
            case "letters", _, _:
                return choice.sounds_like(_names(self.language)[-1])
            case "hear", _, key:
                return choice.sounds_like(_sounds(key, self.language))
        return choice.sign == _SIGNS.get(what, what)

    def _perceived(self, button: Button) -> Choice:
        heard = ear.choices(self.words, self.language, COUNTRY).get(button.number, ())
        return Choice(button, sign_of(button), heard)

    @property
    def words(self) -> str:
        """The words of all voice notes of the last answer."""
        voices = self.house.core.speech.voices
        assert voices is not None
        return " ".join(_said(voices, part.voice) for part in self.parts if is_note(part))

    def _check(self) -> None:
        """Note what came without a voice, and what can be told apart by letters alone."""
        words = self.words
        if self.silent and not words:
            return
        for part in self.parts:
            if part.text and not ear.hears(words, _prompt(part), self.language, COUNTRY):
                self.unheard.append(f"not said: {part.text!r}; heard was {words!r}")
            self.unheard += self._lost(part, words)
            self.carded += bool(part.picture in self.cards)

    def _lost(self, part: Part, words: str) -> Iterator[str]:
        """Yield what is wrong with the choices of a part."""
        heard = ear.choices(words, self.language, COUNTRY)
        card = self.cards.get(part.picture)
        drawn = {(number, sign) for number, sign, _ in card.cells} if card else set()
        marked = {number for number, sign in drawn if BESIDE in sign}
        for line in filter(None, map(_WRITTEN.match, part.text.split("\n"))):
            if int(line[1]) not in heard:
                yield f"no number is said for {line.string!r}: {words!r}"
        for button in part.buttons:
            sign = sign_of(button)
            if button.number not in heard and not (sign and (self._unasked or not button.number)):
                yield f"no number is said for {button.label!r}: {words!r}"
            if button.number in heard and self._unasked:
                yield f"a number that means something else is said for {button.label!r}: {words!r}"
            if card and (button.number, sign) not in drawn and button.number not in marked:
                yield f"{button.label!r} is not on its card"
        if not card and self.looks and len(part.buttons) > _FEW and all(map(_registered, part.buttons)):
            yield f"no card for {[button.label for button in part.buttons]}"


def sign_of(button: Button) -> str:
    """Return the pictogram of a choice, "" where it has none."""
    return pictogram_of(_NUMBERED.sub("", button.label))


def is_note(part: Part) -> bool:
    """Tell whether a part's voice is Drom's own, not somebody's recording."""
    return part.voice.startswith(("say:", "tell:"))


def _registered(button: Button) -> bool:
    return sign_of(button) in _SIGNS.values()


def _prompt(part: Part) -> str:
    """Return the words of a part without the choices that are written out."""
    lines = part.text.split("\n")
    return "\n".join(line for line in lines if not _WRITTEN.match(line) and not _is_choice(line))


def _is_choice(line: str) -> bool:
    """Tell whether a line is a choice without a number."""
    return pictogram_of(line) == _SIGNS["person"]


def _said(voices: Voices, name: str) -> str:
    try:
        return ear.said(voices, name)
    except OSError:
        return ""


def says(key: str, language: str, text: str) -> bool:
    """Tell whether a text is a screen, whatever stands in its variables."""
    return _wanted(key, language).search(text) is not None


@cache
def _wanted(key: str, language: str) -> re.Pattern[str]:
    text = re.escape(WORDS.text(key, "", language, COUNTRY))
    return re.compile(_VARIABLE.sub(".*?", text), re.DOTALL)


@cache
def _sounds(key: str, language: str) -> str:
    return ear.sounds(next(iter(ear.ways(WORDS.text(key, "", language, COUNTRY), language, COUNTRY))))


@cache
def _names(language: str) -> tuple[str, ...]:
    """Return how a language, and its letters where it has two, sound in its own voice."""
    values = zip(("which", "letters"), _OWN.get(language, (language,)), strict=False)
    return tuple(_sounds(f"language.{state}.{value}", language) for state, value in values)
