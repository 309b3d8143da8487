"""Sound of other phones: WAV, MP3, AAC, AMR and M4A, and the cards and documents that need no decoder."""

import struct
from collections.abc import Callable

import pytest

from bot.media import amr, boxes, m4a, mpeg, pdf, vcard, wav
from bot.media.kinds import Checked, MediaLimits
from bot.media.refused import MediaRefused
from tests.media import samples

LIMITS = MediaLimits()
SHORT = MediaLimits(voice_seconds=0.5)
CLEANERS = {
    "wav": (wav.clean, samples.wav()),
    "mp3": (mpeg.clean_mp3, samples.mp3()),
    "aac": (mpeg.clean_aac, samples.aac_frame() * 40),
    "amr": (amr.clean, samples.amr()),
    "m4a": (m4a.clean, samples.m4a()),
}


def _reason(name: str, data: bytes, limits: MediaLimits = LIMITS) -> str:
    with pytest.raises(MediaRefused) as refused:
        CLEANERS[name][0](data, limits)
    return refused.value.reason


@pytest.mark.parametrize("name", CLEANERS)
def test_a_second_of_sound_is_a_second_and_too_long_for_half_a_second(name: str) -> None:
    clean, data = CLEANERS[name]
    assert clean(data, LIMITS).seconds == pytest.approx(1.0, abs=0.1)
    assert _reason(name, data, SHORT) == "long"


@pytest.mark.parametrize("name", ["wav", "amr", "m4a"])
@pytest.mark.parametrize("part", [0.2, 0.6, 0.97])
def test_a_cut_file_is_broken(name: str, part: float) -> None:
    data = CLEANERS[name][1].rstrip(b"\x7c")
    assert _reason(name, data[: int(len(data) * part)]) == "broken"


def test_wav_keeps_its_sound_alone() -> None:
    data = samples.wav(0.1, after=b"note" + struct.pack("<I", len(samples.MARK)) + samples.MARK + b"\0")
    kept = wav.clean(data, LIMITS)
    assert [name for name, _ in _riff(kept.data)] == [b"fmt ", b"data"]
    assert len(kept.data) == 44 + 3200


def _riff(data: bytes) -> list[tuple[bytes, bytes]]:
    assert struct.unpack_from("<I", data, 4)[0] == len(data) - 8
    found, place = [], 12
    while place < len(data):
        name, size = struct.unpack_from("<4sI", data, place)
        found.append((name, data[place + 8 : place + 8 + size]))
        place += 8 + size
    return found


def test_wav_with_a_size_of_a_stream_is_broken() -> None:
    assert _reason("wav", samples.wav(size=0xFFFFFFFF)) == "broken"


def test_wav_with_two_sounds_is_broken() -> None:
    assert _reason("wav", samples.wav(after=b"data" + struct.pack("<I", 4) + bytes(4))) == "broken"


def test_mp3_loses_its_tags_and_its_silent_first_frame() -> None:
    kept = mpeg.clean_mp3(samples.mp3(), LIMITS)
    assert kept.data == b"".join(samples.mp3_frame(number) for number in range(40))


def test_mp3_that_ends_in_the_middle_of_a_frame_loses_that_frame_only() -> None:
    frames = samples.mp3_frame() * 20
    assert mpeg.clean_mp3(frames + samples.mp3_frame()[:100], LIMITS).data == frames


@pytest.mark.parametrize("frame", [samples.mp3_frame(), samples.aac_frame()])
def test_words_between_or_after_frames_are_broken(frame: bytes) -> None:
    name = "mp3" if frame[1] == 0xFB else "aac"
    assert _reason(name, frame * 20 + samples.MARK + frame * 20) == "broken"
    assert _reason(name, frame * 20 + b"words") == "broken"
    assert _reason(name, frame * 7) == "broken"


def test_a_tag_that_is_longer_than_its_file_is_broken() -> None:
    assert _reason("mp3", b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + samples.mp3_frame() * 20) == "broken"
    assert _reason("mp3", b"ID3\x04\0\0\xff\0\0\0" + samples.mp3_frame() * 20) == "broken"


