"""Cycles, what each is due, the batches it is sent in, and what came back."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from merata_portal.personal.vault import Vault
from merata_portal.programmes.models.enrolments import Enrolment
from merata_portal.programmes.models.launches import Launch


class Cycle(models.Model):
    """One instalment of a launch: its period and days as `merata.programmes.payments.cycles` has them.

    `entitled_at`: who is due what has been settled; `list_hash` of that.
    """

    launch = models.ForeignKey(Launch, models.PROTECT, related_name="cycles")
    number = models.SmallIntegerField()
    begins = models.DateField()
    ends = models.DateField()
    frozen_on = models.DateField()
    pays_on = models.DateField()
    answered_by = models.DateField()
    entitled_at = models.DateTimeField(null=True)
    entitled_by_user_id = models.BigIntegerField(null=True)
    list_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["launch", "number"], name="cycle_once")]


class Entitlement(models.Model):
    """What one enrolment is due in one cycle: exact rupiah, or goods and their worth.

    `held`: settled, but not to be paid while a pause or an open flag stands (`why`); due again when that is gone.
    """

    class State(models.TextChoices):
        """Where it stands."""

        DUE = "due", _("Siap dibayar")
        HELD = "held", _("Ditahan")
        SENT = "sent", _("Dikirim")
        RECEIVED = "received", _("Diterima")
        CANCELLED = "cancelled", _("Dibatalkan")

    class Why(models.TextChoices):
        """Why it is held, cancelled, or still due."""

        PAUSED = "paused", _("Penyaluran ditunda")
        FLAGGED = "flag", _("Ada pertanyaan yang belum dijawab")
        DISPUTED = "disputed", _("Kabar bank bertentangan, perlu diperiksa")
        EXITED = "exited", _("Keluar sebelum dibayar")
        REFUSED = "refused", _("Ditolak lembaga penyalur")
        FAILED = "failed", _("Pembayaran gagal atau dikembalikan")
        NO_ACCOUNT = "no_account", _("Belum punya rekening")
        NO_RECIPIENT = "no_recipient", _("Tidak ada penerima yang dikenal")

    uuid = models.UUIDField(unique=True)
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="entitlements", db_index=False)
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="entitlements")
    village_code = models.CharField(max_length=13)
    amount_idr = models.BigIntegerField()
    quantity = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    state = models.CharField(max_length=9, choices=State.choices)
    why = models.CharField(max_length=24, blank=True, choices=Why.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cycle", "enrolment"], name="entitlement_once"),
            models.CheckConstraint(name="entitlement_positive", condition=Q(amount_idr__gte=0)),
        ]
        indexes = [models.Index(fields=["cycle", "state", "village_code", "id"], name="entitlement_due")]


class Batch(models.Model):
    """Payments that are sent together. Made, checked and paid by three people.

    `number`: as the payer knows it. `layout`: the text of the layout it is written with. `file_hash`: of the file sent,
    which is kept in `batches`. `entry` and so on: the ledger's entries.
    """

    class State(models.TextChoices):
        """Where it stands."""

        MAKING = "making", _("Disusun")
        MADE = "made", _("Menunggu pemeriksaan")
        CHECKED = "checked", _("Menunggu pembayaran")
        PAID = "paid", _("Dibayar, menunggu jawaban bank")
        SETTLED = "settled", _("Selesai direkonsiliasi")
        DISCARDED = "discarded", _("Dibatalkan")

    uuid = models.UUIDField(unique=True)
    launch = models.ForeignKey(Launch, models.PROTECT, related_name="batches")
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="batches")
    number = models.CharField(max_length=32, unique=True)
    day = models.DateField()
    layout_id = models.CharField(max_length=64)
    layout = models.TextField()
    state = models.CharField(max_length=9, choices=State.choices)
    payments_count = models.IntegerField(default=0)
    total_idr = models.BigIntegerField(default=0)
    file_hash = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()
    made_by_user_id = models.BigIntegerField()
    checked_at = models.DateTimeField(null=True)
    checked_by_user_id = models.BigIntegerField(null=True)
    paid_at = models.DateTimeField(null=True)
    paid_by_user_id = models.BigIntegerField(null=True)
    pay_entry = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by_user_id = models.BigIntegerField(null=True)
    ended_reason = models.TextField(blank=True)

    @property
    def subject(self) -> str:
        """What audit events call it, and the key of its one payment in the ledger."""
        return f"batch:{self.uuid}"


class Payment(models.Model):
    """One payment of an entitlement. A second attempt is another one; at most one of an entitlement is open or paid.

    `household`: what was known of the household when it was paid, without names and numbers. `payment_id` goes to the
    payer and is never used again. `address_sealed`: only where the post office has to find the house.
    """

    class Status(models.TextChoices):
        """As `merata.programmes.payments.status` has it; `drafted` before the batch is paid."""

        DRAFTED = "drafted", _("Disiapkan")
        SENT = "sent", _("Dikirim")
        PAID = "paid", _("Diterima")
        FAILED = "failed", _("Gagal")
        RETURNED = "returned", _("Dikembalikan")
        DISPUTED = "disputed", _("Perlu diperiksa")
        DISCARDED = "discarded", _("Dibatalkan")

    uuid = models.UUIDField(unique=True)
    payment_id = models.CharField(max_length=20, unique=True)
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="payments")
    entitlement = models.ForeignKey(Entitlement, models.PROTECT, related_name="payments")
    earmark = models.BigIntegerField()
    attempt = models.SmallIntegerField(default=1)
    amount_idr = models.BigIntegerField()
    status = models.CharField(max_length=9, choices=Status.choices)
    code = models.CharField(max_length=16, blank=True)
    household = models.JSONField(default=dict)
    recipient_sealed = models.BinaryField()
    account_sealed = models.BinaryField(null=True)
    address_sealed = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="payment_positive", condition=Q(amount_idr__gt=0)),
            models.UniqueConstraint(
                fields=["entitlement"],
                condition=~Q(status__in=["failed", "returned", "discarded"]),
                name="payment_open_once",
            ),
        ]
        indexes = [models.Index(fields=["batch", "status", "id"], name="payment_of_batch")]

    @property
    def subject(self) -> str:
        """What audit events call it."""
        return f"payment:{self.uuid}"


class ReturnFile(models.Model):
    """A file that came back for a batch; the same bytes count once.

    `counts`: its rows by outcome. `taken_at`: when it was read, None before. `refused`: why nothing of it was used.
    """

    uuid = models.UUIDField(unique=True)
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="return_files")
    file_name = models.CharField(max_length=255)
    content_hash = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=255)
    day = models.DateField(null=True)
    rows = models.IntegerField(default=0)
    counts = models.JSONField(default=dict)
    entry = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    by_user_id = models.BigIntegerField()
    taken_at = models.DateTimeField(null=True)
    refused = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "content_hash"], name="returnfile_once")]


class ReturnRow(models.Model):
    """One row of a return file that a person must look at, with what became of it; rows that counted are payments'.

    `found`: what the person found, in words; `decided`: where the money is, as found (a status), empty where the row
    changed nothing.
    """

    file = models.ForeignKey(ReturnFile, models.PROTECT, related_name="findings")
    row = models.IntegerField()
    payment_id = models.CharField(max_length=64, blank=True)
    outcome = models.CharField(max_length=16)
    amount_idr = models.BigIntegerField(null=True)
    code = models.CharField(max_length=32, blank=True)
    looked_at = models.DateTimeField(null=True)
    looked_by_user_id = models.BigIntegerField(null=True)
    found = models.TextField(blank=True)
    decided = models.CharField(max_length=9, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["file", "id"], condition=Q(looked_at__isnull=True), name="returnrow_to_look_at")
        ]


def _kept() -> Iterator[tuple[str, UUID]]:
    for uuid in Batch.objects.exclude(file_hash="").values_list("uuid", flat=True):
        yield uuid.hex, uuid
    yield from ReturnFile.objects.values_list("stored_as", "uuid")


batches = Vault("portal-batches", "programmes_batch", _kept)
"""The files sent (named by the batch's uuid in hex) and those that came back (`ReturnFile.stored_as`, its own uuid)."""
