"""People, areas, and who holds which role where from when until when."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from merata_portal.actor import ASSIGNABLE, Role


class AreaKind(models.TextChoices):
    """The levels of area that a role can be held in."""

    REGENCY = "regency", _("Kabupaten/kota")
    KECAMATAN = "kecamatan", _("Kecamatan")
    VILLAGE = "village", _("Desa/kelurahan")


class VillageType(models.TextChoices):
    """A desa has Dana Desa and a BPD, a kelurahan has neither."""

    DESA = "desa", _("Desa")
    KELURAHAN = "kelurahan", _("Kelurahan")


class Area(models.Model):
    """A regency, kecamatan or village by its code as Kemendagri writes it; `parent` is the area around it."""

    code = models.CharField(primary_key=True, max_length=13)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=9, choices=AreaKind)
    village_type = models.CharField(max_length=9, choices=VillageType, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="area_only_villages_have_a_type",
                condition=Q(kind="village", village_type__in=["desa", "kelurahan"])
                | (~Q(kind="village") & Q(village_type="")),
            ),
            models.CheckConstraint(
                name="area_only_regencies_have_no_parent",
                condition=Q(kind="regency", parent__isnull=True)
                | Q(kind__in=["kecamatan", "village"], parent__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class User(AbstractBaseUser):
    """One person. Whoever works in two offices still has one account, so that duties are kept apart by person."""

    username = models.CharField(max_length=64, unique=True)
    full_name = models.CharField(max_length=150)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    objects = BaseUserManager["User"]()

    class Meta:
        ordering = ["username"]

    def __str__(self) -> str:
        return self.full_name or self.username


class Assignment(models.Model):
    """A role held in an area from `from_day` until the day before `until_day`; None: until it is ended.

    `granted_by` and `ended_by` are None where the machine's operator did it.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=16, choices=Role)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    from_day = models.DateField()
    until_day = models.DateField(null=True)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["role", "area_id", "from_day"]
        constraints = [
            models.CheckConstraint(
                name="assignment_role_can_be_granted", condition=Q(role__in=sorted(role.value for role in ASSIGNABLE))
            ),
            models.CheckConstraint(
                name="assignment_ends_after_it_begins",
                condition=Q(until_day__isnull=True) | Q(until_day__gte=F("from_day")),
            ),
            models.CheckConstraint(
                name="assignment_not_granted_to_oneself",
                condition=Q(granted_by__isnull=True) | ~Q(granted_by=F("user")),
            ),
            models.UniqueConstraint(
                name="assignment_held_once", fields=["user", "role", "area"], condition=Q(until_day__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}@{self.area_id} {self.from_day}–{self.until_day or ''}"
