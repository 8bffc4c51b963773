"""What the matrix of routes, roles and areas tries: for each route about something, a sample of that thing.

Every route with arguments that demands a capability needs a sample, or the matrix test fails. An app adds its own:

    @sample("office:household")
    def household(village: str) -> Sample:
        made = …  # something of that village, in the test's database
        return Sample({"id": made.pk}, village, marks=(made.head_name,))

A route that only changes something (POST) is posted to, with an empty form, by those who may not: it must refuse them
before it looks at the form. A sample whose area is None lies in no area: whoever has the capability anywhere may.

`marks` are texts that nobody may read who may not see the thing: they are looked for in every page and list.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Sample:
    """The arguments of a route, the area in which the thing lies, and what tells that it was seen."""

    arguments: dict[str, Any]
    area: str | None
    marks: tuple[str, ...] = field(default=())


Maker = Callable[[str], Sample]
SAMPLES: dict[str, Maker] = {}


def sample(route: str) -> Callable[[Maker], Maker]:
    """Register how a sample for the route of that name is made in a village."""

    def register(maker: Maker) -> Maker:
        if route in SAMPLES:
            raise ValueError(f"there are two samples for {route}")
        SAMPLES[route] = maker
        return maker

    return register
