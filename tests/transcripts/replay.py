"""Lets the people of a transcript do again what they did, on simulated phones; it never knows what Drom says.

A choice that was pressed there and stands here as a numbered line (another messenger, other limits) is answered by
its number, as a person would.
"""

import io
import re
import wave
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Protocol

from PIL import Image

from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.services.phones import Phones
from bot.services.transcripts import find_choice, record
from bot.transcript import LEFT_OUT, Act, Cast, Heard, Later, Transcript
from storage import phones as rows
from storage.phones import Bubble, Phone
from storage.store import Store

_OTHER = {SIM_TELEGRAM: SIM_WHATSAPP, SIM_WHATSAPP: SIM_TELEGRAM}
_HINTS = {"sq": "+355", "sr": "+381", "mk": "+389", "tr": "+90", "de": "+49", "en": "+45"}
"""A number from where a language is read, for the same person on the other messenger.

``de`` is for who must be asked for a country on both: the sample programme has no towns there.
"""
_BACK = {"+355": "sq", "+383": "sq", "+381": "sr", "+387": "sr", "+382": "sr", "+389": "mk", "+90": "tr"}
_LINK = re.compile(r"(/start|join) (\S+)")
_LINKS = {SIM_TELEGRAM: "/start", SIM_WHATSAPP: "join"}
"""How the first message of who comes by a link begins."""
_CHOICE = re.compile(r"\[(.*)\] (\S+)")
_NUMBER = re.compile(r"(\d+) ")


class Playhouse(Protocol):
    """A whole Drom with its simulated phones and a clock that stands still; starts at the transcript's start."""

    @property
    def phones(self) -> Phones:
        """Return the hands of all people."""

    @property
    def store(self) -> Store:
        """Return the database."""

    def said(self, name: str) -> str:
        """Return what is told of a file of Drom's: what a note says, what stands on a card, else its name."""

    async def move(self, by: timedelta) -> None:
        """Let time pass."""

    async def settle(self) -> None:
        """Return when Drom has nothing left to do now."""


def swapped(script: Transcript) -> Transcript:
    """Return the transcript with everybody on the other messenger."""

    def other(who: Cast) -> Cast:
        hint = _HINTS.get(who.hint, "+45") if who.channel == SIM_TELEGRAM else _BACK.get(who.hint, "en")
        return Cast(who.name, _OTHER[who.channel], hint)

    channels = {who.name: _OTHER[who.channel] for who in script.cast}
    steps = (_linked(step, channels[step.name]) if isinstance(step, Act) else step for step in script.steps)
    return replace(script, cast=tuple(map(other, script.cast)), steps=tuple(steps))


def _linked(act: Act, channel: str) -> Act:
    """Return an act as it is done on a messenger: each has its own form of a link."""
    return replace(act, text=_LINK.sub(rf"{_LINKS[channel]} \2", act.text)) if _LINK.fullmatch(act.text) else act


async def replay(script: Transcript, house: Playhouse) -> Transcript:
    """Return what happens when the people of ``script`` act again; what Drom said there is only read for numbers."""
    people = {who.name: await house.phones.add(who.channel, who.name, who.hint) for who in script.cast}
    for index, step in enumerate(script.steps):
        match step:
            case Later(by):
                await house.move(by)
            case Act():
                await _do(step, people[step.name], house, script.steps[:index])
        await house.settle()
    everyone = list(people.values())
    bubbles = await house.store.read(lambda connection: rows.bubbles(connection, [each.id for each in everyone]))
    said = None if script.speaks == LEFT_OUT else house.said
    return record(everyone, bubbles, script.start, said, speaks=bool(script.speaks))


async def _do(act: Act, phone: Phone, house: Playhouse, before: Sequence[object]) -> None:
    hands, who = house.phones, phone.id
    match act.kind:
        case "press":
            await _press(act, phone, house, before)
        case "voice":
            await hands.send_file(who, silence(float(act.detail.removesuffix(" s"))), act.text)
        case "photo":
            await hands.send_file(who, picture(), act.text)
        case "document":
            await hands.send_file(who, b"A file that nobody can read.", act.text)
        case "location":
            latitude, longitude = map(float, act.detail.split())
            await hands.locate(who, latitude, longitude)
        case "contact":
            await hands.share_contact(who)
        case "block" | "unblock":
            await hands.block(who, blocked=act.kind == "block")
        case _:
            await hands.write(who, act.text)


async def _press(act: Act, phone: Phone, house: Playhouse, before: Sequence[object]) -> None:
    seen: list[Bubble] = await house.store.read(lambda connection: rows.bubbles(connection, [phone.id]))
    if found := find_choice(seen, act.detail):
        await house.phones.press(phone.id, *found)
    else:
        await house.phones.write(phone.id, _typed(act, before))


def _typed(act: Act, before: Sequence[object]) -> str:
    """Return what somebody types who was shown the choice in words: its number, or its label where it has none."""
    for step in reversed(before):
        if isinstance(step, Heard) and step.name == act.name:
            for line in step.lines:
                shown = _CHOICE.fullmatch(line)
                if shown and (shown[2] == act.detail or re.split("[.:]", shown[2])[-1] == act.detail):
                    number = _NUMBER.match(shown[1])
                    return number[1] if number else shown[1]
    raise LookupError(f"{act.name} was never shown {act.detail!r}")


def silence(seconds: float) -> bytes:
    """Return a voice note of silence, as WAV."""
    data = io.BytesIO()
    with wave.open(data, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(int(seconds * 8000) * 2))
    return data.getvalue()


def picture() -> bytes:
    """Return a small green photo."""
    data = io.BytesIO()
    Image.new("RGB", (8, 8), "green").save(data, "PNG")
    return data.getvalue()
