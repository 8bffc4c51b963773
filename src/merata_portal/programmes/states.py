"""The states of an enrolment and the legal transitions between them: the one table that actions and tests share.

Beside it the codes by which an enrolment is paused or ended, and the answers that each kind of question allows.
"""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Where a household or person is in a launch."""

    PROPOSED = "proposed", _("Diusulkan")
    VERIFIED = "verified", _("Terverifikasi")
    ENROLLED = "enrolled", _("Peserta")
    PAUSED = "paused", _("Ditunda")
    EXITED = "exited", _("Sudah keluar")


TRANSITIONS: dict[State, tuple[State, ...]] = {
    State.PROPOSED: (State.VERIFIED, State.EXITED),
    State.VERIFIED: (State.ENROLLED, State.PAUSED, State.PROPOSED, State.EXITED),
    State.ENROLLED: (State.PAUSED, State.EXITED),
    State.PAUSED: (State.ENROLLED, State.EXITED),
    State.EXITED: (State.PROPOSED, State.VERIFIED),
}
"""What may follow what. A verified one with an open pause is enrolled as paused; a village's word taken back puts a
verified one back to proposed; whoever left may be proposed again, or verified by the decision on an objection."""

PAYABLE = (State.ENROLLED,)
HELD = (State.ENROLLED, State.PAUSED)
"""Whose money stays committed: a pause holds it back, it is not lost."""


def legal(source: State, target: State) -> bool:
    """Whether `target` may follow `source`."""
    return target in TRANSITIONS[source]


class PauseCode(TextChoices):
    """Why nothing is paid for now. The first three are raised with a flag, and end when it is answered."""

    DEATH = "death", _("Penerima meninggal")
    MOVE = "move", _("Keluarga pindah")
    OVERLAP = "overlap", _("Tumpang tindih bantuan")
    CHECKING = "checking", _("Data sedang diperiksa")
    ABSENT = "absent", _("Penerima tidak dapat ditemui")
    ASKED = "asked", _("Atas permintaan keluarga")
    CONDITIONS = "conditions", _("Kewajiban belum dipenuhi")
    OTHER = "other", _("Sebab lain")


BY_HAND = (PauseCode.CHECKING, PauseCode.ABSENT, PauseCode.ASKED, PauseCode.CONDITIONS, PauseCode.OTHER)
"""The codes that a person may give; the others come with the question that they wait for."""


class ExitCode(TextChoices):
    """Why somebody is not, or no longer, in a launch."""

    DIED = "died", _("Meninggal")
    MOVED = "moved", _("Pindah")
    VILLAGE = "village", _("Dikeluarkan musyawarah")
    NOT_ELIGIBLE = "not_eligible", _("Tidak lagi memenuhi syarat")
    ASKED = "asked", _("Atas permintaan sendiri")
    GRADUATED = "graduated", _("Graduasi")
    OBJECTION = "objection", _("Keputusan atas keberatan")
    DUPLICATE = "duplicate", _("Tercatat ganda")
    OVERLAP = "overlap", _("Sudah menerima bantuan lain")
    OTHER_MEMBER = "other_member", _("Diteruskan anggota keluarga lain")


class Answer(TextChoices):
    """What may be answered to a flag; `WITHDRAWN` by the portal itself, where its ground has gone."""

    KEEP = "keep", _("Tetap diteruskan")
    EXIT = "exit", _("Keluar dari program")
    OTHER_MEMBER = "other_member", _("Diteruskan kepada anggota lain")
    OTHER_HOUSEHOLD = "other_household", _("Yang lain yang benar")
    WITHDRAWN = "withdrawn", _("Gugur dengan sendirinya")


ANSWERS: dict[str, tuple[Answer, ...]] = {
    "duplicate": (Answer.KEEP, Answer.EXIT, Answer.OTHER_HOUSEHOLD),
    "overlap": (Answer.KEEP, Answer.EXIT),
    "death": (Answer.OTHER_MEMBER, Answer.EXIT, Answer.KEEP),
    "move": (Answer.KEEP, Answer.OTHER_MEMBER, Answer.EXIT),
    "not_found": (Answer.KEEP, Answer.OTHER_MEMBER, Answer.EXIT),
    "graduate": (Answer.KEEP, Answer.EXIT),
}
"""The ways out of each kind of flag, the likeliest first: to go on, and to leave, are always among them."""

EXIT_OF: dict[str, ExitCode] = {
    "duplicate": ExitCode.DUPLICATE,
    "overlap": ExitCode.OVERLAP,
    "death": ExitCode.DIED,
    "move": ExitCode.MOVED,
    "not_found": ExitCode.NOT_ELIGIBLE,
    "graduate": ExitCode.GRADUATED,
}
"""By which code somebody leaves upon each kind of flag."""

PAUSING: dict[str, PauseCode] = {
    "death": PauseCode.DEATH,
    "move": PauseCode.MOVE,
    "overlap": PauseCode.OVERLAP,
}
"""Flags that pause at once, and by which code. The others ask, and let the state stand."""
