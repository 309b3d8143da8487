"""Words and screens to understand messages with, in six languages; they stand in for the catalogues and the flows."""

from collections.abc import Sequence

from bot.catalog import Words
from bot.channels.limits import WHATSAPP_LIMITS
from bot.channels.port import Inbound, Limits
from bot.languages import LANGUAGES, to_latin
from bot.understand import understand
from bot.vocabulary import Vocabulary
from flows.core.values import Answer, Chosen, Reply, Shown

PLAIN_LIMITS = Limits(
    text=1600, caption=0, buttons=0, button_label=0, rows=0, row_label=0, body_with_choices=0, payload_bytes=64
)
"""A channel that only carries text."""

_ORDER = ("en", "sq", "sr_Cyrl", "mk", "rom")

TABLE = {
    "word.menu": ("menu | home", "meny | menyja", "мени | почетна", "мени", "meni"),
    "word.back": ("back", "mbrapa | kthehu", "назад", "назад", "palal"),
    "word.stop": ("stop | unsubscribe", "ndal | stop", "стоп | стани", "стоп | запри", "ačhav | stop"),
    "word.help": ("help | person", "ndihmë", "помоћ", "помош", "ažutipe"),
    "word.again": ("again | repeat", "përsëri", "поново | понови", "повторно", "pale"),
    "word.language": ("language", "gjuha", "језик", "јазик", "čhib"),
    "word.yes": ("yes | ok", "po", "да", "да", "va | oja"),
    "word.no": ("no", "jo", "не", "не", "na"),
    "word.n0": ("zero", "zero", "нула", "нула", "nula"),
    "word.n1": ("one", "një", "један", "еден", "jekh"),
    "word.n2": ("two", "dy", "два", "два", "duj"),
    "word.n3": ("three", "tre", "три", "три", "trin"),
    "word.n4": ("four", "katër", "четири", "четири", "štar"),
    "word.n5": ("five", "pesë", "пет", "пет", "pandž"),
    "word.n6": ("six", "gjashtë", "шест", "шест", "šov"),
    "word.n7": ("seven", "shtatë", "седам", "седум", "efta"),
    "word.n8": ("eight", "tetë", "осам", "осум", "ofto"),
    "word.n9": ("nine", "nëntë", "девет", "девет", "enja"),
    "word.n10": ("ten", "dhjetë", "десет", "десет", "deš"),
    "work.ask.sewing": ("🧵 Sewing", "🧵 Qepje", "🧵 Шивење", "🧵 Шиење", "🧵 Sivibe"),
    "work.ask.food": ("🥕 Food, market", "🥕 Ushqim, treg", "🥕 Храна, пијаца", "🥕 Храна, пазар", "🥕 Habe, pazari"),
    "work.ask.hair": ("💇 Hair, beauty", "💇 Flokë, bukuri", "💇 Коса, лепота", "💇 Коса, убавина", "💇 Bala"),
    "work.ask.scrap": ("♻️ Scrap", "♻️ Skrap", "♻️ Старо гвожђе", "♻️ Старо железо", "♻️ Phurano sastrn"),
    "work.ask.cleaning": ("🧹 Cleaning", "🧹 Pastrim", "🧹 Чишћење", "🧹 Чистење", "🧹 Khosibe"),
    "work.ask.building": ("🔨 Building, craft", "🔨 Ndërtim", "🔨 Грађење", "🔨 Градење", "🔨 Keribe"),
    "work.ask.transport": ("🚚 Transport", "🚚 Transport", "🚚 Превоз", "🚚 Превоз", "🚚 Transporti"),
    "work.ask.farming": ("🌾 Farming", "🌾 Bujqësi", "🌾 Њива", "🌾 Нива", "🌾 Niva"),
    "work.ask.cafe": ("☕ Café, food stand", "☕ Kafene", "☕ Кафић, храна", "☕ Кафуле, храна", "☕ Kafana"),
    "work.ask.other": ("🎤 Other", "🎤 Tjetër", "🎤 Друго", "🎤 Друго", "🎤 Aver"),
    "consent.ask.yes": ("👍 Yes", "👍 Po", "👍 Да", "👍 Да", "👍 Va"),
    "consent.ask.no": ("👎 No", "👎 Jo", "👎 Не", "👎 Не", "👎 Na"),
    "consent.ask.person": ("🙋 Ask a person", "🙋 Pyet njeri", "🙋 Питај човека", "🙋 Прашај човек", "🙋 Puč manuše"),
    "mine.ask.change": ("✏️ Change", "✏️ Ndrysho", "✏️ Промени", "✏️ Промени", "✏️ Parudo"),
    "mine.ask.delete": ("❌ Delete me", "❌ Më fshi", "❌ Обриши ме", "❌ Избриши ме", "❌ Khos man"),
    "mine.ask.keep": ("◀️ Keep", "◀️ Ruaj", "◀️ Задржи", "◀️ Задржи", "◀️ Garav"),
    "mine.ask.stop": ("✋ Stop", "✋ Ndal", "✋ Стоп", "✋ Стоп", "✋ Ačhav"),
    "mine.ask.menu": ("🏠 Menu", "🏠 Menyja", "🏠 Мени", "🏠 Мени", "🏠 Meni"),
    "resume.ask.continue": ("▶️ Continue", "▶️ Vazhdo", "▶️ Настави", "▶️ Продолжи", "▶️ Dža anglal"),
    "resume.ask.menu": ("🏠 Menu", "🏠 Menyja", "🏠 Мени", "🏠 Мени", "🏠 Meni"),
}
"""English, Albanian, Serbian, Macedonian and Romani, mostly from the project's glossary."""


