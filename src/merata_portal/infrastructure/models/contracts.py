"""Who builds: parties, the contract, what changed of it, and the milestones it is measured by."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from merata_portal.infrastructure.models.projects import Project


class Party(models.Model):
    """A firm or body with a part in the work; never a private person. `npwp`: 15 digits (or 16 that begin with 0)."""

    class Role(models.TextChoices):
        """Its part."""

        SUPPLIER = "supplier", _("Pelaksana")
        SUPERVISOR = "supervisor", _("Pengawas")
        DESIGNER = "designer", _("Perencana teknis")

    class Form(models.TextChoices):
        """What kind of body it is."""

        PT = "pt", "PT"
        CV = "cv", "CV"
        COOPERATIVE = "cooperative", _("Koperasi")
        BUMDES = "bumdes", "BUMDes"
        COMMUNITY = "community", _("Kelompok masyarakat (swakelola)")
        PUBLIC = "public", _("Instansi pemerintah")

    project = models.ForeignKey(Project, models.PROTECT, related_name="parties")
    role = models.CharField(max_length=10, choices=Role.choices)
    form = models.CharField(max_length=11, choices=Form.choices)
    name = models.CharField(max_length=150)
    npwp = models.CharField(max_length=16, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "role", "name"], name="party_once")]


class Contract(models.Model):
    """The contract of a work, as signed; `value_idr` and `ends_on` as the last amendment left them."""

    class Method(models.TextChoices):
        """How the supplier was chosen, as OC4IDS names it."""

        OPEN = "open", _("Tender terbuka")
        SELECTIVE = "selective", _("Tender terbatas")
        LIMITED = "limited", _("Penunjukan langsung")
        DIRECT = "direct", _("Pengadaan langsung atau swakelola")

    project = models.OneToOneField(Project, models.PROTECT, related_name="contract")
    supplier = models.ForeignKey(Party, models.PROTECT, related_name="contracts")
    number = models.CharField(max_length=100)
    method = models.CharField(max_length=9, choices=Method.choices)
    signed_on = models.DateField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    signed_ends_on = models.DateField()
    value_idr = models.BigIntegerField()
    signed_value_idr = models.BigIntegerField()
    warranty_days = models.SmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="contract_values", condition=Q(value_idr__gt=0, signed_value_idr__gt=0, warranty_days__gte=0)
            )
        ]


class Amendment(models.Model):
    """A change of a contract (addendum), and why: what it was and what it is from then on."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="amendments")
    number = models.SmallIntegerField()
    document = models.CharField(max_length=100)
    signed_on = models.DateField()
    old_value_idr = models.BigIntegerField()
    new_value_idr = models.BigIntegerField()
    old_ends_on = models.DateField()
    new_ends_on = models.DateField()
    reason = models.TextField()
    by_user_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contract", "number"], name="amendment_once")]


class Milestone(models.Model):
    """A part of the work: its weight in whole percent (all add up to 100) and its days."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="milestones")
    number = models.SmallIntegerField()
    name = models.CharField(max_length=150)
    weight_pc = models.SmallIntegerField()
    due_on = models.DateField()
    met_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="milestone_once"),
            models.CheckConstraint(name="milestone_weight", condition=Q(weight_pc__range=(1, 100))),
        ]
