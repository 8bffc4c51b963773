"""Proposals: what residents ask for, what it would cost, what was answered, and what became of it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from merata_portal.participation import proposal_states as states
from merata_portal.personal.columns import seals
from merata_portal.tickets.models import Ticketed

LONGEST_TITLE = 160


class Proposal(Ticketed):
    """One proposal. Its title and place are public; the story is as told, sealed with who proposed it.

    `origin`: the meeting (its uuid) it was raised in, `aspiration` what was spoken there. `object_kind`: of
    `participation/sipd.yaml`. `item`: what answers it among projects, courses and programmes. Merged ones point to the
    proposal that goes on, parts to the one they were split from; nothing is ever deleted.
    """

    Pillar = states.Pillar
    Channel = states.Channel
    State = states.State
    Outcome = states.Outcome
    Item = states.Item

    uuid = models.UUIDField(unique=True)
    village_code = models.CharField(max_length=13)
    year = models.SmallIntegerField()
    title = models.CharField(max_length=LONGEST_TITLE)
    story_sealed = models.BinaryField(null=True)
    pillar = models.CharField(max_length=14, choices=Pillar.choices)
    channel = models.CharField(max_length=5, choices=Channel.choices)
    origin = models.CharField(max_length=64, blank=True)
    aspiration = models.CharField(max_length=64, blank=True)
    council_user_id = models.BigIntegerField(null=True)
    object_kind = models.CharField(max_length=32, blank=True)
    address = models.CharField(max_length=200, blank=True)
    boundaries = models.CharField(max_length=300, blank=True)
    volume = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    unit = models.CharField(max_length=24, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    photos = models.SmallIntegerField(default=0)
    supporters = models.IntegerField(default=1)
    proposer_sealed = models.BinaryField(null=True)
    contact_sealed = models.BinaryField(null=True)
    browser_digest = models.BinaryField(max_length=16, null=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.RAISED)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged_from")
    split_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts")
    cost_idr = models.BigIntegerField(null=True)
    cost_basis = models.TextField(blank=True)
    cost_year = models.SmallIntegerField(null=True)
    costed_by_user_id = models.BigIntegerField(null=True)
    outcome = models.CharField(max_length=15, choices=Outcome.choices, blank=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by_user_id = models.BigIntegerField(null=True)
    item_kind = models.CharField(max_length=9, choices=Item.choices, blank=True)
    item = models.CharField(max_length=64, blank=True)
    plan = models.CharField(max_length=64, blank=True)
    filed_at = models.DateTimeField()
    filed_by_user_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="proposal_costed",
                condition=Q(cost_idr__isnull=True, cost_basis="", cost_year__isnull=True)
                | (Q(cost_idr__gt=0, cost_year__isnull=False) & ~Q(cost_basis="")),
            ),
            models.CheckConstraint(
                name="proposal_answered",
                condition=Q(outcome="", answer="", answered_at__isnull=True)
                | (Q(answered_at__isnull=False) & ~Q(outcome="") & ~Q(answer="")),
            ),
            models.CheckConstraint(
                name="proposal_merged",
                condition=(Q(state="merged", merged_into__isnull=False) & ~Q(merged_into=F("id")))
                | (~Q(state="merged") & Q(merged_into__isnull=True)),
            ),
            models.CheckConstraint(
                name="proposal_place",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
            ),
            models.CheckConstraint(
                name="proposal_volume", condition=Q(volume__isnull=True) | Q(volume__gt=0)
            ),
            models.CheckConstraint(
                name="proposal_item",
                condition=Q(item_kind="", item="") | (~Q(item_kind="") & ~Q(item="")),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["village_code", "-filed_at"], name="proposal_village"),
            models.Index(fields=["origin"], condition=~Q(origin=""), name="proposal_origin"),
            models.Index(fields=["council_user_id"], name="proposal_council"),
            models.Index(fields=["item"], condition=~Q(item=""), name="proposal_item_of"),
        ]

    @property
    def reference(self) -> str:
        """What earmarks of the ledger call it."""
        return f"usulan:{self.ticket}"

    @property
    def subject(self) -> str:
        """What its attachments and events are kept under."""
        return f"proposal:{self.uuid}"


class ProposalStep(models.Model):
    """What happened to a proposal, in order; `note` is public and holds no name and no number."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="steps")
    step = models.CharField(max_length=16)
    note = models.TextField(blank=True)
    at = models.DateTimeField()
    by_user_id = models.BigIntegerField()


seals(Proposal, "story_sealed", "proposer_sealed", "contact_sealed")
