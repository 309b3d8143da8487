"""A table as a CSV file that no spreadsheet takes for a formula; it never knows what is in it."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence

Value = str | int | None

_STARTS = frozenset("=+-@|%")
"""Signs that a formula may begin with, in a narrow or a wide form (OWASP, "CSV Injection")."""
_PHONE = re.compile(r"\+[0-9][0-9 ()/.-]{4,}")


def sheet(rows: Iterable[Sequence[Value]]) -> bytes:
    """Return rows as CSV in UTF-8 with its mark, which spreadsheets ask for; texts are quoted, numbers are not.

    Semicolons part the cells: a spreadsheet opens it by a double click where a comma stands before decimals, as it does
    in every country that the sample has. A first line ``sep=`` would make Excel forget the mark, and Cyrillic with it.
    """
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    for row in rows:
        writer.writerow([cell(value) for value in row])
    return written.getvalue().encode("utf-8-sig")


def cell(value: Value) -> str | int:
    """Return what stands in a cell: a text on one line that is no formula.

    A telephone number is written as an address, ``tel:+355...``: with a plus alone it would be reckoned with.
    """
    if value is None:
        return ""
    if isinstance(value, int):
        return value
    text = "".join(" " if unicodedata.category(sign) in {"Cc", "Zl", "Zp"} else sign for sign in value)
    if _PHONE.fullmatch(text.strip()):
        return f"tel:{text.strip()}"
    # Whichever of them parts cells where it is opened, what follows one may stand in a cell of its own.
    return "".join(f"'{piece}" if _begins(piece) else piece for piece in re.split("([;,])", text))


def _begins(text: str) -> bool:
    """Tell whether a text begins as a formula does, whatever quotes, white or hidden signs stand before it."""
    for sign in unicodedata.normalize("NFKC", text):
        if sign != '"' and not sign.isspace() and unicodedata.category(sign) not in {"Cf", "Cc", "Mn"}:
            return sign in _STARTS
    return False
