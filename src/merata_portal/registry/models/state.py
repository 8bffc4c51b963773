"""What is remembered of a household, a person and a membership, by the rows that hold now and by earlier images.

Personal fields (`…_sealed`) are ciphertext of `personal.sealing`; `…_digest` are keyed hashes of `personal.digests`,
for equality only. `created_by` and `changed_by` name the `Change` that made the row and the last that touched it: so an
import can be undone exactly, and refused where something later rests on it.
"""

from __future__ import annotations

from django.db import models


class Traced(models.Model):
    """A row whose maker and last changer are known. No foreign keys: a million checks at each import would buy nothing
    that the actions do not already keep.
    """

    created_by = models.BigIntegerField()
    changed_by = models.BigIntegerField()

    class Meta:
        abstract = True


class HouseholdState(Traced):
    """A household: where it is, its sealed card number and address, and the columns of the dataset's `households`.

    `identity_digest`: of the KK number, else of the office's own family number. `record_digest`: of the whole row as it
    was last imported, so that an unchanged row costs nothing. `dataset_id`: its `household_id` in dataset folders.
    """

    uuid = models.UUIDField()
    dataset_id = models.CharField(max_length=64)
    village_code = models.CharField(max_length=13)
    identity_digest = models.BinaryField(max_length=16)
    record_digest = models.BinaryField(max_length=16, null=True)
    kk_sealed = models.BinaryField(null=True)
    address_sealed = models.BinaryField(null=True)
    account_sealed = models.BinaryField(null=True)
    moved_out_on = models.DateField(null=True)

    size = models.SmallIntegerField(null=True)
    desil = models.SmallIntegerField(null=True)
    children = models.SmallIntegerField(null=True)
    elderly = models.SmallIntegerField(null=True)
    head_sex = models.CharField(max_length=6, null=True)
    head_age = models.SmallIntegerField(null=True)
    head_schooling_years = models.SmallIntegerField(null=True)
    head_sector = models.CharField(max_length=16, null=True)
    floor_area_m2 = models.FloatField(null=True)
    floor = models.CharField(max_length=16, null=True)
    toilet = models.CharField(max_length=16, null=True)
    water = models.CharField(max_length=16, null=True)
    electricity_va = models.IntegerField(null=True)
    cooking_fuel = models.CharField(max_length=16, null=True)
    owns_motorcycle = models.BooleanField(null=True)
    owns_car = models.BooleanField(null=True)
    owns_refrigerator = models.BooleanField(null=True)
    owns_smartphone = models.BooleanField(null=True)
    owns_computer = models.BooleanField(null=True)
    land_ha = models.FloatField(null=True)
    cattle = models.IntegerField(null=True)
    house_damage = models.CharField(max_length=16, null=True)

    class Meta:
        abstract = True


class PersonState(Traced):
    """A person: sealed number and name, and the columns of the dataset's `persons`.

    `identity_digest`: of the NIK where there is one (`nik_sealed` is not null), else of family, folded name and date of
    birth. `merged_into_id`: the person this record turned out to be; such a record is kept, and seen nowhere.
    """

    uuid = models.UUIDField()
    dataset_id = models.CharField(max_length=64)
    village_code = models.CharField(max_length=13)
    identity_digest = models.BinaryField(max_length=16)
    record_digest = models.BinaryField(max_length=16, null=True)
    nik_sealed = models.BinaryField(null=True)
    name_sealed = models.BinaryField()
    died_on = models.DateField(null=True)
    moved_out_on = models.DateField(null=True)
    inactive = models.BooleanField(null=True)
    merged_into_id = models.BigIntegerField(null=True)

    sex = models.CharField(max_length=6, null=True)
    birth_date = models.DateField(null=True)
    relation = models.CharField(max_length=8, null=True)
    schooling_years = models.SmallIntegerField(null=True)
    school_level = models.CharField(max_length=8, null=True)
    school_grade = models.SmallIntegerField(null=True)
    work_sector = models.CharField(max_length=16, null=True)
    tobacco_worker = models.BooleanField(null=True)
    severe_disability = models.BooleanField(null=True)
    disability = models.BooleanField(null=True)
    pregnant = models.BooleanField(null=True)
    health_insurance = models.CharField(max_length=8, null=True)
    rights_violation_victim = models.BooleanField(null=True)

    class Meta:
        abstract = True


class MembershipState(Traced):
    """A person in a household from a day until a day (exclusive); `until_day` null: still."""

    from_day = models.DateField()
    until_day = models.DateField(null=True)

    class Meta:
        abstract = True
