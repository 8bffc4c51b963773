"""Lists of recipients as other offices send them, and what the registry then says of who receives what."""

from __future__ import annotations

from registry_exports import kk, nik

from merata_portal.registry.models import Benefit, Household
from merata_portal.registry.writing.identity import kk_digest

HEADER = "NIK,Nomor KK,Nama,Program,Tahun,Rupiah Setahun"
PKH, FOOD = "PKH", "Program Sembako (BPNT)"


def listed(*rows: tuple[int | str | None, int | None, str, int | str, int | str]) -> bytes:
    """A list of rows: number of the person (or a NIK as it is), of the family, programme, year, rupiah a year."""
    lines = [HEADER]
    for person, family, programme, year, rupiah in rows:
        number = "" if person is None else nik(person) if isinstance(person, int) else person
        lines.append(f"{number},{'' if family is None else kk(family)},Tidak Dibaca,{programme},{year},{rupiah}")
    return "\r\n".join(lines).encode()


def received() -> dict[tuple[int, str, int], int]:
    """Rupiah by family (of the first twenty), programme and year."""
    families = {
        Household.objects.get(identity_digest=kk_digest(kk(number))).id: number
        for number in range(1, 20)
        if Household.objects.filter(identity_digest=kk_digest(kk(number))).exists()
    }
    return {
        (families[one.household_id], one.programme_id, one.year): one.annual_idr
        for one in Benefit.objects.order_by("id")
    }
