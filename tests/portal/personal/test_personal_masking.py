from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata_portal.personal.masking import holds_number, masked


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("3505990101900012", "3505••••••••••12"),
        ("0012345678", "0012••••78"),
        ("12345", "•••••"),
        ("", ""),
    ],
)
def test_masked_numbers(number: str, shown: str) -> None:
    assert masked(number) == shown


@pytest.mark.parametrize(
    "text",
    [
        "3505990101900001",
        "NIK 3505990101900001, lahir",
        "nik=3505990101900001&x",
        "3505 0101 0190 0001",
        "3505-0101-0190-0001",
        "350501.010190.0001",
        "35.05.01.010190.0001",
        '{"nik":"3505990101900001"}',
    ],
)
def test_whole_numbers_are_recognised(text: str) -> None:
    assert holds_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "35.05.01.2001 35.05.01.2002 35.05.01.2003",
        "2026-11-29 22:07:17.123456+07:00",
        "1234567890123456789012345678901234567890",
        "sha256:" + "1" * 64,
        "350501010190000",
        "Rp 1.500.000.000.000",
        "3505••••••••••12",
        "12345678-1234-4234-8234-123456789012",
    ],
)
def test_other_digits_pass(text: str) -> None:
    assert not holds_number(text)


@given(st.uuids())
def test_no_uuid_is_taken_for_a_number(found: uuid.UUID) -> None:
    assert not holds_number(f"person:{found}")
    assert not holds_number(found.hex if not found.hex.isdigit() else "")
