"""What a village says of its part of the list: by musyawarah desa khusus, or the procedure of a kelurahan."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from merata_portal.programmes.models.enrolments import Enrolment
from merata_portal.programmes.models.launches import Launch


class Verification(models.Model):
    """A village's meeting on its part of a launch's list. Minutes and attendance list are attached to its `subject`.

    `procedure`: the id of a procedure of `merata.participation`, or "kelurahan". Counts are of persons present.
    """

    uuid = models.UUIDField(unique=True)
    launch = models.ForeignKey(Launch, models.PROTECT, related_name="verifications", db_index=False)
    village_code = models.CharField(max_length=13)
    procedure = models.CharField(max_length=64)
    held_on = models.DateField(null=True)
    place = models.CharField(max_length=200, blank=True)
    leader = models.CharField(max_length=150, blank=True)
    invited = models.SmallIntegerField(null=True)
    present = models.SmallIntegerField(null=True)
    present_women = models.SmallIntegerField(null=True)
    minutes_number = models.CharField(max_length=128, blank=True)
    opened_at = models.DateTimeField()
    opened_by_user_id = models.BigIntegerField()
    closed_at = models.DateTimeField(null=True)
    closed_by_user_id = models.BigIntegerField(null=True)
    list_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["launch", "village_code"], name="verification_once")]

    @property
    def subject(self) -> str:
        """What audit events and attachments call it."""
        return f"verification:{self.uuid}"


class Word(models.Model):
    """What the meeting said of one household: the latest one of an enrolment holds."""

    class Said(models.TextChoices):
        """One of four."""

        CONFIRM = "confirm"
        OBJECT = "object"
        ADD = "add"
        REMOVE = "remove"

    verification = models.ForeignKey(Verification, models.PROTECT, related_name="words")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="words")
    said = models.CharField(max_length=8, choices=Said.choices)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by_user_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="word_reasoned", condition=Q(said="confirm") | ~Q(reason="")),
        ]
