"""A launch that runs, with households that have accounts, and everything up to a paid batch: in one call each."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from made_programmes import VILLAGE, enrolment, launch, ledger_line
from made_registry import household

from merata.programmes.payments.layout import Layout
from merata.programmes.payments.loading import layout as packaged_layout
from merata.programmes.payments.payment import Payment as SentPayment
from merata_portal.actor import Actor
from merata_portal.jobs.models import Job, Status
from merata_portal.jobs.worker import Worker
from merata_portal.ledger.models import Line, LineBalance
from merata_portal.personal.columns import sealed
from merata_portal.programmes.actions.batch_file import sent_payments
from merata_portal.programmes.actions.batching import check_batch, make_batch, pay_batch
from merata_portal.programmes.actions.cycling import entitle, open_cycles
from merata_portal.programmes.actions.returning import take_return
from merata_portal.programmes.models import Batch, Cycle, Enrolment, Launch, Payment, ReturnFile
from merata_portal.registry.models import Household

_accounts = itertools.count(1)


def account_number(number: int) -> str:
    return f"00{number:08d}"


def with_account(made: Household) -> Household:
    made.account_sealed = sealed(Household, "account_sealed", account_number(next(_accounts)), made.uuid)
    made.save(update_fields=["account_sealed"])
    return made


def running(
    names: Sequence[str] = ("Siti", "Budi", "Wati"), *, annual_idr: int = 1_800_000, village: str = VILLAGE,
    line: Line | None = None, quantity: Decimal | None = None, unit: str = "household", **known: Any,
) -> tuple[Launch, list[Enrolment]]:  # fmt: skip
    """A running launch of one village and its enrolments, their money committed."""
    made = launch(
        "running", {village: annual_idr * len(names)}, line=line or ledger_line(), unit=unit, **known
    )  # fmt: skip
    enrolled = []
    for name in names:
        home = with_account(household(village, name))
        person = home.memberships.get().person if unit == "person" else None
        enrolled.append(enrolment(made, home, "enrolled", person=person, annual_idr=annual_idr, quantity=quantity))
    return made, enrolled


def work_off() -> Job:
    """Do all that waits; the last job, as it ended."""
    Worker(idle_seconds=0.01).run(until_empty=True)
    job = Job.objects.order_by("queued_at").last()
    assert job is not None
    return job


def entitled(of: Launch, by: Actor, number: int = 1) -> Cycle:
    """The cycle of that number, opened and settled."""
    cycle = open_cycles(by=by, launch=of.uuid)[number - 1]
    entitle(by=by, cycle_id=cycle.pk)
    job = work_off()
    assert job.status == Status.SUCCEEDED, job.failure_en
    cycle.refresh_from_db()
    return cycle


@dataclass(frozen=True)
class Three:
    """Maker, checker and payer."""

    maker: Actor
    checker: Actor
    payer: Actor


def made_batch(cycle: Cycle, by: Actor, **known: Any) -> Batch:
    batch = make_batch(by=by, cycle_id=cycle.pk, **{"layout": "bank_umum", **known})
    job = work_off()
    assert job.status == Status.SUCCEEDED, job.failure_en
    batch.refresh_from_db()
    return batch


def paid_batch(cycle: Cycle, by: Three, **known: Any) -> Batch:
    batch = made_batch(cycle, by.maker, **known)
    check_batch(by=by.checker, batch=batch.uuid, reason="cocok")
    return pay_batch(by=by.payer, batch=batch.uuid, document="SP2D 1", reason="tahap")


def answer(
    batch: Batch, codes: dict[str, str] | None = None, *, default: str = "00", day: date | None = None,
    only: Sequence[str] | None = None, batch_id: str = "",
) -> bytes:  # fmt: skip
    """A return file of `bank_umum` for the batch: the code of each payment by its identifier, `default` for others."""
    rows = [one for one in sent_payments(batch) if only is None or one.payment_id in only]
    return returned(rows, batch_id or batch.number, codes or {}, default=default, day=day or batch.day)


def returned(
    rows: Sequence[SentPayment], batch_id: str, codes: dict[str, str], *, default: str = "00", day: date
) -> bytes:
    lines = [f"H;{batch_id};{day:%Y%m%d}"]
    lines += [
        f"D;{one.payment_id};{one.account_number};{one.amount_idr};{codes.get(one.payment_id, default)};{day:%Y%m%d};x"
        for one in rows
    ]
    lines.append(f"T;{len(rows)};{sum(one.amount_idr for one in rows)}")
    return "".join(f"{line}\r\n" for line in lines).encode()


def taken(batch: Batch, by: Actor, content: bytes, name: str = "kembali.txt") -> ReturnFile:
    file = take_return(by=by, batch=batch.uuid, file_name=name, content=content)
    work_off()
    file.refresh_from_db()
    return file


def bank() -> Layout:
    return packaged_layout("bank_umum")


def balance(line: int) -> dict[str, int]:
    found = LineBalance.objects.get(pk=line)
    return {
        name: getattr(found, f"{name}_idr")
        for name in ("appropriated", "available", "reserved", "committed", "paid", "returned")
    }


def statuses(batch: Batch) -> list[str]:
    return list(batch.payments.order_by("pk").values_list("status", flat=True))


def money_out(of: Launch) -> int:
    """Rupiah of the payments whose money is out."""
    out = (Payment.Status.SENT, Payment.Status.PAID, Payment.Status.DISPUTED)
    found = Payment.objects.filter(batch__launch=of, status__in=out).aggregate(total=Sum("amount_idr", default=0))
    return int(found["total"])
