"""Rulebooks as they stood, word for word, and what was simulated with them."""

from __future__ import annotations

from django.db import models

from merata_portal.personal.vault import Vault


class RuleVersion(models.Model):
    """A rulebook's text, known by its hash (SHA-256 of its UTF-8 bytes). A withdrawn one can be launched no more."""

    uuid = models.UUIDField(unique=True)
    programme_id = models.CharField(max_length=64)
    content_hash = models.CharField(max_length=64, unique=True)
    text = models.TextField()
    name_id = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    kind = models.CharField(max_length=16)
    at = models.DateTimeField()
    by_user_id = models.BigIntegerField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by_user_id = models.BigIntegerField(null=True)
    withdrawn_reason = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["programme_id", "-at"], name="ruleversion_latest")]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.content_hash[:12]}"


class Simulation(models.Model):
    """A rule version applied to a snapshot on a day: what a launch is bound to.

    `area`: whose households, the snapshot's or a part of it. `parameters`: values given in place of the rulebook's, by
    name, as text. `ceiling_idr`: the neediest first until it is spent; None: everyone eligible. `village_ceilings`:
    where there are any, each village first serves its own up to its sum, by code; one that is not named nobody.
    `renews`: the list takes the place of the programme's last one, whose households may be chosen again.
    `refused`: households by the code of the reason that leaves them out, `refused_words`: [Indonesian, English] of each
    code. `by_village` and `by_desil` ("" where it is not known): figures by name, as `queries.previews.FIGURES`.
    `scores_hash`: of the consumption expected of each household, which lies in `scores`, where there is one.
    `list_hash`: of the list it leads to (`merata.programmes.targeting`), so that a launch can be held against it.
    """

    uuid = models.UUIDField(unique=True)
    rule_version = models.ForeignKey(RuleVersion, models.PROTECT, related_name="simulations")
    snapshot_uuid = models.UUIDField()
    snapshot_hash = models.CharField(max_length=64)
    area = models.CharField(max_length=13)
    on_day = models.DateField()
    parameters = models.JSONField(default=dict)
    ceiling_idr = models.BigIntegerField(null=True)
    village_ceilings = models.JSONField(default=dict)
    renews = models.BooleanField(default=False)
    households = models.BigIntegerField()
    eligible = models.BigIntegerField()
    unknown = models.BigIntegerField()
    eligible_idr = models.BigIntegerField()
    chosen = models.BigIntegerField()
    chosen_idr = models.BigIntegerField()
    refused = models.JSONField(default=dict)
    refused_words = models.JSONField(default=dict)
    by_village = models.JSONField(default=dict)
    by_desil = models.JSONField(default=dict)
    list_hash = models.CharField(max_length=64)
    scores_hash = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    by_user_id = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["-at"], name="simulation_latest")]


scores = Vault(
    "portal-scores",
    "programmes_scores",
    lambda: ((one.uuid.hex, one.uuid) for one in Simulation.objects.exclude(scores_hash="").only("uuid")),
)
"""What a model expects each household to consume, as a simulation ordered by it: Parquet, named by its uuid in hex."""
