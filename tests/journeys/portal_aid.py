"""Aid in the closed loop: what the approval launched is listed, verified, decreed, paid in batches, reconciled.

Each step is by the person whose duty it is; the bank's answers are written by this file, some of them bad.
"""

# ruff: noqa: PLC0415 - models can be imported only after the folder is opened
from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from uuid import UUID

from portal_days import DAYS
from portal_people import REASON

MINUTES = b"%PDF-1.4\nberita acara\n%%EOF\n"
ATTENDANCE = b"%PDF-1.4\ndaftar hadir\n%%EOF\n"
UNPAID_EVERY = 40
"""Of so many payments the post office cannot pay one at the first attempt."""


def deliver(people: Any, *, launch: UUID, work: Callable[[], None]) -> dict[str, Any]:
    """One launch of the approved plan, from its list to reconciled payments; what was paid by village, and to whom."""
    from merata_portal.programmes.actions import listing

    listing.list_targets(by=people.planner, launch=launch)
    work()
    listing.approve_list(by=people.office, launch=launch, reason=REASON)
    work()
    verified(people, launch)
    decreed(people, launch)
    work()
    return told(launch, list(paid_cycles(people, launch, work)))


def verified(people: Any, launch: UUID) -> None:
    """Each village confirms its part, with minutes and attendance list."""
    from merata_portal.programmes.actions import verifying, village_meetings
    from merata_portal.programmes.queries.verifications import verifications

    for one in verifications(people.village, launch):
        code = one.verification.village_code
        village_meetings.record_meeting(
            by=people.village, launch=launch, village_code=code, held_on=DAYS.now().date(), place="Balai desa",
            leader="Ketua BPD", invited=30, present=24, present_women=11, minutes_number=f"BA/{code}",
        )  # fmt: skip
        verifying.confirm_rest(by=people.village, launch=launch, village_code=code)
        for kind, content in (("minutes", MINUTES), ("attendance", ATTENDANCE)):
            village_meetings.attach_to_verification(
                by=people.village, launch=launch, village_code=code, kind=kind, file_name=f"{kind}.pdf",
                content=io.BytesIO(content),
            )  # fmt: skip
        village_meetings.close_verification(by=people.village, launch=launch, village_code=code)


def decreed(people: Any, launch: UUID) -> None:
    from merata_portal.programmes.actions.decreeing import issue_decree

    today = DAYS.now().date()
    issue_decree(by=people.office, launch=launch, number="188/12/409.06/2026", on_day=today, reason=REASON)


def paid_cycles(people: Any, launch: UUID, work: Callable[[], None]) -> Iterator[int]:
    """Every cycle in two attempts at most: the second for whom the post office did not find; payments made in each."""
    from merata_portal.programmes.actions import cycling

    for cycle in cycling.open_cycles(by=people.office, launch=launch):
        DAYS.to(cycle.pays_on)
        cycling.entitle(by=people.office, cycle_id=cycle.pk)
        work()
        yield batch(people, cycle.pk, work, unpaid_every=UNPAID_EVERY)
        refunded(people, launch)
        yield batch(people, cycle.pk, work, unpaid_every=0)


def refunded(people: Any, launch: UUID) -> None:
    """What came back is available again: a second attempt needs it reserved and committed anew."""
    from merata_portal.programmes.actions import refunding

    refunding.reserve_again(by=people.planner, launch=launch, reason="percobaan kedua")
    refunding.commit_again(by=people.office, launch=launch, reason="percobaan kedua")


def batch(people: Any, cycle: int, work: Callable[[], None], *, unpaid_every: int) -> int:
    """One batch by three people and the payer's answer, sent twice; how many payments it held."""
    from merata_portal.programmes.actions import batching, returning

    made = batching.make_batch(by=people.office, cycle_id=cycle, layout="pos_umum")
    work()
    batching.check_batch(by=people.cashier, batch=made.uuid, reason=REASON)
    batching.pay_batch(by=people.treasurer, batch=made.uuid, document=f"SP2D/{made.number}", reason=REASON)
    sent = b"".join(batching.sent_file(by=people.treasurer, batch=made.uuid))
    answer, count = answered(sent, unpaid_every)
    for name in ("kembali.txt", "salinan.txt"):
        returning.take_return(by=people.treasurer, batch=made.uuid, file_name=name, content=answer)
        work()
    returning.settle_batch(by=people.treasurer, batch=made.uuid)
    return count


def answered(sent: bytes, unpaid_every: int) -> tuple[bytes, int]:
    """What a post office says of a file in the layout `pos_umum`, and of how many payments."""
    head, *payments, _last = sent.decode("ascii").split("\r\n")[:-1]
    number, day = head[1:21], head[21:29]
    lines = [f"0{number}{day}"]
    for place, payment in enumerate(payments, start=1):
        identifier, amount = payment[9:29], payment[112:127]
        code = "TD" if unpaid_every and place % unpaid_every == 0 else "SB"
        lines.append(f"1{identifier}{amount}{code}{day}{'KPRK':10}")
    lines.append(f"9{len(payments):08d}")
    return "".join(f"{line}\r\n" for line in lines).encode("ascii"), len(payments)


def told(launch: UUID, tries: Sequence[int]) -> dict[str, Any]:
    """What was paid in the end: rupiah by village, and by household of the dataset."""
    from merata_portal.programmes.models import Launch, Payment

    villages: dict[str, int] = defaultdict(int)
    households: dict[str, int] = defaultdict(int)
    failed = 0
    for payment in Payment.objects.filter(batch__launch__uuid=launch).select_related(
        "entitlement__enrolment__household"
    ):
        if payment.status != Payment.Status.PAID:
            failed += 1
            continue
        villages[payment.entitlement.village_code] += payment.amount_idr
        households[payment.entitlement.enrolment.household.dataset_id] += payment.amount_idr
    return {
        "delivery": Launch.objects.get(uuid=launch).delivery, "villages": villages, "households": households,
        "payments": sum(tries), "failed": failed,
    }  # fmt: skip
