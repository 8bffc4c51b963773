"""The tables of analysis: materials brought in, inputs frozen, results computed from them, editions published."""

from __future__ import annotations

from merata_portal.analysis.models.inputs import Inputs
from merata_portal.analysis.models.materials import Material
from merata_portal.analysis.models.publications import Publication
from merata_portal.analysis.models.results import Result

__all__ = ["Inputs", "Material", "Publication", "Result"]
