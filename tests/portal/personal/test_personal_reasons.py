from __future__ import annotations

import pytest

from merata_portal.personal.reasons import Declined, ReasonMissing, require_reason, sound_reason


def test_a_refusal_says_it_in_both_languages() -> None:
    refused = Declined("tidak", "no")
    assert (refused.text_id, refused.text_en, str(refused)) == ("tidak", "no", "tidak / no")


@pytest.mark.parametrize("reason", ["", " ", "\t\n", "\u200b", "\u00a0\u2063", ".", "-", "…"])
def test_nothing_that_can_be_read_is_no_reason(reason: str) -> None:
    with pytest.raises(ReasonMissing, match="Alasan wajib diisi"):
        require_reason(reason)


def test_a_reason_loses_the_space_around_it_and_nothing_else() -> None:
    assert require_reason("  akta 12/2026\n") == "akta 12/2026"
    assert require_reason("7") == "7"
    assert sound_reason("  ") == ""
    assert sound_reason(" ada ") == "ada"


@pytest.mark.parametrize(
    "number",
    ["9905990101800001", "9905 9901 0180 0001", "9905-9901-0180-0001", "990599.010180.0001", "99.05.99.010180.0001"],
)
def test_a_whole_number_of_a_person_is_refused_and_not_repeated(number: str) -> None:
    for refuse in (require_reason, sound_reason):
        with pytest.raises(Declined, match="NIK") as refused:
            refuse(f"cocok dengan {number} di KTP")
        assert number not in str(refused.value)


def test_other_digits_pass() -> None:
    assert require_reason("SP2D 1234/2026, Rp 12.500.000, 35.05.01.2001, 2026-01-31")


def test_a_sign_that_no_database_keeps_is_refused() -> None:
    with pytest.raises(Declined, match="cannot be kept"):
        require_reason("karena\x00")
