"""Clients and their keys; what each asked, with which purpose and right; searches that are answered later."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from merata_portal.personal.columns import seals


class Client(models.Model):
    """A system of another office, with what its agreement lets it ask in `area` until `expires_on` (exclusive).

    `sender_id` and `receiver_id`: how it calls itself and us in its messages. `scopes`, `purposes`, `attributes`: codes
    of `exchange.scopes`. `public_key`: PEM of the Ed25519 key that signs its messages; empty: they are not signed.
    """

    class State(models.TextChoices):
        """Whether it is answered."""

        ACTIVE = "active", _("Aktif")
        CLOSED = "closed", _("Ditutup")

    uuid = models.UUIDField(unique=True)
    name = models.CharField(max_length=150)
    office = models.CharField(max_length=150)
    area = models.CharField(max_length=13)
    contact_sealed = models.BinaryField()
    sender_id = models.CharField(max_length=99, unique=True)
    receiver_id = models.CharField(max_length=99)
    state = models.CharField(max_length=6, choices=State, default=State.ACTIVE)
    scopes = models.JSONField(default=list)
    purposes = models.JSONField(default=list)
    attributes = models.JSONField(default=list)
    legal_basis = models.TextField()
    agreement = models.CharField(max_length=100)
    expires_on = models.DateField()
    requests_a_minute = models.IntegerField()
    records_a_day = models.IntegerField()
    public_key = models.TextField(blank=True)
    at = models.DateTimeField()
    by_user_id = models.BigIntegerField()

    key_in_use: Key | None = None
    """The key by which it asks now, put here by `queries.clients.client_of`; None where it was found otherwise."""

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                name="exchange_client_has_limits", condition=Q(requests_a_minute__gt=0, records_a_day__gt=0)
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.office})"


class Key(models.Model):
    """A key of a client: its public name and the hash of the whole; the key itself is told once and not kept."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="keys")
    name = models.CharField(max_length=12, unique=True)
    key_hash = models.BinaryField(max_length=32)
    at = models.DateTimeField()
    by_user_id = models.BigIntegerField()
    expires_on = models.DateField()
    revoked_at = models.DateTimeField(null=True)
    last_used_on = models.DateField(null=True)

    class Meta:
        ordering = ["-at", "-id"]

    def holds_on(self, day: date) -> bool:
        """Whether it is good for asking on that day, as far as it goes: its client may be closed."""
        return self.revoked_at is None and day < self.expires_on


class Search(models.Model):
    """A message whose searches are done in the background; `result_sealed` until `kept_until`, then both are purged.

    `query_sealed`, `result_sealed`: JSON. `transaction_digest`: keyed, of the asker's transaction id.
    """

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting"
        DONE = "done"
        PURGED = "purged"

    uuid = models.UUIDField(unique=True)
    client = models.ForeignKey(Client, models.PROTECT, related_name="searches")
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    transaction_digest = models.BinaryField(max_length=16)
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    kept_until = models.DateTimeField()
    query_sealed = models.BinaryField(null=True)
    result_sealed = models.BinaryField(null=True)
    records = models.IntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["client", "transaction_digest", "-at"], name="exchange_search_asked"),
            models.Index(fields=["kept_until"], name="exchange_search_due", condition=~Q(state="purged")),
        ]
        constraints = [
            models.CheckConstraint(
                name="exchange_search_purged_is_empty",
                condition=~Q(state="purged") | Q(query_sealed__isnull=True, result_sealed__isnull=True),
            )
        ]


class Request(models.Model):
    """One question of a client and what became of it: `records` told, or why not (`refusal`).

    Ids that the asker chose and the query itself are kept as keyed digests, the purpose's own words sealed: they may
    hold a number or a name. `item`: its place in its message, from 1.
    """

    uuid = models.UUIDField(unique=True)
    client = models.ForeignKey(Client, models.PROTECT, related_name="requests")
    at = models.DateTimeField()
    scope = models.CharField(max_length=40)
    purpose = models.CharField(max_length=40, blank=True)
    purpose_text_sealed = models.BinaryField(null=True)
    basis = models.CharField(max_length=9, blank=True)
    basis_at = models.DateTimeField(null=True)
    basis_reference_sealed = models.BinaryField(null=True)
    message_digest = models.BinaryField(max_length=16)
    transaction_digest = models.BinaryField(max_length=16, null=True)
    item = models.SmallIntegerField(default=1)
    query_digest = models.BinaryField(max_length=16)
    records = models.IntegerField(default=0)
    refusal = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["client", "-at"], name="exchange_request_latest")]
        constraints = [
            models.UniqueConstraint(
                "client", "message_digest", "item", name="exchange_request_once", condition=Q(refusal="")
            ),
            models.CheckConstraint(name="exchange_request_refused_gives_none", condition=Q(refusal="") | Q(records=0)),
            models.CheckConstraint(
                name="exchange_request_answered_has_purpose_and_basis",
                condition=~Q(refusal="") | (~Q(purpose="") & ~Q(basis="") & Q(basis_at__isnull=False)),
            ),
        ]


seals(Client, "contact_sealed")
seals(Search, "query_sealed", "result_sealed")
seals(Request, "purpose_text_sealed", "basis_reference_sealed")
