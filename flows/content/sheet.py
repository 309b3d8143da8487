"""Spreadsheets of content: bytes to rows and back without loss, whatever program wrote them; it knows no column.

A cell that a spreadsheet would take for a formula is written behind an apostrophe, and read without it.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from flows.content.form import ContentDefect

DELIMITERS = (",", ";", "\t")
"""What spreadsheets put between cells: a semicolon where the comma stands in numbers."""
GUARDED = tuple("=+-@\t\r＝＋－＠'")
"""How a cell begins that some program would calculate, and the apostrophe that keeps it from that."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row by its columns; ``at`` is the line of the file in which it begins."""

    at: int
    cells: Mapping[str, str]


def read(data: bytes, columns: Sequence[str], where: str) -> list[Row]:
    """Return the rows that have anything in them; ``where`` names the file in the message of ``ContentDefect``."""
    (at, first), *rest = [*_records(decoded(data, where), where)] or [(1, [])]
    head = _head([cell.strip() for cell in first], columns, f"{where}:{at}")
    found = []
    for at, row in rest:
        if len(row) != len(head):
            raise ContentDefect(f"{where}:{at}: there are {len(row)} cells for {len(head)} columns")
        found.append(Row(at, {name: _bare(cell.strip()) for name, cell in zip(head, row, strict=True)}))
    return found


def decoded(data: bytes, where: str) -> str:
    """Return a file's text, without the mark that some programs put before it; raises ``ContentDefect``."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = data[: error.start].count(b"\n") + 1
        raise ContentDefect(f"{where}:{at}: this is not UTF-8; save the sheet as CSV UTF-8") from None


def write(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    """Return rows as a file that ``read`` and every spreadsheet understand."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_guarded(row[name]) for name in columns] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _records(text: str, where: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record that has anything in it with the line in which it begins."""
    head = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(DELIMITERS, key=head.count), strict=True)
    at = 1
    try:
        for record in reader:
            if any(cell.strip() for cell in record):
                yield at, record
            at = reader.line_num + 1
    except csv.Error as error:
        raise ContentDefect(f"{where}:{at}: {error}") from None


def _head(head: list[str], columns: Sequence[str], place: str) -> list[str]:
    if missing := [name for name in columns if name not in head]:
        raise ContentDefect(f"{place}: the column {missing[0]} is missing")
    if strange := [name for name in head if name not in columns]:
        raise ContentDefect(f"{place}: {strange[0]!r} is no column; there is {', '.join(columns)}")
    if len(set(head)) != len(head):
        raise ContentDefect(f"{place}: a column stands there twice")
    return head


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(GUARDED) else cell


def _bare(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(GUARDED) else cell
