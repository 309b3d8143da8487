"""Which library draws which paper, each loaded at the first one, as it costs 20 MB; it never draws one itself."""

from collections.abc import Sequence

from bot.programme import Programme
from bot.sections import Section
from bot.services import door, prints
from bot.services.conversation import Speech
from bot.services.library import Paper
from flows.content.course import Course
from storage.meetings import Day, Meeting


def papers(speech: Speech, telegram: str, whatsapp: str) -> dict[str, Paper]:
    """Return every kind of paper; ``telegram`` is the bot's name, ``whatsapp`` its number, "" for none."""

    def data(title: str, sections: Sequence[Section]) -> bytes:
        from bot.papers import data_paper  # noqa: PLC0415

        return data_paper(title, sections)

    def certificate(found: prints.Diploma) -> bytes:
        from bot.paper_certificate import certificate_pdf  # noqa: PLC0415

        return certificate_pdf(found)

    def picture(found: prints.Diploma) -> bytes:
        from bot.paper_certificate import certificate_png  # noqa: PLC0415

        return certificate_png(found)

    def brochure(found: prints.Leaflet) -> bytes:
        from bot.paper_brochure import brochure_pdf  # noqa: PLC0415

        return brochure_pdf(found)

    def sign(found: prints.Sign) -> bytes:
        from bot.paper_sign import sign_png  # noqa: PLC0415

        return sign_png(found.name)

    def dates(meeting: Meeting, days: Sequence[Day], title: str, place: str) -> bytes:
        from bot.calendars import calendar_file  # noqa: PLC0415

        return calendar_file(meeting, days, title, place)

    def at_door(found: prints.Door) -> bytes:
        from bot.door_paper import door_paper  # noqa: PLC0415

        return door_paper(found.picture, found.word, door.links(found.payload, telegram, whatsapp))

    drawing = prints.Drawing(data, certificate, picture, brochure, sign, dates, at_door)
    return prints.papers(speech.words, speech.programme, drawing)


def paper_defect(course: Course, where: str) -> str:
    """Say what of a course cannot stand on its papers, with the file and the line; "" for nothing."""
    from bot.paper_check import defect  # noqa: PLC0415

    return defect(course, where)


def paper_labels(found: Programme) -> list[str]:
    """Say which names of organisations cannot stand on a certificate."""
    from bot.paper_check import labels  # noqa: PLC0415

    return labels(found)
