"""What stands around the registry in a dataset folder: villages as analysis knows them, programmes, benefits."""

from __future__ import annotations

from django.db import models

from merata_portal.registry.models.people import Household
from merata_portal.registry.models.state import Traced


class Village(models.Model):
    """A village with its point and published figures: the dataset's table `villages`, carried into each snapshot."""

    village_code = models.CharField(max_length=13, primary_key=True)
    name = models.CharField(max_length=100)
    type = models.CharField(max_length=9)
    kecamatan_code = models.CharField(max_length=8)
    kecamatan = models.CharField(max_length=100)
    regency_code = models.CharField(max_length=5)
    regency = models.CharField(max_length=100)
    latitude = models.FloatField()
    longitude = models.FloatField()
    population = models.IntegerField()
    area_km2 = models.FloatField(null=True)
    urban = models.BooleanField(null=True)
    side_of_brantas = models.CharField(max_length=8, null=True)
    minutes_to_market = models.FloatField(null=True)
    minutes_to_puskesmas = models.FloatField(null=True)
    minutes_to_senior_school = models.FloatField(null=True)


class Programme(models.Model):
    """A programme whose benefits are recorded, by the id of its rulebook; for its name on the household's page."""

    programme_id = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=200)


def holds_in(year: int) -> models.Q:
    """The benefits that no list of nobody has ended by `year`; a list of nobody of that very year has."""
    return models.Q(until_year__isnull=True) | models.Q(until_year__gt=year)


class BenefitState(Traced):
    """What of a programme reached a household in a year, in rupiah; 0 for the maker: it came with a dataset folder.

    `until_year`: from the list of this year on, which said that nobody receives any more, it no longer holds.
    """

    programme_id = models.CharField(max_length=64)
    year = models.SmallIntegerField()
    annual_idr = models.BigIntegerField()
    until_year = models.SmallIntegerField(null=True)
    created_by = models.BigIntegerField(db_default=0)
    changed_by = models.BigIntegerField(db_default=0)

    class Meta:
        abstract = True


class Benefit(BenefitState):
    """Aid that a household received in a year, from whatever source."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="benefits", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint("household", "programme_id", "year", name="benefit_once"),
            models.CheckConstraint(name="benefit_not_negative", condition=models.Q(annual_idr__gte=0)),
        ]
        # The year of a programme's latest list, asked for one household while somebody waits.
        indexes = [models.Index(fields=["programme_id", "year"], name="benefit_list")]


class BenefitBefore(BenefitState):
    """A benefit as it was before a change first touched it."""

    change_id = models.BigIntegerField()
    row_id = models.BigIntegerField()
    household_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint("change_id", "row_id", name="benefit_before")]
