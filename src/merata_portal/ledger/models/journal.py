"""The journal: entries and their transfers; both only grow."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from merata_portal.audit.models import Event
from merata_portal.ledger.models.budget import Earmark, Line
from merata_portal.ledger.stages import FORWARD, REVERSED, Kind, Move, Stage

GREATEST_IDR = 10**15
"""The greatest amount of one transfer: a quarter of Indonesia's yearly state budget, and far from overflow."""


def _moves(moves: tuple[Move, ...]) -> Q:
    condition = Q()
    for source, target in moves:
        condition |= Q(source=source.value, target=target.value)
    return condition


class Entry(models.Model):
    """One act on the money of one owner and year, whole or not at all; its number is that of its audit event.

    Its transfers are written first and it last: what is written seals them, for the database then compares count
    and sum and lets no further transfer in.
    """

    event = models.OneToOneField(Event, models.PROTECT, primary_key=True, related_name="ledger_entry")
    owner = models.CharField(max_length=13)
    year = models.SmallIntegerField()
    kind = models.CharField(max_length=16, choices=Kind.choices)
    reason = models.TextField()
    document = models.CharField(max_length=128, blank=True, default="")  # number of the decree, SP2D, return file …
    day = models.DateField()  # the day of the act, which may be before the day it was entered
    recorded_at = models.DateTimeField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=32)
    key = models.CharField(max_length=128, unique=True)  # the same request twice has one effect
    request_hash = models.CharField(max_length=71)
    content_hash = models.CharField(max_length=71)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    transfer_count = models.IntegerField()
    total_idr = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="ledger_entry_kind"),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(key=""), name="ledger_entry_reasoned"),
            models.CheckConstraint(
                condition=Q(kind=Kind.CORRECT, corrects__isnull=False)
                | (~Q(kind=Kind.CORRECT) & Q(corrects__isnull=True)),
                name="ledger_entry_corrects",
            ),
        ]
        indexes = [models.Index(fields=["owner", "year", "-event"], name="ledger_entry_book")]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind} {self.owner}/{self.year}"


class Transfer(models.Model):
    """A positive amount of one line moved from one stage to another."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="transfers")
    line = models.ForeignKey(Line, models.PROTECT, related_name="transfers")
    earmark = models.ForeignKey(Earmark, models.PROTECT, null=True, related_name="transfers", db_index=False)
    source = models.CharField(max_length=12, choices=Stage.choices)
    target = models.CharField(max_length=12, choices=Stage.choices)
    amount_idr = models.BigIntegerField()
    reference = models.CharField(max_length=64, blank=True, default="")  # e.g. the payment to one household
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_idr__range=(1, GREATEST_IDR)), name="ledger_transfer_positive"),
            models.CheckConstraint(
                condition=(Q(reverses__isnull=True) & _moves(FORWARD)) | (Q(reverses__isnull=False) & _moves(REVERSED)),
                name="ledger_transfer_legal",
            ),
            models.CheckConstraint(
                condition=(Q(earmark__isnull=True) & (Q(source="appropriated") | Q(target="appropriated")))
                | (Q(earmark__isnull=False) & ~Q(source="appropriated") & ~Q(target="appropriated")),
                name="ledger_transfer_purpose",
            ),
        ]
        indexes = [
            models.Index(fields=["reference"], condition=~Q(reference=""), name="ledger_by_reference"),
            # Asked at every payment (who approved?), and enough to follow a purpose over its payments summed.
            models.Index(fields=["earmark", "target", "source", "entry", "amount_idr"], name="ledger_of_earmark"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.amount_idr} {self.source} → {self.target}"