def text(key: str, language: str) -> str:
    """Return what stands in the table; Latin Serbian is made of the other."""
    if language == "sr_Latn":
        return to_latin(text(key, "sr_Cyrl"))
    return TABLE[key][_ORDER.index(language)]


WORDS = Words({code: {key: text(key, code) for key in TABLE} for code in LANGUAGES})
VOCABULARY = Vocabulary(WORDS)


def screen(state: str, *, careful: Sequence[str] = (), commands: Sequence[str] = ()) -> Reply:
    """Return the screen of all options of a state in the table, numbered from 1."""
    keys = [key for key in TABLE if key.startswith(f"{state}.")]
    values = [key.removeprefix(f"{state}.") for key in keys]
    options = tuple(
        Shown(
            value=value,
            key=key,
            label=TABLE[key][0],
            number=number,
            payload=f"{state}.{value}@3",
            command=value if value in commands else "",
            careful=value in careful,
        )
        for number, (key, value) in enumerate(zip(keys, values, strict=True), 1)
    )
    return Reply(state, "What?", options=options)


WORK = screen("work.ask")
CONSENT = screen("consent.ask")
MINE = screen("mine.ask", careful=("delete", "stop"), commands=("stop", "menu"))
RESUME = screen("resume.ask", commands=("menu",))
NAME = Reply("registration.name", "What shall we call you?")

SCREENS = (WORK, CONSENT, MINE, RESUME, NAME)


def offered(state: str, *labels: str) -> Reply:
    """Return a screen whose options have no words in the catalogues."""
    options = tuple(
        Shown(f"v{number}", "", label, number, f"{state}.v{number}@1") for number, label in enumerate(labels, 1)
    )
    return Reply(state, "Which?", options=options)


def typed(words: str) -> Inbound:
    """Return a text message."""
    return Inbound(channel="simulator", key="1", order=1, address="1", kind="text", text=words)


def tapped(payload: str) -> Inbound:
    """Return a pressed button."""
    return Inbound(channel="simulator", key="1", order=1, address="1", kind="tap", payload=payload)


def means(
    message: str | Inbound, *screens: Reply, language: str = "en", country: str = "", limits: Limits = WHATSAPP_LIMITS
) -> Answer:
    """Understand a message on screens, the open one first."""
    inbound = typed(message) if isinstance(message, str) else message
    return understand(inbound, screens, WORDS, VOCABULARY, language, country, limits)


def choice(shown: Reply, value: str) -> Chosen:
    """Return the answer that means an option."""
    flow, state = shown.key.split(".")
    return Chosen(flow, state, value, 3)
