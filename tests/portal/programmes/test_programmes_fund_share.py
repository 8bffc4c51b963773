"""A desa's share of its fund: what may be launched, topped up, and what counts against it; by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from made_programmes import launched_by
from made_targeting import CHOSEN_IDR, DAY, RULE, VILLAGES, frozen_registry, launched, rule_text, simulated

from merata_portal.actor import Actor
from merata_portal.ledger import actions as ledger
from merata_portal.ledger.models import Line
from merata_portal.ledger.requests import Ceiling
from merata_portal.programmes.actions.launching import top_up
from merata_portal.programmes.models import Launch, Simulation
from merata_portal.programmes.refusals import ProgrammeRefused

pytestmark = pytest.mark.django_db
HOME = VILLAGES[0]
"""Two of its households are eligible: Rp2,400,000."""
TWO_IDR = 2 * CHOSEN_IDR // 3


def shared(text: str, share: str) -> str:
    """The rule as a desa's, which may spend this share of its fund on it."""
    with_share = text.replace("payer: regency", "payer: desa").replace(
        "parameters:\n", "ceiling: {share: share_max, fund_source: Dana Desa}\nparameters:\n"
    )
    return with_share + with_share.split("parameters:\n")[1].split("  payment_idr:")[0].replace(
        "desil_max", "share_max"
    ).replace("value: 3", f"value: {share}")


def fund(amount_idr: int, source: str = "DANA  DESA", account: str = "5.4.1") -> Line:
    ledger.appropriate(
        by=launched_by(), owner=HOME, year=DAY.year, ceilings=[Ceiling(account, source, amount_idr, "assistance")],
        reason="APBDes", key=f"apbdes-{account}", document="Perdes 1/2026",
    )  # fmt: skip
    return Line.objects.get(owner=HOME, account_code=account)


@pytest.fixture
def of_desa(areas: object, planner: Actor) -> Callable[[str], Simulation]:
    snapshot = frozen_registry()

    def made(share: str = "0.15") -> Simulation:
        return simulated(planner, shared(RULE, share), snapshot=snapshot, area=HOME, ceiling_idr=TWO_IDR)

    return made


def test_a_launch_may_take_the_share_of_the_fund_and_not_a_rupiah_more(
    of_desa: Callable[[str], Simulation], planner: Actor
) -> None:
    found = of_desa("0.15")
    least = -(-TWO_IDR * 100 // 15)  # 15% of it is just enough
    line = fund(least - 7)
    with pytest.raises(ProgrammeRefused, match="may go to this programme"):
        launched(planner, found, line=line.pk, ceiling_idr=TWO_IDR)
    assert not Launch.objects.exists()
    fund(7, account="5.4.2")  # another line of the same fund counts too
    made = launched(planner, found, line=line.pk, ceiling_idr=TWO_IDR)
    with pytest.raises(ProgrammeRefused, match="cannot be raised"):
        top_up(by=planner, launch=made.uuid, amount_idr=1, reason="tambah")


def test_what_an_earlier_launch_holds_counts_against_the_share(
    of_desa: Callable[[str], Simulation], planner: Actor
) -> None:
    line = fund(TWO_IDR * 3)
    launched(planner, of_desa("0.5"), line=line.pk, ceiling_idr=TWO_IDR)
    with pytest.raises(ProgrammeRefused, match="Rp2,400,000 do already"):
        launched(planner, of_desa("0.5"), line=line.pk, ceiling_idr=TWO_IDR)


def test_it_is_paid_from_its_own_fund_alone(of_desa: Callable[[str], Simulation], planner: Actor) -> None:
    fund(100 * TWO_IDR)
    other = fund(100 * TWO_IDR, source="PAD", account="5.4.9")
    with pytest.raises(ProgrammeRefused, match="Dana Desa pays this programme, the line is of PAD"):
        launched(planner, of_desa("0.5"), line=other.pk, ceiling_idr=TWO_IDR)


def test_a_programme_without_a_share_is_not_limited(areas: object, planner: Actor) -> None:
    assert "ceiling" not in rule_text()
    made = launched(planner)
    assert top_up(by=planner, launch=made.uuid, amount_idr=1_000, reason="tambah").ceiling_idr == CHOSEN_IDR + 401_000
