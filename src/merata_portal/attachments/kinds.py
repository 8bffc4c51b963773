"""What a file is, by its first bytes and not by its name; and a photograph made fit to be kept."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from merata_portal.personal.reasons import Declined

PDF, JPEG = "application/pdf", "image/jpeg"
PICTURES = ("JPEG", "PNG", "WEBP", "MPO")
MOST_BYTES = 15 * 1024 * 1024
MOST_PIXELS = 60_000_000
LONGEST_SIDE = 1600
QUALITY = 82
JAKARTA = timezone(timedelta(hours=7))
BROKEN = (
    UnidentifiedImageError, OSError, ValueError, TypeError, KeyError, IndexError, OverflowError, SyntaxError,
    struct.error, Image.DecompressionBombError, Image.DecompressionBombWarning,
)  # fmt: skip
"""What Pillow raises of bytes that are no whole picture."""


class NotAccepted(Declined):
    """A file that is not kept: of no known kind, too large, or broken."""


@dataclass(frozen=True, slots=True)
class Photograph:
    """A picture in JPEG without anything that its camera wrote, and what that was: degrees, and when."""

    content: bytes
    width: int
    height: int
    latitude: float | None
    longitude: float | None
    taken_at: datetime | None


def refuse_too_large(size: int) -> None:
    """Raise `NotAccepted` for a file above `MOST_BYTES`."""
    if size > MOST_BYTES:
        most = MOST_BYTES // 1024**2
        raise NotAccepted(
            f"Berkas terlalu besar; paling besar {most} MB. Pindai dengan resolusi lebih rendah.",
            f"The file is too large; at most {most} MB. Scan it at a lower resolution.",
        )


def is_pdf(content: bytes) -> bool:
    """Whether the bytes begin and end as a PDF does."""
    return content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]


def photograph(content: bytes) -> Photograph:
    """The picture upright, at most `LONGEST_SIDE` pixels wide and high, as JPEG; raises `NotAccepted`.

    What the camera wrote (place, time, its owner, a small picture) is not in it.
    """
    try:
        # Opening reads the head alone: what would be enormous is refused before a pixel of it is made.
        with Image.open(io.BytesIO(content), formats=PICTURES) as opened:
            _refuse_enormous(opened.size)
            written = opened.getexif()
            upright = _bare(ImageOps.exif_transpose(opened))
    except BROKEN as error:
        raise _unknown() from error
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    kept = io.BytesIO()
    upright.save(kept, "JPEG", quality=QUALITY, optimize=True)
    latitude, longitude = _place(written)
    return Photograph(kept.getvalue(), upright.width, upright.height, latitude, longitude, _time(written))


def _bare(picture: Image.Image) -> Image.Image:
    """In colour, on white where it is transparent, and nothing beside the pixels.

    A JPEG's comment would go along otherwise: Pillow keeps it in `info` and writes it again.
    """
    if picture.has_transparency_data:
        seen = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen)
    bare = picture.convert("RGB")
    bare.info.clear()
    return bare


def _unknown() -> NotAccepted:
    return NotAccepted(
        "Berkas bukan PDF atau foto (JPEG, PNG, WebP) yang utuh; unggah lagi.",
        "The file is no whole PDF or photograph (JPEG, PNG, WebP); upload it again.",
    )


def _refuse_enormous(size: tuple[int, int]) -> None:
    if size[0] * size[1] > MOST_PIXELS:
        raise NotAccepted(
            f"Foto {size[0]} × {size[1]} piksel terlalu besar.", f"A picture of {size[0]} × {size[1]} is too large."
        )


def _place(written: Any) -> tuple[float | None, float | None]:
    gps = _part(written, ExifTags.IFD.GPSInfo)
    latitude = _degrees(gps.get(ExifTags.GPS.GPSLatitude), gps.get(ExifTags.GPS.GPSLatitudeRef), "NS", 90)
    longitude = _degrees(gps.get(ExifTags.GPS.GPSLongitude), gps.get(ExifTags.GPS.GPSLongitudeRef), "EW", 180)
    return (None, None) if latitude is None or longitude is None else (latitude, longitude)


def _part(written: Any, tag: int) -> Any:
    """A part of what the camera wrote; nothing where it is broken, for the picture itself may be whole."""
    try:
        return written.get_ifd(tag)
    except BROKEN:
        return {}


def _degrees(parts: Any, side: Any, sides: str, most: float) -> float | None:
    """Degrees, minutes and seconds as one number; None where the camera wrote none or nonsense.

    `sides`: the letters of the positive and the negative side; without one nobody knows on which side of the equator.
    """
    letter = str(side).strip("\x00 ")
    if len(letter) != 1 or letter not in sides:
        return None
    try:
        degrees, minutes, seconds = (float(part) for part in parts)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    value = degrees + minutes / 60 + seconds / 3600
    if not 0 <= value <= most:  # also where it is not a number
        return None
    return -value if letter == sides[1] else value


def _time(written: Any) -> datetime | None:
    inside = _part(written, ExifTags.IFD.Exif)
    text = inside.get(ExifTags.Base.DateTimeOriginal) or written.get(ExifTags.Base.DateTime)
    try:
        return datetime.strptime(str(text), "%Y:%m:%d %H:%M:%S").replace(tzinfo=JAKARTA)
    except ValueError:
        return None
