"""A participatory budget: drafted, announced with its rules committed, given codes, and closed."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Sequence
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from merata_portal.actor import Actor, Capability, Held
from merata_portal.audit.actions import record
from merata_portal.participation.actions.mixing import write_all_anew
from merata_portal.participation.declining import BallotDeclined
from merata_portal.participation.models import Election, Option, Proposal, VotingCode
from merata_portal.participation.queries.ballots import unsettled
from merata_portal.participation.queries.scoping import elections_for, proposals_for
from merata_portal.participation.tallying import COMPLETION
from merata_portal.participation.voting_codes import code_digest, new_code
from merata_portal.personal.columns import sealed

MOST_OPTIONS = 200
MOST_CODES = 10_000
SECRET_BYTES = 32


@transaction.atomic
def draft_election(
    *, by: Actor, area: str, title: str, budget_idr: int, step_idr: int, proposals: Sequence[UUID]
) -> Election:
    """Draft a ballot over costed proposals of the area, numbered in the order given. Needs HOLD_BALLOT there.

    `step_idr`: by how much each voter's share grows at a time in Add1. Raises `BallotDeclined` with all faults.
    """
    held = by.require(Capability.HOLD_BALLOT, area)
    given = list(dict.fromkeys(proposals))
    found = {one.uuid: one for one in proposals_for(by, Capability.HOLD_BALLOT).filter(uuid__in=given)}
    title = " ".join(title.split())
    faults = []
    if not 3 <= len(title) <= 160:
        faults.append(("beri judul", "give a title"))
    if not 0 < step_idr <= budget_idr:
        faults.append(("anggaran dan langkah di atas nol", "budget and step above zero"))
    if not 2 <= len(given) <= MOST_OPTIONS:
        faults.append((f"pilih 2 sampai {MOST_OPTIONS} usulan", f"choose 2 to {MOST_OPTIONS} proposals"))
    faults += [fault for uuid in given if (fault := _unfit(found.get(uuid), area, budget_idr)) is not None]
    if faults:
        raise BallotDeclined(
            f"Pemungutan suara belum dapat disusun: {'; '.join(one for one, _ in faults)}.",
            f"The ballot cannot be drafted yet: {'; '.join(one for _, one in faults)}.",
        )
    made = Election.objects.create(
        uuid=uuid4(), area=area, title=title, budget_idr=budget_idr, step_idr=step_idr, drafted_at=timezone.now(),
        drafted_by_user_id=by.user_id,
    )  # fmt: skip
    Option.objects.bulk_create(
        Option(election=made, number=number, proposal=found[uuid], title=found[uuid].title,
               cost_idr=found[uuid].cost_idr or 0)
        for number, uuid in enumerate(given, start=1)
    )  # fmt: skip
    record(
        by=by, held=held, action="ballots.draft", subject=f"election:{made.uuid}", area=area,
        data={"budget_idr": budget_idr, "step_idr": step_idr, "options": len(given)},
    )  # fmt: skip
    return made


@transaction.atomic
def announce(*, by: Actor, uuid: UUID) -> Election:
    """Fix and publish the rules with the hash of a secret for the lot, and open the vote.

    From now on options, costs, budget, step and rule cannot change: `terms_hash` is over all of them.
    """
    found, held = taken_election(by, uuid, Election.State.DRAFTED)
    secret = secrets.token_hex(SECRET_BYTES)
    found.terms = terms_of(found, hashlib.sha256(secret.encode()).hexdigest())
    found.terms_hash = hashlib.sha256(found.terms.encode()).hexdigest()
    found.secret_sealed = sealed(Election, "secret_sealed", secret, found.uuid)
    found.state, found.opened_at = Election.State.OPEN, timezone.now()
    found.save()
    record(
        by=by, held=held, action="ballots.announce", subject=f"election:{uuid}", area=found.area,
        content_hash=f"sha256:{found.terms_hash}",
    )  # fmt: skip
    return found


@transaction.atomic
def issue_codes(*, by: Actor, uuid: UUID, count: int) -> list[str]:
    """One-time codes to be printed on slips; only their digests are kept, so they are told this once.

    Shuffled slips are handed out against a signature: nobody notes which code went to whom.
    """
    found, held = taken_election(by, uuid, Election.State.OPEN)
    if not 1 <= count <= MOST_CODES:
        raise BallotDeclined(f"Minta 1 sampai {MOST_CODES} kode.", f"Ask for 1 to {MOST_CODES} codes.")
    made = [new_code() for _ in range(count)]
    VotingCode.objects.bulk_create(
        [VotingCode(election=found, digest=code_digest(found.uuid, code)) for code in made], batch_size=500
    )
    record(by=by, held=held, action="ballots.issue_codes", subject=f"election:{uuid}", area=found.area, rows=count)
    return made


@transaction.atomic
def close(*, by: Actor, uuid: UUID) -> Election:
    """End the vote; papers that one clerk alone has read, or two differently, must be settled before."""
    found, held = taken_election(by, uuid, Election.State.OPEN)
    left = unsettled(found)
    if left:
        raise BallotDeclined(
            f"Kertas nomor {', '.join(map(str, left[:20]))} belum dibaca sama oleh dua petugas.",
            f"Papers number {', '.join(map(str, left[:20]))} are not yet read alike by two clerks.",
        )
    write_all_anew(found)
    found.state, found.closed_at = Election.State.CLOSED, timezone.now()
    found.save(update_fields=["state", "closed_at"])
    record(
        by=by, held=held, action="ballots.close", subject=f"election:{uuid}", area=found.area,
        rows=found.ballots.count(),
    )  # fmt: skip
    return found


def taken_election(by: Actor, uuid: UUID, *states: str) -> tuple[Election, Held]:
    """The election, locked, in one of the states, and the role; DoesNotExist outside the actor's areas."""
    found = elections_for(by, Capability.HOLD_BALLOT).select_for_update().get(uuid=uuid)
    if found.state not in states:
        raise BallotDeclined(
            f"Tidak dapat sekarang: pemungutan suara ini {found.get_state_display().lower()}.",
            f"Not now: this ballot is {found.state}.",
        )
    return found, by.require(Capability.HOLD_BALLOT, found.area)


