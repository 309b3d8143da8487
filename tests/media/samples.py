"""Files as phones, cameras and strangers send them, built byte by byte; nothing here was made by anybody else."""

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image, PngImagePlugin

MARK = b"MARKER-Skadarska-17-Djulijana"
"""Stands in every tag, comment, note and gap of a sample, and in no file that is kept."""

_FRAME_20_MS = b"\x08"
"""First byte of an Opus packet: narrow band, one frame of 20 ms, mono (RFC 6716 3.1)."""


def crc(data: bytes) -> int:
    """Return an OGG page's checksum, bit by bit as RFC 3533 describes it."""
    value = 0
    for byte in data:
        value ^= byte << 24
        for _ in range(8):
            value = ((value << 1) ^ (0x04C11DB7 if value & 0x80000000 else 0)) & 0xFFFFFFFF
    return value


def page(number: int, packets: list[bytes], *, granule: int = 0, flags: int = 0, serial: int = 77) -> bytes:
    """Return a page of whole packets."""
    lacing = b"".join(b"\xff" * (len(packet) // 255) + bytes([len(packet) % 255]) for packet in packets)
    head = struct.pack("<4sBBqIIIB", b"OggS", 0, flags, granule, serial, number, 0, len(lacing))
    whole = head + lacing + b"".join(packets)
    return whole[:22] + struct.pack("<I", crc(whole)) + whole[26:]


def opus_head(channels: int = 1, skip: int = 312) -> bytes:
    """Return the first packet (RFC 7845 5.1)."""
    return b"OpusHead" + struct.pack("<BBHIhB", 1, channels, skip, 16_000, 0, 0)


def opus_tags(mark: bytes = MARK, padding: int = 0) -> bytes:
    """Return the comment packet, with a title, a place and a picture that all hold the mark."""
    comments = [b"TITLE=" + mark, b"LOCATION=" + mark, b"METADATA_BLOCK_PICTURE=" + mark * 3]
    told = b"".join(struct.pack("<I", len(one)) + one for one in comments)
    vendor = b"Phone of " + mark
    return b"OpusTags" + struct.pack("<I", len(vendor)) + vendor + struct.pack("<I", 3) + told + bytes(padding)


def opus_packets(count: int = 50) -> list[bytes]:
    """Return packets of 20 ms with dummy sound in them, little of it in long notes."""
    size = 39 if count < 1000 else 1
    return [_FRAME_20_MS + bytes([number & 255] * size) for number in range(count)]


def opus(
    count: int = 50,
    *,
    granule: int | None = None,
    everywhere: bool = False,
    tags: bytes | None = None,
    serial: int = 77,
) -> bytes:
    """Return a voice note of ``count`` packets of 20 ms.

    ``granule`` is where its last page claims to end, ``everywhere`` lets all pages claim that.
    """
    packets = opus_packets(count)
    pages = [page(0, [opus_head()], flags=2, serial=serial), page(1, [tags or opus_tags()], serial=serial)]
    for start in range(0, count, 25):
        some = packets[start : start + 25]
        last = start + 25 >= count
        end = (start + len(some)) * 960 if granule is None or not (last or everywhere) else granule
        pages.append(page(len(pages), some, granule=end, flags=4 if last else 0, serial=serial))
    return b"".join(pages)


def wav(
    seconds: float = 1.0, *, rate: int = 16_000, coding: int = 1, after: bytes = b"", size: int | None = None
) -> bytes:
    """Return PCM sound between chunks that hold the mark."""
    sound = bytes(int(seconds * rate) * 2)
    fmt = struct.pack("<HHIIHH", coding, 1, rate, rate * 2, 2, 16)
    info = b"INFOIART" + struct.pack("<I", len(MARK)) + MARK + b"\0" * (len(MARK) & 1)
    body = b"WAVEfmt " + struct.pack("<I", 16) + fmt + b"LIST" + struct.pack("<I", len(info)) + info
    body += b"data" + struct.pack("<I", len(sound) if size is None else size) + sound + after
    return b"RIFF" + struct.pack("<I", len(body)) + body


def mp3_frame(fill: int = 0) -> bytes:
    """Return a frame of 64 kbit/s at 44.1 kHz: 208 bytes, 26 ms."""
    return b"\xff\xfb\x50\xc0" + bytes([fill]) * 204


def mp3(count: int = 40) -> bytes:
    """Return frames between all the tags that programs write, each with the mark."""
    told = b"TIT2" + struct.pack(">I", len(MARK) + 1) + b"\0\0\0" + MARK
    size = len(told)
    front = b"ID3\x04\0\0" + bytes([0, 0, size >> 7, size & 127]) + told
    info = mp3_frame()[:36] + b"Info" + MARK
    info += bytes(208 - len(info))
    ape = b"APETAGEX" + struct.pack("<IIII8x", 2000, 32 + len(MARK), 1, 0x80000000)
    ape += MARK + b"APETAGEX" + struct.pack("<IIII8x", 2000, 32 + len(MARK), 1, 0)
    back = b"TAG" + MARK + bytes(125 - len(MARK))
    return front + info + b"".join(mp3_frame(number & 127) for number in range(count)) + ape + back


def aac_frame(fill: int = 0, size: int = 100) -> bytes:
    """Return an ADTS frame of 44.1 kHz mono."""
    head = 0xFFF << 44 | 1 << 40 | 1 << 38 | 4 << 34 | 1 << 30 | size << 13 | 0x7FF << 2
    return head.to_bytes(7, "big") + bytes([fill]) * (size - 7)


def amr(count: int = 50, *, wide: bool = False) -> bytes:
    """Return AMR frames of 20 ms, the last one without data."""
    start, frame = (b"#!AMR-WB\n", b"\x04" + bytes(17)) if wide else (b"#!AMR\n", b"\x3c" + bytes(31))
    return start + frame * (count - 1) + b"\x7c"


def box(name: bytes, *parts: bytes) -> bytes:
    """Return a box of an ISO media file."""
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), name) + body


