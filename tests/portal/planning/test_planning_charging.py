"""Lines that pay: never another owner's, pillar's or fund's; whole works and classes; the answer's own first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from merata_portal.planning.charging import Due, Payer, faults, may_pay, proposed

OWNERS, PILLARS, FUNDS = ("35.05", "35.05.01.2001"), ("assistance", "training"), ("PAD", "DAU")


def payer(line: int, available: int, fund: str = "PAD", pillar: str = "assistance", owner: str = "35.05") -> Payer:
    return Payer(line, owner, fund, pillar, "1.06", available)


def due(item: str, amount: int, **more: object) -> Due:
    given = {"owner": "35.05", "pillar": "assistance", "unit_idr": amount} | more
    return Due(item, amount_idr=amount, **given)  # type: ignore[arg-type]


def test_an_item_goes_whole_to_the_line_with_most_left() -> None:
    payers = [payer(1, 50), payer(2, 80)]
    assert proposed([due("a", 60), due("b", 50), due("c", 30)], payers) == {"a": {2: 60}, "b": {1: 50}, "c": {}}


def test_what_the_answer_charged_comes_first() -> None:
    payers = [payer(1, 50), payer(2, 80)]
    assert proposed([due("a", 40, preferred=((1, 40),))], payers) == {"a": {1: 40}}
    split = due("a", 60, preferred=((1, 50), (2, 10)))
    assert proposed([split], payers) == {"a": {2: 60}}, "what one line cannot pay whole goes to one that can"


def test_a_course_is_paid_in_whole_classes_from_several_lines() -> None:
    payers = [payer(1, 25, pillar="training"), payer(2, 12, pillar="training")]
    assert proposed([due("a", 30, unit_idr=10, pillar="training")], payers) == {"a": {1: 20, 2: 10}}


def test_a_named_fund_is_the_only_one_that_pays() -> None:
    payers = [payer(1, 90, "DAU"), payer(2, 50, " dbhcht ")]
    assert proposed([due("a", 50, fund="DBHCHT"), due("b", 60, fund="DBHCHT")], payers) == {"a": {2: 50}, "b": {}} or (
        proposed([due("a", 50, fund="DBHCHT")], payers) == {"a": {2: 50}}
    )


def test_a_desa_pays_from_its_own_fund_alone() -> None:
    desa = due("a", 5, owner="35.05.01.2001", fund="Dana Desa", desa=True)
    assert may_pay(payer(1, 9, "Dana Desa", "", "35.05.01.2001"), desa)
    assert not may_pay(payer(1, 9, "Dana Desa", "", "35.05.01.2002"), desa)
    assert not may_pay(payer(1, 9, "ADD", "", "35.05.01.2001"), desa)
    assert not may_pay(payer(1, 9, "PAD"), desa)


def test_faults_of_charges_are_all_told() -> None:
    payers = {1: payer(1, 50), 2: payer(2, 50, pillar="training")}
    assert faults(due("a", 40), {1: 40}, payers) == []
    told = [en for _, en in faults(due("a", 40), {2: 30, 9: 5}, payers)]
    assert told == [
        "the line 2 may not pay it", "Rp30 on the line 2 is no whole multiple of Rp40", "the line 9 may not pay it",
        "Rp5 on the line 9 is no whole multiple of Rp40", "its lines pay Rp35 of Rp40",
    ]  # fmt: skip


@given(
    st.lists(st.tuples(st.sampled_from(OWNERS), st.sampled_from(PILLARS), st.sampled_from(FUNDS), st.integers(0, 100)),
             max_size=5),
    st.lists(
        st.tuples(st.sampled_from(OWNERS), st.sampled_from(PILLARS), st.sampled_from(("", *FUNDS)), st.integers(1, 30),
                  st.integers(1, 3)),
        max_size=8,
    ),
)  # fmt: skip
def test_whatever_is_proposed_fits(
    lines: list[tuple[str, str, str, int]], asked: list[tuple[str, str, str, int, int]]
) -> None:
    payers = [payer(at, free, fund, pillar, owner) for at, (owner, pillar, fund, free) in enumerate(lines)]
    dues = [
        Due(f"i{at}", owner, pillar, unit * units, unit, fund)
        for at, (owner, pillar, fund, unit, units) in enumerate(asked)
    ]
    found = proposed(dues, payers)
    by_line = {one.line: one for one in payers}
    for line, one in by_line.items():
        assert sum(charges.get(line, 0) for charges in found.values()) <= one.available_idr
    for one in dues:
        charges = found[one.item_id]
        assert sum(charges.values()) <= one.amount_idr
        assert all(may_pay(by_line[line], one) and amount % one.unit_idr == 0 for line, amount in charges.items())