def terms_of(election: Election, secret_sha256: str) -> str:
    """The rules as one JSON document with sorted keys, the same bytes whoever writes them."""
    options = [
        {"number": one.number, "ticket": one.proposal.ticket, "title": one.title, "cost_idr": one.cost_idr}
        for one in election.options.select_related("proposal").order_by("number")
    ]
    document = {
        "document": "ballot-terms", "version": 1, "election": str(election.uuid), "area": election.area,
        "title": election.title, "budget_idr": election.budget_idr, "step_idr": election.step_idr,
        "ballot": "approval", "rule": "equal shares", "utility": "cost", "completion": COMPLETION,
        "ties": "lowest cost, then most votes, then the lot",
        "lot": "SHA-256 over the lot, a zero byte and the number; the lot is secret + ':' + SHA-256 of the ballots",
        "secret_sha256": secret_sha256, "options": options,
    }  # fmt: skip
    return json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def _unfit(proposal: Proposal | None, area: str, budget_idr: int) -> tuple[str, str] | None:
    if proposal is None or not (proposal.village_code == area or proposal.village_code.startswith(f"{area}.")):
        return "ada usulan dari luar wilayah ini", "a proposal is not of this area"
    if proposal.cost_idr is None or proposal.state not in {Proposal.State.COSTED, Proposal.State.ANSWERED}:
        return f"{proposal.ticket} belum dihitung biayanya", f"{proposal.ticket} has no cost yet"
    if proposal.cost_idr > budget_idr:
        return f"{proposal.ticket} lebih mahal dari anggaran", f"{proposal.ticket} costs more than the budget"
    return None
