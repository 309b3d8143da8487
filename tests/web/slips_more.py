"""What can be wrong in the console's forms of numbers, words, voices and the team; it never knows a browser."""

from typing import get_args

from bot.media.refused import MediaRefused, Reason
from bot.services import recordings, wording
from bot.services.acting import NothingGoes
from bot.services.helpdesk import HelpDesk
from bot.services.uploads import Uploads
from bot.services.wording import NotSaid
from tests.media.samples import jpeg, opus
from tests.web.slips import ANNOUNCEMENTS, ASKED, MEETINGS, PEOPLE, TICKETS, Late, Slip, written

NORDIC, INFO = "/indicators/nordic/likes", "/indicators/green_albania/info_people"
COUNTED = {"number": "3", "day": "2026-06-01", "source": "The list of the dinner"}


def _number(name: str, told: str, value: str, page: str = NORDIC, **beside: str) -> Slip:
    whole = {**COUNTED, **beside}
    well = None if beside else {**whole, name: COUNTED[name]}
    return Slip(page, f"{page}/type", told, name, {**whole, name: value}, well)


NUMBERS = (
    _number("number", "indicators.wrong_number", " "),
    _number("number", "indicators.wrong_number", "0", "/indicators/nordic/dinners"),
    _number("number", "indicators.wrong_number", "10000001"),
    _number("number", "common.no_number", "many"),
    _number("number", "common.no_number", "-1"),
    _number("day", "indicators.wrong_day", ""),
    _number("day", "indicators.wrong_day", "2027-01-01"),
    _number("source", "indicators.wrong_source", " "),
    _number("source", "indicators.wrong_source", "x" * 301),
    _number("number", "indicators.wrong_more", "9000", INFO, part="youth"),
)


def _word(key: str, reason: str, text: str, language: str = "sq") -> Slip:
    page = f"/words/{language}/{key}"
    return Slip(page, f"{page}/correct", f"words.wrong_{reason}", "text", {"text": text, "confirmed": "yes"})


W = "/words/sq/welcome.why"
WORDS = (
    Slip(
        *(W, f"{W}/correct", "words.wrong_empty", "text", {"text": " ", "confirmed": "yes"}),
        well={"text": "Ndihmoj biznese të vogla.", "confirmed": "yes"},
    ),
    _word("settings.known", "variables", "Çfarë do?"),
    _word("menu.member.tip", "pictograms", "Këshilla"),
    _word("menu.member.tip", "signs", "🌱 Këshilla shumë të gjata"),
    _word("menu.member.tip", "command", "🌱 Ndalo"),
    _word("welcome.why", "words", "një dy tre katër pesë gjashtë shtatë tetë nëntë dhjetë një dy tre"),
    _word("welcome.why", "lines", "Unë ndihmoj.\nPo."),
    _word("welcome.why", "hidden", "Unë\u200b ndihmoj."),
    _word("welcome.why", "letters", "Unë помагам."),
    _word("welcome.why", "letters", "Помажем small фирмама.", "sr_Cyrl"),
    _word("welcome.why", "birth", "Ndihmoj romët."),
    _word("welcome.why", "long", "x" * 1001),
    _word("word.menu", "meaning", "po"),
    Slip(
        *(W, f"{W}/correct", "words.wrong_late", "", {"text": "Ndihmoj."}),
        late=Late(wording, "correct", NotSaid(None)),
    ),
    Slip(W, f"{W}/take-back", "words.wrong_late", late=Late(wording, "take_back", NotSaid(None))),
)
V = "/voices/sq"
VOICES = (
    Slip(V, f"{V}/keep/", "voices.nothing", "voice", {}, {"voice": opus()}),
    Slip(V, f"{V}/keep/", "announcements.refused.type", "voice", {"voice": b"some words"}, {"voice": opus()}),
    Slip(V, f"{V}/keep/", "announcements.refused.voice", "voice", {"voice": jpeg()}, {"voice": opus()}),
    *(
        Slip(
            *(V, f"{V}/keep/", f"voices.{'long' if why == 'long' else 'kind'}", "voice"),
            *({"voice": opus()},),
            late=Late(recordings, "trouble", returned=why),
        )
        for why in ("long", "type")
    ),
    Slip(
        *(V, f"{V}/keep/", "voices.changed", "", {"voice": opus()}),
        late=Late(recordings, "saying", recordings.NoRecording()),
    ),
)
REASONS: tuple[Reason, ...] = get_args(Reason)
FILES = tuple(
    Slip(
        *("/meetings/2/more", "/meetings/2/photo", f"announcements.refused.{reason}", "file"),
        *({"file": jpeg()}, {"file": jpeg()}),
        late=Late(Uploads, "lay", MediaRefused(reason)),
    )
    for reason in REASONS
)
_label = written("/team", "/team/give", "team.not_whole", "label", well="Zef", role="mentor")
TEAM = (_label(" "), _label("x" * 61))
DESK = (Slip("/tickets/3", "/tickets/3/tap", "tickets.nothing_goes", late=Late(HelpDesk, "tap", NothingGoes("x"))),)
GROUPS = {
    "tickets": (*TICKETS, *DESK),
    "people": PEOPLE,
    "meetings": MEETINGS,
    "announcements": ANNOUNCEMENTS,
    "asked": ASKED,
    "numbers": (*NUMBERS, *TEAM),
    "words": (*WORDS, *VOICES, *FILES),
}
"""Every slip, by what its form is about."""
