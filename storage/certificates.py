"""Certificates of who has finished a course: a name and a number; it never knows what one looks like."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from storage import rows
from storage.tables import certificate


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate. ``name`` is "" while staff have yet to write a spoken one; ``number`` is what staff check.

    Of somebody who was erased there is neither.
    """

    id: int
    study_id: int
    person_id: int | None
    number: str | None
    name: str
    made_at: datetime


_CERTIFICATE = rows.columns(certificate, Certificate)


def get(connection: Connection, certificate_id: int) -> Certificate | None:
    """Return a certificate by the number of its row."""
    row = connection.execute(select(*_CERTIFICATE).where(certificate.c.id == certificate_id)).one_or_none()
    return Certificate(*row) if row else None


def of_study(connection: Connection, study_id: int) -> Certificate | None:
    """Return the certificate of a study."""
    row = connection.execute(select(*_CERTIFICATE).where(certificate.c.study_id == study_id)).one_or_none()
    return Certificate(*row) if row else None


def of_person(connection: Connection, person_id: int) -> list[Certificate]:
    """Return somebody's certificates, the oldest first."""
    found = select(*_CERTIFICATE).where(certificate.c.person_id == person_id).order_by(certificate.c.id)
    return [Certificate(*row) for row in connection.execute(found)]


def numbered(connection: Connection, number: str) -> Certificate | None:
    """Return the certificate that bears a number."""
    row = connection.execute(select(*_CERTIFICATE).where(certificate.c.number == number)).one_or_none()
    return Certificate(*row) if row else None


def put(connection: Connection, study_id: int, person_id: int, name: str, code: str, now: datetime) -> int:
    """Make the certificate of a study, or name the one that has no name yet; return its row.

    A number is of one name: another changes nothing. ``code`` makes the number hard to guess.
    """
    if (known := of_study(connection, study_id)) is None:
        values = {"study_id": study_id, "person_id": person_id, "name": name, "made_at": now}
        made = rows.add(connection, certificate, values)
        rows.change(connection, certificate, made, {"number": f"{made:05}-{code}"})
        return made
    if not known.name:
        rename(connection, known.id, name)
    return known.id


def erase_for(connection: Connection, person_id: int) -> None:
    """Leave of somebody's certificates only that there were some."""
    mine = update(certificate).where(certificate.c.person_id == person_id)
    connection.execute(mine.values(person_id=None, name="", number=None))


def rename(connection: Connection, certificate_id: int, name: str) -> None:
    """Give a certificate its name."""
    rows.change(connection, certificate, certificate_id, {"name": name})
