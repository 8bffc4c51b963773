"""An evaluation from its design, registered before anything begins, to evidence that another accepted."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from merata_portal.evaluation.states import Method, State
from merata_portal.personal.columns import seals


class Study(models.Model):
    """One evaluation of one lever. `subject`: the evidence record it is about, e.g. "training_vocational".

    `item`: what of a plan or programme is studied, as the plan calls it; empty where the whole lever is.
    `design`: plain values of `evaluation.designs.Design`. `lot`: of a staggered start the villages' list and its hash,
    the hash of the secret, and once drawn the number, the seed and the waves. `registered_hash`: of what was
    registered (`designs.registered_text`). `power`: the result (of `analysis`) with the minimum detectable effect;
    `estimate`: the newest result with an estimate.
    """

    uuid = models.UUIDField(unique=True)
    area = models.CharField(max_length=13)
    year = models.SmallIntegerField()
    name = models.CharField(max_length=120)
    lever = models.CharField(max_length=14)
    subject = models.CharField(max_length=64)
    item = models.CharField(max_length=100, blank=True)
    method = models.CharField(max_length=10, choices=Method.choices)
    question = models.TextField()
    design = models.JSONField()
    lot = models.JSONField(default=dict)
    secret_sealed = models.BinaryField(null=True)
    starts_on = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DESIGNED)
    power = models.UUIDField(null=True)
    estimate = models.UUIDField(null=True)
    registered_at = models.DateTimeField(null=True)
    registered_hash = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()
    made_by_user_id = models.BigIntegerField()
    made_by_role = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.CheckConstraint(name="study_state", condition=Q(state__in=State.values)),
            models.CheckConstraint(name="study_method", condition=Q(method__in=Method.values)),
            models.CheckConstraint(
                name="study_registered_first",
                condition=Q(state__in=[State.DESIGNED, State.DROPPED])
                | (Q(registered_at__isnull=False) & ~Q(registered_hash="")),
            ),
        ]
        indexes = [models.Index(fields=["area", "-year", "-id"], name="study_newest")]

    @property
    def subject_code(self) -> str:
        """What the audit calls it."""
        return f"study:{self.uuid}"

    @property
    def reference(self) -> str:
        """What evidence names as its source: the same finding is known again by it."""
        return f"EV-{self.uuid.hex[:10]}"


seals(Study, "secret_sealed")


class Estimate(models.Model):
    """One estimate that was asked for; an older one stays beside a newer. `result`: of `analysis`."""

    study = models.ForeignKey(Study, models.PROTECT, related_name="estimates")
    result = models.UUIDField()
    at = models.DateTimeField()
    by_user_id = models.BigIntegerField()
    by_role = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "result"], name="estimate_once")]


class Review(models.Model):
    """Another role's word on an estimate: whether it holds, and why; only added to."""

    class Verdict(models.TextChoices):
        """What they found."""

        ACCEPT = "accept"
        RETURN = "return"

    study = models.ForeignKey(Study, models.PROTECT, related_name="reviews")
    estimate = models.UUIDField()
    verdict = models.CharField(max_length=6, choices=Verdict.choices)
    reason = models.TextField()
    at = models.DateTimeField()
    by_user_id = models.BigIntegerField()
    by_role = models.CharField(max_length=20)

    class Meta:
        constraints = [models.CheckConstraint(name="review_verdict", condition=Q(verdict__in=["accept", "return"]))]


class AcceptedEvidence(models.Model):
    """A record of the table `evidence` as it is after what a study taught; `before`: as it was, empty for a new one.

    Both are plain values with the table's columns. `local`: what the study itself found, effect and standard error.
    `items`: the courses, programme or works behind it, none of which may teach the same record again. The newest of an
    area and `evidence_id` counts in the next plan.
    """

    study = models.ForeignKey(Study, models.PROTECT, related_name="accepted")
    area = models.CharField(max_length=13)
    evidence_id = models.CharField(max_length=64)
    before = models.JSONField(default=dict)
    record = models.JSONField()
    local = models.JSONField()
    items = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "evidence_id"], name="evidence_once_a_study")]
        indexes = [models.Index(fields=["area", "evidence_id", "-id"], name="evidence_newest")]
