from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_files import OWNER, PDF, bomb, camera_photo, picture, saved
from PIL import ExifTags, Image

from merata_portal.attachments import kinds
from merata_portal.attachments.kinds import NotAccepted, is_pdf, photograph, refuse_too_large


def reopened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_the_camera_wrote_is_read_and_is_not_in_the_bytes(kind: str) -> None:
    given_ = camera_photo(kind)
    assert OWNER.encode() in given_
    made = photograph(given_)
    assert made.latitude == pytest.approx(-8.09833, abs=1e-5)
    assert made.longitude == pytest.approx(112.15, abs=1e-9)
    assert made.taken_at == datetime(2026, 3, 1, 2, 30, tzinfo=UTC)  # 09.30 in Jakarta
    for trace in (OWNER.encode(), b"Kamera", b"Exif", b"2026:03", b"GPS", b"http://ns.adobe.com"):
        assert trace not in made.content
    found = reopened(made.content)
    assert (found.format, found.size, dict(found.getexif()), found.info.get("comment")) == ("JPEG", (40, 30), {}, None)


def test_texts_and_profiles_beside_the_pixels_are_left_behind() -> None:
    from PIL import PngImagePlugin  # noqa: PLC0415 - for this alone

    told = PngImagePlugin.PngInfo()
    told.add_text("Author", OWNER)
    told.add_itxt("XML:com.adobe.xmp", f"<x>{OWNER}</x>")
    given_ = saved(picture(), "PNG", pnginfo=told, icc_profile=OWNER.encode())
    assert OWNER.encode() not in photograph(given_).content


@pytest.mark.parametrize(
    ("orientation", "size"), [(1, (40, 30)), (3, (40, 30)), (6, (30, 40)), (8, (30, 40)), (99, (40, 30))]
)
def test_a_picture_held_on_its_side_stands_upright(orientation: int, size: tuple[int, int]) -> None:
    made = photograph(camera_photo(orientation=orientation))
    assert (made.width, made.height) == size
    assert reopened(made.content).size == size


def test_a_large_one_is_made_smaller_and_keeps_its_shape() -> None:
    made = photograph(saved(picture(4000, 1000)))
    assert (made.width, made.height) == (1600, 400)
    tiny = photograph(saved(picture(3, 2)))
    assert (tiny.width, tiny.height) == (3, 2)


def test_black_writing_on_a_transparent_ground_stays_readable() -> None:
    scan = Image.new("RGBA", (40, 30), (0, 0, 0, 0))
    scan.putpixel((20, 15), (0, 0, 0, 255))
    for given_ in (saved(scan, "PNG"), saved(scan.convert("LA"), "PNG"), saved(scan, "WEBP", lossless=True)):
        made = reopened(photograph(given_).content).convert("L")
        assert made.getpixel((0, 0)) > 240
        assert made.getpixel((20, 15)) < 120


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "I;16"])
def test_every_way_of_keeping_colours_becomes_a_jpeg_in_colour(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    image = Image.new("I;16", (40, 30), 0) if mode == "I;16" else picture(colour="white").convert(mode)
    found = reopened(photograph(saved(image, kind)).content)
    assert (found.format, found.mode, found.size) == ("JPEG", "RGB", (40, 30))


@pytest.mark.parametrize(
    "sides", [None, ("", ""), ("X", "E"), ("S\x00", "E"), ("E", "S"), ("S", "W"), ("N", "E")],
)  # fmt: skip
def test_a_place_needs_its_sides_of_the_earth(sides: tuple[str, str] | None) -> None:
    made = photograph(camera_photo(sides=sides))
    signs = {("S\x00", "E"): (-1, 1), ("S", "W"): (-1, -1), ("N", "E"): (1, 1)}
    if sides not in signs:
        assert (made.latitude, made.longitude) == (None, None)
    else:
        assert made.latitude is not None
        assert made.longitude is not None
        assert (made.latitude > 0, made.longitude > 0) == tuple(sign > 0 for sign in signs[sides])


@pytest.mark.parametrize("latitude", [(95.0, 0.0, 0.0), (8.0, 5.0), (1.0, 0.0, 0.0, 0.0)])
def test_a_place_that_is_nowhere_is_none(latitude: tuple[float, ...]) -> None:
    made = photograph(camera_photo(latitude=latitude))
    assert (made.latitude, made.longitude) == (None, None)


def test_no_time_and_a_time_that_is_none() -> None:
    assert photograph(saved(picture())).taken_at is None
    exif = Image.Exif()
    exif[ExifTags.Base.DateTime] = "0000:00:00 00:00:00"
    assert photograph(saved(picture(), exif=exif)).taken_at is None
    exif[ExifTags.Base.DateTime] = "2026:03:02 10:00:00"
    assert photograph(saved(picture(), exif=exif)).taken_at == datetime(2026, 3, 2, 3, tzinfo=UTC)


def test_a_bomb_is_refused_before_it_is_opened() -> None:
    assert len(bomb()) < 2_000
    with pytest.raises(NotAccepted):
        photograph(bomb())  # above Pillow's own limit
    with pytest.raises(NotAccepted, match="8000 × 8000"):
        photograph(bomb(8_000))  # below Pillow's, above ours


@pytest.mark.parametrize(
    "content",
    [
        b"", b"x", PDF, b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", b"GIF89a" + b"\0" * 50,
        b"\xff\xd8\xff\xe0", saved(picture(400, 300))[:-500], saved(picture(), "PNG")[:60], saved(picture(), "GIF"),
        saved(picture(), "TIFF"), saved(picture(), "BMP"),
    ],
)  # fmt: skip
def test_what_is_no_whole_photograph_is_refused(content: bytes) -> None:
    with pytest.raises(NotAccepted, match="unggah lagi"):
        photograph(content)


@pytest.mark.filterwarnings("ignore::UserWarning")  # by which Pillow tells of what it skips
@settings(max_examples=300)
@given(st.integers(0, 900), st.binary(min_size=1, max_size=6))
def test_a_damaged_file_is_a_photograph_or_refused_and_never_a_fault(at: int, damage: bytes) -> None:
    whole = camera_photo()
    damaged = whole[:at] + damage + whole[at + len(damage) :]
    try:
        made = photograph(damaged)
    except NotAccepted:
        return
    assert reopened(made.content).format == "JPEG"
    # Whatever the damage did, nothing of the camera's words goes along.
    assert OWNER.encode() not in made.content


@pytest.mark.parametrize(
    ("content", "is_one"),
    [
        (PDF, True), (PDF + b"\n" * 100, True), (PDF + b"\n" * 3000, False), (b" " + PDF, False), (PDF[:-7], False),
        (b"%PDF-", False), (saved(picture()), False), (b"", False),
    ],
)  # fmt: skip
def test_a_pdf_is_known_by_its_beginning_and_its_end(content: bytes, is_one: bool) -> None:
    assert is_pdf(content) is is_one


def test_the_size_has_a_limit() -> None:
    refuse_too_large(kinds.MOST_BYTES)
    with pytest.raises(NotAccepted, match="paling besar 15 MB"):
        refuse_too_large(kinds.MOST_BYTES + 1)
