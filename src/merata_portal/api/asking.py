"""What may be asked of a list: which area, which year, from where on and how many; nothing that is not listed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Self

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q
from ninja import Schema
from pydantic import BeforeValidator, Field, ModelWrapValidatorHandler, ValidationError, ValidationInfo, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from merata_portal.accounts.queries import area_names
from merata_portal.api.faults import strange
from merata_portal.api.problems import NOT_FOUND, Problem
from merata_portal.api.words import both

AREA = r"^[0-9]{2}\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?$"
LIMIT, MOST = 100, 500
MOST_DIGITS = 9


def _whole(value: Any) -> Any:
    """Digits alone: neither " 7" nor "7.0" nor "1_000" is a whole number in an address."""
    if isinstance(value, str) and not (value.isascii() and value.isdecimal() and len(value) <= MOST_DIGITS):
        raise PydanticCustomError("int_parsing", "must be a whole number")
    return value


def unset() -> Any:
    """Nothing was asked. As a factory, so that the document tells no default that its own pattern refuses."""
    return ""


Whole = Annotated[int, BeforeValidator(_whole)]
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9_]{1,64}$")]


class Asked(Schema):
    """The parameters of an operation. Each is given at most once, and what is not a field here is refused."""

    @model_validator(mode="wrap")
    @classmethod
    def _only_known(cls, data: Any, validated: ModelWrapValidatorHandler[Self], info: ValidationInfo) -> Self:
        """All faults at once: those of the fields with those of what is no field."""
        found: list[Any] = strange((info.context or {})["request"].GET, cls.parameters())
        try:
            told = validated(data)
        except ValidationError as error:
            found += error.errors()
        if found:
            raise ValidationError.from_exception_data("asked", [_again(one) for one in found])
        return told

    @classmethod
    def parameters(cls) -> tuple[str, ...]:
        """What they are called in an address."""
        return tuple(field.alias or name for name, field in cls.model_fields.items())

    @property
    def filters(self) -> dict[str, Any]:
        """What the rows are narrowed to: everything but the page."""
        return self.model_dump(exclude={"after", "limit"})


class Paged(Asked):
    """A page of a list."""

    after: str = Field(
        default_factory=str, alias="cursor", pattern=r"^[A-Za-z0-9_-]{1,200}$",
        description=both("nilai next dari halaman sebelumnya", "the value of next of the page before"),
    )  # fmt: skip
    limit: Whole = Field(
        LIMIT, ge=1, le=MOST, description=both(f"baris sehalaman, paling banyak {MOST}", f"rows a page, at most {MOST}")
    )


class OfArea(Paged):
    """A page of what lies in an area."""

    area: str = Field(
        default_factory=str, pattern=AREA,
        description=both(
            "kode wilayah Kemendagri; termasuk semua di dalamnya", "code of an area; all that lies in it is included"
        ),
        examples=["35.05.01"],
    )  # fmt: skip

    def within(self, field: str) -> Q:
        """The rows whose `field` is the area asked for or lies in it; raises `Problem` for a code of no area."""
        if not self.area:
            return Q()
        refuse_unknown_area(self.area)
        return Q(**{field: self.area}) | Q(**{f"{field}__startswith": f"{self.area}."})


class OfAreaAndYear(OfArea):
    """A page of what lies in an area and year."""

    year: Whole = Field(
        default_factory=int, ge=2000, le=2100, description=both("tahun; tanpa ini semua tahun", "year; all without it")
    )


def _again(error: Mapping[str, Any]) -> InitErrorDetails:
    """An error as one that can be raised again beside others."""
    kind = PydanticCustomError(error["type"], "{kind}", {**error.get("ctx", {}), "kind": error["type"]})
    return InitErrorDetails(type=kind, loc=error["loc"], input=None)


def refuse_unknown_area(code: str) -> None:
    """Raises `Problem` where no area has the code: an empty list would read as if nothing were there."""
    if code not in area_names([code]):
        raise Problem(
            NOT_FOUND, f"Tidak ada wilayah {code}; kode yang ada: /api/v1/areas.",
            f"There is no area {code}; the codes are at /api/v1/areas.",
        )  # fmt: skip


NOTHING_THERE = ObjectDoesNotExist
"""What queries raise for what is not there or not public."""