def test_amr_frames_of_no_known_size_are_broken() -> None:
    assert _reason("amr", b"#!AMR\n" + b"\x4c" + bytes(40)) == "broken"
    assert _reason("amr", b"#!AMR\n" + b"\xff" * 40) == "broken"
    assert _reason("amr", b"#!AMR_MC1.0\n" + bytes(40)) == "type"


def test_m4a_keeps_every_frame_and_nothing_else() -> None:
    kept = m4a.clean(samples.m4a(), LIMITS).data
    assert _sound_of(kept) == samples.m4a_frames()
    top = dict(boxes.read(kept))
    assert list(top) == [b"ftyp", b"moov", b"mdat"]
    assert top[b"mdat"] == b"".join(samples.m4a_frames())
    assert boxes.only(kept, b"moov", b"trak", b"mdia", b"mdhd")[4:12] == bytes(8)


def _sound_of(data: bytes) -> list[bytes]:
    """Read the frames back by the file's own tables, as a player does."""
    tables = boxes.only(data, b"moov", b"trak", b"mdia", b"minf", b"stbl")
    sizes = boxes.numbers(boxes.only(tables, b"stsz"), start=8)
    ((place,),) = boxes.numbers(boxes.only(tables, b"stco"))
    found = []
    for (size,) in sizes:
        found.append(data[place : place + size])
        place += size
    return found


def test_m4a_that_claims_to_be_short_is_measured_by_its_frames() -> None:
    assert _reason("m4a", samples.m4a(ticks=1), SHORT) == "long"


def test_m4a_in_fragments_is_not_taken() -> None:
    assert _reason("m4a", samples.m4a() + samples.box(b"moof", bytes(8))) == "type"


@pytest.mark.parametrize(
    ("name", "change"),
    [
        (b"stsz", lambda body: body[:8] + b"\xff\xff\xff\xff" + body[12:]),
        (b"stsz", lambda body: body[:12] + b"\x7f\xff\xff\xff" + body[16:]),
        (b"stco", lambda body: body[:8] + b"\x7f\xff\xff\xff" + body[12:]),
        (b"stsc", lambda body: body[:8] + b"\0\0\0\2" + body[12:]),
        (b"stsc", lambda body: body[:12] + b"\x7f\xff\xff\xff" + body[16:]),
        (b"stts", lambda body: body[:8] + b"\0\0\0\1" + body[12:]),
    ],
)
def test_m4a_with_tables_that_lie_is_broken(name: bytes, change: Callable[[bytes], bytes]) -> None:
    whole = samples.m4a()
    tables = boxes.only(whole, b"moov", b"trak", b"mdia", b"minf", b"stbl")
    body = boxes.only(tables, name)
    assert _reason("m4a", whole.replace(body, change(body))) == "broken"


def test_a_card_keeps_names_and_numbers() -> None:
    kept = vcard.clean(samples.vcard(), LIMITS)
    lines = ["BEGIN:VCARD", "VERSION:3.0", "N:Ana;;;;", "FN:Ana", "TEL;type=CELL:+000 00", "END:VCARD", ""]
    assert kept == Checked("contact", "text/vcard", "\r\n".join(lines).encode())


def test_a_line_of_a_card_that_no_card_has_goes() -> None:
    kept = vcard.clean(samples.vcard().replace(b"FN:Ana", b"FN:A\0na\r\nFN Ana"), LIMITS)
    assert b"FN" not in kept.data


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (samples.vcard()[:-10], "broken"),
        (samples.vcard() * 2, "broken"),
        (b"BEGIN:VCARD\r\nFN:\xff\xfe\r\nEND:VCARD\r\n", "broken"),
        (b"BEGIN:VCARD\r\n" + b"NOTE:x\r\n" * 9000 + b"END:VCARD\r\n", "big"),
    ],
)
def test_a_card_that_is_none_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(MediaRefused) as refused:
        vcard.clean(data, LIMITS)
    assert refused.value.reason == reason


def test_a_document_without_an_end_is_broken() -> None:
    assert pdf.clean(samples.PDF, LIMITS).data == samples.PDF
    with pytest.raises(MediaRefused, match="broken"):
        pdf.clean(samples.PDF[:-8], LIMITS)
