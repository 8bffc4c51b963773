"""Every dataset that an edition holds, in the order of the catalogue."""

from __future__ import annotations

from merata_portal.analysis.publishing.access import ACCESS
from merata_portal.analysis.publishing.aid import RECEIVED, REGISTERED
from merata_portal.analysis.publishing.complaints import COMPLAINTS_MADE
from merata_portal.analysis.publishing.courses import COURSES
from merata_portal.analysis.publishing.money import BUDGET
from merata_portal.analysis.publishing.voice import VOICE
from merata_portal.analysis.publishing.welfare import WELFARE
from merata_portal.analysis.publishing.works import WORKS

DATASETS = {
    one.name: one for one in (WELFARE, ACCESS, REGISTERED, RECEIVED, BUDGET, COURSES, WORKS, VOICE, COMPLAINTS_MADE)
}
