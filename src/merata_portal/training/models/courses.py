"""A class on offer: what, where and when, for whom, with whose money, and who holds it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from merata_portal.training.states import State


class Partner(models.Model):
    """A firm or body that holds or shares a course; no private persons. `owner`: the regency that works with it."""

    class Kind(models.TextChoices):
        """What it is."""

        FIRM = "firm", _("Perusahaan")
        COOPERATIVE = "cooperative", _("Koperasi")
        INSTITUTE = "institute", _("Lembaga pelatihan")
        PUBLIC = "public", _("Lembaga pemerintah")

    uuid = models.UUIDField(unique=True)
    owner = models.CharField(max_length=13)
    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=11, choices=Kind.choices)
    offers = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="partner_once")]


class Course(models.Model):
    """One class (kelas). `course_id`: its name in dataset folders; `owner`: the regency that pays.

    `line` and `earmark` are the ledger's, the earmark from the reservation on. `minimum_attendance_pc`: whole percent
    of the sessions that completion needs; quotas are floors, 0 where there is none.
    """

    class Sector(models.TextChoices):
        """What it teaches."""

        FARMING = "farming", _("Pertanian")
        CRAFTS = "crafts", _("Kerajinan")
        TOURISM = "tourism", _("Pariwisata")
        SERVICES = "services", _("Jasa")

    class Before(models.TextChoices):
        """Who is refused because they were selected earlier."""

        NOTHING = "nothing", _("Boleh pernah ikut pelatihan")
        SAME_COURSE = "same_course", _("Belum pernah mendapat kursi pelatihan ini")
        ANY_COURSE = "any_course", _("Belum pernah mendapat kursi pelatihan apa pun")

    uuid = models.UUIDField(unique=True)
    course_id = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=150)
    sector = models.CharField(max_length=8, choices=Sector.choices)
    about = models.TextField(blank=True)
    owner = models.CharField(max_length=13)
    year = models.SmallIntegerField()
    village_code = models.CharField(max_length=13)
    place = models.CharField(max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField()
    seats = models.IntegerField()
    sessions = models.SmallIntegerField()
    minimum_attendance_pc = models.SmallIntegerField(default=80)
    excused_at_most = models.SmallIntegerField(default=2)
    needs_test = models.BooleanField(default=False)
    women_seats = models.IntegerField(default=0)
    disability_seats = models.IntegerField(default=0)
    max_per_village = models.IntegerField(null=True)
    minimum_age = models.SmallIntegerField(null=True)
    maximum_age = models.SmallIntegerField(null=True)
    minimum_schooling_years = models.SmallIntegerField(null=True)
    residents_only = models.BooleanField(default=True)
    not_before = models.CharField(max_length=11, choices=Before.choices, default=Before.SAME_COURSE)
    partner = models.ForeignKey(Partner, models.PROTECT, null=True, related_name="courses")
    cost_idr = models.BigIntegerField()
    line = models.BigIntegerField(null=True)
    earmark = models.BigIntegerField(null=True)
    evidence_id = models.CharField(max_length=64, blank=True)
    proposal = models.CharField(max_length=64, blank=True)
    plan = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    made_at = models.DateTimeField()
    made_by_user_id = models.BigIntegerField()
    finished_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="course_state", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="course_sector", condition=Q(sector__in=["farming", "crafts", "tourism", "services"])
            ),
            models.CheckConstraint(name="course_sizes", condition=Q(seats__gte=1, sessions__gte=1, cost_idr__gte=0)),
            models.CheckConstraint(
                name="course_attendance", condition=Q(minimum_attendance_pc__range=(1, 100), excused_at_most__gte=0)
            ),
        ]
        indexes = [models.Index(fields=["owner", "-year", "id"], name="course_owner")]

    @property
    def purpose(self) -> str:
        """What the ledger calls its money."""
        return f"course:{self.uuid}"

    @property
    def subject(self) -> str:
        """What the audit and the attachments call it."""
        return f"course:{self.uuid}"


class Trainer(models.Model):
    """An account with the role of a trainer that holds a class until the assignment is ended."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="trainers")
    user_id = models.BigIntegerField()
    from_day = models.DateField()
    until_day = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course", "user_id"], condition=Q(until_day__isnull=True), name="trainer_once"
            )
        ]


class Instalment(models.Model):
    """A part of the course's money that was paid; `entry` is the ledger's. `number` counts from 1."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="instalments")
    number = models.SmallIntegerField()
    amount_idr = models.BigIntegerField()
    document = models.CharField(max_length=200)
    entry = models.BigIntegerField()
    paid_on = models.DateField()
    paid_by_user_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "number"], name="instalment_once"),
            models.CheckConstraint(name="instalment_positive", condition=Q(amount_idr__gt=0)),
        ]
