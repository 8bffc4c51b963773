"""Files as people upload them: PDFs, and photographs with what cameras write into them."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import ExifTags, Image

PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"
OWNER = "Milik Slamet Santoso"
SOUTH, EAST = (8.0, 5.0, 54.0), (112.0, 9.0, 0.0)
"""8°5'54" S, 112°9' E: the alun-alun of Blitar."""


def picture(width: int = 40, height: int = 30, mode: str = "RGB", colour: Any = "red") -> Image.Image:
    return Image.new(mode, (width, height), colour)


def saved(image: Image.Image, kind: str = "JPEG", **more: Any) -> bytes:
    kept = io.BytesIO()
    image.save(kept, kind, **more)
    return kept.getvalue()


def camera_exif(
    latitude: Any = SOUTH, longitude: Any = EAST, sides: Any = ("S", "E"), orientation: int = 1
) -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Artist] = OWNER
    exif[ExifTags.Base.Make] = "Kamera"
    exif[ExifTags.Base.DateTime] = "2026:03:02 10:00:00"
    inside = exif.get_ifd(ExifTags.IFD.Exif)
    inside[ExifTags.Base.DateTimeOriginal] = "2026:03:01 09:30:00"
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitude], gps[ExifTags.GPS.GPSLongitude] = latitude, longitude
    if sides is not None:
        gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLongitudeRef] = sides
    return exif


def camera_photo(kind: str = "JPEG", **exif: Any) -> bytes:
    """A photograph with place, time, owner and, in a JPEG, a comment."""
    more = {"comment": OWNER.encode()} if kind == "JPEG" else {}
    return saved(picture(), kind, exif=camera_exif(**exif), **more)


def bomb(side: int = 30_000) -> bytes:
    """A PNG of a few bytes that would be `side` × `side` pixels when opened."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )
