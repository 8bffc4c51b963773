"""Ballots over proposals: rules committed beforehand, codes, papers read twice, and votes that belong to nobody."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from merata_portal.participation import proposal_states as states
from merata_portal.participation.models.proposals import Proposal
from merata_portal.personal.columns import seals


class Election(models.Model):
    """A participatory budget of a village or kecamatan.

    `terms`: the document announced before the first vote, `terms_hash` its SHA-256; the lot's secret is sealed until
    the count and stands in the result afterwards. `result`: what the count found, `result_hash` over it.
    """

    State = states.ElectionState
    uuid = models.UUIDField(unique=True)
    area = models.CharField(max_length=13)
    title = models.CharField(max_length=160)
    budget_idr = models.BigIntegerField()
    step_idr = models.BigIntegerField()
    state = models.CharField(max_length=7, choices=State.choices, default=State.DRAFTED)
    terms = models.TextField(blank=True)
    terms_hash = models.CharField(max_length=64, blank=True)
    secret_sealed = models.BinaryField(null=True)
    drafted_at = models.DateTimeField()
    drafted_by_user_id = models.BigIntegerField()
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    counted_at = models.DateTimeField(null=True)
    result = models.JSONField(null=True)
    result_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="election_amounts", condition=Q(budget_idr__gt=0, step_idr__gt=0, step_idr__lte=F("budget_idr"))
            ),
            models.CheckConstraint(
                name="election_committed",
                condition=Q(state="drafted")
                | (~Q(terms="") & ~Q(terms_hash="") & Q(secret_sealed__isnull=False, opened_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="election_counted",
                condition=Q(state="counted", result__isnull=False, counted_at__isnull=False)
                | (~Q(state="counted") & Q(result__isnull=True, counted_at__isnull=True)),
            ),
        ]
        indexes = [models.Index(fields=["area", "-drafted_at"], name="election_area")]


class Option(models.Model):
    """A proposal on the ballot: its number there, and its title and cost as they were when the rules were announced."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="options")
    number = models.SmallIntegerField()
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="options")
    title = models.CharField(max_length=160)
    cost_idr = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["election", "number"], name="option_number"),
            models.UniqueConstraint(fields=["election", "proposal"], name="option_once"),
            models.CheckConstraint(name="option_cost", condition=Q(cost_idr__gt=0, number__gt=0)),
        ]


class VotingCode(models.Model):
    """A one-time code by its keyed digest. That it was used is known; when, and for which ballot, is not kept."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    election = models.ForeignKey(Election, models.PROTECT, related_name="codes")
    digest = models.BinaryField(max_length=16)
    used = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["election", "digest"], name="voting_code_once")]


class Ballot(models.Model):
    """One vote: the numbers approved of, rising. Random key and no time: its place tells nothing of who cast it.

    `serial`: the number printed on a paper; none for the others.
    """

    Channel = states.BallotChannel
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    election = models.ForeignKey(Election, models.PROTECT, related_name="ballots")
    channel = models.CharField(max_length=5, choices=Channel.choices)
    serial = models.IntegerField(null=True)
    choices = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["election", "serial"], name="ballot_serial"),
            models.CheckConstraint(
                name="ballot_paper",
                condition=Q(channel="paper", serial__gt=0) | (~Q(channel="paper") & Q(serial__isnull=True)),
            ),
        ]


class PaperReading(models.Model):
    """A numbered paper as one clerk read it; two must read the same before it counts."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="readings")
    serial = models.IntegerField()
    clerk_user_id = models.BigIntegerField()
    choices = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["election", "serial", "clerk_user_id"], name="reading_once"),
            models.CheckConstraint(name="reading_serial", condition=Q(serial__gt=0)),
        ]


seals(Election, "secret_sealed")
