"""Counting a ballot by equal shares in the background; and bringing in ballots that were cast elsewhere."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from merata.participation.shares.pabulib import parse_pabulib
from merata_portal.actor import Actor
from merata_portal.audit.actions import record
from merata_portal.audit.models import Event
from merata_portal.jobs.actions import enqueue
from merata_portal.jobs.models import Job
from merata_portal.jobs.running import Running
from merata_portal.participation.actions.balloting import taken_election
from merata_portal.participation.declining import BallotDeclined
from merata_portal.participation.models import Ballot, Election
from merata_portal.participation.tallying import counted
from merata_portal.personal.columns import unsealed

COUNT = "participation.count"
MOST_BYTES = 50_000_000


@transaction.atomic
def start_count(*, by: Actor, uuid: UUID) -> Job:
    """Have a closed ballot counted; asked twice it is counted once."""
    found, held = taken_election(by, uuid, Election.State.CLOSED)
    if not found.ballots.exists():
        raise BallotDeclined("Belum ada suara untuk dihitung.", "There is no vote to count yet.")
    return enqueue(
        by=by, kind=COUNT, parameters={"election": str(uuid)}, held=held, area=found.area, unique_key=str(uuid)
    )


def run_count(running: Running) -> dict[str, Any]:
    """Count, explain and publish: reads outside any lock, for a closed ballot does not change, and writes once."""
    uuid = UUID(running.parameters["election"])
    election = Election.objects.get(uuid=uuid)
    if election.state == Election.State.COUNTED:  # a worker died after the commit
        return {"election": str(uuid), "result": election.result_hash}
    secret = unsealed(Election, "secret_sealed", election.secret_sealed, uuid) or ""
    result = counted(election, secret)
    text = json.dumps(result, ensure_ascii=False, sort_keys=True)
    with transaction.atomic():
        found, held = taken_election(running.by, uuid, Election.State.CLOSED)
        found.state, found.result, found.counted_at = Election.State.COUNTED, result, timezone.now()
        found.result_hash = hashlib.sha256(text.encode()).hexdigest()
        found.save()
        running.progress(1, 1, "Terhitung", "Counted")
        record(
            by=running.by, held=held, action="ballots.count", subject=f"election:{uuid}", area=found.area,
            rows=result["voters"], content_hash=f"sha256:{found.result_hash}",
        )  # fmt: skip
    return {"election": str(uuid), "result": found.result_hash}


@transaction.atomic
def bring_in(*, by: Actor, uuid: UUID, file_name: str, content: bytes) -> int:
    """Add the ballots of a Pabulib file over the same numbers, e.g. from a machine without a connection; how many.

    The same file twice is refused by its ballots' hash. Raises `InputError` with every fault of the file.
    """
    found, held = taken_election(by, uuid, Election.State.OPEN)
    if len(content) > MOST_BYTES:
        raise BallotDeclined("Berkas terlalu besar.", "The file is too large.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BallotDeclined("Berkas bukan teks UTF-8.", "The file is not text in UTF-8.") from None
    election = parse_pabulib(text, file=file_name)
    numbers = {str(number): number for number in found.options.values_list("number", flat=True)}
    unknown = sorted(set(election.costs) - set(numbers))
    if unknown or election.kind != "approval":
        raise BallotDeclined(
            f"Bukan suara persetujuan atas nomor yang sama: {', '.join(unknown[:10]) or election.kind}.",
            f"Not approvals of the same numbers: {', '.join(unknown[:10]) or election.kind}.",
        )
    chosen = [sorted(numbers[name] for name in ballot) for ballot in election.ballots]
    content_hash = hashlib.sha256(json.dumps(chosen).encode()).hexdigest()
    _refuse_again(found, content_hash)
    Ballot.objects.bulk_create(
        [Ballot(id=uuid4(), election=found, channel=Ballot.Channel.FILE, choices=one) for one in chosen],
        batch_size=500,
    )
    record(
        by=by, held=held, action="ballots.bring_in", subject=f"election:{uuid}", area=found.area, rows=len(chosen),
        content_hash=f"sha256:{content_hash}",
    )  # fmt: skip
    return len(chosen)


def _refuse_again(election: Election, content_hash: str) -> None:
    # The trail is the only place that remembers the file.
    if Event.objects.filter(
        action="ballots.bring_in", subject=f"election:{election.uuid}", content_hash=f"sha256:{content_hash}"
    ).exists():
        raise BallotDeclined("Berkas ini sudah dimasukkan.", "This file was brought in before.")
