"""The command that makes links and QR codes: they bring people in with programme, town and referrer."""

import re
from pathlib import Path
from typing import Annotated

import segno
import typer

from bot.commands.database import chosen
from bot.commands.outcome import guarded
from bot.core import speech_of
from bot.services import arrivals

PICTURES = (".svg", ".png")

FORMS = {
    "--telegram": (r"[A-Za-z]\w{4,31}", "the bot's name without @: 5 to 32 letters, digits and _"),
    "--whatsapp": (r"[1-9][0-9]{5,14}", "the number with its country code, digits only, as in 38344123456"),
    "--referrer": (r"[a-z0-9_]{1,24}", "a code such as poster1: small letters, digits and underscores, 24 at most"),
}
"""What each option must look like (usernames: core.telegram.org/method/account.checkUsername), and in words."""


@guarded
def invitation(
    context: typer.Context,
    programme: Annotated[str, typer.Argument(help="The programme's key in the programme file.")],
    town: Annotated[str, typer.Option(help="The town's key in the programme file.")] = "",
    referrer: Annotated[str, typer.Option(help="A code for what brings people in, such as a poster; no person.")] = "",
    telegram: Annotated[str, typer.Option(help="The bot's name on Telegram, without @.")] = "",
    whatsapp: Annotated[str, typer.Option(help="The WhatsApp number, digits with country code.")] = "",
    picture: Annotated[Path | None, typer.Option(help="Where to write the QR code (.svg or .png).")] = None,
) -> None:
    """Print the link (and draw the QR code) that brings people in with programme, town and referrer."""
    for name, value in (("--referrer", referrer), ("--telegram", telegram), ("--whatsapp", whatsapp)):
        _check(name, value)
    if picture and picture.suffix.lower() not in PICTURES:
        raise ValueError(f"--picture: {picture} must end with {' or '.join(PICTURES)}")
    if picture and not picture.parent.is_dir():
        raise ValueError(f"--picture: there is no folder {picture.parent}")

    known = speech_of(chosen(context)).programme
    if programme not in known.programme:
        raise LookupError(f"[programme.{programme}] is not in the programme file")
    if town and town not in known.town:
        raise LookupError(f"--town: [town.{town}] is not in the programme file")
    payload = arrivals.link(programme, town, referrer)
    urls = [f"https://t.me/{telegram}?start={payload}"] if telegram else []
    urls += [f"https://wa.me/{whatsapp}?text=join%20{payload}"] if whatsapp else []
    print("\n".join(urls) or f"/start {payload} (Telegram), join {payload} (WhatsApp)")
    if picture:
        segno.make(urls[0] if urls else f"join {payload}", error="m").save(str(picture), scale=8)


def _check(name: str, value: str) -> None:
    form, words = FORMS[name]
    if value and not re.fullmatch(form, value, re.ASCII):
        raise ValueError(f"{name}: must be {words}")
