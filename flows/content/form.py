"""What all content files share: their languages, their statuses, and the error that names file and line."""

from collections.abc import Mapping

COLUMNS = ("en", "sq", "sr_Cyrl", "mk", "rom")
"""The languages of a file; Latin Serbian follows from the Cyrillic, and only Romani may be left to the country's."""
CHAINED = "rom"
STATUSES = ("draft", "live", "retired")
"""Only what is live is shown."""

Texts = Mapping[str, str]
"""Language -> words; a language that is left out follows its chain."""


class ContentDefect(ValueError):
    """A content file that cannot be used; the message names the file, the line and what is wrong there."""


def count(text: str) -> int:
    """Return how many words a reader meets: whatever has a letter or a digit in it."""
    return sum(any(char.isalnum() for char in token) for token in text.split())
