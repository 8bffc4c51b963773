"""Who applied to a class, and what came of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from merata_portal.personal.columns import seals
from merata_portal.registry.models import Household, Person
from merata_portal.tickets.models import Ticketed
from merata_portal.training.models.courses import Course


class Application(Ticketed):
    """An application with a ticket (prefix L). `number` is what the draw publishes: it opens nothing.

    `person`: who of the registry it is, once a person in an office has found them. `income_idr`: what the applicant
    said they earn in a month. `chance`, `selected` and `need_weight` are those of the draw; `promoted`: took a seat
    from the waiting list. `completed` None: not known yet, or no seat. `browser_digest`: of the browser it came from.
    """

    class Channel(models.TextChoices):
        """How it came in."""

        RESIDENT = "resident", _("Warga sendiri")
        OPERATOR = "operator", _("Lewat kantor")

    uuid = models.UUIDField(unique=True)
    course = models.ForeignKey(Course, models.PROTECT, related_name="applications")
    number = models.CharField(max_length=12, unique=True)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    village_code = models.CharField(max_length=13)
    name_sealed = models.BinaryField()
    contact_sealed = models.BinaryField(null=True)
    birth_date = models.DateField()
    income_idr = models.BigIntegerField(null=True)
    applied_on = models.DateField()
    applied_at = models.DateTimeField()
    filed_by_user_id = models.BigIntegerField(null=True)
    browser_digest = models.BinaryField(max_length=16, null=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="course_applications")
    household = models.ForeignKey(Household, models.PROTECT, null=True, related_name="course_applications")
    not_found = models.BooleanField(default=False)
    checked_at = models.DateTimeField(null=True)
    checked_by_user_id = models.BigIntegerField(null=True)
    withdrawn_on = models.DateField(null=True)
    refused_codes = models.JSONField(default=list)
    need_weight = models.SmallIntegerField(null=True)
    chance = models.FloatField(null=True)
    selected = models.BooleanField(null=True)
    place_in_draw = models.IntegerField(null=True)
    promoted = models.BooleanField(default=False)
    gave_up_order = models.SmallIntegerField(null=True)
    test_passed = models.BooleanField(null=True)
    completed = models.BooleanField(null=True)
    sessions_attended = models.SmallIntegerField(null=True)
    sessions_excused = models.SmallIntegerField(null=True)
    reason_id = models.TextField(blank=True)
    reason_en = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="application_person_with_household",
                condition=Q(person__isnull=True, household__isnull=True)
                | Q(person__isnull=False, household__isnull=False),
            ),
            models.CheckConstraint(
                name="application_income", condition=Q(income_idr__isnull=True) | Q(income_idr__gte=0)
            ),
        ]
        indexes = [
            models.Index(fields=["course", "village_code", "id"], name="application_place"),
            models.Index(fields=["browser_digest", "-applied_at"], name="application_browser"),
        ]

    @property
    def takes_part(self) -> bool:
        """Whether they hold a seat of the class now."""
        return (self.selected is True or self.promoted) and self.gave_up_order is None


seals(Application, "name_sealed", "contact_sealed")
