from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from merata_portal.tickets.codes import ALPHABET, SIGNS, as_pin, as_ticket, new_pin, new_ticket

PREFIXES = st.sampled_from("KPU")
AT = st.integers(0, SIGNS)
SIGN = st.sampled_from(ALPHABET)


def body_of(ticket: str) -> list[str]:
    return list(ticket[2:].replace("-", ""))


def written(prefix: str, signs: list[str]) -> str:
    whole = "".join(signs)
    return f"{prefix}-{whole[:4]}-{whole[4:]}"


def test_a_ticket_can_be_read_out_over_a_telephone() -> None:
    ticket = new_ticket("K")
    assert (ticket[0], ticket[1], ticket[6], len(ticket)) == ("K", "-", "-", 11)
    assert not set(ticket) & set("ILOU")
    assert len({new_ticket("K") for _ in range(1000)}) == 1000


@given(PREFIXES)
def test_a_ticket_is_known_however_it_is_typed(prefix: str) -> None:
    ticket = new_ticket(prefix)
    plain = ticket.replace("-", "")
    for typed in (
        ticket, ticket.lower(), plain, f"  {plain.lower()} ", " ".join(plain), ticket.replace("-", "."),
        ticket[0] + ticket[1:].replace("1", "l").replace("0", "O"), ticket[0] + ticket[1:].replace("1", "i"),
    ):  # fmt: skip
        assert as_ticket(typed) == ticket


@given(PREFIXES, AT, SIGN)
def test_one_wrong_sign_is_always_noticed(prefix: str, at: int, sign: str) -> None:
    ticket = new_ticket(prefix)
    signs = body_of(ticket)
    assume(signs[at] != sign)
    signs[at] = sign
    assert as_ticket(written(prefix, signs)) is None


@given(PREFIXES, st.integers(0, SIGNS - 2))
def test_two_neighbours_swapped_are_noticed_unless_they_are_sixteen_apart(prefix: str, at: int) -> None:
    signs = body_of(new_ticket(prefix))
    one, other = (ALPHABET.index(sign) for sign in signs[at : at + 2])
    assume(one != other)
    signs[at], signs[at + 1] = signs[at + 1], signs[at]
    assert (as_ticket(written(prefix, signs)) is None) is (abs(one - other) != 16)


@pytest.mark.parametrize(
    "typed",
    ["", "K", "K-", "1-7Q3F-29XB", "K-7Q3F-29X", "K-7Q3F-29XBB", "K-7Q3F-29U*", "\x00", "٣-7Q3F-29XB", "K" * 500],
)
def test_what_cannot_be_a_ticket_is_none(typed: str) -> None:
    assert as_ticket(typed) is None


@given(st.text())
def test_whatever_is_typed_gives_a_ticket_in_its_own_form_or_none(typed: str) -> None:
    found = as_ticket(typed)
    assert found is None or (as_ticket(found) == found and len(found) == 11)


def test_a_pin_is_six_digits_and_read_from_what_was_typed() -> None:
    pins = [new_pin() for _ in range(500)]
    assert {len(pin) for pin in pins} == {6}
    assert all(pin.isdigit() for pin in pins)
    assert len(set(pins)) > 490
    assert as_pin(" 123-456 ") == "123456"
    assert as_pin("１２３456") == "456"  # digits of another script are none
