"""Casting a vote by a one-time code, at home or at the kiosk; and papers, which two clerks read."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from merata_portal.actor import Actor
from merata_portal.audit.actions import record
from merata_portal.participation.actions.balloting import taken_election
from merata_portal.participation.actions.mixing import write_among_others
from merata_portal.participation.declining import BallotDeclined
from merata_portal.participation.models import Ballot, Election, PaperReading, VotingCode
from merata_portal.participation.voting_codes import code_digest, new_code
from merata_portal.personal.reasons import require_reason


@transaction.atomic
def cast(*, uuid: UUID, code: str, choices: Iterable[int], channel: str = Ballot.Channel.PHONE) -> None:
    """Take one vote for a code that was not used yet; afterwards nothing tells which code it was.

    No event is recorded: the chain of events would keep the order and the minute, by which whoever watched the door
    could tell whose vote it was; and the row is not written alone (`mixing`). The election is locked meanwhile: no vote
    comes in beside its closing.
    Raises `BallotDeclined`, the same for an unknown and for a used code.
    """
    election = Election.objects.select_for_update().get(uuid=uuid)
    numbers = _checked(election, choices)
    free = VotingCode.objects.filter(election=election, digest=code_digest(uuid, code), used=False)
    if election.state != Election.State.OPEN or not free.update(used=True):
        raise BallotDeclined(
            "Kode ini tidak berlaku atau sudah dipakai, atau pemungutan suara tidak dibuka. Periksa huruf demi huruf.",
            "This code is not valid or was used, or the ballot is not open. Compare it sign by sign.",
        )
    write_among_others(Ballot(election=election, channel=channel, choices=numbers))


@transaction.atomic
def open_kiosk(*, by: Actor, uuid: UUID) -> str:
    """A code for the one voter who stands at the kiosk now and has signed the list; told this once."""
    found, held = taken_election(by, uuid, Election.State.OPEN)
    code = new_code()
    VotingCode.objects.create(election=found, digest=code_digest(uuid, code))
    record(by=by, held=held, action="ballots.kiosk", subject=f"election:{uuid}", area=found.area)
    return code


@transaction.atomic
def read_paper(*, by: Actor, uuid: UUID, serial: int, choices: Iterable[int]) -> bool:
    """What one clerk reads on the paper of that number; True once another has read the same and it counts.

    A clerk who reads a paper again replaces what they read. Raises `BallotDeclined` for one that counts already.
    """
    found, held = taken_election(by, uuid, Election.State.OPEN)
    numbers = _checked(found, choices)
    _refuse_serial(found, serial)
    PaperReading.objects.update_or_create(
        election=found, serial=serial, clerk_user_id=by.user_id, defaults={"choices": numbers, "at": timezone.now()}
    )
    readings = list(PaperReading.objects.filter(election=found, serial=serial))
    agreed = len(readings) > 1 and all(one.choices == numbers for one in readings)
    if agreed:
        _count_paper(found, serial, numbers)
    record(
        by=by, held=held, action="ballots.read_paper", subject=f"election:{uuid}", area=found.area,
        data={"serial": serial, "agreed": agreed},
    )  # fmt: skip
    return agreed


@transaction.atomic
def settle_paper(*, by: Actor, uuid: UUID, serial: int, choices: Iterable[int], reason: str) -> None:
    """Decide a paper that two clerks read differently, with the paper at hand; by a third person, with a reason."""
    found, held = taken_election(by, uuid, Election.State.OPEN)
    reason, numbers = require_reason(reason), _checked(found, choices)
    _refuse_serial(found, serial)
    readings = list(PaperReading.objects.filter(election=found, serial=serial))
    if len(readings) < 2:
        raise BallotDeclined("Belum dibaca oleh dua petugas.", "Not read by two clerks yet.")
    if by.user_id in {one.clerk_user_id for one in readings}:
        raise BallotDeclined(
            "Yang memutuskan bukan salah satu pembaca kertas ini; mintalah orang ketiga.",
            "Who decides must not be one of those who read this paper; ask a third person.",
        )
    _count_paper(found, serial, numbers)
    record(
        by=by, held=held, action="ballots.settle_paper", subject=f"election:{uuid}", area=found.area, reason=reason,
        data={"serial": serial},
    )  # fmt: skip


def _checked(election: Election, choices: Iterable[int]) -> list[int]:
    """The numbers once each and rising; none chosen is a vote too, whose share stays unspent."""
    numbers = sorted(set(choices))
    unknown = set(numbers) - set(election.options.values_list("number", flat=True))
    if unknown:
        raise BallotDeclined(
            f"Nomor {', '.join(map(str, sorted(unknown)))} tidak ada pada surat suara.",
            f"Number {', '.join(map(str, sorted(unknown)))} is not on the ballot.",
        )
    return numbers


def _refuse_serial(election: Election, serial: int) -> None:
    if not 0 < serial < 10**9:
        raise BallotDeclined("Nomor kertas di atas nol.", "The paper's number is above zero.")
    if Ballot.objects.filter(election=election, serial=serial).exists():
        raise BallotDeclined(f"Kertas {serial} sudah dihitung.", f"Paper {serial} counts already.")


def _count_paper(election: Election, serial: int, numbers: list[int]) -> None:
    try:
        with transaction.atomic():
            Ballot.objects.create(
                id=uuid4(), election=election, channel=Ballot.Channel.PAPER, serial=serial, choices=numbers
            )
    except IntegrityError:
        raise BallotDeclined(f"Kertas {serial} sudah dihitung.", f"Paper {serial} counts already.") from None
