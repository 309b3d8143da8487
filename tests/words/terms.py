"""The glossary as a lint: where the English has a word, each language has its own one for it, always the same."""

from bot.word_checks import DENIED, OWN_NAMES

__all__ = ["DENIED", "OWN_NAMES", "POLITE", "TERMS"]

TERMS: dict[str, dict[str, tuple[str, ...]]] = {
    "language": {"sq": ("gjuh",), "sr_Cyrl": ("језик",), "mk": ("јазик",), "rom": ("čhib",)},
    "town": {"sq": ("qytet",), "sr_Cyrl": ("град",), "mk": ("град",), "rom": ("foro",)},
    "work": {"sq": ("pun",), "sr_Cyrl": ("посао", "радиш"), "mk": ("работ",), "rom": ("buti",)},
    "name": {"sq": ("em",), "sr_Cyrl": ("име",), "mk": ("име",), "rom": ("anav",)},
    "person": {"sq": ("njeri",), "sr_Cyrl": ("човек",), "mk": ("човек",), "rom": ("manuš",)},
    "photo": {"sq": ("fotografi",), "sr_Cyrl": ("фотографиј",), "mk": ("фотографиј",), "rom": ("fotografi",)},
    "menu": {"sq": ("meny",), "sr_Cyrl": ("мени",), "mk": ("мени",), "rom": ("meni",)},
    "meeting": {"sq": ("takim",), "sr_Cyrl": ("састан",), "mk": ("средб",), "rom": ("kedipe",)},
    "meetings": {"sq": ("takim",), "sr_Cyrl": ("састан",), "mk": ("средб",), "rom": ("kedipe",)},
    "tips": {"sq": ("këshill",), "sr_Cyrl": ("савет",), "mk": ("совет",), "rom": ("saveto",)},
    "messages": {"sq": ("mesazh",), "sr_Cyrl": ("порук",), "mk": ("порак",), "rom": ("haberi",)},
    "delete": {"sq": ("fshi",), "sr_Cyrl": ("обриш",), "mk": ("избриш",), "rom": ("khos",)},
    "week": {"sq": ("javë",), "sr_Cyrl": ("седмиц",), "mk": ("седмиц",), "rom": ("kurko",)},
    "month": {"sq": ("muaj",), "sr_Cyrl": ("месец",), "mk": ("месец",), "rom": ("masek",)},
    "woman": {"sq": ("grua",), "sr_Cyrl": ("жена",), "mk": ("жена",), "rom": ("džuvli",)},
}
"""English word -> language -> beginnings of words, of which a text must have one."""

POLITE = {"ju", "juve", "juaj", "ви", "вас", "вам", "ваш", "ваше", "tumen", "tumaro", "tumenge"}
"""Words that address several people or a stranger: Drom says *you* to one person."""