def m4a_frames(count: int = 43) -> list[bytes]:
    """Return dummy AAC frames of different sizes."""
    return [bytes([number]) * (20 + number % 7) for number in range(1, count + 1)]


def m4a(
    count: int = 43, *, ticks: int = 1024, handler: bytes = b"soun", codec: bytes = b"mp4a", tracks: int = 1
) -> bytes:
    """Return a recording of two chunks with the mark in every place where a phone or a person writes something."""
    frames = m4a_frames(count)
    head = box(b"ftyp", b"M4A \0\0\0\0M4A isom")
    first, second = b"".join(frames[:20]), b"".join(frames[20:])
    lead = 8 + len(MARK)
    starts = [len(head) + lead, len(head) + lead + len(first) + len(MARK)]
    stbl = box(
        b"stbl",
        box(
            b"stsd",
            struct.pack(">II", 0, 1),
            box(
                codec,
                struct.pack(">6xH8xHHII", 1, 1, 16, 0, 44_100 << 16),
                box(b"esds", bytes(4) + b"\x03\x19" + bytes(25)),
            ),
        ),
        box(b"stts", struct.pack(">IIII", 0, 1, count, ticks)),
        box(b"stsc", struct.pack(">II", 0, 2), struct.pack(">6I", 1, 20, 1, 2, count - 20, 1)),
        box(b"stsz", struct.pack(">III", 0, 0, count), *(struct.pack(">I", len(frame)) for frame in frames)),
        box(b"stco", struct.pack(">IIII", 0, 2, *starts)),
    )
    media = box(
        b"mdia",
        box(b"mdhd", struct.pack(">IIIIIHH", 0, 3_900_000_001, 3_900_000_002, 44_100, count * ticks, 0x55C4, 0)),
        box(b"hdlr", struct.pack(">II4s12x", 0, 0, handler), MARK, b"\0"),
        box(b"minf", box(b"smhd", bytes(8)), box(b"dinf", bytes(8)), stbl),
    )
    track = box(b"trak", box(b"tkhd", bytes(84)), media, box(b"udta", box(b"name", MARK)))
    told = box(b"udta", box(b"\xa9xyz", MARK), box(b"meta", bytes(4), MARK))
    moov = box(b"moov", box(b"mvhd", bytes(100)), *([track] * tracks), told)
    return head + box(b"mdat", MARK, first, MARK, second) + moov + box(b"free", MARK) + box(b"uuid", MARK)


