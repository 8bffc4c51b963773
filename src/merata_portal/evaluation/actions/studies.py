"""A study on its way: designed, its power asked, its waves drawn, registered, estimated, dropped."""

from __future__ import annotations

import hashlib
from secrets import token_hex
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from merata.evaluation.evidence import TRANSFER_HETEROGENEITY
from merata.evaluation.randomisation import DRAWS
from merata.evaluation.waves import drawn_waves
from merata.programmes.training.randomness import draw_seed, secret_hash
from merata_portal.actor import Actor, Capability
from merata_portal.analysis.actions.calculating import calculate
from merata_portal.analysis.models import Result
from merata_portal.audit.actions import record
from merata_portal.evaluation import clock
from merata_portal.evaluation.actions.taking import moved, taken
from merata_portal.evaluation.designs import (
    LEVER_OF,
    Design,
    StudyDraft,
    faults_of,
    list_hash,
    registered_text,
)
from merata_portal.evaluation.models import Estimate, Study
from merata_portal.evaluation.queries.places import villages_of
from merata_portal.evaluation.queries.registered import registered_values
from merata_portal.evaluation.refusals import EvaluationRefused, FaultyDesign
from merata_portal.evaluation.states import Method, State
from merata_portal.personal.columns import sealed, unsealed
from merata_portal.personal.reasons import require_reason, sound_reason

SEED = 1
"""Of repeated draws and placebos: the same for every study, so that nobody chooses it after seeing what it gives."""
_FEWEST_DIGITS = 6
_SECRET_BYTES = 32


@transaction.atomic
def design(*, by: Actor, area: str, year: int, draft: StudyDraft, inputs: UUID | None = None) -> Study:
    """Keep a design; with frozen `inputs` its power is asked at once. Raises `FaultyDesign` with every fault.

    A staggered start gets the secret of its lot: its hash and that of the villages' list are in the audit from here.
    """
    held = by.require(Capability.DESIGN_EVALUATION, area)
    faults = faults_of(draft, villages_of(area))
    if faults:
        raise FaultyDesign(faults)
    name, question = sound_reason(draft.name), sound_reason(draft.question)
    made = Study(
        uuid=uuid4(), area=area, year=year, name=name, lever=LEVER_OF[draft.method], subject=draft.subject,
        item=draft.item, method=draft.method, question=question, design=draft.design.as_json(),
        starts_on=draft.starts_on, made_at=timezone.now(), made_by_user_id=by.user_id,
        made_by_role=str(held.role.value),
    )  # fmt: skip
    if draft.method is Method.STAGGERED:
        secret = token_hex(_SECRET_BYTES)
        made.secret_sealed = sealed(Study, "secret_sealed", secret, made.uuid)
        made.lot = {"list_hash": list_hash(draft.design), "secret_hash": secret_hash(secret)}
    made.save()
    if inputs is not None:
        _ask_power(by, made, inputs)
    record(
        by=by, held=held, action="evaluation.design", subject=made.subject_code, area=area,
        data={"method": made.method, "units": draft.design.planned, **made.lot},
    )  # fmt: skip
    return made


@transaction.atomic
def ask_power(*, by: Actor, study: UUID, inputs: UUID) -> Result:
    """Ask analysis what the design could find, with the variation that the frozen inputs show; before registration."""
    found, held = taken(by, study, Capability.DESIGN_EVALUATION, State.DESIGNED)
    result = _ask_power(by, found, inputs)
    record(
        by=by, held=held, action="evaluation.power", subject=found.subject_code, area=found.area,
        data={"result": str(result.uuid)},
    )  # fmt: skip
    return result


@transaction.atomic
def draw_waves(*, by: Actor, study: UUID, number: str) -> Study:
    """Draw which village enters in which wave, from the secret and a public number; kept, and drawn once.

    `number`: six digits or more that everybody saw fall, in the order in which they fell.
    """
    found, held = taken(by, study, Capability.DESIGN_EVALUATION, State.DESIGNED)
    if found.method != Method.STAGGERED:
        raise EvaluationRefused(
            "Hanya mulai bertahap yang diundi gelombangnya.", "Only a staggered start draws lots for its waves."
        )
    if "seed" in found.lot:
        raise EvaluationRefused(
            "Gelombang sudah diundi; undian tidak diulang. Hentikan evaluasi ini bila rancangannya berubah.",
            "The waves were drawn; a lot is not drawn again. Drop this evaluation if its design changes.",
        )
    digits = "".join(number.split())
    if not (digits.isascii() and digits.isdigit() and len(digits) >= _FEWEST_DIGITS):
        raise EvaluationRefused(
            f"Angka umum harus sedikitnya {_FEWEST_DIGITS} angka, berurutan seperti jatuhnya di depan umum.",
            f"The public number has at least {_FEWEST_DIGITS} digits, in the order in which they fell in public.",
        )
    secret = unsealed(Study, "secret_sealed", found.secret_sealed, found.uuid) or ""
    seed = draw_seed(secret=secret, list_hash=found.lot["list_hash"], public_number=digits)
    planned = Design.from_json(found.design)
    waves = drawn_waves(planned.villages, [count for _, count in planned.waves], seed)
    found.lot = found.lot | {
        "number": digits, "secret": secret, "seed": seed, "drawn_on": clock.today().isoformat(),
        "waves": [[year, list(villages)] for (year, _), villages in zip(planned.waves, waves, strict=True)],
    }  # fmt: skip
    found.save(update_fields=["lot"])
    record(
        by=by, held=held, action="evaluation.draw_waves", subject=found.subject_code, area=found.area,
        content_hash=f"sha256:{seed}", data={"number": digits, "list_hash": found.lot["list_hash"]},
    )  # fmt: skip
    return found


