"""Conditions in words: what a household has, what the limit is, and what would have to be otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from merata.programmes.cel.canonical import text
from merata.programmes.cel.syntax import Binary, Fact, Literal, Named, Node, Parameter
from merata.programmes.decisions.skeleton import Atom
from merata.programmes.facts import FACTS, MEMBERS, PERSON, PROGRAMMES
from merata.programmes.rules.rulebook import Condition
from merata.programmes.rules.sentence import Sentence

_BESIDE_THE_LIMIT = {
    "<=": ("paling banyak {limit}", "at most {limit}"),
    ">=": ("paling sedikit {limit}", "at least {limit}"),
    "<": ("di bawah {limit}", "below {limit}"),
    ">": ("di atas {limit}", "above {limit}"),
    "==": ("{limit}", "{limit}"),
    "!=": ("bukan {limit}", "not {limit}"),
}
"""What a comparison asks for."""
_EQUALITY = ("==", "!=")


def stated(atom: Atom, conditions: Mapping[str, Condition], *, holds: bool) -> Sentence:
    """What is so, of a condition that holds or does not, with places for the household's facts."""
    condition = None if atom.code is None else conditions[atom.code]
    if condition is not None:
        written = condition.met if holds else condition.otherwise
        if written is not None:
            return written
    node = atom.node if condition is None else condition.node
    compared = _comparison(node)
    if compared is not None:
        fact, op, limit = compared
        asked = _wanted(op, limit)
        indonesian, english = ("syaratnya", "required is") if op in _EQUALITY else ("batasnya", "the limit is")
        has = _place(fact)
        return _labelled(fact, Sentence(f"{has}, {indonesian} {asked.id}", f"{has}, {english} {asked.en}"))
    return _plain(node, holds=holds) or _by_text(atom, holds=holds)


def wanted(atom: Atom, conditions: Mapping[str, Condition], *, holds: bool) -> Sentence:
    """What would have to be so for the condition to hold, or not to."""
    condition = None if atom.code is None else conditions[atom.code]
    if condition is not None and holds and condition.remedy is not None:
        return condition.remedy
    node = atom.node if condition is None else condition.node
    compared = _comparison(node)
    if compared is not None:
        fact, op, limit = compared
        return _labelled(fact, _wanted(op if holds else _OPPOSITE[op], limit))
    return _plain(node, holds=holds) or _by_text(atom, holds=holds)


def named_facts(keys: Iterable[tuple[str, str]]) -> Sentence:
    """The facts by their names in words, members' facts marked as such."""
    words = [_named(key) for key in keys]
    return Sentence(", ".join(word.id for word in words), ", ".join(word.en for word in words))


def _named(key: tuple[str, str]) -> Sentence:
    if key == MEMBERS:
        return Sentence("anggota keluarga", "the members of the household")
    fact = FACTS[key]
    if fact.of == PERSON:
        return Sentence(f"{fact.id} (anggota)", f"{fact.en} (members)")
    return Sentence(fact.id, fact.en)


_OPPOSITE = {"<=": ">", ">=": "<", "<": ">=", ">": "<=", "==": "!=", "!=": "=="}
_TURNED = {"<=": ">=", ">=": "<=", "<": ">", ">": "<", "==": "==", "!=": "!="}


def _comparison(node: Node) -> tuple[Fact, str, Sentence] | None:
    """A household's or village's fact compared with a constant: the fact, the operator, the limit as it is shown."""
    if not isinstance(node, Binary) or node.op not in _OPPOSITE:
        return None
    left, op, right = node.left, node.op, node.right
    if isinstance(right, Fact):
        left, op, right = right, _TURNED[op], left
    if not isinstance(left, Fact) or left.of == PERSON or not isinstance(right, Literal | Parameter):
        return None
    if isinstance(right, Parameter):
        place = f"{{parameter.{right.name}}}"
        return left, op, Sentence(place, place)
    return left, op, Sentence("{limit}", "{limit}").with_values({"limit": right.value})


def _wanted(op: str, limit: Sentence) -> Sentence:
    indonesian, english = _BESIDE_THE_LIMIT[op]
    return Sentence(indonesian.replace("{limit}", limit.id), english.replace("{limit}", limit.en))


def _place(fact: Fact) -> str:
    return f"{{{fact.of}.{fact.name}}}"


def _labelled(fact: Fact, rest: Sentence) -> Sentence:
    known = FACTS[fact.of, fact.name]
    return Sentence(f"{known.id} {rest.id}", f"{known.en} {rest.en}")


def _plain(node: Node, *, holds: bool) -> Sentence | None:
    """A fact that is a yes or no, or a programme received."""
    if isinstance(node, Fact) and node.of != PERSON:
        known = FACTS[node.of, node.name]
        return Sentence(known.id, known.en) if holds else Sentence(f"tidak {known.id}", f"not: {known.en}")
    if isinstance(node, Binary) and node.op == "in" and isinstance(node.left, Literal):
        fact = node.right
        if isinstance(fact, Fact) and (fact.of, fact.name) == PROGRAMMES:
            name = str(node.left.value)
            if holds:
                return Sentence(f"menerima {name}", f"receives {name}")
            return Sentence(f"tidak menerima {name}", f"does not receive {name}")
    return None


def _by_text(atom: Atom, *, holds: bool) -> Sentence:
    shown = atom.node.name if isinstance(atom.node, Named) else text(atom.node)
    if holds:
        return Sentence(f"syarat “{shown}” terpenuhi", f"the condition “{shown}” is met")
    return Sentence(f"syarat “{shown}” tidak terpenuhi", f"the condition “{shown}” is not met")
