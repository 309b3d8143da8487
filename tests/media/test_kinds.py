"""What a file is by its content, whatever it is called."""

import zipfile
from io import BytesIO

import pytest

from bot.media.decode import check
from bot.media.kinds import CONTENT_TYPES, MediaLimits, sniff, two_faced
from bot.media.refused import MediaRefused
from tests.media import samples

LIMITS = MediaLimits()


def _zip() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "a")
    return out.getvalue()


TAKEN = {
    "ogg": (samples.opus(), "voice", "audio/ogg"),
    "wav": (samples.wav(), "voice", "audio/wav"),
    "mp3": (samples.mp3(), "voice", "audio/mpeg"),
    "mp3 bare": (samples.mp3_frame() * 20, "voice", "audio/mpeg"),
    "aac": (samples.aac_frame() * 20, "voice", "audio/aac"),
    "m4a": (samples.m4a(), "voice", "audio/mp4"),
    "amr": (samples.amr(), "voice", "audio/amr"),
    "amr wide": (samples.amr(wide=True), "voice", "audio/amr-wb"),
    "jpeg": (samples.jpeg(), "photo", "image/jpeg"),
    "png": (samples.png(), "photo", "image/jpeg"),
    "png clear": (samples.encoded(samples.two_halves(mode="LA"), "PNG"), "photo", "image/jpeg"),
    "webp": (samples.webp(), "photo", "image/jpeg"),
    "gif": (samples.gif(), "photo", "image/jpeg"),
    "pdf": (samples.PDF, "document", "application/pdf"),
    "vcard": (samples.vcard(), "contact", "text/vcard"),
}

REFUSED = {
    "svg": samples.SVG,
    "svg after xml": b'<?xml version="1.0"?>' + samples.SVG,
    "html": samples.HTML,
    "zip": _zip(),
    "program": b"\x7fELF" + bytes(200),
    "windows program": b"MZ" + bytes(200),
    "heic": samples.box(b"ftyp", b"heic\0\0\0\0mif1heic") + samples.box(b"meta", bytes(50)),
    "avif": samples.box(b"ftyp", b"avif\0\0\0\0mif1avif") + bytes(50),
    "mov": samples.box(b"ftyp", b"qt  \0\0\0\0qt  ") + bytes(50),
    "webm": b"\x1a\x45\xdf\xa3" + bytes(100),
    "tiff": b"II*\0" + bytes(100),
    "bmp": samples.encoded(samples.two_halves(), "BMP"),
    "avi": b"RIFF" + bytes(4) + b"AVI " + bytes(100),
    "text": b"hello " * 20,
    "nothing": b"",
    "video": samples.m4a(handler=b"vide"),
    "two tracks": samples.m4a(tracks=2),
    "alac": samples.m4a(codec=b"alac"),
    "compressed wav": samples.wav(coding=0x55),
    "gif and html": samples.gif(comment=b"/*" + samples.HTML + b"*/"),
    "gif and svg": samples.gif(comment=b"<svg onload=alert(1)>"),
    "gif then html": samples.gif() + samples.HTML,
    "jpeg and zip": samples.jpeg() + _zip(),
    "jpeg and php": samples.jpeg() + b"<?php system(1);",
    "png and zip": samples.png() + _zip(),
    "jpeg and pdf": samples.jpeg()[:2] + b"\xff\xfe\0\x40" + samples.PDF[:62] + samples.jpeg()[2:],
    "pdf and html": samples.PDF.replace(b"endobj", b"endobj" + samples.HTML),
    "pdf and zip": samples.PDF + _zip() + b"startxref\n9\n%%EOF",
    "ogg and html": samples.opus(tags=samples.opus_tags(samples.HTML)),
    "wav and zip": samples.wav(after=_zip()),
}


@pytest.mark.parametrize("name", TAKEN)
def test_a_good_file_is_taken_for_what_it_is(name: str) -> None:
    data, kind, content_type = TAKEN[name]
    checked = check(data, LIMITS)
    assert (checked.kind, checked.content_type) == (kind, content_type)
    assert CONTENT_TYPES[content_type] == kind
    assert samples.MARK not in checked.data


@pytest.mark.parametrize("name", TAKEN)
def test_what_is_kept_would_be_taken_again_unchanged_in_kind(name: str) -> None:
    once = check(TAKEN[name][0], LIMITS)
    twice = check(once.data, LIMITS)
    assert (twice.kind, twice.content_type, twice.seconds) == (once.kind, once.content_type, once.seconds)


@pytest.mark.parametrize("name", REFUSED)
def test_another_kind_or_two_in_one_is_refused(name: str) -> None:
    with pytest.raises(MediaRefused) as refused:
        check(REFUSED[name], LIMITS)
    assert refused.value.reason == "type"


def test_the_marks_are_really_in_the_samples() -> None:
    marked = {name for name, (data, _, _) in TAKEN.items() if samples.MARK in data}
    assert {"ogg", "wav", "mp3", "m4a", "jpeg", "png", "webp", "gif", "vcard"} <= marked


def test_one_byte_over_the_limit_is_big() -> None:
    data = samples.wav(10)
    with pytest.raises(MediaRefused) as refused:
        check(data, MediaLimits(file_bytes=len(data) - 1))
    assert refused.value.reason == "big"
    assert check(data, MediaLimits(file_bytes=len(data))).kind == "voice"


def test_a_photo_that_only_looks_a_little_like_a_page_is_taken() -> None:
    noise = b"<svg <html5 <bodyguard <imgs= PK\x03\x04 %PDF"
    assert sniff(samples.jpeg() + noise) == "jpeg"
    assert not two_faced(samples.jpeg() + noise, "jpeg")
