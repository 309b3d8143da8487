"""How words, voice and picture of one screen stand together on a platform; pure, it never knows whose screen it is.

Telegram: up to three choices, one voice note with the words and the buttons under it; more, the voice first, then the
picture card, or the words, with the buttons. WhatsApp: the voice first, then the card, then the words, buttons last.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.channels.port import Limits, Part
from bot.layout import FEW
from bot.render import Rendered

BOTH, TEXT, VOICE = "both", "text", "voice"
"""How somebody wishes to be talked to (``contact.talk``)."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The voice of a screen: its ``name`` where the note is ``ready``, else the ``request`` by which it is made."""

    name: str
    request: str
    ready: bool


def in_each(rendered: Rendered, ways: Sequence[str]) -> tuple[Rendered, ...]:
    """Return a screen once for each way of talking, with the choice of that place; the last has all that follow."""
    choices, last = rendered.choices, len(ways) - 1
    each = [replace(rendered, choices=choices[place : place + 1]) for place in range(last)]
    return (*each, replace(rendered, choices=choices[last:]))


def presented(
    parts: Sequence[Part], talk: str, heard: Heard | None, picture: str, limits: Limits, few: int = FEW
) -> tuple[Part, ...]:
    """Return the messages of one screen; ``picture`` is the name of its card, "" for none.

    A note that is not ready never holds up the words: it is named on the last part, to follow when it is made.
    """
    if not parts or talk == TEXT:
        return tuple(parts)
    card = picture if talk == BOTH and len(parts[-1].buttons) > few else ""
    if heard is None or not heard.ready:
        *before, last = _carded(parts, card)
        return (*before, replace(last, later=heard.request)) if heard else (*before, last)
    if limits.voice_caption:
        return _as_one(parts, talk, heard.name, card, limits, few)
    whole = _carded(parts, card)
    if talk == VOICE and not any(part.buttons for part in parts):
        return (
            (replace(whole[0], voice=heard.name, spoken=True), *whole[1:]) if len(whole) == 1 else _after(heard, whole)
        )
    return _after(heard, whole)


def _as_one(parts: Sequence[Part], talk: str, voice: str, card: str, limits: Limits, few: int) -> tuple[Part, ...]:
    """Return what stands where words and buttons may stand under a voice."""
    *before, last = parts
    fits = not before and len(last.text) <= limits.voice_caption
    if talk == VOICE and not before:
        return (replace(last, voice=voice, spoken=True),)
    if fits and len(last.buttons) <= few:
        return (replace(last, voice=voice),)
    return (Part("", voice=voice), *_carded(parts, card))


def _after(heard: Heard, parts: Sequence[Part]) -> tuple[Part, ...]:
    return (Part("", voice=heard.name), *parts)


def _carded(parts: Sequence[Part], card: str) -> tuple[Part, ...]:
    """Put a picture card to the words that carry the choices: a channel shows it over them, or first."""
    if not card:
        return tuple(parts)
    *before, last = parts
    return (*before, replace(last, picture=card))
