"""The meeting's rules on a device (JavaScript) against those of the portal: the same log, record and words, always."""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

import merata_portal.office
from merata.participation.entries import KINDS, Entry, faults_of
from merata.participation.log import Log, fold
from merata.participation.meeting_steps import STATES_ID
from merata.participation.procedure import RULES, Procedure, kinds, procedure
from merata_portal.office.views.forums.device_texts import device_texts

NODE = shutil.which("node")
SCRIPTS = Path(merata_portal.office.__file__).parent / "static" / "office" / "meeting"
START = datetime(2026, 6, 4, 9)  # noqa: DTZ001 - the village's own time
SEQUENCES = 1500
RUN = """
import { createInterface } from "node:readline";
const { fold } = await import(`${process.argv[1]}/log.js`);
const { missing, needed, openUntil, quorate, reconveneBy } = await import(`${process.argv[1]}/machine.js`);
const { parsed } = await import(`${process.argv[1]}/times.js`);
for await (const line of createInterface({ input: process.stdin })) {
  const [rules, given] = JSON.parse(line);
  const { record, standing, refused } = fold(rules, given.map((one) => ({ ...one, at: parsed(one.at) })));
  const { meeting, signed, signedFirst, ...rest } = record;
  const { rules: _rules, ...told } = meeting;
  console.log(JSON.stringify({
    standing: standing.map((one) => [one.uuid, one.at]),
    refused: refused.map(([one, why]) => [one.uuid, why.textId, why.rule]),
    meeting: told,
    record: {
      ...rest, signed, signedFirst: [...signedFirst].sort(), oversight: [...rest.oversight].sort(),
      invitees: [...rest.invitees].sort(), judged: [...rest.judged].sort(),
    },
    quorum: [quorate(meeting), missing(meeting), needed(meeting), openUntil(meeting), reconveneBy(meeting)],
  }));
}
"""
PROGRESS = (
    "signed",
    "signed",
    "signed",
    "signed",
    "unsigned",
    "opened",
    "item_taken",
    "agreed",
    "unresolved",
    "voted",
    "postponed",
)
WITHOUT_QUORUM = ("postponed", "postponed", "consulted", "consulted", "reconvened", "reconvened", "opened", "closed")
SELDOM = "cancelled"