@transaction.atomic
def register(*, by: Actor, study: UUID) -> Study:
    """Register the design before it begins; from then on nothing of it changes, and its hash is in the audit.

    Raises `EvaluationRefused` after `starts_on`, without an asked power, and before the waves were drawn.
    """
    found, held = taken(by, study, Capability.DESIGN_EVALUATION, State.DESIGNED)
    today = clock.today()
    if today > found.starts_on:
        raise EvaluationRefused(
            f"Evaluasi ini mulai {found.starts_on:%d-%m-%Y}; hari ini {today:%d-%m-%Y}. Rancangan didaftarkan sebelum "
            "dimulai, agar hasil tidak memilih rancangannya: rancang yang berikutnya.",
            f"This evaluation began on {found.starts_on}; today is {today}. A design is registered before it begins, "
            "so that results do not choose it: design the next one.",
        )
    if found.power is None:
        raise EvaluationRefused(
            "Hitung dulu dampak terkecil yang dapat terlihat dengan ukuran ini.",
            "First ask what the smallest effect is that this size would find.",
        )
    if found.method == Method.STAGGERED and "seed" not in found.lot:
        raise EvaluationRefused("Undi dulu gelombangnya.", "Draw the waves first.")
    found.registered_at = timezone.now()
    found.registered_hash = hashlib.sha256(registered_text(registered_values(found))).hexdigest()
    moved(found, State.REGISTERED, "registered_at", "registered_hash")
    record(
        by=by, held=held, action="evaluation.register", subject=found.subject_code, area=found.area,
        content_hash=f"sha256:{found.registered_hash}",
    )  # fmt: skip
    return found


@transaction.atomic
def estimate(*, by: Actor, study: UUID, inputs: UUID) -> Result:
    """Ask for the estimate from frozen inputs; an older one stays beside it. What is asked follows from the design.

    Raises `EvaluationRefused` where what was registered is no longer what is kept.
    """
    steps = (State.REGISTERED, State.ESTIMATED, State.RETURNED)
    found, held = taken(by, study, Capability.DESIGN_EVALUATION, *steps)
    if hashlib.sha256(registered_text(registered_values(found))).hexdigest() != found.registered_hash:
        raise EvaluationRefused(
            "Rancangan yang tersimpan bukan yang didaftarkan; periksa jejak audit sebelum menghitung.",
            "The design that is kept is not the one that was registered; look at the audit before estimating.",
        )
    parameters = {
        "lever": found.lever, "subject": found.subject, "items": sorted(found.design["items"]),
        "heterogeneity": TRANSFER_HETEROGENEITY, "draws": DRAWS, "seed": SEED,
    }  # fmt: skip
    result = calculate(by=by, kind="evaluate", inputs=inputs, parameters=parameters, replaces=found.estimate)
    if found.reviews.filter(estimate=result.uuid).exists():
        raise EvaluationRefused(
            "Hitungan dari bahan ini sudah diperiksa dan dikembalikan; bekukan bahan yang lebih baru dan hitung lagi.",
            "The estimate from these inputs was reviewed and returned; freeze newer inputs, then estimate again.",
        )
    Estimate.objects.get_or_create(
        study=found, result=result.uuid,
        defaults={"at": timezone.now(), "by_user_id": by.user_id, "by_role": str(held.role.value)},
    )  # fmt: skip
    found.estimate = result.uuid
    moved(found, State.ESTIMATED, "estimate")
    record(
        by=by, held=held, action="evaluation.estimate", subject=found.subject_code, area=found.area,
        data={"result": str(result.uuid), "inputs": str(inputs)},
    )  # fmt: skip
    return result


@transaction.atomic
def drop(*, by: Actor, study: UUID, reason: str) -> Study:
    """Give a study up; what was registered and found stays to be seen."""
    reason = require_reason(reason)
    found, held = taken(by, study, Capability.DESIGN_EVALUATION)
    moved(found, State.DROPPED)
    record(
        by=by, held=held, action="evaluation.drop", subject=found.subject_code, area=found.area, reason=reason
    )  # fmt: skip
    return found


def _ask_power(by: Actor, study: Study, inputs: UUID) -> Result:
    question = Design.from_json(study.design).power_question(Method(study.method), study.subject)
    result = calculate(by=by, kind="mde", inputs=inputs, parameters=question, replaces=study.power)
    study.power = result.uuid
    study.save(update_fields=["power"])
    return result
