"""What the simulator's page shows, as plain values for its templates; it never knows a request or a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from urllib.parse import quote, urlencode

from babel.dates import format_date

from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.channels.port import Part
from bot.languages import format_day, format_time
from storage.phones import Bubble, Phone

NAMES = ("Ana", "Besim", "Djulijana", "Elmas", "Ferdi", "Goran", "Hana", "Ismet", "Jasmina", "Kemal")
"""Sample names for new phones, in order."""

HINTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    SIM_TELEGRAM: (
        ("sq", "Shqip"),
        ("sr", "Српски"),
        ("mk", "Македонски"),
        ("en", "English"),
        ("tr", "Türkçe"),
    ),
    SIM_WHATSAPP: (
        ("+355", "Albania +355"),
        ("+387", "Bosnia and Herzegovina +387"),
        ("+45", "Denmark +45"),
        ("+383", "Kosovo +383"),
        ("+382", "Montenegro +382"),
        ("+389", "North Macedonia +389"),
        ("+381", "Serbia +381"),
        ("+46", "Sweden +46"),
        ("+90", "Turkey +90"),
    ),
}
"""What a new phone tells Drom: its language on Telegram, its calling code on WhatsApp."""

LOOKS = {SIM_TELEGRAM: "telegram", SIM_WHATSAPP: "whatsapp"}
"""The short word of each simulated messenger, in addresses and styles."""

TITLES = {SIM_TELEGRAM: "Telegram-like", SIM_WHATSAPP: "WhatsApp-like"}


LENGTH, LONGEST = 100, 1_000_000
"""How many of a phone's messages a page shows at first, and the most that an address may ask for."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A button or row: what it sends and what it says."""

    payload: str
    label: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One message as a page shows it. ``media`` are pairs of kind and address; ``day`` is its date, ``2027-03-01``."""

    id: int
    phone_id: int
    look: str
    owner: str
    mine: bool
    kind: str
    text: str
    time: str
    day: str
    day_words: str
    taken: bool
    snippet: str
    choices: tuple[Choice, ...] = ()
    style: str = "text"
    opener: str = ""
    media: tuple[tuple[str, str], ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True)
class Seat:
    """One side of the page: a messenger, whose phone is open (None: nobody's), and everybody who has one."""

    channel: str
    look: str
    title: str
    phone: Phone | None
    people: tuple[tuple[Phone, str], ...]
    messages: tuple[Shown, ...]
    earlier: bool
    new_name: str
    hints: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class View:
    """What is shown, as in the address: which phone is open on each side (0: nobody's), which side a small screen
    shows, and at most how many of a phone's messages."""

    opened: Mapping[str, int]
    show: str = "telegram"
    length: int = LENGTH

    @classmethod
    def asked(cls, query: Mapping[str, str]) -> "View":
        """Read what ``query`` wrote; anything else counts as nobody's phone."""
        opened = {look: int(found) if (found := query.get(look, "")).isdecimal() else 0 for look in LOOKS.values()}
        length = int(found) if (found := query.get("length", "")[:7]).isdecimal() else LENGTH
        shown = "whatsapp" if query.get("show") == "whatsapp" else "telegram"
        return cls(opened, shown, min(max(length, LENGTH), LONGEST))

    @property
    def query(self) -> str:
        """Return it as the query of an address."""
        longer = {"length": self.length} if self.length != LENGTH else {}
        return urlencode({**self.opened, "show": self.show, **longer})

    def open(self, look: str, phone_id: int) -> "View":
        """Return the view with another phone open, on top."""
        return View({**self.opened, look: phone_id}, look)

    def longer(self) -> "View":
        """Return the view with four times as many messages."""
        return replace(self, length=min(4 * self.length, LONGEST))

    def on(self, look: str) -> "View":
        """Return the view with the other side on top."""
        return replace(self, show=look)


def seat(channel: str, opened: Phone | None, everyone: Sequence[Phone], last: Mapping[int, Bubble]) -> Seat:
    """Return one side of the page, as yet without messages."""
    people = sorted((each for each in everyone if each.channel == channel), key=lambda each: each.id)
    return Seat(
        channel=channel,
        look=LOOKS[channel],
        title=TITLES[channel],
        phone=opened,
        people=tuple((each, snippet(last.get(each.id))) for each in people),
        messages=(),
        earlier=False,
        new_name=new_name(everyone),
        hints=HINTS[channel],
    )


def filled(seat: Seat, bubbles: Sequence[Bubble], length: int, zone: tzinfo) -> Seat:
    """Return a side with the last ``length`` of its messages, oldest first, and whether there were earlier ones."""
    if seat.phone is None:
        return seat
    owner = seat.phone
    messages = tuple(shown(bubble, owner, zone) for bubble in bubbles[-length:])
    return replace(seat, messages=messages, earlier=len(bubbles) > length)


def shown(bubble: Bubble, owner: Phone, zone: tzinfo) -> Shown:
    """Return a message as the page shows it, on the clock of ``zone``."""
    local = bubble.at.astimezone(zone)
    common = {
        "id": bubble.id,
        "phone_id": bubble.phone_id,
        "look": LOOKS[owner.channel],
        "owner": owner.name,
        "mine": bubble.mine,
        "time": format_time(local, "en"),
        "day": f"{local:%Y-%m-%d}",
        "day_words": f"{format_day(local, 'en')} {local.year}",
        "taken": bubble.taken_at is not None,
        "snippet": snippet(bubble),
    }
    return _mine(bubble, common) if bubble.mine else _of_drom(bubble, owner, common)


def _mine(bubble: Bubble, common: Mapping[str, object]) -> Shown:
    body = bubble.body
    sent = "file" in body and bubble.kind != "contact"
    media = ((bubble.kind, f"/simulator/files/{body['file']}"),) if sent else ()
    place = f"{body['latitude']:.4f}, {body['longitude']:.4f}" if "latitude" in body else ""
    return Shown(**common, kind=bubble.kind, text=body.get("text", ""), media=media, place=place)  # type: ignore[arg-type]


def _of_drom(bubble: Bubble, owner: Phone, common: Mapping[str, object]) -> Shown:
    part = Part.from_json(bubble.body)
    named = (("voice", part.voice), ("photo", part.picture), ("document", part.document))
    return Shown(
        **common,  # type: ignore[arg-type]
        kind="part",
        # WhatsApp gets the words too: there a file may be lost on its way.
        text="" if part.voice and part.spoken and owner.channel != SIM_WHATSAPP else part.text,
        choices=tuple(Choice(button.payload, button.label) for button in part.buttons),
        style=part.style,
        opener=part.opener or "Choose",
        media=tuple((kind, f"/simulator/media/{quote(value, safe='')}") for kind, value in named if value),
    )


def snippet(bubble: Bubble | None) -> str:
    """Return the last words on a phone, on one short line; nothing is lost, the phone shows all of it."""
    if bubble is None:
        return "New"
    held = next((name for name in ("voice", "picture", "document") if bubble.body.get(name)), bubble.kind)
    words = " ".join(str(bubble.body.get("text", "")).split()) or held.capitalize()
    return words if len(words) <= 32 else f"{words[:31]}…"


def moment(now: datetime, zone: tzinfo) -> str:
    """Return Drom's time in words."""
    local = now.astimezone(zone)
    return f"{format_date(local.date(), 'EEE d MMM y', locale='en')}, {format_time(local, 'en')}"


def new_name(people: Sequence[Phone]) -> str:
    """Return a sample name that nobody has yet."""
    taken = {each.name for each in people}
    return next((name for name in NAMES if name not in taken), f"Person {len(people) + 1}")
