"""What is wrong with a request before anything is looked up: all of it at once, as (Indonesian, English)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from django.utils import timezone

from merata_portal.ledger.models import GREATEST_IDR
from merata_portal.ledger.models.budget import PILLARS
from merata_portal.ledger.refusals import FaultyRequest
from merata_portal.ledger.requests import Act, Ceiling, Share, Sum
from merata_portal.personal.masking import holds_number

_Fault = tuple[str, str]


def check_act(act: Act) -> None:
    """Raise `FaultyRequest` where the request lacks key or reason, is of a day to come, or shows a NIK or KK."""
    faults = []
    if not act.key.strip():
        faults.append(("kunci permintaan kosong", "the request's key is empty"))
    if not act.reason.strip():
        faults.append(("alasan kosong", "the reason is empty"))
    if act.day and act.day > timezone.localdate():
        faults.append((f"tanggal {act.day} belum tiba", f"the day {act.day} has not come yet"))
    texts = (("key", act.key), ("reason", act.reason), ("document", act.document))
    faults += [_number_shown(name) for name, text in texts if holds_number(text)]
    _refuse(faults)


def check_ceilings(ceilings: Sequence[Ceiling]) -> None:
    """Raise `FaultyRequest` for ceilings that are negative, unnamed or given twice."""
    faults = [_empty()] if not ceilings else []
    for row, ceiling in enumerate(ceilings, 1):
        if not ceiling.account_code.strip() or not ceiling.fund_source.strip():
            faults.append(
                (f"baris {row}: kode rekening atau sumber dana kosong", f"row {row}: account or fund source is empty")
            )
        if ceiling.pillar not in PILLARS:
            faults.append(
                (f"baris {row}: pilar {ceiling.pillar!r} tidak dikenal", f"row {row}: no pillar {ceiling.pillar!r}")
            )
        faults += _wrong_amount(row, ceiling.ceiling_idr, least=0)
    faults += _repeated((ceiling.account_code, ceiling.fund_source) for ceiling in ceilings)
    _refuse(faults)


def check_shares(shares: Sequence[Share]) -> None:
    """Raise `FaultyRequest` for shares without purpose, of no amount, or of one purpose twice."""
    faults = [_empty()] if not shares else []
    for row, share in enumerate(shares, 1):
        if not share.purpose.strip():
            faults.append((f"baris {row}: peruntukan kosong", f"row {row}: the purpose is empty"))
        elif any(holds_number(text) for text in (share.purpose, share.programme, share.proposal, share.plan)):
            faults.append(_number_shown(f"row {row}"))
        faults += _wrong_amount(row, share.amount_idr)
    faults += _repeated((share.line, share.purpose) for share in shares)
    _refuse(faults)


def check_sums(sums: Sequence[Sum]) -> None:
    """Raise `FaultyRequest` for sums of no amount, or whose reference shows a NIK or KK."""
    faults = [_empty()] if not sums else []
    for row, asked in enumerate(sums, 1):
        faults += _wrong_amount(row, asked.amount_idr)
        if holds_number(asked.reference):
            faults.append(_number_shown(f"row {row}"))
    _refuse(faults)


def _refuse(faults: Sequence[_Fault]) -> None:
    if faults:
        raise FaultyRequest(faults)


def _empty() -> _Fault:
    return "tidak ada baris", "there are no rows"


def _number_shown(place: str) -> _Fault:
    return (
        f"{place}: tampak seperti NIK atau KK utuh; pakai nomor acuan lain",
        f"{place}: looks like a whole NIK or KK; use another reference",
    )


def _wrong_amount(row: int, amount: object, least: int = 1) -> list[_Fault]:
    # A float or a truth value would be stored as something else than was asked: money is whole rupiah, nothing else.
    if type(amount) is int and least <= amount <= GREATEST_IDR:
        return []
    return [
        (
            f"baris {row}: jumlah {amount!r}; harus rupiah bulat dari {least} sampai {GREATEST_IDR:,}",
            f"row {row}: the amount {amount!r}; expected whole rupiah from {least} to {GREATEST_IDR:,}",
        )
    ]


def _repeated(keys: Iterable[tuple[object, ...]]) -> list[_Fault]:
    twice = [key for key, times in Counter(keys).items() if times > 1]
    return [(f"{key} disebut lebih dari sekali", f"{key} is given more than once") for key in twice]
