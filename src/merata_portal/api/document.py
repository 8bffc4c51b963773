"""The interface itself: its operations, how its errors are told, and its OpenAPI document."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Router
from ninja.errors import ValidationError
from ninja.operation import Operation
from ninja.renderers import BaseRenderer
from ninja.responses import NinjaJSONEncoder

from merata_portal.api import problems
from merata_portal.api.faults import problem_of
from merata_portal.api.pace import REQUESTS_A_MINUTE
from merata_portal.api.views import delivery, disbursements, figures, meetings, places, plans, programmes, proposals
from merata_portal.api.words import both

PREFIX = "api/v1"
_REFERENCE = re.compile(r'"#/components/schemas/([^"]+)"')
_GENERIC = re.compile(r'\b(Listed|Published)_(\w+?)_(?=")')
"""What pydantic calls "Listed[Work]"."""
_GROUPS = {
    "wilayah": ("Wilayah", "Areas"),
    "angka": ("Angka yang terbit", "Published figures"),
    "program": ("Program bantuan", "Assistance programmes"),
    "rencana": ("Rencana dewan", "The council's plans"),
    "pelaksanaan": ("Pekerjaan dan pelatihan", "Works and training"),
    "suara": ("Suara warga", "What residents say"),
    "edisi": ("Edisi data terbuka", "Editions of open data"),
    "penyaluran": ("Penyaluran, dengan kunci klien", "Disbursement, with a client key"),
}
_ROUTERS = (
    places.router, figures.router, programmes.router, plans.router, delivery.router, meetings.router, proposals.router,
    places.editions_router, disbursements.router,
)  # fmt: skip


_RETRY_AFTER = {
    "description": both("detik sampai boleh lagi", "seconds until it may be asked again"),
    "schema": {"type": "integer", "minimum": 1},
}


class Renderer(BaseRenderer):
    """JSON as people can read it too."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:  # noqa: ARG002 - ninja's
        """The answer's bytes."""
        return json.dumps(data, cls=NinjaJSONEncoder, ensure_ascii=False).encode()


class Interface(NinjaAPI):
    """The operations, each known by the name of its function."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The operation's identifier in the document."""
        return operation.view_func.__name__.rstrip("_")

    def get_operation_url_name(self, operation: Operation, router: Router) -> str:  # noqa: ARG002 - ninja's signature
        """The name of its route, the same."""
        return self.get_openapi_operation_id(operation)


api = Interface(
    title=both("Antarmuka data Merata", "Merata's data interface"),
    version="1.0.0",
    description=both(
        "Data pembangunan daerah untuk dibaca sistem lain: tanpa kunci, hanya membaca, boleh dipakai siapa pun dengan "
        "menyebut sumbernya (CC-BY-4.0). Angka tentang orang hanya dari edisi data terbuka: yang kecil ditahan. "
        "Daftar penyaluran memerlukan kunci klien. "
        f"Dari satu alamat dijawab paling banyak {REQUESTS_A_MINUTE} permintaan per menit, selebihnya 429.",
        "A region's development for other systems to read: without a key, read only, free for any use that names the "
        "source (CC-BY-4.0). Figures about people are from editions of open data alone: small ones are withheld. The "
        "disbursement list needs a client key. "
        f"From one address at most {REQUESTS_A_MINUTE} requests a minute are answered, further ones with 429.",
    ),
    openapi_url=None,
    docs_url=None,
    urls_namespace="v1",
    renderer=Renderer(),
    openapi_extra={
        "info": {"license": {"name": "CC-BY-4.0", "identifier": "CC-BY-4.0"}},
        "tags": [{"name": name, "description": both(*words)} for name, words in _GROUPS.items()],
    },
)
for _router in _ROUTERS:
    api.add_router("", _router)


@api.exception_handler(ValidationError)
def _asked_wrong(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problems.answer(request, problem_of(error.errors))


@api.exception_handler(problems.Problem)
def _told(request: HttpRequest, problem: problems.Problem) -> HttpResponse:
    return problems.answer(request, problem)


@cache
def document() -> dict[str, Any]:
    """The OpenAPI 3.1 document."""
    found: dict[str, Any] = json.loads(_GENERIC.sub(r"\1\2", json.dumps(api.get_openapi_schema(path_prefix=PREFIX))))
    for operations in found["paths"].values():
        for operation in operations.values():
            for status, told in operation["responses"].items():
                _describe(status, told)
            for parameter in operation["parameters"]:
                # The document knows examples of a parameter by name only; its schema has them as well.
                parameter.pop("examples", None)
    found["components"]["schemas"] = _referred(found)
    return found


def taking_none() -> frozenset[str]:
    """The operations without a parameter in the query."""
    operations = [one for each in document()["paths"].values() for one in each.values()]
    return frozenset(
        str(one["operationId"]) for one in operations if all(told["in"] != "query" for told in one["parameters"])
    )


def _describe(status: str, told: dict[str, Any]) -> None:
    """A problem in its words and with the media type that it is sent with."""
    kind = next((one for one in problems.KINDS if str(one.status) == status), None)
    if kind is None:
        told["description"] = both("Jawabannya", "The answer")
        return
    told["description"] = both(kind.about_id, kind.about_en)
    told["content"] = {problems.MEDIA: next(iter(told["content"].values()))}
    if kind is problems.TOO_OFTEN:
        told["headers"] = {"Retry-After": _RETRY_AFTER}


def _referred(found: dict[str, Any]) -> dict[str, Any]:
    """The schemas that an answer refers to; ninja lists those of the parameters too, which stand there themselves."""
    schemas: dict[str, Any] = found["components"]["schemas"]
    kept: set[str] = set()
    waiting = set(_REFERENCE.findall(json.dumps(found["paths"])))
    while waiting:
        name = waiting.pop()
        kept.add(name)
        waiting |= set(_REFERENCE.findall(json.dumps(schemas[name]))) - kept
    return {name: one for name, one in sorted(schemas.items()) if name in kept}
