"""MP3 and AAC sound without a container: only whole frames are kept, so no tag before, between or after them is.

MP3 frame headers: ISO 11172-3 2.4.1.3 and 13818-3 (half rates); AAC: ISO 13818-7 6.2 (ADTS). Tags: id3.org ID3v2.4
3.1, ID3v1; APEv2 (Monkey's Audio). A last frame that is cut, as players leave it, is dropped.
"""

from collections.abc import Callable, Iterator

from bot.media.kinds import Checked, MediaLimits
from bot.media.refused import MediaRefused

Measure = Callable[[bytes, int], tuple[int, float]]
"""From a file and a place in it to the frame's bytes and seconds, (0, 0.0) where there is none."""

_FEWEST = 8
"""Fewer frames than this (0.2 s) are chance or an attempt, not a voice."""
_RATES = (44_100, 48_000, 32_000)
_MPEG1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_MPEG2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_TAGS = (b"TAG", b"APETAGEX", b"LYRICSBEGIN", b"ID3")
"""What may follow the last frame; all of it is dropped."""
_NOTES = (b"Xing", b"Info", b"VBRI")
"""A first frame with one of these is silent and tells of the program that made the file."""
_AAC_RATES = (96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350)


def mp3_frame(data: bytes, place: int) -> tuple[int, float]:
    """Measure an MPEG layer III frame; free bit rates are not taken."""
    head = int.from_bytes(data[place : place + 4], "big")
    version, rate, bits = head >> 19 & 3, head >> 10 & 3, head >> 12 & 15
    if head >> 21 != 0x7FF or version == 1 or head >> 17 & 3 != 1 or rate == 3 or bits in (0, 15):
        return 0, 0.0
    full = version == 3
    hertz = _RATES[rate] >> (0 if full else 1 if version == 2 else 2)
    samples = 1152 if full else 576
    size = samples // 8 * (_MPEG1 if full else _MPEG2)[bits] * 1000 // hertz + (head >> 9 & 1)
    return size, samples / hertz


def aac_frame(data: bytes, place: int) -> tuple[int, float]:
    """Measure an ADTS frame."""
    head = int.from_bytes(data[place : place + 7], "big")
    rate, size = head >> 34 & 15, head >> 13 & 0x1FFF
    if head >> 44 != 0xFFF or head >> 41 & 3 or rate >= len(_AAC_RATES) or size < 9:
        return 0, 0.0
    return size, 1024 * ((head & 3) + 1) / _AAC_RATES[rate]


def _walk(data: bytes, place: int, measure: Measure) -> Iterator[tuple[int, int, float]]:
    """Yield place, bytes and seconds of the frames that follow each other and are of one kind."""
    size, first = measure(data, place)
    seconds = first
    while size and seconds == first and place + size <= len(data):
        yield place, size, seconds
        place += size
        size, seconds = measure(data, place)


def _after_tag(data: bytes) -> int:
    """Return where an ID3v2 tag at the start ends (its size counts 7 bits a byte); 0 without one."""
    if data[:3] != b"ID3":
        return 0
    if len(data) < 10 or any(byte & 0x80 for byte in data[6:10]):
        raise MediaRefused("broken")
    size = sum(byte << shift for byte, shift in zip(data[6:10], (21, 14, 7, 0), strict=True))
    place = 10 + size + (10 if data[5] & 0x10 else 0)
    while data[place : place + 1] == b"\0":
        place += 1
    return place


def _clean(data: bytes, limits: MediaLimits, measure: Measure, content_type: str) -> Checked:
    frames = list(_walk(data, _after_tag(data), measure))
    if len(frames) < _FEWEST:
        raise MediaRefused("broken")
    end = frames[-1][0] + frames[-1][1]
    rest = data[end:]
    if not rest.startswith(_TAGS) and rest.strip(b"\0") and measure(data, end)[0] <= len(rest):
        raise MediaRefused("broken")
    start, size, _ = frames[0]
    if any(word in data[start : start + size] for word in _NOTES):
        frames = frames[1:]
    seconds = sum(frame[2] for frame in frames)
    if seconds > limits.voice_seconds:
        raise MediaRefused("long")
    return Checked("voice", content_type, data[frames[0][0] : end], round(seconds, 2))


def clean_mp3(data: bytes, limits: MediaLimits) -> Checked:
    """Return the frames alone."""
    return _clean(data, limits, mp3_frame, "audio/mpeg")


def clean_aac(data: bytes, limits: MediaLimits) -> Checked:
    """Return the frames alone."""
    return _clean(data, limits, aac_frame, "audio/aac")
