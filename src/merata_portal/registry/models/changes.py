"""Changes of the registry, each of which can be undone: what was before is kept beside it."""

from __future__ import annotations

from django.db import models

from merata_portal.registry.models.state import HouseholdState, MembershipState, PersonState


class Change(models.Model):
    """One import, merge, death or move. `rows`: how many rows it made or altered; `undone_at`: it no longer holds."""

    class Kind(models.TextChoices):
        """What was done."""

        IMPORT = "import"
        MERGE = "merge"
        DEATH = "death"
        MOVE = "move"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    at = models.DateTimeField()
    on_day = models.DateField()
    by_user_id = models.BigIntegerField()
    reason = models.TextField(blank=True)
    rows = models.BigIntegerField(default=0)
    undone_at = models.DateTimeField(null=True)
    undone_by_user_id = models.BigIntegerField(null=True)


class HouseholdBefore(HouseholdState):
    """A household as it was before a change first touched it."""

    change_id = models.BigIntegerField()
    row_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint("change_id", "row_id", name="household_before")]
        indexes = [models.Index(fields=["row_id"], name="household_before_row")]


class PersonBefore(PersonState):
    """A person as they were before a change first touched them."""

    change_id = models.BigIntegerField()
    row_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint("change_id", "row_id", name="person_before")]
        indexes = [models.Index(fields=["row_id"], name="person_before_row")]


class MembershipBefore(MembershipState):
    """A membership as it was before a change first touched it."""

    change_id = models.BigIntegerField()
    row_id = models.BigIntegerField()
    person_id = models.BigIntegerField()
    household_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint("change_id", "row_id", name="membership_before")]
        indexes = [models.Index(fields=["person_id"], name="membership_before_person")]
