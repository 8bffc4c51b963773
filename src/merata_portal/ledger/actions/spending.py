"""The way of a rupiah: reserved for a purpose, committed, paid; released, cancelled or returned to availability."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from merata_portal.actor import Actor
from merata_portal.ledger.actions.entering import enter
from merata_portal.ledger.checking import check_shares, check_sums
from merata_portal.ledger.content import request_hash
from merata_portal.ledger.models import Earmark, EarmarkBalance, Entry, Line
from merata_portal.ledger.refusals import FaultyRequest
from merata_portal.ledger.requests import CAPABILITY_OF, Act, Share, Step, Sum
from merata_portal.ledger.stages import MOVES, Kind

_CHUNK = 10_000


def reserve(
    *, by: Actor, shares: Sequence[Share], reason: str, key: str, document: str = "", day: date | None = None
) -> Entry:
    """Set money of lines aside for purposes; the entry's transfers name the earmarks, made where there are none.

    Raises `NotEnough` with what is left, and `FaultyRequest` where a purpose stands already for another programme,
    village, proposal or plan.
    """
    check_shares(shares)
    act = Act(Kind.RESERVE, CAPABILITY_OF[Kind.RESERVE], by, reason, key, document, day)
    (move,) = MOVES[Kind.RESERVE]

    def plan() -> list[Step]:
        _refuse_unknown_lines({share.line for share in shares})
        earmarks = _earmarks(shares)
        return [Step(share.line, earmarks[share.line, share.purpose], *move, share.amount_idr) for share in shares]

    return enter(act, request_hash(act, *shares), plan)


def release(
    *, by: Actor, sums: Sequence[Sum], reason: str, key: str, document: str = "", day: date | None = None
) -> Entry:
    """Give reserved money back to availability."""
    return _move(Kind.RELEASE, by, sums, reason, key, document, day)


def release_unbound(*, by: Actor, earmark: int, reason: str, key: str) -> int | None:
    """Give back all that is reserved in an earmark of which nothing was committed: its rupiah, 0 where none was there.

    None, and nothing is done, where any of it is committed or was paid.
    """
    balance = EarmarkBalance.objects.get(earmark=earmark)
    if balance.committed_idr or balance.paid_idr:
        return None
    if balance.reserved_idr:
        release(by=by, sums=[Sum(earmark, balance.reserved_idr)], reason=reason, key=key)
    return balance.reserved_idr


def commit(
    *, by: Actor, sums: Sequence[Sum], reason: str, key: str, document: str = "", day: date | None = None
) -> Entry:
    """Bind reserved money by a decree or contract; raises `SamePerson` for whoever reserved any of it."""
    return _move(Kind.COMMIT, by, sums, reason, key, document, day)


def cancel(
    *, by: Actor, sums: Sequence[Sum], reason: str, key: str, document: str = "", day: date | None = None
) -> Entry:
    """Give committed money that will not be paid back to availability."""
    return _move(Kind.CANCEL, by, sums, reason, key, document, day)


def pay(*, by: Actor, sums: Sequence[Sum], reason: str, key: str, document: str = "", day: date | None = None) -> Entry:
    """Pay committed money; raises `SamePerson` for whoever committed any of it."""
    return _move(Kind.PAY, by, sums, reason, key, document, day)


def record_return(
    *, by: Actor, sums: Sequence[Sum], reason: str, key: str, document: str = "", day: date | None = None
) -> Entry:
    """Enter paid money that came back to the treasury; it is available again. Never more than was paid."""
    return _move(Kind.RETURN, by, sums, reason, key, document, day)


def _move(kind: Kind, by: Actor, sums: Sequence[Sum], reason: str, key: str, document: str, day: date | None) -> Entry:
    check_sums(sums)
    act = Act(kind, CAPABILITY_OF[kind], by, reason, key, document, day)
    (move,) = MOVES[kind]

    def plan() -> list[Step]:
        line_of = _lines_of({asked.earmark for asked in sums})
        return [Step(line_of[asked.earmark], asked.earmark, *move, asked.amount_idr, asked.reference) for asked in sums]

    return enter(act, request_hash(act, *sums), plan)


def _lines_of(earmarks: set[int]) -> dict[int, int]:
    wanted = sorted(earmarks)
    found: dict[int, int] = {}
    for start in range(0, len(wanted), _CHUNK):
        found.update(Earmark.objects.filter(pk__in=wanted[start : start + _CHUNK]).values_list("pk", "line"))
    if unknown := [earmark for earmark in wanted if earmark not in found]:
        raise FaultyRequest([(f"peruntukan {each} tidak ada", f"there is no earmark {each}") for each in unknown])
    return found


def _refuse_unknown_lines(lines: set[int]) -> None:
    known = set(Line.objects.filter(pk__in=lines).values_list("pk", flat=True))
    if unknown := sorted(lines - known):
        raise FaultyRequest([(f"pos anggaran {each} tidak ada", f"there is no budget line {each}") for each in unknown])


def _earmarks(shares: Sequence[Share]) -> dict[tuple[int, str], int]:
    """The earmark of each share by line and purpose; those that are not there are made."""
    wanted = {(share.line, share.purpose): share for share in shares}
    present = _present(shares)
    Earmark.objects.bulk_create(_new(share) for key, share in wanted.items() if key not in present)
    present = _present(shares)
    faults = [
        (
            f"peruntukan {purpose!r} sudah ada untuk program, desa, usulan atau rencana lain",
            f"the purpose {purpose!r} stands already for another programme, village, proposal or plan",
        )
        for (line, purpose), share in wanted.items()
        if _follows(present[line, purpose]) != _follows(_new(share))
    ]
    if faults:
        raise FaultyRequest(faults)
    return {key: present[key].pk for key in wanted}


def _new(share: Share) -> Earmark:
    return Earmark(
        line_id=share.line,
        purpose=share.purpose,
        programme=share.programme,
        village_code=share.village_code,
        proposal=share.proposal,
        plan=share.plan,
    )


def _follows(earmark: Earmark) -> tuple[str, str, str, str]:
    return earmark.programme, earmark.village_code, earmark.proposal, earmark.plan


def _present(shares: Sequence[Share]) -> dict[tuple[int, str], Earmark]:
    found: dict[tuple[int, str], Earmark] = {}
    for start in range(0, len(shares), _CHUNK):
        part = shares[start : start + _CHUNK]
        either = Q(line__in={share.line for share in part}, purpose__in={share.purpose for share in part})
        found.update({(earmark.line_id, earmark.purpose): earmark for earmark in Earmark.objects.filter(either)})
    return found