def encoded(image: Image.Image, form: str, **options: Any) -> bytes:
    """Return an image as Pillow writes it."""
    out = BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def two_halves(width: int = 400, height: int = 200, mode: str = "RGB") -> Image.Image:
    """Return a picture whose left half is red and whose right half is blue."""
    image = Image.new("RGB", (width, height), "blue")
    image.paste("red", (0, 0, width // 2, height))
    return image.convert(mode)


def exif(orientation: int = 1) -> bytes:
    """Return notes of a camera: where it was, whose it is, how it was held, and the mark in all of them."""
    notes = Image.Exif()
    notes[0x0112] = orientation
    notes[0x010E] = MARK.decode()
    notes[0x9286] = MARK
    notes.get_ifd(0x8825).update({1: "N", 2: (41.0, 19.0, 33.0), 3: "E", 4: (19.0, 48.0, 0.0), 29: MARK.decode()})
    return notes.tobytes()


def _segment(kind: int, body: bytes) -> bytes:
    return bytes([0xFF, kind]) + struct.pack(">H", len(body) + 2) + body


def jpeg(orientation: int = 1, **options: Any) -> bytes:
    """Return a photo with EXIF, a thumbnail, XMP, IPTC, a comment and a colour profile, all with the mark."""
    plain = encoded(two_halves(), "JPEG", exif=exif(orientation), comment=MARK, icc_profile=MARK * 5, **options)
    small = encoded(two_halves(32, 16), "JPEG", comment=MARK)
    xmp = _segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>" + MARK + b"</x:xmpmeta>")
    iptc = _segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", len(MARK)) + MARK)
    thumbnail = _segment(0xE0, b"JFXX\0\x10" + small)
    return plain[:2] + xmp + iptc + thumbnail + plain[2:] + b"trailer of a phone: " + MARK


def png(mode: str = "RGB") -> bytes:
    """Return a screenshot with text of all three kinds, EXIF and XMP."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", MARK.decode())
    info.add_text("Location", MARK.decode(), zip=True)
    info.add_itxt("XML:com.adobe.xmp", MARK.decode())
    return encoded(two_halves(mode=mode), "PNG", pnginfo=info, exif=exif())


def webp() -> bytes:
    """Return a picture with EXIF, XMP and a profile."""
    return encoded(two_halves(), "WEBP", exif=exif(), xmp=MARK, icc_profile=MARK * 5, lossless=True)


def gif(frames: int = 1, comment: bytes = MARK) -> bytes:
    """Return a GIF whose first frame has two halves and whose others are one pixel each, written by hand."""
    start = encoded(two_halves(40, 20, "P"), "GIF", comment=comment)
    more = b"\x21\xf9\x04\0\x01\0\0\0" + b"\x2c\0\0\0\0\x01\0\x01\0\0" + b"\x02\x02\x44\x01\0"
    return start[:-1] + more * (frames - 1) + b"\x3b"


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def huge_png(side: int = 30_000) -> bytes:
    """Return a PNG of ``side`` by ``side`` black and white pixels, a few kilobytes long."""
    row = bytes(1 + (side + 7) // 8)
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def vcard() -> bytes:
    """Return a contact's card as phones write it, with a folded photo and a place."""
    lines = ["BEGIN:VCARD", "VERSION:3.0", "N:Ana;;;;", "FN:Ana", "item1.TEL;type=CELL:+000 00", "PHOTO;ENCODING=b:"]
    lines += [f" {MARK.decode()}", f"GEO:{MARK.decode()}", f"NOTE:{MARK.decode()}", "END:VCARD"]
    return "\r\n".join([*lines, ""]).encode()


PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><rect width="9" height="9"/></svg>'
HTML = b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>"
