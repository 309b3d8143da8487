"""OGG/Opus voice notes: lengths, comments and pages."""

import struct
from itertools import pairwise

import pytest

from bot.media.kinds import MediaLimits
from bot.media.opus import checksum, clean, packet_samples, read_pages
from bot.media.refused import MediaRefused
from tests.media import samples

LIMITS = MediaLimits()


def _reason(data: bytes) -> str:
    with pytest.raises(MediaRefused) as refused:
        clean(data, LIMITS)
    return refused.value.reason


@pytest.mark.parametrize("data", [b"", b"\0", b"OggS", bytes(range(256)) * 3])
def test_the_checksum_is_that_of_the_standard(data: bytes) -> None:
    assert checksum(data) == samples.crc(data)


def test_the_sound_stays_and_the_words_go() -> None:
    kept = clean(samples.opus(60), LIMITS)
    pages = list(read_pages(kept.data))
    assert b"".join(page.body for page in pages[2:]) == b"".join(samples.opus_packets(60))
    assert pages[1].body == b"OpusTags\x04\0\0\0Drom\0\0\0\0"
    assert samples.MARK not in kept.data
    assert kept.seconds == pytest.approx(1.2 - 312 / 48_000, abs=0.01)


def test_pages_are_numbered_anew_under_a_stream_number_that_tells_nothing() -> None:
    first, second = (clean(samples.opus(serial=serial), LIMITS).data for serial in (7, 8))
    assert first == second
    numbers = [struct.unpack_from("<I", first, place + 18)[0] for place in _starts(first)]
    assert all(after == before + 1 for before, after in pairwise(numbers))
    assert list(read_pages(first))[-1].flags == 4


def _starts(data: bytes) -> list[int]:
    starts, place = [], 0
    for page in read_pages(data):
        starts.append(place)
        place += 27 + len(page.lacing) + len(page.body)
    return starts


def test_comments_over_several_pages_go_too() -> None:
    tags = samples.opus_tags(padding=255 * 255 - len(samples.opus_tags()) + 1000)
    split = 255 * 255
    first = _raw_page(1, tags[:split], b"\xff" * 255, flags=0)
    rest = tags[split:]
    second = _raw_page(2, rest, b"\xff" * (len(rest) // 255) + bytes([len(rest) % 255]), flags=1)
    whole = samples.opus()
    head, sound = samples.page(0, [samples.opus_head()], flags=2), list(read_pages(whole))[2:]
    pages = [_raw_page(3 + n, page.body, page.lacing, page.flags, page.granule) for n, page in enumerate(sound)]
    assert clean(head + first + second + b"".join(pages), LIMITS).data == clean(whole, LIMITS).data


def _raw_page(number: int, body: bytes, lacing: bytes, flags: int, granule: int = 0) -> bytes:
    head = struct.pack("<4sBBqIIIB", b"OggS", 0, flags, granule, 77, number, 0, len(lacing)) + lacing + body
    return head[:22] + struct.pack("<I", samples.crc(head)) + head[26:]


def test_a_note_that_claims_eleven_minutes_is_long() -> None:
    assert _reason(samples.opus(granule=11 * 60 * 48_000)) == "long"


def test_a_note_whose_packets_are_eleven_minutes_is_long_whatever_it_claims() -> None:
    assert _reason(samples.opus(11 * 60 * 50, granule=960, everywhere=True)) == "long"


def test_a_note_of_just_under_ten_minutes_is_taken() -> None:
    assert clean(samples.opus(599 * 50), LIMITS).seconds == pytest.approx(599, abs=0.1)


def test_a_note_cut_from_a_longer_stream_counts_from_its_own_start() -> None:
    pages = [samples.page(0, [samples.opus_head()], flags=2), samples.page(1, [samples.opus_tags()])]
    late = 3600 * 48_000
    pages.append(samples.page(2, samples.opus_packets(50), granule=late + 50 * 960, flags=4))
    assert clean(b"".join(pages), LIMITS).seconds < 1.01


@pytest.mark.parametrize("cut", [10, 40, 200, -1, -30])
def test_a_cut_note_is_broken(cut: int) -> None:
    assert _reason(samples.opus()[:cut]) == "broken"


def test_anything_between_or_after_the_pages_is_broken() -> None:
    whole = samples.opus()
    assert _reason(whole + b"more") == "broken"
    second = whole.index(b"OggS", 4)
    assert _reason(whole[:second] + b"gap" + whole[second:]) == "broken"


def test_one_changed_byte_is_broken() -> None:
    whole = bytearray(samples.opus())
    whole[-5] ^= 1
    assert _reason(bytes(whole)) == "broken"


def test_a_second_stream_is_another_type() -> None:
    whole = samples.opus()
    other = samples.page(0, [b"CMML" + samples.MARK], flags=2, serial=99)
    first = whole.index(b"OggS", 4)
    assert _reason(whole[:first] + other + whole[first:]) == "type"
    assert _reason(whole + samples.opus()) == "type"


def test_another_codec_is_another_type() -> None:
    vorbis = samples.page(0, [b"\x01vorbis" + bytes(23)], flags=2)
    assert _reason(vorbis + samples.page(1, [b"\x03vorbis"]) + samples.page(2, [b"x"], flags=4)) == "type"


def test_a_note_without_sound_is_broken() -> None:
    pages = samples.page(0, [samples.opus_head()], flags=2) + samples.page(1, [samples.opus_tags()])
    assert _reason(pages) == "broken"
    assert _reason(pages + samples.page(2, [], flags=4)) == "broken"
    assert _reason(pages + samples.page(2, [b""], flags=4)) == "broken"


@pytest.mark.parametrize(
    ("packet", "expected"),
    [
        (b"\x00", 480),  # SILK, 10 ms
        (b"\x18", 2880),  # SILK, 60 ms
        (b"\x68", 960),  # hybrid, 20 ms
        (b"\x80", 120),  # CELT, 2.5 ms
        (b"\x99", 1920),  # CELT 20 ms, two frames
        (b"\x9b\x06", 5760),  # CELT 20 ms, six frames
        (b"", 0),
    ],
)
def test_packet_lengths_are_those_of_the_standard(packet: bytes, expected: int) -> None:
    assert packet_samples(packet) == expected


@pytest.mark.parametrize("packet", [b"\x9b\x07", b"\x03", b"\x1b\x3f"])
def test_a_packet_over_120_ms_or_without_a_count_is_broken(packet: bytes) -> None:
    with pytest.raises(MediaRefused):
        packet_samples(packet)
