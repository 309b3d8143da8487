"""A part as the messages that WhatsApp needs for it, and which of them are out already; pure, it never sends."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.channels.limits import WHATSAPP_LIMITS
from bot.channels.port import Button, Part, Style


@dataclass(frozen=True, slots=True)
class Piece:
    """One message to Twilio: words, or one file (with words only where it is a picture), or words with choices.

    ``template`` is the id of an approved one that says the words and has the choices.
    """

    body: str
    media_url: str = ""
    buttons: tuple[Button, ...] = ()
    style: Style = "text"
    opener: str = ""
    template: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A message to a person as Twilio lists it; ``at`` has whole seconds, None where it is not told."""

    sid: str
    body: str
    has_media: bool
    at: datetime | None


def pieces_of(part: Part, media_url: Callable[[str], str] | None) -> tuple[Piece, ...]:
    """Return a part's messages in order. A voice or a document takes no words: they go as their own message (W9).

    So do words that the voice says (``spoken``): Twilio fetches a file later, and may fail to (63019).

    Without ``media_url`` the file stays behind; a part that is nothing but a file has no pieces then.
    """
    words = Piece(part.text, buttons=part.buttons, style=part.style, opener=part.opener, template=part.template)
    media_id = part.voice or part.picture or part.document
    if not media_id or media_url is None:
        return (words,) if part.text else ()
    url = media_url(media_id)
    if part.text and not part.buttons and len(part.text) <= WHATSAPP_LIMITS.under(part):
        return (Piece(part.text, url),)
    return (Piece("", url), words) if part.text else (Piece("", url),)


def written_out(piece: Piece) -> str:
    """Return words with the choices under them, one a line, each with what may be typed for it."""
    return "\n".join([piece.body, "", *map(_line, piece.buttons)])


def twin(piece: Piece, listed: Iterable[Listed], since: datetime) -> str:
    """Return the id of a message that is this piece, sent since then; "" where there is none (W10).

    ``listed`` holds none that is known to be another message. Between the first attempt and now nothing else went to
    the person, so the words decide; of choices and files Twilio may list no words at all.
    """
    bodies = {piece.body.strip(), written_out(piece).strip() if piece.buttons else piece.body.strip()}
    for message in listed:
        # Twilio's clock may be a little behind ours, and its times are cut to the second.
        if message.at is None or message.at < since - timedelta(seconds=2):
            continue
        if message.has_media != bool(piece.media_url):
            continue
        body = message.body.strip()
        if body in bodies or (not body and (piece.buttons or piece.media_url)):
            return message.sid
    return ""


def _line(button: Button) -> str:
    number = str(button.number)
    if not button.number or button.label.startswith(number):
        return button.label
    return f"{number}. {button.label}"
