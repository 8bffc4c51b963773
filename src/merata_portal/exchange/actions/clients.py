"""Registering the systems of other offices, and giving and taking back their keys."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from merata_portal.accounts.scope import area_codes
from merata_portal.actor import Actor, Capability, Held
from merata_portal.audit.actions import record
from merata_portal.exchange.acting import subject_of
from merata_portal.exchange.actions.agreements import Agreement, write
from merata_portal.exchange.actions.purging import forget_searches
from merata_portal.exchange.key_texts import hash_of, new_key
from merata_portal.exchange.models import Client, Key
from merata_portal.exchange.refusals import ExchangeRefused
from merata_portal.personal.columns import sealed
from merata_portal.personal.reasons import require_reason

KEY_DAYS = 365


@transaction.atomic
def register(*, by: Actor, area: str, contact: str, said: Agreement) -> Client:
    """Register a system that may ask about `area` as its agreement says; it has no key yet.

    `contact`: the person to call, sealed. Needs MANAGE_ACCOUNTS in the area; raises `ExchangeRefused` with all faults.
    """
    held = by.require(Capability.MANAGE_ACCOUNTS, area)
    if area not in area_codes(by, Capability.MANAGE_ACCOUNTS):
        raise ExchangeRefused(
            f"Wilayah {area} tidak ada; muat dengan `merata portal areas`.",
            f"There is no area {area}; load it by `merata portal areas`.",
        )
    client = Client(uuid=uuid4(), area=area, at=timezone.now(), by_user_id=by.user_id)
    write(client, said)
    if Client.objects.filter(sender_id=client.sender_id).exists():
        raise ExchangeRefused(
            f"sender_id {client.sender_id} sudah dipakai klien lain.",
            f"sender_id {client.sender_id} is another client's.",
        )
    _seal_contact(client, contact)
    client.save(force_insert=True)
    _record(by, held, "exchange.register", client, reason=client.legal_basis)
    return client


@transaction.atomic
def change(*, by: Actor, client: Client, said: Agreement, reason: str, contact: str | None = None) -> Client:
    """Put a new agreement in place of the old one; its keys go on, each until its own day.

    `contact`: whom to call from now on; None: whoever it was.

    What was found for it under the old one and waits to be fetched is purged: it may hold more than is allowed now.
    """
    found, held, reason = _taken(by, client, reason)
    write(found, said)
    if Client.objects.filter(sender_id=found.sender_id).exclude(pk=found.pk).exists():
        raise ExchangeRefused(
            f"sender_id {found.sender_id} sudah dipakai klien lain.",
            f"sender_id {found.sender_id} is another client's.",
        )
    if contact is not None:
        _seal_contact(found, contact)
    found.save()
    forget_searches(found)
    _record(by, held, "exchange.change", found, reason=reason)
    return found


@transaction.atomic
def issue_key(*, by: Actor, client: Client, expires_on: date | None = None) -> str:
    """A new key of the client, told once; `expires_on` (exclusive) at most a year away and not after the agreement.

    Earlier keys go on, so that the other office can change over; revoke them then. Raises `ExchangeRefused`.
    """
    found, held, _ = _taken(by, client, None)
    today = timezone.localdate()
    last = min(found.expires_on, today + timedelta(days=KEY_DAYS))
    until = expires_on or last
    if not today < until <= last:
        raise ExchangeRefused(
            f"Kunci harus berakhir antara besok dan {last}.", f"A key must end between tomorrow and {last}."
        )
    name, key = new_key()
    made = Key.objects.create(
        client=found, name=name, key_hash=hash_of(key), at=timezone.now(), by_user_id=by.user_id, expires_on=until
    )
    data = {"key": made.name, "expires_on": until.isoformat()}
    record(by=by, held=held, action="exchange.issue_key", subject=subject_of(found), area=found.area, data=data)
    return key


@transaction.atomic
def replace_keys(*, by: Actor, client: Client, reason: str, expires_on: date | None = None) -> str:
    """A new key, told once, in place of all that hold: those are revoked at once, for somebody else may know them.

    `expires_on`: as in `issue_key`. Where there is no new key the old ones stay. Raises `ExchangeRefused`.
    """
    found, _, reason = _taken(by, client, reason)
    held = Key.objects.filter(client=found, revoked_at__isnull=True, expires_on__gt=timezone.localdate())
    for name in sorted(held.values_list("name", flat=True)):
        revoke(by=by, client=found, key_name=name, reason=reason)
    return issue_key(by=by, client=found, expires_on=expires_on)


@transaction.atomic
def revoke(*, by: Actor, client: Client, key_name: str, reason: str) -> Key:
    """Take a key back, at once and for good; what was revoked stays so. Raises `ExchangeRefused` for an unknown one."""
    reason = require_reason(reason)
    held = by.require(Capability.MANAGE_ACCOUNTS, client.area)
    key = Key.objects.select_for_update().filter(client=client, name=key_name).first()
    if key is None:
        raise ExchangeRefused(f"Klien ini tidak punya kunci {key_name}.", f"This client has no key {key_name}.")
    if key.revoked_at is None:
        key.revoked_at = timezone.now()
        key.save(update_fields=["revoked_at"])
        data = {"key": key.name}
        record(
            by=by, held=held, action="exchange.revoke_key", subject=subject_of(client), area=client.area, reason=reason,
            data=data,
        )  # fmt: skip
    return key


@transaction.atomic
def close(*, by: Actor, client: Client, reason: str) -> Client:
    """Answer this client no more: all its keys are revoked, and what waits for it is not done."""
    found, held, reason = _taken(by, client, reason)
    now = timezone.now()
    Key.objects.filter(client=found, revoked_at__isnull=True).update(revoked_at=now)
    found.state = Client.State.CLOSED
    found.save(update_fields=["state"])
    forget_searches(found)
    _record(by, held, "exchange.close", found, reason=reason)
    return found


def _taken(by: Actor, client: Client, reason: str | None) -> tuple[Client, Held, str]:
    """The open client, locked; the role it is done by; the reason where one is needed."""
    wanted = "" if reason is None else require_reason(reason)
    held = by.require(Capability.MANAGE_ACCOUNTS, client.area)
    found = Client.objects.select_for_update().get(pk=client.pk)
    if found.state != Client.State.ACTIVE:
        raise ExchangeRefused(
            "Klien ini sudah ditutup; daftarkan yang baru.", "This client is closed; register a new one."
        )
    return found, held, wanted


def _seal_contact(client: Client, contact: str) -> None:
    client.contact_sealed = sealed(Client, "contact_sealed", require_reason(contact), client.uuid) or b""


def _record(by: Actor, held: Held, action: str, client: Client, *, reason: str) -> None:
    data = {
        "sender_id": client.sender_id, "agreement": client.agreement, "expires_on": client.expires_on.isoformat(),
        "scopes": client.scopes, "purposes": client.purposes, "attributes": client.attributes,
        "requests_a_minute": client.requests_a_minute, "records_a_day": client.records_a_day,
        "signs": bool(client.public_key),
    }  # fmt: skip
    record(by=by, held=held, action=action, subject=subject_of(client), area=client.area, reason=reason, data=data)
