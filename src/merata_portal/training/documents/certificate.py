"""The certificate of a class as a tagged PDF, with the code that anybody can verify."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import UUID

import typst
from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import override

from merata.tables.folder import DESCRIPTION_FILE, Dataset
from merata_portal.accounts.queries import area_names
from merata_portal.actor import Actor, Capability
from merata_portal.personal.columns import unsealed
from merata_portal.training.models import Certificate

TEMPLATE = Path(__file__).with_name("certificate.typ")
PAGE = "/pelatihan/sertifikat/"


def certificate_pdf(certificate: Certificate, *, page: str = PAGE) -> bytes:
    """The PDF of a certificate, in Indonesian; `page`: where its code is verified. Of synthetic people it says so.

    Whoever calls has checked that the reader may see the name: its office, its holder, or who has the code.
    """
    application = certificate.application
    course = application.course
    name = unsealed(Certificate, "name_sealed", certificate.name_sealed, certificate.uuid) or ""
    with override("id"):
        days = f"{date_format(course.starts_on, 'j F Y')} – {date_format(course.ends_on, 'j F Y')}"
        issued = date_format(certificate.issued_on, "j F Y")
        sector = str(course.get_sector_display())
    data = {
        "title": f"Sertifikat {certificate.number}",
        "number": certificate.number,
        "owner": area_names([course.owner]).get(course.owner, course.owner),
        "name": name,
        "course": course.name,
        "sector": sector,
        "place": course.place,
        "days": days,
        "attended": application.sessions_attended or 0,
        "sessions": course.sessions,
        "partner": course.partner.name if course.partner else "",
        "issued": issued,
        "code": certificate.code,
        "page": page,
        "synthetic": _synthetic(),
    }
    made: bytes = typst.compile(str(TEMPLATE), format="pdf", sys_inputs={"data": json.dumps(data)})
    return made


def _synthetic() -> bool:
    """Whether the people of this portal are synthetic; a folder that says nothing has real people."""
    described = settings.DATA_ROOT / DESCRIPTION_FILE
    return described.is_file() and Dataset(settings.DATA_ROOT).description.synthetic


def office_certificate(actor: Actor, uuid: UUID) -> Certificate:
    """A certificate for who manages its class; raises `Certificate.DoesNotExist` for everybody else."""
    found = Certificate.objects.select_related("application__course__partner").get(uuid=uuid)
    if not actor.may(Capability.MANAGE_COURSE, found.application.course.owner):
        raise Certificate.DoesNotExist
    return found
