"""The conditions that follow from other keys of a rulebook: residence, not twice, no combination, somebody fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce

from merata.programmes.cel.canonical import text
from merata.programmes.cel.syntax import Binary, Fact, Literal, Named, Node, Quantified, Unary
from merata.programmes.rules.conjunction import conjuncts
from merata.programmes.rules.programme_names import programme_name, regency_name
from merata.programmes.rules.rulebook import Benefit, Condition
from merata.programmes.rules.sentence import Sentence
from merata.tables.located_yaml import Located

ONCE_A_YEAR = ("regency", "desa")
"""Payers whose lists are made anew: whoever receives already is not chosen a second time."""

COMBINED = "tidak_rangkap_"
"""What the code of "not together with" begins with; the other programme's name follows."""

NOT_TWICE = "sudah_menerima"
"""The code of "not a second time"."""

_RESIDENCE = "wilayah"


def with_implicit(
    document: Located,
    own: Mapping[str, Condition],
    *,
    programme_id: str,
    payer: str,
    regencies: tuple[str, ...],
    not_with: tuple[str, ...],
    benefit: Benefit,
) -> dict[str, Condition]:
    """All conditions in their order: residence, the file's `own`, no second time, no combination, somebody fits."""
    first = [_residence(document, regencies)] if regencies else []
    last: list[Condition] = []
    if payer in ONCE_A_YEAR:
        last.append(_no_second_time(document, programme_id))
    last += [_no_combination(document, other) for other in not_with]
    if benefit.members:
        last.append(_somebody_fits(document, benefit))
    if benefit.levels:
        last.append(_level_fits(document, benefit))
    return {condition.code: condition for condition in (*first, *own.values(), *last)}


def joined(eligible: Node | None, conditions: Mapping[str, Condition]) -> Node | None:
    """`eligible` (None: there is none) and the implicit conditions; None where there is neither."""
    implicit = [condition.code for condition in conditions.values() if condition.implicit]
    parts: list[Node] = [Named(code) for code in implicit if code == _RESIDENCE]
    parts += [] if eligible is None else conjuncts(eligible)
    parts += [Named(code) for code in implicit if code != _RESIDENCE]
    return _all("&&", parts) if parts else None


def _all(op: str, nodes: Sequence[Node]) -> Node:
    return reduce(lambda left, right: Binary(op, left, right), nodes)


def _does_not_receive(programme_id: str) -> Node:
    return Unary("!", Binary("in", Literal(programme_id), Fact("household", "programmes")))


def _residence(document: Located, regencies: tuple[str, ...]) -> Condition:
    names = " / ".join(regency_name(code) for code in regencies)
    return _condition(
        document,
        _RESIDENCE,
        "regencies",
        Binary("in", Fact("village", "regency_code"), Literal(regencies)),
        otherwise=Sentence(f"bukan penduduk {names}", f"not a resident of {names}"),
        met=Sentence(f"penduduk {names}", f"a resident of {names}"),
    )


def _no_second_time(document: Located, programme_id: str) -> Condition:
    return _condition(
        document,
        NOT_TWICE,
        "programme",
        _does_not_receive(programme_id),
        otherwise=Sentence("sudah menerima program ini", "already receives this programme"),
        met=Sentence("belum menerima program ini", "does not receive this programme yet"),
    )


def _no_combination(document: Located, other: str) -> Condition:
    name = programme_name(other)
    return _condition(
        document,
        f"{COMBINED}{other}",
        "not_with",
        _does_not_receive(other),
        otherwise=Sentence(
            f"sudah menerima {name.id}, yang tidak boleh dirangkap",
            f"already receives {name.en}, which may not be combined with this",
        ),
        met=Sentence(f"tidak menerima {name.id}", f"does not receive {name.en}"),
    )


def _somebody_fits(document: Located, benefit: Benefit) -> Condition:
    names = [component.name for component in benefit.members]
    indonesian, english = ", ".join(name.id for name in names), ", ".join(name.en for name in names)
    return _condition(
        document,
        "anggota",
        "benefit",
        Quantified("exists", _all("||", [component.when for component in benefit.members])),
        otherwise=Sentence(
            f"tidak ada anggota keluarga yang termasuk: {indonesian}", f"no member of the household is: {english}"
        ),
        met=Sentence(f"ada anggota keluarga yang termasuk: {indonesian}", f"a member of the household is: {english}"),
    )


def _level_fits(document: Located, benefit: Benefit) -> Condition:
    names = [component.name for component in benefit.levels]
    indonesian, english = ", ".join(name.id for name in names), ", ".join(name.en for name in names)
    return _condition(
        document,
        "tingkat",
        "benefit",
        _all("||", [level.when for level in benefit.levels]),
        otherwise=Sentence(f"tidak termasuk: {indonesian}", f"is none of: {english}"),
        met=Sentence(f"termasuk salah satu: {indonesian}", f"is one of: {english}"),
    )


def _condition(document: Located, code: str, key: str, node: Node, *, otherwise: Sentence, met: Sentence) -> Condition:
    """An implicit condition, at the line of the key that it follows from; what would change it is that it is met."""
    return Condition(code, node, text(node), otherwise, met, met, document.line((key,)), implicit=True)
