"""The self-check's form, made from what rules ask: one field a question, each with "don't know", none of them required.

Nothing that is typed into it is kept: it is read, and written back into the page that answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from merata.programmes.rules.programme_names import programme_name
from merata.programmes.rules.rulebook import Value
from merata.programmes.self_check.answers import Answers
from merata.programmes.self_check.questions import Kind, Question, Questions
from merata_portal.public.forms import Asking
from merata_portal.public.views.programmes import words

YES, NO, UNKNOWN = "ya", "tidak", ""
ELSEWHERE = "-"
"""In place of a code: an area that is none of those that can be chosen."""
MOST_MEMBERS = 15
FEW = 12
"""So many whole numbers are chosen from a list; more are typed."""
MEMBERS = "members"
NOT_KNOWN = (UNKNOWN, gettext_lazy("tidak tahu"))
Choices = Sequence[tuple[str, str | Promise]]
Places = Mapping[tuple[str, str], Choices]
"""By fact, the areas that can be chosen for it: code and name."""


class Home(Asking):
    """What is asked of the household: its facts, what it receives, how many live in it."""

    def __init__(self, asked: Questions, places: Places, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self._asked = asked
        for one in asked.home:
            self.fields[_field(one)] = field_of(one, places)
        for programme in asked.received:
            name = words.in_language(programme_name(programme))
            self.fields[f"receives_{programme}"] = _flag(_("Keluarga Anda sudah menerima %s?") % name, "")
        if asked.members:
            counts = [(str(number), str(number)) for number in range(1, MOST_MEMBERS + 1)]
            self.fields[MEMBERS] = forms.TypedChoiceField(
                label=_("Berapa orang dalam satu kartu keluarga?"),
                help_text=_("Termasuk Anda. Setelah ini ada beberapa pertanyaan tentang setiap orang, tanpa nama."),
                choices=[NOT_KNOWN, *counts], coerce=int, empty_value=None, required=False,
            )  # fmt: skip

    @property
    def members(self) -> int:
        """How many members were told of; 0 where none were, or before the form was sent."""
        return int(self.cleaned_data.get(MEMBERS) or 0) if self.is_bound and self.is_valid() else 0

    def answers(self, members: Sequence[Member]) -> Answers:
        """What was answered, members included; of a form that is valid."""
        given = {one.key: self.cleaned_data.get(_field(one)) for one in self._asked.home}
        received = {one: self.cleaned_data.get(f"receives_{one}") for one in self._asked.received}
        return Answers(
            household=_known(given, "household"),
            village=_known(given, "village"),
            received={one: value for one, value in received.items() if value is not None},
            persons=tuple(one.answers() for one in members) or None,
        )

    def called(self) -> dict[str, str]:
        """How what was answered is called in sentences, by place ("household.house_damage")."""
        return {
            f"{one.of}.{one.name}": str(dict(self.fields[_field(one)].choices)[self.cleaned_data[_field(one)]])  # type: ignore[attr-defined]
            for one in self._asked.home
            if one.kind is Kind.CHOICE and self.cleaned_data.get(_field(one))
        }


class Member(Asking):
    """What is asked of one member, who is not named."""

    def __init__(self, asked: Questions, number: int, data: QueryDict) -> None:
        super().__init__(data, prefix=f"member_{number}")
        self.number = number
        self._asked = asked
        for one in asked.each_member:
            self.fields[one.name] = field_of(one, {}, short=True)

    def answers(self) -> dict[str, Value]:
        """What is known of the member."""
        return _known({one.key: self.cleaned_data.get(one.name) for one in self._asked.each_member}, "person")


def field_of(one: Question, places: Places, *, short: bool = False) -> forms.Field:
    """The field of a question; `short`: a list to choose from rather than buttons beside each other."""
    label, help_text = words.asked_as(one.key)
    if one.key in places:
        chosen = [NOT_KNOWN, *places[one.key], (ELSEWHERE, _("di luar itu"))]
        return _choice(label, help_text, chosen)
    if one.kind is Kind.FLAG:
        return _flag(label, help_text, short=short)
    if one.kind is Kind.CHOICE:
        return _choice(
            label, help_text, [NOT_KNOWN, *((value, words.value_called(one.name, value)) for value in one.choices)]
        )
    if one.kind is Kind.INTEGER:
        return _integer(one, label, help_text)
    if one.kind is Kind.NUMBER:
        return forms.FloatField(
            label=label, help_text=help_text, required=False, localize=True, min_value=one.minimum,
            max_value=one.maximum,
        )  # fmt: skip
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=100)


def _integer(one: Question, label: str, help_text: str) -> forms.Field:
    if one.minimum is not None and one.maximum is not None and one.maximum - one.minimum < FEW:
        numbers = [str(number) for number in range(int(one.minimum), int(one.maximum) + 1)]
        return _choice(label, help_text, [NOT_KNOWN, *((number, number) for number in numbers)], int)
    low, high = (None if limit is None else int(limit) for limit in (one.minimum, one.maximum))
    return forms.IntegerField(
        label=label, help_text=help_text, required=False, min_value=low, max_value=high,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip


def _choice(label: str, help_text: str, choices: Choices, coerce: Callable[[str], Any] = str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, help_text=help_text, choices=choices, coerce=coerce, empty_value=None, required=False
    )


def _flag(label: str, help_text: str, *, short: bool = False) -> forms.TypedChoiceField:
    answers = [(YES, _("ya")), (NO, _("tidak")), NOT_KNOWN]
    return forms.TypedChoiceField(
        label=label, help_text=help_text, choices=[answers[2], *answers[:2]] if short else answers,
        coerce=YES.__eq__, empty_value=None, required=False, initial=UNKNOWN,
        widget=forms.Select if short else forms.RadioSelect,
    )  # fmt: skip


def _field(one: Question) -> str:
    return f"{one.of}_{one.name}"


def _known(given: Mapping[tuple[str, str], Any], of: str) -> dict[str, Value]:
    return {name: value for (what, name), value in given.items() if what == of and value not in {None, ""}}
