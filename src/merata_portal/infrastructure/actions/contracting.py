"""The contract of a work: who builds for how much until when, what changes of it, and when building begins."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Sum as Total

from merata_portal.actor import Actor, Capability
from merata_portal.audit.actions import record
from merata_portal.infrastructure.actions.taking import has_come, moved, taken, touch
from merata_portal.infrastructure.models import Amendment, Contract, Party, Payment, Project
from merata_portal.infrastructure.refusals import FaultyWorks, WorksRefused, refuse
from merata_portal.infrastructure.states import State
from merata_portal.ledger import actions as ledger
from merata_portal.ledger.models import EarmarkBalance
from merata_portal.ledger.requests import Sum
from merata_portal.personal.reasons import require_reason, sound_reason

LONGEST_WARRANTY_DAYS = 3650
_NPWP = re.compile(r"\d{15}|0\d{15}")
"""Of firms and bodies; a private person's 16 digits are their NIK, which never begins with 0."""


@dataclass(frozen=True, slots=True)
class Supplier:
    """A firm or body: what it is, its name and NPWP (empty where it has none)."""

    form: str
    name: str
    npwp: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What is signed. Rupiah with taxes; days; the warranty (masa pemeliharaan) in days from the hand-over."""

    number: str
    method: str
    signed_on: date
    starts_on: date
    ends_on: date
    value_idr: int
    warranty_days: int


@transaction.atomic
def sign_contract(*, by: Actor, project: UUID, supplier: Supplier, terms: Terms, reason: str) -> Contract:
    """Keep the contract and commit its value; not by whoever reserved it. Raises `FaultyWorks`, and as the ledger."""
    reason = require_reason(reason)
    found, held = taken(by, project, Capability.MANAGE_PROJECT, State.TENDERED)
    has_come(terms.signed_on)
    sound_reason(terms.number)
    refuse(
        (bool(terms.number.strip()), "nomor kontrak wajib diisi", "the contract's number is needed"),
        (terms.method in Contract.Method.values, "cara pengadaan tidak dikenal", "the method is not known"),
        (
            terms.signed_on <= terms.starts_on < terms.ends_on,
            "tanggal kontrak harus: tanda tangan, mulai, selesai", "a contract is signed, begins and ends",
        ),
        (
            0 < terms.value_idr <= found.budget_idr,
            f"nilai kontrak {terms.value_idr} melebihi anggaran {found.budget_idr} atau nol",
            f"the value {terms.value_idr} is above the budget of {found.budget_idr}, or nothing",
        ),
        (
            0 <= terms.warranty_days <= LONGEST_WARRANTY_DAYS,
            "masa pemeliharaan tidak mungkin", "the warranty is impossible",
        ),
    )  # fmt: skip
    party = _party(found, Party.Role.SUPPLIER, supplier)
    made = Contract.objects.create(
        project=found, supplier=party, number=terms.number.strip(), method=terms.method, signed_on=terms.signed_on,
        starts_on=terms.starts_on, ends_on=terms.ends_on, signed_ends_on=terms.ends_on, value_idr=terms.value_idr,
        signed_value_idr=terms.value_idr, warranty_days=terms.warranty_days,
    )  # fmt: skip
    ledger.commit(
        by=by, sums=[Sum(_earmark(found), terms.value_idr)], reason=reason, document=made.number,
        key=f"{found.purpose}/commit",
    )  # fmt: skip
    found.due_on = terms.ends_on
    moved(by, found, State.CONTRACTED, reason, terms.signed_on)
    record(
        by=by, held=held, action="works.contract", subject=found.subject, area=found.village_code, reason=reason,
        data={"value": f"Rp{terms.value_idr:,}", "ends_on": terms.ends_on.isoformat()},
    )  # fmt: skip
    return made


@transaction.atomic
def add_party(*, by: Actor, project: UUID, role: str, party: Supplier) -> Party:
    """Keep a supervisor or designer of the work; the supplier comes with the contract."""
    found, held = taken(by, project, Capability.MANAGE_PROJECT)
    if role not in (Party.Role.SUPERVISOR, Party.Role.DESIGNER):
        raise FaultyWorks([("peran harus pengawas atau perencana teknis", "the part is supervisor or designer")])
    made = _party(found, role, party)
    touch(found)
    record(by=by, held=held, action="works.party", subject=found.subject, area=found.village_code, data={"role": role})
    return made


@transaction.atomic
def amend_contract(
    *, by: Actor, project: UUID, document: str, signed_on: date, value_idr: int, ends_on: date, reason: str
) -> Amendment:
    """Change value or end of the contract; what it was stays known. More is committed, less is given back.

    Raises `FaultyWorks` where nothing changes, the end has been promised earlier than it began, or less than is paid.
    """
    reason = require_reason(reason)
    found, held = taken(by, project, Capability.MANAGE_PROJECT, State.CONTRACTED, State.UNDER_WAY)
    has_come(signed_on)
    sound_reason(document)
    contract = Contract.objects.select_for_update().get(project=found)
    change = value_idr - contract.value_idr
    open_ones = found.payments.exclude(state=Payment.State.DISCARDED)
    asked = int(open_ones.aggregate(total=Total("amount_idr"))["total"] or 0)
    refuse(
        (bool(document.strip()), "nomor adendum wajib diisi", "the amendment's number is needed"),
        (change != 0 or ends_on != contract.ends_on, "tidak ada yang berubah", "nothing would change"),
        (value_idr > 0, "nilai harus lebih dari nol", "the value is more than nothing"),
        (
            value_idr >= asked,
            f"pembayaran Rp{asked:,} sudah diajukan; tolak dahulu yang melebihi nilai baru",
            f"payments of Rp{asked:,} were asked for; discard those above the new value first",
        ),
        (ends_on > contract.starts_on, "selesai sebelum mulai", "it would end before it begins"),
        (signed_on >= contract.signed_on, "adendum sebelum kontraknya", "an amendment before its contract"),
    )  # fmt: skip
    number = contract.amendments.count() + 1
    key = f"{found.purpose}/amend/{number}"
    if change:
        step = ledger.commit if change > 0 else ledger.cancel
        step(by=by, sums=[Sum(_earmark(found), abs(change))], reason=reason, document=document, key=key)
    made = Amendment.objects.create(
        contract=contract, number=number, document=document.strip(), signed_on=signed_on,
        old_value_idr=contract.value_idr, new_value_idr=value_idr, old_ends_on=contract.ends_on, new_ends_on=ends_on,
        reason=reason, by_user_id=by.user_id,
    )  # fmt: skip
    contract.value_idr, contract.ends_on = value_idr, ends_on
    contract.save(update_fields=["value_idr", "ends_on"])
    found.due_on = ends_on
    found.save(update_fields=["due_on"])
    touch(found)
    record(
        by=by, held=held, action="works.amend", subject=found.subject, area=found.village_code, reason=reason,
        data={"value": f"Rp{value_idr:,}", "ends_on": ends_on.isoformat()},
    )  # fmt: skip
    return made


@transaction.atomic
def start_work(*, by: Actor, project: UUID, on_day: date, reason: str) -> Project:
    """Building has begun."""
    reason = require_reason(reason)
    found, held = taken(by, project, Capability.MANAGE_PROJECT, State.CONTRACTED)
    has_come(on_day)
    contract = Contract.objects.get(project=found)
    refuse((on_day >= contract.signed_on, "mulai sebelum kontrak", "it would begin before the contract"))
    found.started_on = on_day
    moved(by, found, State.UNDER_WAY, reason, on_day)
    record(by=by, held=held, action="works.start", subject=found.subject, area=found.village_code, reason=reason)
    return found


def _party(project: Project, role: str, asked: Supplier) -> Party:
    npwp = re.sub(r"[.\-\s]", "", asked.npwp)
    refuse(
        (bool(asked.name.strip()), "nama badan usaha wajib diisi", "the body's name is needed"),
        (asked.form in Party.Form.values, "bentuk badan tidak dikenal", "the kind of body is not known"),
        (
            not npwp or _NPWP.fullmatch(npwp) is not None,
            "NPWP badan: 15 angka, atau 16 angka yang diawali 0; orang perseorangan tidak dicatat di sini",
            "a body's NPWP has 15 digits, or 16 that begin with 0; private persons are not kept here",
        ),
    )
    sound_reason(asked.name)
    made, _new = Party.objects.get_or_create(
        project=project, role=role, name=asked.name.strip(), defaults={"form": asked.form, "npwp": npwp}
    )
    return made


def _earmark(project: Project) -> int:
    if project.earmark is None or not EarmarkBalance.objects.filter(earmark=project.earmark).exists():
        raise WorksRefused("Dana pekerjaan ini belum dicadangkan.", "The money of this work is not reserved.")
    return project.earmark
