"""Who is in a launch, in which state and since when; what stands in the way of paying them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from merata_portal.programmes.models.launches import Launch
from merata_portal.programmes.states import Answer, PauseCode, State
from merata_portal.registry.models import Household, Person


class Enrolment(models.Model):
    """A household, or one of its persons, in a launch. States and their transitions: `programmes.states`.

    `annual_idr` and `quantity` are a whole year's; `from_instalment`: the first that they get. `rank` in the order of
    need as listed, and `score`, what it was ordered by; None for who was added. `decided_by`: "list", "village",
    "objection" (who goes on for another member: as that one was). `earmark`: of the ledger, from the decree on.
    `reason_id` and `reason_en`: why they are in, or why the list alone did not take them. `recipient`: who takes it for
    the household; None: its head.
    """

    uuid = models.UUIDField(unique=True)
    launch = models.ForeignKey(Launch, models.PROTECT, related_name="enrolments", db_index=False)
    household = models.ForeignKey(Household, models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="enrolments")
    recipient = models.ForeignKey(Person, models.PROTECT, null=True, related_name="received_enrolments")
    village_code = models.CharField(max_length=13)
    state = models.CharField(max_length=8, choices=State.choices)
    since = models.DateField()
    annual_idr = models.BigIntegerField()
    quantity = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    from_instalment = models.SmallIntegerField(default=1)
    rank = models.IntegerField(null=True)
    score = models.TextField(blank=True)
    earmark = models.BigIntegerField(null=True)
    decided_by = models.CharField(max_length=9)
    reason_id = models.TextField()
    reason_en = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["launch", "household"], condition=Q(person__isnull=True), name="enrolment_household_once"
            ),
            models.UniqueConstraint(
                fields=["launch", "person"], condition=Q(person__isnull=False), name="enrolment_person_once"
            ),
            models.CheckConstraint(name="enrolment_state", condition=Q(state__in=State.values)),
            models.CheckConstraint(name="enrolment_not_negative", condition=Q(annual_idr__gte=0)),
        ]
        indexes = [models.Index(fields=["launch", "village_code", "state", "id"], name="enrolment_place")]


class Transition(models.Model):
    """One change of an enrolment's state; only added to. `source` is empty for the first."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="transitions")
    source = models.CharField(max_length=8, blank=True)
    target = models.CharField(max_length=8)
    code = models.CharField(max_length=24)
    reason = models.TextField(blank=True)
    on_day = models.DateField()
    at = models.DateTimeField()
    by_user_id = models.BigIntegerField()


class Pause(models.Model):
    """Why a household gets nothing of a programme for now: it outlives an enrolment, and holds for the next one too.

    `flag`: the question that it waits for; None where a person paused.
    """

    programme_id = models.CharField(max_length=64)
    household = models.ForeignKey(Household, models.PROTECT, related_name="pauses")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="pauses")
    flag = models.ForeignKey("programmes.Flag", models.PROTECT, null=True, related_name="pauses")
    code = models.CharField(max_length=24, choices=PauseCode.choices)
    reason = models.TextField()
    from_day = models.DateField()
    at = models.DateTimeField()
    by_user_id = models.BigIntegerField()
    lifted_on = models.DateField(null=True)
    lifted_by_user_id = models.BigIntegerField(null=True)
    lifted_reason = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["programme_id", "household"], condition=Q(lifted_on__isnull=True), name="pause_open")
        ]


class Flag(models.Model):
    """A question that a person must answer before an enrolment goes on: never a dead end, each has its ways out.

    `evidence`: what raised it, without names or numbers. `answer`: one of those its kind allows (`states.ANSWERS`).
    An open one holds what is due, except `GRADUATE`: who may have grown out of a programme gets it until decided.
    """

    class Kind(models.TextChoices):
        """What is asked about."""

        DUPLICATE = "duplicate", _("Mungkin ganda")
        OVERLAP = "overlap", _("Tumpang tindih bantuan")
        DEATH = "death", _("Meninggal")
        MOVE = "move", _("Pindah")
        NOT_FOUND = "not_found", _("Ditolak lembaga penyalur")
        GRADUATE = "graduate", _("Tidak lagi memenuhi syarat")

    uuid = models.UUIDField(unique=True)
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="flags")
    kind = models.CharField(max_length=9, choices=Kind.choices)
    evidence = models.JSONField(default=dict)
    at = models.DateTimeField()
    answer = models.CharField(max_length=16, choices=Answer.choices, blank=True)
    answer_reason = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by_user_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "kind"], condition=Q(answered_at__isnull=True), name="flag_open_once"
            )
        ]
        indexes = [models.Index(fields=["at", "id"], condition=Q(answered_at__isnull=True), name="flag_open")]
