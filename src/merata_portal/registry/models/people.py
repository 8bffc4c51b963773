"""Households, persons, who lives where since when, and the keyed index by which names are found."""

from __future__ import annotations

from django.db import models

from merata_portal.registry.models.state import HouseholdState, MembershipState, PersonState


class Household(HouseholdState):
    """A household as it is now."""

    class Meta:
        constraints = [
            models.UniqueConstraint("uuid", name="household_uuid"),
            models.UniqueConstraint("dataset_id", name="household_dataset_id"),
            models.UniqueConstraint("identity_digest", name="household_identity"),
        ]
        indexes = [
            # Of those who are here only: lists and counts by village read the index and not the rows.
            models.Index(
                fields=["village_code", "id"], name="household_place", condition=models.Q(moved_out_on__isnull=True)
            )
        ]


class Person(PersonState):
    """A person as known now, the dead, the departed and the merged included."""

    class Meta:
        constraints = [
            models.UniqueConstraint("uuid", name="person_uuid"),
            models.UniqueConstraint("dataset_id", name="person_dataset_id"),
            models.UniqueConstraint("identity_digest", name="person_identity"),
        ]
        indexes = [
            models.Index(
                fields=["village_code", "id"],
                name="person_place",
                condition=models.Q(died_on__isnull=True, moved_out_on__isnull=True, merged_into_id__isnull=True),
            ),
            # A merge asks who was merged into a record before: without it each would read a million rows.
            models.Index(
                fields=["merged_into_id"], name="person_merged", condition=models.Q(merged_into_id__isnull=False)
            ),
            models.Index(fields=["died_on", "id"], name="person_died", condition=models.Q(died_on__isnull=False)),
            models.Index(
                fields=["moved_out_on", "id"], name="person_moved", condition=models.Q(moved_out_on__isnull=False)
            ),
        ]


class Membership(MembershipState):
    """Who lives, or lived, in which household; nobody lives in two at once."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships", db_index=False)
    household = models.ForeignKey(Household, models.PROTECT, related_name="memberships")

    class Meta:
        constraints = [
            models.UniqueConstraint("person", name="membership_current", condition=models.Q(until_day__isnull=True)),
            models.CheckConstraint(
                name="membership_days",
                condition=models.Q(until_day__isnull=True) | models.Q(until_day__gte=models.F("from_day")),
            ),
        ]
        indexes = [models.Index(fields=["person", "from_day"], name="membership_person")]


class NameToken(models.Model):
    """One keyed token of a person's name (`personal.digests.name_tokens`), as a signed 64-bit number.

    It tells equal words from different ones and how frequent each is, to who can read the table (see the threat model);
    it names nobody without the key. No foreign key: five million checks an import.
    """

    pk = models.CompositePrimaryKey("token", "village_code", "person_id")
    token = models.BigIntegerField()
    village_code = models.CharField(max_length=13)
    person_id = models.BigIntegerField(db_index=True)
