"""Who reads Drom on what: languages with their chains, channels' limits, and the sample programme's places."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import bot
from bot import programme
from bot.catalog import Words, load
from bot.channels.limits import TELEGRAM_LIMITS, WHATSAPP_LIMITS
from bot.channels.port import Limits
from bot.languages import LANGUAGES, chain, format_short_day, format_time, told
from bot.lint import LABEL_LENGTH
from bot.picture_list import meant
from bot.services import courses
from bot.services.booking_talk import SIGNS
from bot.services.meeting_more import AS
from bot.services.meeting_talk import PICTURES
from bot.services.staff_door_talk import LOOK
from bot.services.staff_new_talk import short
from bot.services.staff_sent_talk import MARKS
from flows import BOOK
from flows.content.course import GIFTS
from flows.core.checks import fixed_options
from flows.core.screens import aside
from flows.core.values import Offer
from flows.course import COURSE
from tests.understand.speech import PLAIN_LIMITS

PROGRAMME = programme.load(Path(bot.__file__).parent / "sample" / "programme.toml")
WORDS: Words = load().with_overlay(PROGRAMME.overlay())

ROW = LABEL_LENGTH["row"]
LIMITS: dict[str, Limits] = {"telegram": TELEGRAM_LIMITS, "whatsapp": WHATSAPP_LIMITS, "plain text": PLAIN_LIMITS}


@dataclass(frozen=True, slots=True)
class Reader:
    """A language, and a country where it has another chain than elsewhere."""

    language: str
    country: str

    def may_read(self) -> set[str]:
        """Return the languages this reader may get; only Romani leaves some texts to the country's language."""
        found = chain(self.language, self.country)
        if self.language != "rom":
            return {self.language}
        return set(found) if len(found) == 2 else set(found) - {"en"}

    def organisation(self) -> str:
        """Return the longest name of an organisation of the programme."""
        keys = [f"programme.organisation.{key}" for key in PROGRAMME.organisation]
        return max((WORDS.text(key, "", self.language, self.country) for key in keys), key=len)


def _readers() -> Iterator[Reader]:
    chains = set()
    for language in LANGUAGES:
        for country in PROGRAMME.country:
            if (found := chain(language, country)) not in chains:
                chains.add(found)
                yield Reader(language, country)


READERS = tuple(_readers())


def real_offers() -> dict[str, tuple[tuple[Offer, ...], ...]]:
    """Return, by the name of the action that makes them, all lists of offers of the sample programme."""
    countries = [_offer("country", key) for key in PROGRAMME.country]
    every = [PROGRAMME.countries_of(campaign) for campaign in PROGRAMME.programme]
    return {
        "offer_countries": tuple(
            tuple(offer for offer in countries if offer.value.upper() in some) for some in (*every, PROGRAMME.country)
        ),
        "offer_towns": tuple(
            tuple(_offer("town", key) for key in found)
            for country in PROGRAMME.country
            if (found := PROGRAMME.towns_of(country))
        ),
        "meetings_near": _meetings(),
        "offer_trades": (tuple(_offer("trade", key) for key in PROGRAMME.trade),),
        "course_find": (tuple(Offer(f"c{number}", f"🎓 {number}") for number in range(1, 4)),),
        "course_ask": _questions(),
        "course_gifts": (_gifts(),),
        **_for_staff(),
        **_for_mentors(),
    }


def _for_staff() -> dict[str, tuple[tuple[Offer, ...], ...]]:
    """Return what staff choose of: the longest days there are, in every language, and short names of the rest."""
    week = [date(2026, 12, 21) + timedelta(days=day) for day in range(7)]
    by_language = [[short(day, language, "") for day in week] for language in LANGUAGES]
    days = tuple(tuple(Offer(f"d{place}", words) for place, words in enumerate(some)) for some in by_language)
    held = (tuple(Offer(f"m{day}", f"{PICTURES['mentor']} {day}.12 18:00") for day in range(10, 30)),)
    times = (tuple(Offer(f"t{number}", f"{number:02}:30") for number in range(24)),)
    every = (tuple(_offer("town", key) for key in PROGRAMME.towns_of(country)) for country in PROGRAMME.country)
    towns = tuple(some for some in every if some)
    # A longer name than a list takes stands on a numbered line of its own.
    brief = [key for key, one in PROGRAMME.programme.items() if max(map(len, one.labels.values())) <= ROW]
    names = (tuple(Offer(f"p{number}", f"{LOOK}Dželadin {number}") for number in range(20)),)
    return {
        "new_campaigns": (tuple(_offer("programme", key) for key in brief),),
        "new_countries": (tuple(_offer("country", key) for key in PROGRAMME.country),),
        **dict.fromkeys(("new_towns", "new_places", "staff_places", "invite_list", "send_list"), towns),
        **dict.fromkeys(("new_dates", "staff_days", "send_days"), days),
        **dict.fromkeys(("new_hours", "staff_times", "send_hours"), times),
        **dict.fromkeys(("staff_meetings", "staff_doors", "proposals", "group_meetings"), held),
        **dict.fromkeys(("staff_door", "staff_ticks", "group_find", "group_inside"), names),
        "more_hosts": (tuple(Offer(f"h{number}", f"✖️ Dželadin Šaban{number:02}") for number in range(20)),),
        "more_roles": (tuple(Offer(name, one.say, one.key) for name in AS if (one := aside(f"as_{name}"))),),
        **_for_announcing(),
        **_for_help_desk(),
    }


