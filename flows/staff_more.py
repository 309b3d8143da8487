"""What staff add to a meeting: a photo of the place, languages, who gives it, a title; it knows no meeting."""

from dataclasses import dataclass

from flows.core import NO_NUMBER, Ask, Choose, Do, Option, Pick, State, Tell
from flows.core.parsers import AnyWords, PersonName

TITLE_LENGTH = 60
"""The longest title, in characters; a longer one is asked for again, never cut."""
GIVES = ("extras", "title_now", "photo_now", "spoken_now", "givers_now")
"""What a look tells: all of it as text where the meeting is not there yet, and each in words."""
HELD = (Option("place", "🏢 Place", next="places"), Option("seats", "👥 Seats", next="seat"))
"""What else is changed of a meeting that is there, on the same screen."""
_LEAVE = Option("leave", "👌 Leave it", next="more_look")


@dataclass(frozen=True, slots=True)
class Title:
    """What a meeting is called: a few words, kept unchanged."""

    good: tuple[str, ...] = ("Pack with less", "Më pak mbeturina", "Помалку отпад", "Green 2027")
    bad: tuple[str, ...] = ("", "  ", "?!", "x" * (TITLE_LENGTH + 1))

    def parse(self, text: str) -> str | None:
        """Return the text without needless white space."""
        words = AnyWords().parse(" ".join(text.split()))
        return words if words is not None and len(words) <= TITLE_LENGTH else None


def asks_more(done: str, *others: Option, gone: str = "denied") -> tuple[State, ...]:
    """Return the states; they begin at ``more_look`` and lead to ``done``. ``others`` stand first on their screen.

    ``gone`` is what follows where the meeting is not there any more.
    """
    lost = {"gone": gone, "denied": "denied"}
    return (
        Do("more_look", action="more_look", outcomes={"found": "more", **lost}, gives=GIVES),
        Choose(
            "more",
            say="Title: {title_now}. Photo: {photo_now}.\nLanguages: {spoken_now}.\nWho gives it: {givers_now}.",
            options=(
                *others,
                Option("photo", "📷 Photo", next="photo_look"),
                Option("languages", "🗣️ Spoken there", next="languages"),
                Option("hosts", "👋 Who gives it", next="hosts"),
                Option("title", "🏷️ Title", next="title"),
                Option("done", "🏁 Finished", next=done),
            ),
        ),
        *_photo(lost),
        *_languages(lost),
        *_hosts(lost),
        *_guests(lost),
        *_title(lost),
    )


def _photo(lost: dict[str, str]) -> tuple[State, ...]:
    return (
        Do("photo_look", action="more_photo_look", outcomes={"shown": "photo", **lost}),
        Choose(
            "photo",
            say="Send a photo of the place 📷.",
            options=(Option("none", "🚫 No picture", next="no_photo"), _LEAVE),
            also={"photo": "keep_photo"},
        ),
        Do("keep_photo", action="more_photo", outcomes={"kept": "more_look", **lost}, gives=("extras",)),
        Do("no_photo", action="more_no_photo", outcomes={"kept": "more_look", **lost}, gives=("extras",)),
    )


def _languages(lost: dict[str, str]) -> tuple[State, ...]:
    return (
        Do("languages", action="more_languages", outcomes={"shown": "speaks", **lost}, gives=("spoken_now",)),
        Choose(
            "speaks",
            say="Spoken there: {spoken_now}. Tap one to change it.",
            options=(
                Option("sq", "Shqip", next="flip_language"),
                Option("rom", "Romanes", next="flip_language"),
                Option("sr", "Srpski", next="flip_language"),
                Option("mk", "Македонски", next="flip_language"),
                Option("en", "English", next="flip_language"),
                Option("done", "🏁 Finished", next="more_look"),
            ),
        ),
        Do("flip_language", action="more_language", outcomes={"kept": "languages", **lost}, gives=("extras",)),
    )


def _hosts(lost: dict[str, str]) -> tuple[State, ...]:
    return (
        Do("hosts", action="more_hosts", outcomes={"found": "host", **lost}, gives=("givers_now",)),
        Pick(
            "host",
            say="Who gives it: {givers_now}.\nTap a name to add or take away, or write one.",
            next="host_look",
            extra=(
                Option("guests", "👥 Other guests", next="guests"),
                Option("done", "🏁 Finished", next="more_look"),
            ),
            accept=PersonName(),
        ),
        Do(
            "host_look",
            action="more_host",
            outcomes={"new": "roles", "away": "hosts", "booked": "booked", **lost},
            gives=("extras", "who"),
        ),
        Tell("booked", say="Somebody has booked a time there. They stay.", next="hosts"),
        *_roles(lost),
    )


def _roles(lost: dict[str, str]) -> tuple[State, ...]:
    return (
        Do("roles", action="more_roles", outcomes={"found": "role", **lost}),
        Pick("role", say="What does {who} do there?", next="keep_host"),
        Do(
            "keep_host",
            action="more_keep_host",
            outcomes={"kept": "hosts", "enough": "two_experts", **lost},
            gives=("extras",),
        ),
        Tell("two_experts", say="A mentor day has two experts. Take one away first.", next="hosts"),
    )


def _guests(lost: dict[str, str]) -> tuple[State, ...]:
    return (
        Choose(
            "guests",
            say="How many guests who are no members?",
            options=(
                Option("g0", "🚫 Nobody", next="keep_guests", number=NO_NUMBER),
                Option("g1", "👤 1", next="keep_guests", number=1),
                Option("g2", "👫 2", next="keep_guests", number=2),
                Option("g5", "👪 5", next="keep_guests", number=5),
                Option("g10", "👥 10", next="keep_guests", number=NO_NUMBER),
            ),
        ),
        Do("keep_guests", action="more_guests", outcomes={"kept": "hosts", **lost}, gives=("extras",)),
    )


def _title(lost: dict[str, str]) -> tuple[State, ...]:
    return (
        Ask(
            "title",
            say="Write what it is called.",
            accept=Title(),
            retry="Only a short title, please.",
            next="keep_title",
            also={"voice": "title_spoken"},
            options=(Option("none", "🚫 None", next="no_title"), _LEAVE),
        ),
        Tell("title_spoken", say="I do not understand a spoken title yet.", next="title"),
        Do("keep_title", action="more_title", outcomes={"kept": "more_look", **lost}, gives=("extras",)),
        Do("no_title", action="more_no_title", outcomes={"kept": "more_look", **lost}, gives=("extras",)),
    )
