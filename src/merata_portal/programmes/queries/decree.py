"""What a decree would say: who is verified in closed villages, what that costs, and what stands in its way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum

from merata_portal.actor import Actor, Capability
from merata_portal.ledger.models import Earmark
from merata_portal.ledger.rupiah import rupiah_en, rupiah_id
from merata_portal.programmes.models import Enrolment, Launch, Verification
from merata_portal.programmes.models.launches import RESERVE
from merata_portal.programmes.queries.reach import launch_to_see
from merata_portal.programmes.states import State

ADDED = ""
"""In place of a village: those who were added, whom the reserve pays."""
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Place:
    """A village's part of a decree, or that of those added (`village_code` empty): how many, rupiah, what is reserved.

    `earmark`: of the ledger; 0 where the launch reserved nothing there.
    """

    village_code: str
    enrolments: int
    wanted_idr: int
    reserved_idr: int
    earmark: int

    @property
    def place(self) -> str:
        """The village, or what the ledger calls the reserve."""
        return self.village_code or RESERVE

    @property
    def fits(self) -> bool:
        """Whether its money suffices."""
        return self.wanted_idr <= self.reserved_idr


@dataclass(frozen=True, slots=True)
class Decree:
    """`enrolments`: who would be decreed. `sums`: by village, those added last. `without`: villages left out.

    `open_villages`: not closed and not left out; `faults`: all that stands in the way, in Indonesian and English.
    """

    enrolments: QuerySet[Enrolment]
    sums: tuple[Place, ...]
    without: frozenset[str]
    open_villages: tuple[str, ...]
    faults: tuple[tuple[str, str], ...]

    @property
    def total_idr(self) -> int:
        """Rupiah of all."""
        return sum(one.wanted_idr for one in self.sums)


def decree(actor: Actor, launch: Launch, without: Collection[str] = ()) -> Decree:
    """What the decree of a launch would say now; raises Launch.DoesNotExist outside the actor's areas."""
    return decree_of(launch_to_see(actor, launch.uuid), without)


def added(actor: Actor, launch: Launch) -> QuerySet[Enrolment]:
    """Those taken in by villages, with why the list did not choose them: shown to who issues the decree."""
    found = launch_to_see(actor, launch.uuid, Capability.ISSUE_DECREE)
    return Enrolment.objects.filter(launch=found, decided_by="village").select_related("household").order_by("pk")


def decree_of(launch: Launch, without: Collection[str]) -> Decree:
    """The same for an action, which has found the launch itself."""
    closed, opened = _villages(launch)
    unknown = sorted(set(without) - opened)
    open_villages = tuple(sorted(opened - set(without)))
    verified = Enrolment.objects.filter(launch=launch, state=State.VERIFIED, village_code__in=closed)
    sums = _sums(launch, verified)
    faults = _of_villages(closed, open_villages, unknown) + [_short(one) for one in sums if not one.fits]
    if closed and not any(one.enrolments for one in sums):
        faults.append(("tidak seorang pun terverifikasi", "nobody is verified"))
    return Decree(verified, sums, frozenset(without), open_villages, tuple(faults))


def earmarks_of(launch: Launch) -> dict[str, int]:
    """The ledger's earmark of each village of a launch, and of its reserve under `ADDED`."""
    start = f"launch:{launch.uuid}/"
    found = {purpose.removeprefix(start): earmark for purpose, (_, earmark) in _reserved(launch).items()}
    return {ADDED if name == RESERVE else name: earmark for name, earmark in found.items()}


def _villages(launch: Launch) -> tuple[set[str], set[str]]:
    closed: set[str] = set()
    opened: set[str] = set()
    rows = Verification.objects.filter(launch=launch).values_list("village_code", "closed_at")
    for code, at in rows:
        (opened if at is None else closed).add(code)
    return closed, opened


def _sums(launch: Launch, verified: QuerySet[Enrolment]) -> tuple[Place, ...]:
    wanted: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    grouped = verified.order_by().values_list("village_code", "decided_by").annotate(Count("pk"), Sum("annual_idr"))
    for code, decided_by, count, total in grouped:
        place = code if decided_by == "list" else ADDED
        before = wanted[place]
        wanted[place] = (before[0] + count, before[1] + total)
    reserved = _reserved(launch)
    return tuple(
        Place(code, *wanted[code], *reserved.get(launch.purpose(code) if code else launch.purpose(), (0, 0)))
        for code in sorted(wanted, key=lambda code: (code == ADDED, code))
    )


def _reserved(launch: Launch) -> dict[str, tuple[int, int]]:
    own = Earmark.objects.filter(line_id=launch.line, purpose__startswith=f"launch:{launch.uuid}/")
    return {one.purpose: (one.balance.reserved_idr, one.pk) for one in own.select_related("balance")}


def _of_villages(
    closed: Collection[str], open_villages: Collection[str], unknown: Collection[str]
) -> list[tuple[str, str]]:
    faults: list[tuple[str, str]] = []
    if not closed:
        faults.append(("belum satu desa pun menutup bagiannya", "no village has closed its part"))
    elif open_villages:
        named = ", ".join(sorted(open_villages)[:SHOWN]) + (", …" if len(open_villages) > SHOWN else "")
        faults.append(
            (f"{len(open_villages)} desa belum menutup bagiannya ({named}); tunggu, atau sebut sebagai tidak ikut",
             f"{len(open_villages)} villages have not closed their part ({named}); wait, or name them as left out")
        )  # fmt: skip
    if unknown:
        faults.append(
            (f"desa {', '.join(unknown)} tidak dapat dikecualikan: sudah menutup bagiannya atau tidak ada dalam daftar",
             f"the villages {', '.join(unknown)} cannot be left out: they have closed, or are not in the list")
        )  # fmt: skip
    return faults


def _short(one: Place) -> tuple[str, str]:
    place_id = f"desa {one.village_code}" if one.village_code else "tambahan"
    place_en = f"village {one.village_code}" if one.village_code else "those added"
    return (
        f"{place_id}: perlu {rupiah_id(one.wanted_idr)}, dicadangkan {rupiah_id(one.reserved_idr)}",
        f"{place_en}: {rupiah_en(one.wanted_idr)} is needed, {rupiah_en(one.reserved_idr)} is reserved",
    )
