"""A PDF, which is only passed on: nobody opens it here, and it leaves as an attachment.

What its writer put into it (name, program, dates) stays: taking it out would mean writing the document anew.
"""

from bot.media.kinds import Checked, MediaLimits
from bot.media.refused import MediaRefused

_END = b"%%EOF"
_TAIL = 1024
"""Readers look for the end mark in the last 1,024 bytes (ISO 32000-1, annex H.3 note 18)."""


def clean(data: bytes, limits: MediaLimits) -> Checked:
    """Return the document unchanged; one without an end is ``broken``."""
    if _END not in data[-_TAIL:] or b"startxref" not in data[-_TAIL:] or len(data) > limits.file_bytes:
        raise MediaRefused("broken")
    return Checked("document", "application/pdf", data)
