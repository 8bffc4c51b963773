"""Where recipients live: of a hundred registered households how many, by village, as a light map."""

from __future__ import annotations

from django.utils.translation import gettext as _

from merata.report.map_pictures import Words, village_picture
from merata_portal.analysis.queries.outlines import outlines
from merata_portal.public.views.programmes.recipients import InRegency


def recipients_map(found: InRegency) -> str:
    """The map of a regency; "" where its villages' boundaries were not brought, or no share is told. One query."""
    villages = [one for _kecamatan, inside in found.kecamatan for one in inside]
    values = {one.code: float(one.of_100) for one in villages if one.of_100 is not None}
    shapes = outlines(found.whole.code) if values else None
    if shapes is None:
        return ""
    withheld = frozenset(one.code for one in villages if one.households is None)
    said = Words(
        _("Dari 100 keluarga terdaftar, berapa yang menerima"),
        # With its sign: "Sidorejo: 4" would read as four families.
        lambda value: f"{round(value)}%",
        withheld=_("ditahan"),
        no_data=_("tidak ada angka"),
        nothing=_("tidak ada penerima"),
    )
    alt = _(
        "Peta penerima di %(place)s menurut desa: %(told)s desa dengan angka, %(withheld)s ditahan. Semuanya ada di "
        "daftar di bawahnya."
    ) % {"place": found.whole.name, "told": len(values), "withheld": len(withheld)}
    return village_picture(
        shapes, values, said, alt=alt, names={one.code: one.name for one in villages},
        kecamatan={one.code: one.name for one, _inside in found.kecamatan}, withheld=withheld,
        id_prefix=f"peta-{found.whole.code.replace('.', '')}",
    )  # fmt: skip
