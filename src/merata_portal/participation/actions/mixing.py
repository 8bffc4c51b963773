"""So that no place of a row in the database tells who cast which vote.

Rows lie in the order in which they were written, and PostgreSQL keeps with each the transaction that wrote it, which is
also that of the code that was used. So a vote is never written alone: others are taken out and written anew beside it,
all in the order of random numbers; and at the close all votes and codes are written once more.
"""

from __future__ import annotations

from uuid import uuid4

from merata_portal.participation.models import Ballot, Election, VotingCode

AMONG = 31
"""So many other votes are written anew with each one that comes in."""
BATCH_ROWS = 500


def write_among_others(made: Ballot) -> None:
    """Write one vote of an election that the caller has locked."""
    from_id = uuid4()
    rows = Ballot.objects.filter(election=made.election).order_by("id")
    others = list(rows.filter(id__gte=from_id)[:AMONG])
    others += rows.filter(id__lt=from_id)[: AMONG - len(others)]
    Ballot.objects.filter(id__in=[one.id for one in others]).delete()
    _write([*others, made])


def write_all_anew(election: Election) -> None:
    """Write all votes and codes of an election that the caller has locked once more, in one transaction."""
    ballots = list(Ballot.objects.filter(election=election))
    Ballot.objects.filter(election=election).delete()
    _write(ballots)
    codes = sorted(VotingCode.objects.filter(election=election), key=lambda one: bytes(one.digest))
    VotingCode.objects.filter(election=election).delete()
    for code in codes:
        code.id = uuid4()
    VotingCode.objects.bulk_create(codes, batch_size=BATCH_ROWS)


def _write(ballots: list[Ballot]) -> None:
    for one in ballots:
        one.id = uuid4()
    Ballot.objects.bulk_create(sorted(ballots, key=lambda one: one.id), batch_size=BATCH_ROWS)
