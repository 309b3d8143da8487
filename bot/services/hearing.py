"""What somebody has just said to a question of a flow, kept in its answers until it is sent; it never sends it.

Words, a recording and a photo stand under ``words``, ``voice`` and ``photo``, the files by their numbers.
"""

from collections.abc import Mapping

from bot.services import relay
from bot.services.relay import Matter
from bot.services.turn import Turn
from flows.core.values import Said, Sent, Todo, Value


def heard(turn: Turn, todo: Todo, *, photo: bool = False) -> dict[str, Value]:
    """Return what was said now; the photo that was sent before belongs to it only where ``photo``."""
    with_photo = photo and bool(todo.answers.get("photo"))
    before = {name: str(todo.answers.get(name, "")) if with_photo else "" for name in ("words", "photo")}
    kept = {**before, "voice": ""}
    match todo.answer:
        case Said(text=text):
            kept["words"] = joined(before["words"], text.strip())
        case Sent(kind="voice", reference=reference):
            kept |= {"voice": reference, "words": joined(before["words"], turn.inbound.text.strip())}
        case Sent(kind="photo", reference=reference):
            kept |= {"photo": reference, "words": turn.inbound.text.strip()}
    return dict(kept)


def joined(first: str, second: str) -> str:
    """Return two texts on two lines; one where the other is empty, or they are the same."""
    return "\n".join(dict.fromkeys(filter(None, (first, second))))


def said(answers: Mapping[str, Value]) -> Matter:
    """Return what was said as it is sent."""
    words = str(answers.get("words", ""))
    voice, photo = (_number(answers.get(name, "")) for name in ("voice", "photo"))
    if voice is not None:
        return Matter("voice", words, voice, photo)
    return Matter("text", words, None, photo) if words or photo is None else Matter("photo", "", None, photo)


def again(turn: Turn, answers: Mapping[str, Value]) -> None:
    """Let somebody hear what they said, before the screen that asks whether it is right.

    A file that is still being fetched holds that screen up; where that takes too long it follows by itself.
    """
    matter = said(answers)
    for number in matter.files:
        part = relay.coming(turn.connection, number)
        if part is not None:
            turn.awaited.add(str(number))
        else:
            part = relay.file(turn.connection, number)
        turn.extra += [part] if part is not None else []
    turn.extra += relay.said(matter)


def play(turn: Turn, matter: Matter) -> None:
    """Let somebody hear something; a file that is still being fetched follows by itself."""
    turn.extra += relay.parts(turn.connection, turn.contact.id, matter, turn.now)


def _number(value: Value) -> int | None:
    return int(value) if isinstance(value, str) and value.isdecimal() else None
