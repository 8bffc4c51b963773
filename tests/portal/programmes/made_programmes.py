"""Launches, enrolments and cycles for tests, put straight into the tables; only money goes the ledger's own way.

`launch(state="listed", villages={"35.05.01.2001": 3_600_000})` reserves each village's sum and what is left of the
ceiling, as a launch does; `enrolment(…, state="enrolled")` commits its sum, as a decree does.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from importlib.resources import files
from typing import Any
from uuid import uuid4

from merata_portal.accounts.models import User
from merata_portal.actor import Actor, Held, Role
from merata_portal.ledger import actions as ledger
from merata_portal.ledger.models import Earmark, Line
from merata_portal.ledger.requests import Ceiling, Share, Sum
from merata_portal.programmes.models import Cycle, Enrolment, Entitlement, Launch, RuleVersion, Simulation, Transition
from merata_portal.programmes.states import HELD, State
from merata_portal.registry.models import Household, Person

NOON = datetime(2026, 1, 31, 5, tzinfo=UTC)
DAY = date(2026, 1, 31)
VILLAGE, OTHER_VILLAGE = "35.05.01.2001", "35.05.01.2002"
_numbers = itertools.count(1)
_LISTED = ("listed", "approved", "enrolling", "running", "closed")
_APPROVED = _LISTED[1:]
_DECREED = _LISTED[2:]


def launched_by() -> Actor:
    """Who launched and reserved here: nobody of a test's own officers, so that no separation of duties stands in it."""
    return _somebody("peluncur", Role.PLANNER)


def approved_by() -> Actor:
    """Who approved the list here."""
    return _somebody("penyetuju", Role.SOCIAL_OFFICER)


def decreed_by() -> Actor:
    """Who issued the decree here, and committed its money."""
    return _somebody("penetap", Role.SOCIAL_OFFICER)


def _somebody(username: str, role: Role) -> Actor:
    user, _ = User.objects.get_or_create(username=username, defaults={"full_name": f"Orang {username}"})
    return Actor(user.id, user.full_name, tuple(Held(role, area) for area in ("35.05", "35.72")))


def packaged(programme_id: str) -> str:
    """The text of a rulebook of the package."""
    return files("merata.rulebooks").joinpath(f"{programme_id}.yaml").read_text("utf-8")


def rule_version(programme_id: str = "blt_dbhcht", text: str = "", **known: Any) -> RuleVersion:
    """A rulebook as registered: the packaged one, or `text`. Asked twice for the same text, it is the same row."""
    text = text or packaged(programme_id)
    given: dict[str, Any] = {
        "uuid": uuid4(), "programme_id": programme_id, "text": text, "name_id": f"Program {programme_id}",
        "name_en": f"Programme {programme_id}", "kind": "cash", "at": NOON, "by_user_id": launched_by().user_id,
    }  # fmt: skip
    return RuleVersion.objects.get_or_create(
        content_hash=sha256(text.encode()).hexdigest(), defaults={**given, **known}
    )[0]


def simulation(rule: RuleVersion | None = None, **known: Any) -> Simulation:
    """A simulation that chose two of ten households, Rp1,800,000 each."""
    given: dict[str, Any] = {
        "uuid": uuid4(), "rule_version": rule or rule_version(), "snapshot_uuid": uuid4(), "snapshot_hash": "0" * 64,
        "area": "35.05", "on_day": DAY, "households": 10, "eligible": 3, "unknown": 1, "eligible_idr": 5_400_000,
        "ceiling_idr": 3_600_000, "chosen": 2, "chosen_idr": 3_600_000, "refused": {"anggota": 6}, "at": NOON,
        "list_hash": "a" * 64, "by_user_id": launched_by().user_id,
    }  # fmt: skip
    return Simulation.objects.create(**{**given, **known})


def ledger_line(owner: str = "35.05", amount_idr: int = 1_000_000_000, year: int = 2026) -> Line:
    """A budget line of the owner with this much money; each call makes another."""
    account = f"5.4.{next(_numbers):04d}"
    ledger.appropriate(
        by=launched_by(), owner=owner, year=year, ceilings=[Ceiling(account, "DAU", amount_idr, "assistance")],
        reason="APBD", key=f"apbd-{account}", document="Perda 1/2026",
    )  # fmt: skip
    return Line.objects.get(owner=owner, year=year, account_code=account)


