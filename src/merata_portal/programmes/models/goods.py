"""Goods handed over in the village, and memberships sent to the office that insures or schools."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from merata_portal.personal.vault import Vault
from merata_portal.programmes.models.launches import Launch
from merata_portal.programmes.models.payments import Cycle, Entitlement


class Receipt(models.Model):
    """Goods that somebody of the household took, written down by the village's operator, perhaps days later from paper.

    `taken_by`: with a note where it was not the household itself. `entry`: the ledger's, by which the supplier was paid
    for it. One that was wrong is taken back with a reason and stays; what is right then is a receipt of its own.
    """

    class TakenBy(models.TextChoices):
        """Who took the goods home."""

        SELF = "self", _("Sendiri")
        FAMILY = "family", _("Keluarga")
        NEIGHBOUR = "neighbour", _("Tetangga")

    uuid = models.UUIDField(unique=True)
    entitlement = models.ForeignKey(Entitlement, models.PROTECT, related_name="receipts")
    handed_on = models.DateField()
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    taken_by = models.CharField(max_length=9, choices=TakenBy.choices)
    note = models.TextField(blank=True)
    worth_idr = models.BigIntegerField()
    entry = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    by_user_id = models.BigIntegerField()
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by_user_id = models.BigIntegerField(null=True)
    taken_back_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entitlement"], condition=Q(taken_back_at__isnull=True), name="receipt_standing_once"
            ),
            models.CheckConstraint(name="receipt_quantity", condition=Q(quantity__gt=0)),
        ]


class MembershipList(models.Model):
    """The members of a launch in a month, as sent to their office: only what changed since the last one is in the file.

    `premium_idr`: what the month costs; paid as one sum by `entry`.
    """

    uuid = models.UUIDField(unique=True)
    launch = models.ForeignKey(Launch, models.PROTECT, related_name="membership_lists")
    cycle = models.OneToOneField(Cycle, models.PROTECT, related_name="membership_list")
    month = models.CharField(max_length=7)
    members = models.IntegerField()
    entered = models.IntegerField()
    left = models.IntegerField()
    changed = models.IntegerField()
    old_hash = models.CharField(max_length=64)
    new_hash = models.CharField(max_length=64)
    file_hash = models.CharField(max_length=64)
    premium_idr = models.BigIntegerField()
    entry = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    made_by_user_id = models.BigIntegerField()
    checked_at = models.DateTimeField(null=True)
    checked_by_user_id = models.BigIntegerField(null=True)
    sent_at = models.DateTimeField(null=True)
    sent_by_user_id = models.BigIntegerField(null=True)

    @property
    def subject(self) -> str:
        """What audit events call it, and the key of its one payment in the ledger."""
        return f"membership:{self.uuid}"


memberships = Vault(
    "portal-memberships",
    "programmes_membership",
    lambda: (
        (f"{one.uuid.hex}.{part}", one.uuid) for one in MembershipList.objects.only("uuid") for part in ("csv", "list")
    ),
)
"""For each month the file sent (`<uuid>.csv`) and the whole list that it leads to (`<uuid>.list`, Parquet)."""
