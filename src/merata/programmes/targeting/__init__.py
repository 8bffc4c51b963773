"""A programme's list: every household with its outcome, its reasons, its place in the order of need, and its benefit.

`targeted` applies one rulebook to the registry in a dataset folder and says whom a ceiling reaches: enough for a
preview. `whole_list` writes it out, household by household with sentences and members, and `hash_of` names it, so that
whoever computes it again knows that it is the same.
"""

from __future__ import annotations

from merata.programmes.targeting.applying import Targeted, targeted
from merata.programmes.targeting.written import LIST, hash_of, whole_list

__all__ = ["LIST", "Targeted", "hash_of", "targeted", "whole_list"]