class Made:
    """Random procedures and logs; ids are few, so that entries meet."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311 - cases of a test
        self.number = 0

    def uuid(self) -> str:
        self.number += 1
        return str(UUID(int=self.dice.getrandbits(96) << 32 | self.number))

    def procedure(self) -> Procedure:
        base = procedure(self.dice.choice(kinds()), on=date(2026, 6, 4))
        values = {
            "quorum": self.dice.choice([None, Fraction(1, 2), Fraction(2, 3), Fraction(3, 4)]),
            "postponement_hours": self.dice.choice([None, 1, 3]),
            "consultation": self.dice.random() < 0.6,
            "second_meeting_days": self.dice.choice([None, 1, 3]),
            "consensus_first": self.dice.random() < 0.7,
        }
        if self.dice.random() < 0.3:
            return base
        changed = {name: replace(base.rules[name], value=value) for name, value in values.items()}
        return replace(base, rules={**base.rules, **changed})

    def log(self) -> list[dict[str, Any]]:
        dice = self.dice
        self.people = [self.uuid() for _ in range(dice.randint(1, 6))]
        self.items = [self.uuid() for _ in range(dice.randint(1, 3))]
        self.visitors, self.findings, self.objections = [self.uuid(), self.uuid()], [self.uuid()], []
        devices = ["portal", "tablet-of-desk", "Telepon-1"][: dice.randint(1, 3)]
        numbers = dict.fromkeys(devices, 0)
        self.at, told = START - timedelta(minutes=20), []
        if dice.random() < 0.95:
            told.append(self.entry("invited", devices, numbers))
        usual, late = (WITHOUT_QUORUM, 20) if dice.random() < 0.4 else (PROGRESS, 0)
        self.at += timedelta(minutes=late)
        for _ in range(dice.randint(0, 40)):
            pool = (
                usual
                if dice.random() < 0.7
                else tuple(sorted(KINDS.keys() - ({SELDOM} if dice.random() < 0.9 else set())))
            )
            self.at += timedelta(seconds=dice.choice([0, 30, 60, 300, 1200, -90, 3600]))
            if dice.random() < 0.02:
                self.at += timedelta(days=1)
            told.append(self.entry(dice.choice(pool), devices, numbers))
        dice.shuffle(told)
        return told

    def entry(self, kind: str, devices: list[str], numbers: dict[str, int]) -> dict[str, Any]:
        device = self.dice.choice(devices)
        numbers[device] += 1
        at = self.at - timedelta(days=2) if kind == "invited" else self.at
        if kind == "objected":
            self.objections.append(self.uuid())
        known = KINDS[kind]
        wanted = {**known.data, **{name: what for name, what in known.maybe.items() if self.dice.random() < 0.5}}
        data = {name: self.value(name, what) for name, what in wanted.items()}
        if kind == "invited":
            data["starts_at"] = (START + timedelta(minutes=self.dice.choice([0, 0, 0, -10]))).isoformat()
        return {
            "uuid": self.objections[-1] if kind == "objected" else self.uuid(),
            "device": device, "sequence": numbers[device], "kind": kind, "data": data,
            "at": at.isoformat(timespec="milliseconds"),
        }  # fmt: skip

    def value(self, name: str, what: str) -> Any:
        dice = self.dice
        lists = {"invitees": self.people, "items": self.items, "oversight": self.items[:1]}
        if what == "uuids":
            return list(lists[name]) if dice.random() < 0.97 else []
        ids = {
            "invitee": [*self.people, self.visitors[0]], "visitor": [*self.visitors, self.people[0]],
            "item": [*self.items, self.uuid()], "attendee": [*self.people, *self.visitors],
            "objection": self.objections or [self.uuid()], "finding": self.findings,
        }  # fmt: skip
        made: dict[str, Any] = {
            "count": lambda: dice.choice([0, 0, 1, 2, 3]),
            "time": (self.at + timedelta(minutes=dice.choice([-5, 5, 30, 90, 600, 4000]))).isoformat,
            "flag": lambda: dice.random() < 0.5,
            "sex": lambda: "female", "office": lambda: "social_officer", "word": lambda: "women",
            "area": lambda: "35.05", "idr": lambda: 100, "day": lambda: "2026-06-30",
        }  # fmt: skip
        return dice.choice(ids[name]) if name in ids else made[what]()


def milliseconds(at: datetime | None) -> int | None:
    return None if at is None else round((at - datetime(1970, 1, 1)) / timedelta(milliseconds=1))  # noqa: DTZ001


def rules_of(known: Procedure) -> dict[str, Any]:
    """As `syncing.for_device` and `offline.device` tell a device."""
    share = known.quorum
    return {
        "quorum": None if share is None else [share.numerator, share.denominator],
        "postponement_hours": known.postponement_hours, "consultation": known.consultation,
        "second_meeting_days": known.second_meeting_days, "consensus_first": known.consensus_first,
        "citations": {name: {"id": rule.citation, "en": rule.citation} for name, rule in known.rules.items()},
    }  # fmt: skip


def told(log: Log) -> dict[str, Any]:
    """The log as the script tells it."""
    record, now = log.record, log.record.meeting
    by = now.reconvene_by
    share = now.procedure.quorum
    return {
        "standing": [[one.uuid, milliseconds(one.at)] for one in log.standing],
        "refused": [[one.uuid, why.text_id, why.rule] for one, why in log.refused],
        "meeting": {
            "state": now.state, "invited": now.invited, "signed": now.signed,
            "firstStart": milliseconds(now.first_start), "startsAt": milliseconds(now.starts_at),
            "second": now.second, "withQuorum": now.with_quorum, "openedAt": milliseconds(now.opened_at),
            "closedAt": milliseconds(now.closed_at), "reportedAt": milliseconds(now.reported_at),
            "lastAt": milliseconds(now.last_event_at),
            "decisions": {
                item: {
                    "carried": one.carried,
                    "votes": None if one.in_favour is None else [one.in_favour, one.against, one.abstained],
                }
                for item, one in now.decisions.items()
            },
        },
        "record": {
            "invitees": sorted(record.invitees), "signed": {who: milliseconds(at) for who, at in record.signed.items()},
            "signedFirst": sorted(record.signed_first), "observers": list(record.observers),
            "items": list(record.items), "oversight": sorted(record.oversight), "current": record.current,
            "spoken": [
                {"entry": one.entry, "attendee": one.attendee, "item": one.item, "asked": one.asked}
                for one in record.spoken
            ],
            "objections": record.objections, "findings": list(record.findings), "judged": sorted(record.judged),
        },
        "quorum": [
            now.quorate, now.missing_signatures,
            0 if share is None else -(-now.invited * share.numerator // share.denominator),
            milliseconds(now.open_until), None if by is None else (by - date(1970, 1, 1)).days,
        ],
    }  # fmt: skip


@pytest.mark.skipif(NODE is None, reason="there is no node; on Debian: apt install nodejs")
def test_a_device_makes_the_same_of_a_log_as_the_portal(tmp_path: Path) -> None:
    made = Made(20260604)
    cases = [(made.procedure(), made.log()) for _ in range(SEQUENCES)]
    faults = [fault for _, entries in cases for one in entries for fault in faults_of(one["kind"], one["data"], {})]
    assert {fault.column for fault in faults} <= {"text", "title", "name", "reason"}  # texts are not made here
    lines = "\n".join(json.dumps([rules_of(known), entries]) for known, entries in cases)
    scripts = tmp_path / "meeting"
    shutil.copytree(SCRIPTS, scripts)
    (scripts / "package.json").write_text('{"type": "module"}', encoding="utf-8")  # as the page loads them
    run = subprocess.run(
        [str(NODE), "--input-type=module", "-e", RUN, str(scripts)],
        input=lines, capture_output=True, text=True, check=True, timeout=300,
    )  # fmt: skip
    answers = run.stdout.splitlines()
    assert len(answers) == SEQUENCES
    states: dict[str, int] = {}
    refusals = set()
    for (known, entries), answer in zip(cases, answers, strict=True):
        log = fold(known, [Entry(**{**one, "at": datetime.fromisoformat(one["at"])}) for one in entries])
        assert json.loads(answer) == json.loads(json.dumps(told(log)))
        states[log.record.meeting.state] = states.get(log.record.meeting.state, 0) + 1
        refusals |= {(one.kind, why.rule) for one, why in log.refused}
    # The cases reach where they should: every state, and every rule as a reason to refuse.
    assert states.keys() == set(STATES_ID)
    assert min(states.values()) >= 3, states
    assert {rule for _, rule in refusals} == {None, *RULES} - {"report_working_days", "elements"}
    assert {kind for kind, _ in refusals} == set(KINDS)


def test_every_text_that_the_scripts_ask_for_is_there() -> None:
    said = "".join(one.read_text(encoding="utf-8") for one in SCRIPTS.glob("*.js"))
    asked = set(re.findall(r'\btext\("([^"]+)"', said))
    for branches in re.findall(r"\btext\(([^()`]*\?[^()`]*)\)", said):
        asked |= set(re.findall(r'"([^"]+)"', branches))
    known = device_texts()
    assert asked <= known.keys(), asked - known.keys()
    asked |= set(re.findall(r'\[\w+, "\w+", "(\w+)"\]', said)) | set(re.findall(r'true, "acara", "(\w+)"', said))
    spare = {one for one in known if not one.startswith(("entry ", "state ", "not sent ", "not prepared "))} - asked
    assert spare <= {"attendance", "speak", "write", "agenda"}, spare