def _for_announcing() -> dict[str, tuple[tuple[Offer, ...], ...]]:
    """Return what staff choose of when they write to many."""
    sent = tuple(Offer(f"a{number}", f"{mark} 29.12 18:30 (999)") for number, mark in enumerate(MARKS.values()))
    return {
        "send_hub": (tuple(Offer(code.lower(), one.name) for code, one in LANGUAGES.items()),),
        **dict.fromkeys(("send_sent", "announcements"), (sent,)),
        "group_list": (tuple(Offer(f"g{number}", f"🎯 Djulijana {number}") for number in range(20)),),
    }


def _for_help_desk() -> dict[str, tuple[tuple[Offer, ...], ...]]:
    """Return what the help desk offers: tickets and questions by number and hours, colleagues and mentors by name."""
    tickets = tuple(Offer(f"t{number}", f"✏️ {number}000: 999 h") for number in range(1, 41))
    questions = tuple(Offer(f"q{number}", f"🇪🇺 {number}000: 999 h") for number in range(1, 41))
    names = tuple(Offer(f"c{number}", f"👤 Djulijana {number}") for number in range(20))
    mentors = tuple(Offer(f"m{number}", f"👤 Djulijana {number}") for number in range(20))
    return {
        "helpdesk_tickets": (tickets,),
        "helpdesk_how": (*meant(BOOK, PROGRAMME), *_meetings()),
        "helpdesk_questions": (questions,),
        "helpdesk_colleagues": (names,),
        "helpdesk_able": (mentors,),
    }


def _gifts() -> tuple[Offer, ...]:
    """Return all that a course may give."""
    labels = {one.value: one.label for one in fixed_options(COURSE.by_name["done"])}
    return tuple(Offer(gift, labels[gift], f"course.done.{gift}") for gift in GIFTS)


def _questions() -> tuple[tuple[Offer, ...], ...]:
    """Return the answers to every lesson of the course, in every language."""
    found = []
    for lesson in courses.read_file(courses.FOLDER / "circular.csv").lessons:
        for language in LANGUAGES:
            labels = [told(one.label, language, "MK") for one in lesson.choices]
            found.append(tuple(Offer(f"a{place}", label) for place, label in enumerate(labels)))
    return tuple(found)


def _for_mentors() -> dict[str, tuple[tuple[Offer, ...], ...]]:
    """Return what members choose of their questions and of times, mentors of colleagues and times, helpers of work."""
    asked = tuple(tuple(Offer(one.value.replace("m", "q"), one.label) for one in some) for some in _meetings())
    times = (tuple(Offer(f"s{number}", f"🕘 {number:02}:20 Djulijana") for number in range(24)),)
    told = tuple(Offer(f"s{number}", f"🧵 {number}000") for number in range(1, 21))
    signed = (tuple(Offer(f"t1_{number}", f"{SIGNS['booked']} 29.12 {number:02}:20") for number in range(24)),)
    return {
        "ask_mine": asked,
        **dict.fromkeys(("slot_days", "slot_experts"), _meetings()),
        "slot_times": times,
        "slot_offer": signed,
        "question_pass_to": (tuple(Offer(f"m{number}", f"👤 Djulijana {number}") for number in range(20)),),
        "translation_list": (tuple(Offer(f"t{number}", f"💶 {number}00: rom → mk") for number in range(1, 21)),),
        **dict.fromkeys(("story_mine", "moderate_list"), (told,)),
        "advice_list": (tuple(Offer(f"a{number}", f"💶 {number}00") for number in range(1, 41)),),
    }


def _meetings() -> tuple[tuple[Offer, ...], ...]:
    """Return every kind of meeting on every weekday, and by its time, in every language: as a list holds them."""
    found = []
    for language in LANGUAGES:
        days = [format_short_day(datetime(2026, 9, 21 + day, tzinfo=UTC), language) for day in range(7)]
        days.append(f"29.9, {format_time(datetime(2026, 9, 29, 18, tzinfo=UTC), language)}")
        found.append(tuple(Offer(f"m{day}", f"{PICTURES['mentor']} {words}") for day, words in enumerate(days)))
    return (*found, tuple(Offer(f"m{number}", f"{picture} 1") for number, picture in enumerate(PICTURES.values())))


def _offer(kind: str, key: str) -> Offer:
    words = f"programme.{kind}.{key.lower()}"
    return Offer(key.lower(), WORDS.text(words, "", "en"), words)
