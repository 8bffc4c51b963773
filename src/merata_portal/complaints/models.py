"""The tables of complaints."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from merata_portal.complaints import states
from merata_portal.personal.columns import seals
from merata_portal.tickets.models import Ticketed


class Complaint(Ticketed):
    """A complaint, anonymous where no name was given.

    `text_sealed` as written; `about` names a thing (such as "proyek:jembatan-3"), never a person. `post` counts how far
    it has climbed along its category's route, `role` and `area` say who answers now. The clock: `started_on`,
    `term_days`, `pauses` as [first, last] days; `due_on` None while it stands still. `round` counts reopenings.
    `hidden_reason`: why its text is not shown to the public; the complaint keeps its place.
    """

    Channel = states.Channel
    State = states.State
    uuid = models.UUIDField(unique=True)
    village_code = models.CharField(max_length=13)
    category = models.CharField(max_length=24)
    about = models.CharField(max_length=100, blank=True)
    channel = models.CharField(max_length=6, choices=Channel.choices)
    text_sealed = models.BinaryField()
    name_sealed = models.BinaryField(null=True)
    contact_sealed = models.BinaryField(null=True)
    browser_digest = models.BinaryField(max_length=16, null=True)
    public = models.BooleanField()
    state = models.CharField(max_length=8, choices=State.choices)
    post = models.SmallIntegerField(default=0)
    role = models.CharField(max_length=32)
    area = models.CharField(max_length=13)
    started_on = models.DateField()
    term_days = models.SmallIntegerField()
    pauses = models.JSONField(default=list)
    due_on = models.DateField(null=True)
    was_overdue = models.BooleanField(default=False)
    round = models.SmallIntegerField(default=0)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by_user_id = models.BigIntegerField(null=True)
    hidden_reason = models.TextField(blank=True)
    hidden_at = models.DateTimeField(null=True)
    filed_at = models.DateTimeField()
    filed_by_user_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="complaint_answered",
                condition=Q(state="answered", answered_at__isnull=False) & ~Q(answer="") | ~Q(state="answered"),
            ),
            models.CheckConstraint(
                name="complaint_clock",
                condition=Q(state__in=["filed", "taken"], due_on__isnull=False) | ~Q(state__in=["filed", "taken"]),
            ),
            models.CheckConstraint(
                name="complaint_hidden",
                condition=Q(hidden_reason="", hidden_at__isnull=True)
                | (~Q(hidden_reason="") & Q(hidden_at__isnull=False)),
            ),
            models.CheckConstraint(name="complaint_counts", condition=Q(post__gte=0, round__gte=0, term_days__gt=0)),
        ]
        indexes = [
            models.Index(fields=["village_code", "-id"], name="complaint_village"),
            models.Index(
                fields=["due_on", "id"], condition=Q(state__in=["filed", "taken"]), name="complaint_due"
            ),
            models.Index(fields=["-filed_at"], name="complaint_filed"),
            models.Index(fields=["browser_digest", "-filed_at"], name="complaint_browser"),
        ]  # fmt: skip

    @property
    def subject(self) -> str:
        """What its attachments and events are kept under."""
        return f"complaint:{self.uuid}"


class ComplaintStep(models.Model):
    """What happened to a complaint, in order. `note_sealed` where residents wrote it, else `note` is public."""

    uuid = models.UUIDField(unique=True)
    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="steps")
    step = models.CharField(max_length=16)
    note = models.TextField(blank=True)
    note_sealed = models.BinaryField(null=True)
    at = models.DateTimeField()
    by_user_id = models.BigIntegerField()


class StillSo(models.Model):
    """A neighbour who says that an answered complaint is still so: once for each round, by browser or own ticket."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="still_so")
    round = models.SmallIntegerField()
    said_by = models.BinaryField(max_length=16)
    village_code = models.CharField(max_length=13)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["complaint", "round", "said_by"], name="still_so_once")]


class Sweep(models.Model):
    """A day on which the overdue were asked to be escalated: the first act on a complaint that day asks for it."""

    day = models.DateField(primary_key=True)


seals(Complaint, "text_sealed", "name_sealed", "contact_sealed")
seals(ComplaintStep, "note_sealed")
