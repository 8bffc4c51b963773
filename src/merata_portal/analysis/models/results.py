"""What was computed, from which inputs, by which code, with which parameters."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from merata_portal.analysis.states import State


class Result(models.Model):
    """One computation and what it gave; never overwritten, a newer one stands beside it (`replaces`).

    `kind`: of `analysis.calculations`. `parameters`: plain JSON with every choice, the seed among them. `answer_hash`:
    SHA-256 of the answer's canonical JSON, which lies in the store; `files`: by name the hash of each table beside it.
    `code_version` and `code`: what computed it (`analysis.code`); the first of what asked for it until it is computed.
    `refused_id`, `refused_en`: why it could not be computed, in words; `refusal`: the same as plain values.
    """

    uuid = models.UUIDField(unique=True)
    area = models.CharField(max_length=13)
    kind = models.CharField(max_length=32)
    inputs = models.ForeignKey("analysis.Inputs", models.PROTECT, related_name="results")
    parameters = models.JSONField()
    parameters_hash = models.CharField(max_length=64)
    code_version = models.CharField(max_length=80, blank=True)
    code = models.JSONField(default=dict)
    state = models.CharField(max_length=9, choices=State.choices, default=State.QUEUED)
    job = models.UUIDField(null=True)
    answer_hash = models.CharField(max_length=64, blank=True)
    files = models.JSONField(default=dict)
    refused_id = models.TextField(blank=True)
    refused_en = models.TextField(blank=True)
    refusal = models.JSONField(default=dict)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaced_by")
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    by_user_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="result_state", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="result_answered", condition=~Q(state="done") | (~Q(answer_hash="") & ~Q(code_version=""))
            ),
            models.UniqueConstraint(
                fields=["inputs", "kind", "parameters_hash"],
                condition=Q(state__in=[State.QUEUED, State.RUNNING]),
                name="result_under_way_once",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "kind", "-id"], name="result_newest"),
            models.Index(fields=["inputs", "kind", "parameters_hash"], name="result_same_question"),
        ]

    @property
    def subject(self) -> str:
        """What the audit calls it."""
        return f"result:{self.uuid}"
