"""A work: what, where, with whose money, promised when; and each step it took."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from merata_portal.infrastructure.states import State


class Project(models.Model):
    """A road, bridge or building. `candidate_id`: of the dataset's `projects`; `proposal`: whose wish it answers.

    `owner`: whose budget pays, a regency or desa. Degrees are WGS84. `promised_on`: the first day on which it was
    promised to be finished; `due_on`: as amendments have moved it. `line` and `earmark` are the ledger's.
    """

    class Kind(models.TextChoices):
        """What is built."""

        ROAD = "road", _("Jalan")
        BRIDGE = "bridge", _("Jembatan")
        MARKET = "market", _("Pasar")
        HEALTH_POST = "health_post", _("Puskesmas atau pustu")
        SCHOOL = "school", _("Sekolah")
        WATER = "water", _("Air bersih")
        IRRIGATION = "irrigation", _("Irigasi")
        OTHER = "other", _("Lainnya")

    class Work(models.TextChoices):
        """What is done to it, as OC4IDS names it."""

        CONSTRUCTION = "construction", _("Pembangunan baru")
        REHABILITATION = "rehabilitation", _("Rehabilitasi")
        REPLACEMENT = "replacement", _("Penggantian")
        EXPANSION = "expansion", _("Peningkatan atau pelebaran")

    uuid = models.UUIDField(unique=True)
    candidate_id = models.CharField(max_length=64, blank=True)
    proposal = models.CharField(max_length=64, blank=True)
    plan = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=11, choices=Kind.choices)
    work = models.CharField(max_length=14, choices=Work.choices)
    about = models.TextField(blank=True)
    owner = models.CharField(max_length=13)
    village_code = models.CharField(max_length=13)
    place = models.CharField(max_length=200)
    latitude = models.FloatField()
    longitude = models.FloatField()
    state = models.CharField(max_length=13, choices=State.choices, default=State.CANDIDATE)
    budget_idr = models.BigIntegerField(default=0)
    line = models.BigIntegerField(null=True)
    earmark = models.BigIntegerField(null=True)
    planned_start_on = models.DateField(null=True)
    promised_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    started_on = models.DateField(null=True)
    finished_on = models.DateField(null=True)
    handed_over_on = models.DateField(null=True)
    warranty_until = models.DateField(null=True)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="project_state", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="project_place", condition=Q(latitude__range=(-90, 90), longitude__range=(-180, 180))
            ),
            models.CheckConstraint(name="project_budget", condition=Q(budget_idr__gte=0)),
            models.UniqueConstraint(
                fields=["candidate_id"], condition=~Q(candidate_id=""), name="project_candidate_once"
            ),
        ]
        indexes = [models.Index(fields=["village_code", "-id"], name="project_village")]

    @property
    def purpose(self) -> str:
        """What the ledger calls its money."""
        return f"project:{self.uuid}"

    @property
    def subject(self) -> str:
        """What the audit and the attachments call it."""
        return f"project:{self.uuid}"


class Step(models.Model):
    """One change of a project's state, and why; only added to."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="steps")
    source = models.CharField(max_length=13, blank=True)
    target = models.CharField(max_length=13)
    reason = models.TextField(blank=True)
    on_day = models.DateField()
    at = models.DateTimeField()
    by_user_id = models.BigIntegerField()

    @property
    def label(self) -> str:
        """The state that was reached, in words."""
        return str(State(self.target).label)
