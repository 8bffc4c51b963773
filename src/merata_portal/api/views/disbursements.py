"""Lists of payments for the system that pays them; each answer is an event, none is kept by a cache."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Header, Query, Router

from merata_portal.actor import Actor
from merata_portal.api.asking import NOTHING_THERE, Paged
from merata_portal.api.documented import keyed
from merata_portal.api.in_path import Identifier
from merata_portal.api.keys import ClientKey, WithRight, shared
from merata_portal.api.paging import cursor_at, newest_first, position_of
from merata_portal.api.problems import NOT_FOUND, Problem
from merata_portal.api.schemas.disbursements import Batch, Disbursements, Instruction
from merata_portal.api.schemas.lists import Listed
from merata_portal.api.words import Words
from merata_portal.exchange.scopes import Scope
from merata_portal.programmes.actions import disbursing
from merata_portal.programmes.queries.batches import shared_batches

router = Router(tags=["penyaluran"], auth=ClientKey())
_STATUS: Mapping[str, Any] = {"sent": "pdng", "disputed": "pdng", "paid": "succ", "failed": "rjct", "returned": "rjct"}


@router.get("/disbursements", **keyed(
    Listed[Batch], "Batch yang diperintahkan dibayar", "Batches ordered to be paid",
    "Batch di wilayah klien yang disusun, diperiksa, dan diperintahkan dibayar oleh tiga orang; terbaru dahulu.",
    "Batches of the client's area that three people made, checked and ordered to be paid; the newest first.",
))  # fmt: skip
def batches(request: HttpRequest, right: Header[WithRight], asked: Query[Paged]) -> Any:  # noqa: D103
    def work(actor: Actor) -> tuple[Any, int]:
        rows, after = newest_first("batches", asked, shared_batches(actor))
        return Listed[Batch](items=[_batch(row) for row in rows], next=after), 0

    return shared(_client(request), Scope.DISBURSEMENTS, right, {"list": "batches", "cursor": asked.after}, work)


@router.get("/disbursements/{str:batch}", **keyed(
    Disbursements, "Perintah bayar satu batch", "The instructions of a batch",
    "Penerima, rekening, dan rupiah, terbuka bagi pembayar saja; setiap halaman dicatat sebagai peristiwa.",
    "Payees, accounts and rupiah, in clear for the payer alone; each page is recorded as an event.",
))  # fmt: skip
def disbursements(  # noqa: D103
    request: HttpRequest, batch: Identifier, right: Header[WithRight], asked: Query[Paged]
) -> Any:
    name = f"batch {batch}"

    def work(actor: Actor) -> tuple[Any, int]:
        at = position_of(name, asked, int) or [0]
        try:
            found = disbursing.disbursements(
                by=actor, batch=batch, purpose=right.purpose, after=at[0], limit=asked.limit
            )
        except NOTHING_THERE as error:
            raise Problem(NOT_FOUND) from error
        rows = [_instruction(found.batch, one) for one in found.instructions]
        after = None if found.after is None else cursor_at(name, asked, found.after)
        told = Disbursements(batch=_batch(found.batch), synthetic=found.synthetic, disbursements=rows, next=after)
        return told, len(rows)

    return shared(_client(request), Scope.DISBURSEMENTS, right, {"batch": str(batch), "cursor": asked.after}, work)


def _client(request: HttpRequest) -> Any:
    return request.auth  # type: ignore[attr-defined]


def _batch(row: Any) -> Batch:
    launch, cycle = row.launch, row.cycle
    return Batch(
        id=row.uuid, transaction_id=row.number, programme=launch.programme_id,
        programme_name=Words(id=launch.name_id, en=launch.name_en), owner_code=launch.owner, year=launch.year,
        instalment=cycle.number, state=row.state, scheduled_on=cycle.pays_on, ordered_at=row.paid_at,
        payments=row.payments_count, total_idr=row.total_idr,
    )  # fmt: skip


def _instruction(batch: Any, one: disbursing.Instruction) -> Instruction:
    sent, launch = one.sent, batch.launch
    return Instruction(
        reference_id=sent.payment_id, payee_fa=sent.account_number or None, payee_name=sent.recipient,
        payee_address=sent.address or None, amount=f"{sent.amount_idr}.00", amount_idr=sent.amount_idr,
        currency_code="IDR", scheduled_timestamp=_at(batch.cycle.pays_on), pay_until=sent.due,
        purpose=f"{launch.programme_id} {batch.cycle.number}/{launch.instalments}", note=sent.remark,
        status=_STATUS[one.status], status_reason_code=one.code, payment_status=one.status,
    )  # fmt: skip


def _at(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
