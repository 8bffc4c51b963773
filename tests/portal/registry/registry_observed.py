"""What the tests of the registry look at: jobs done, and every row of its state."""

# ruff: noqa: S608 - the models' own table names
from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection

from merata_portal.jobs.models import UNFINISHED, Job
from merata_portal.jobs.worker import Worker
from merata_portal.registry.models import (
    Benefit,
    BenefitBefore,
    Change,
    Household,
    HouseholdBefore,
    Membership,
    MembershipBefore,
    NameToken,
    Person,
    PersonBefore,
)

AS_OF = date(2026, 1, 31)
STATE = (
    Household,
    Person,
    Membership,
    NameToken,
    Benefit,
    HouseholdBefore,
    PersonBefore,
    MembershipBefore,
    BenefitBefore,
)


def work_off() -> Job | None:
    """Let a worker do all that waits; the last job."""
    worker = Worker(name="tests", idle_seconds=0.01)
    for _ in range(20):  # a worker ends where the database is busy just then
        worker.run(until_empty=True)
        if not Job.objects.filter(status__in=UNFINISHED).exists():
            break
    return Job.objects.order_by("queued_at").last()


def state_of_registry() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the registry's own state, as the database holds it."""
    found = {}
    with connection.cursor() as cursor:
        for model in STATE:
            cursor.execute(f"SELECT * FROM {model._meta.db_table} ORDER BY 1, 2, 3")
            found[model.__name__] = [
                tuple(bytes(cell) if isinstance(cell, memoryview) else cell for cell in row)
                for row in cursor.fetchall()
            ]
    return found


def last_change() -> Change:
    found = Change.objects.order_by("id").last()
    assert found is not None
    return found