def launch(
    state: str = "listed", villages: Mapping[str, int] | None = None, *, line: Line | None = None, **known: Any
) -> Launch:
    """A launch in that state; `villages`: what each has reserved (one: Rp3,600,000). Its ceiling is twice their sum."""
    villages = {VILLAGE: 3_600_000} if villages is None else villages
    line = line or ledger_line(known.get("owner", "35.05"), year=known.get("year", 2026))
    rule = known.pop("rule_version", None) or rule_version(known.get("programme_id", "blt_dbhcht"))
    given: dict[str, Any] = {
        "uuid": uuid4(), "simulation": known.get("simulation") or simulation(rule), "rule_version": rule,
        "programme_id": rule.programme_id, "name_id": rule.name_id, "name_en": rule.name_en, "owner": line.owner,
        "area": line.owner, "year": line.year, "line": line.pk, "ceiling_idr": 2 * sum(villages.values()) or 1,
        "delivery": "bank", "unit": "household", "instalments": 6, "state": state, "reason": "uji", "made_at": NOON,
        "made_by_user_id": launched_by().user_id,
    }  # fmt: skip
    if state in _LISTED:
        given |= {"list_hash": "a" * 64, "list_rows": 10, "listed_at": NOON}
    if state in _APPROVED:
        given |= {"approved_at": NOON, "approved_by_user_id": approved_by().user_id}
    if state in _DECREED:
        given |= {"decree_number": "188.45/1/2026", "decree_on": DAY, "decree_hash": "b" * 64, "decreed_at": NOON}
        given["decreed_by_user_id"] = decreed_by().user_id
    made = Launch.objects.create(**{**given, **known})
    _reserve(made, villages)
    return made


def _reserve(made: Launch, villages: Mapping[str, int]) -> None:
    rest = made.ceiling_idr - sum(villages.values())
    shares = [
        Share(made.line, made.purpose(code), amount, made.programme_id, code, "", made.plan)
        for code, amount in villages.items()
        if amount
    ]
    if rest > 0:
        shares.append(Share(made.line, made.purpose(), rest, made.programme_id, "", "", made.plan))
    ledger.reserve(by=launched_by(), shares=shares, reason="diluncurkan", key=f"launch:{made.uuid}")


def earmark(of: Launch, village_code: str = "") -> Earmark:
    """The launch's money in a village, or its reserve."""
    purpose = of.purpose(village_code) if village_code else of.purpose()
    return Earmark.objects.get(line_id=of.line, purpose=purpose)


def enrolment(
    of: Launch, household: Household, state: str = "proposed", *, person: Person | None = None, **known: Any
) -> Enrolment:
    """A household (or `person` of it) in the launch, Rp1,800,000 a year; enrolled or paused, its money is committed."""
    given: dict[str, Any] = {
        "uuid": uuid4(), "launch": of, "household": household, "person": person, "state": state, "since": DAY,
        "village_code": household.village_code, "annual_idr": 1_800_000, "rank": next(_numbers), "score": "",
        "decided_by": "list", "reason_id": "Memenuhi: uji.", "reason_en": "Eligible: test.",
    }  # fmt: skip
    if state in HELD and "earmark" not in known:
        given["earmark"] = earmark(of, household.village_code).pk
    made = Enrolment.objects.create(**{**given, **known})
    if state in HELD and made.annual_idr:
        ledger.commit(
            by=decreed_by(), sums=[Sum(made.earmark, made.annual_idr, f"enrolment:{made.uuid}")], reason="ditetapkan",
            key=f"enrolment:{made.uuid}", document=of.decree_number,
        )  # fmt: skip
    Transition.objects.create(
        enrolment=made, source="", target=State(state), code="listed", reason="", on_day=made.since, at=NOON,
        by_user_id=launched_by().user_id,
    )  # fmt: skip
    return made


def cycle(of: Launch, number: int = 1, **known: Any) -> Cycle:
    """The cycle of that number: as many days apart as the launch has instalments in its year."""
    length = 360 // of.instalments
    begins = date(of.year, 1, 1) + timedelta(days=(number - 1) * length)
    given: dict[str, Any] = {
        "launch": of, "number": number, "begins": begins, "ends": begins + timedelta(days=length - 1),
        "frozen_on": begins - timedelta(days=14), "pays_on": begins, "answered_by": begins + timedelta(days=20),
    }  # fmt: skip
    return Cycle.objects.create(**{**given, **known})


def entitlement(of: Cycle, enrolled: Enrolment, state: str = "due", **known: Any) -> Entitlement:
    """What the enrolment is due in the cycle: its year's rupiah by the instalments, the larger ones first."""
    each, left = divmod(enrolled.annual_idr, enrolled.launch.instalments)
    given: dict[str, Any] = {
        "uuid": uuid4(), "cycle": of, "enrolment": enrolled, "village_code": enrolled.village_code, "state": state,
        "amount_idr": each + (of.number <= left),
    }  # fmt: skip
    return Entitlement.objects.create(**{**given, **known})
