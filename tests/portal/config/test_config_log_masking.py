from __future__ import annotations

import io
import logging
import logging.config

import pytest
from django.conf import settings
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from merata_portal.config.log_masking import LONG_NUMBER, MASK, MaskingFormatter, logging_settings

NIK = "35" + "05" * 5 + "0001"


@pytest.fixture
def lines() -> tuple[logging.Logger, io.StringIO]:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(MaskingFormatter("{levelname} {message}", style="{"))
    logger = logging.Logger("test")
    logger.addHandler(handler)
    return logger, out


def test_a_number_is_masked_in_message_arguments_and_traceback(lines: tuple[logging.Logger, io.StringIO]) -> None:
    logger, out = lines
    logger.warning("no household of %s", NIK)
    try:
        raise ValueError(f"duplicate key (nik)=({NIK})")  # noqa: TRY301 - caught as it would be
    except ValueError:
        logger.exception("import failed at /keluarga/%s/", NIK)
    assert NIK not in out.getvalue()
    assert out.getvalue().count(MASK) == 3
    assert "no household of" in out.getvalue()
    assert "ValueError: duplicate key" in out.getvalue()


@pytest.mark.parametrize(
    "written",
    [NIK, f"{NIK[:6]}-{NIK[6:12]}-{NIK[12:]}", f"{NIK[:4]} {NIK[4:8]} {NIK[8:12]} {NIK[12:]}", f"{NIK}0001", f"'{NIK}"],
)
def test_a_number_in_groups_is_masked_too(written: str) -> None:
    assert NIK[-4:] not in LONG_NUMBER.sub(MASK, f"nomor {written} tidak ada")


@pytest.mark.parametrize(
    "harmless",
    ["Rp 1.234.567.890.123", "2026-11-29 22:07:16,123", "35.05.01.2001", "id 123456789012345", "08123456789"],
)
def test_amounts_times_and_codes_stay(harmless: str) -> None:
    assert LONG_NUMBER.sub(MASK, harmless) == harmless


@given(st.text(alphabet="ab :=/-.", max_size=20), st.from_regex(r"[0-9]{16}", fullmatch=True), st.text(max_size=20))
def test_no_sixteen_digits_ever_remain(before: str, number: str, after: str) -> None:
    assert number not in LONG_NUMBER.sub(MASK, f"{before}{number}{after}")


def test_every_logger_writes_through_the_mask() -> None:
    found = logging_settings("INFO")
    assert found["root"]["handlers"] == ["stderr"]
    assert all(not logger.get("handlers") for logger in found["loggers"].values())
    assert found == settings.LOGGING
    assert found["loggers"]["django.db.backends"]["level"] == "WARNING"


@pytest.mark.django_db
def test_what_is_posted_is_not_logged(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="django.request"):
        client.post("/akun/masuk/", {"login": NIK, "password": "rahasia-sekali"})
        client.get(f"/tidak-ada/?nik={NIK}")
        Client(enforce_csrf_checks=True).post("/akun/masuk/", {"login": NIK, "password": "rahasia-sekali"})
    assert "rahasia-sekali" not in caplog.text
    assert NIK not in caplog.text
