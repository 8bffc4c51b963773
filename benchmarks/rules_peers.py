"""Six transfer rules in OpenFisca-core and PolicyEngine-core; imports nothing of Merata, so it runs where they are.

The folder holds the facts as arrays, coded as these engines like them best (`rules.py` writes them), and the dated
parameters of Merata's rulebooks. Every household's annual rupiah are computed as they stand on the first of a month.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

PROGRAMMES = ("pkh", "sembako", "blt_dana_desa", "pbi_jkn", "pip", "blt_dbhcht")
MONTH = "2025-07"
MONTHS = tuple(f"2025-{month:02d}" for month in range(1, 13))
SWEPT = ("pkh", "sd_idr", tuple(range(900_000, 1_900_000, 10_000)))
"""A programme, its parameter, and a hundred values of it."""
PKH = (
    ("rights_violation_victim_idr", lambda one: one["victim"]),
    ("pregnant_idr", lambda one: one["pregnant"]),
    ("young_child_idr", lambda one: (one["age"] >= 0) & (one["age"] <= one["young_child_age_max"])),
    ("disability_idr", lambda one: one["disability"]),
    ("elderly_idr", lambda one: one["age"] >= one["elderly_age_min"]),
    ("sma_idr", lambda one: one["level"] == 3),
    ("smp_idr", lambda one: one["level"] == 2),
    ("sd_idr", lambda one: one["level"] == 1),
)
"""The amount of each component of PKH, and who is in it: nobody who is born after the day."""
PERSONS = ("birth_year", "birth_day", "level", "grade", "pregnant", "disability", "victim", "tobacco", "insurance")
HOUSEHOLDS = ("desil", "desa", "kabupaten", "has_pkh", "has_sembako", "has_blt", "has_blt_provinsi")
Found = Mapping[str, Any]
Rule = Callable[[Any, Any, Any], Any]


def age(person: Any, period: Any, _: Any) -> Any:
    had = person("birth_day", period) <= period.start.month * 100 + period.start.day
    return period.start.year - person("birth_year", period) - np.where(had, 0, 1)


def pkh_person(person: Any, period: Any, parameters: Any) -> Any:
    """A member's highest component."""
    values = parameters(period).pkh
    one = {name: person(name, period) for name in ("age", "level", "pregnant", "disability", "victim")}
    one |= {name: getattr(values, name) for name in ("young_child_age_max", "elderly_age_min")}
    best = np.zeros(len(one["age"]), dtype=np.float32)
    for amount, fits in PKH:
        best = np.maximum(best, np.where(fits(one), getattr(values, amount), 0))
    return best


def pkh(household: Any, period: Any, parameters: Any) -> Any:
    """The highest amounts of at most `members_max` members."""
    values = parameters(period).pkh
    each = household.members("pkh_person", period)
    left, total = values.members_max, 0
    for amount in sorted({getattr(values, name) for name, _ in PKH}, reverse=True):
        taken = np.minimum(household.sum(each == amount), left)
        left, total = left - taken, total + taken * amount
    return total * (household("desil", period) <= values.desil_max)


def sembako(household: Any, period: Any, parameters: Any) -> Any:
    values = parameters(period).sembako
    return (household("desil", period) <= values.desil_max) * (values.monthly_idr * values.payments_per_year)


def blt_dana_desa(household: Any, period: Any, parameters: Any) -> Any:
    values = parameters(period).blt_dana_desa
    others = household("has_pkh", period) | household("has_sembako", period) | household("has_blt", period)
    eligible = household("desa", period) & (household("desil", period) <= values.desil_max) & ~others
    return eligible * (values.monthly_idr * values.months_per_year)


def pbi_jkn(household: Any, period: Any, parameters: Any) -> Any:
    values = parameters(period).pbi_jkn
    members = household.sum(household.members("insurance", period) == 1)
    return (household("desil", period) <= values.desil_max) * members * (values.premium_idr * values.months_per_year)


def pip_person(person: Any, period: Any, parameters: Any) -> Any:
    values = parameters(period).pip
    level, grade = person("level", period), person("grade", period)
    whole = (grade >= values.sd_full_grade_min) & (grade < values.sd_final_grade)
    sd = np.where(whole, values.sd_idr, values.sd_half_idr)
    smp = np.where(grade < values.smp_final_grade, values.smp_idr, values.smp_half_idr)
    sma = np.where(grade < values.sma_final_grade, values.sma_idr, values.sma_half_idr)
    return np.select([level == 1, level == 2, level == 3], [sd, smp, sma], 0) * (grade >= 0)


def pip(household: Any, period: Any, parameters: Any) -> Any:
    eligible = household("desil", period) <= parameters(period).pip.desil_max
    return eligible * household.sum(household.members("pip_person", period))


def blt_dbhcht(household: Any, period: Any, parameters: Any) -> Any:
    values = parameters(period).blt_dbhcht
    eligible = household("kabupaten", period) & ~household("has_blt_provinsi", period)
    workers = household.sum(household.members("tobacco", period))
    return eligible * workers * (values.monthly_idr * values.months_per_year)


FORMULAS: Mapping[str, Rule] = {
    "pkh": pkh,
    "sembako": sembako,
    "blt_dana_desa": blt_dana_desa,
    "pbi_jkn": pbi_jkn,
    "pip": pip,
    "blt_dbhcht": blt_dbhcht,
}
OF_PERSONS: Mapping[str, Rule] = {"age": age, "pkh_person": pkh_person, "pip_person": pip_person}


def system(package: str, folder: Path) -> Any:
    """The tax and benefit system."""
    periods, entities = import_module(f"{package}.periods"), import_module(f"{package}.entities")
    variables, parameters = import_module(f"{package}.variables"), import_module(f"{package}.parameters")
    eternity = getattr(periods, "ETERNITY", None) or periods.DateUnit.ETERNITY
    month = getattr(periods, "MONTH", None) or periods.DateUnit.MONTH
    person = entities.build_entity(key="person", plural="persons", label="", is_person=True)
    role = {"key": "member", "plural": "members", "label": ""}
    household = entities.build_entity(key="household", plural="households", label="", roles=[role])
    made = import_module(f"{package}.taxbenefitsystems").TaxBenefitSystem([person, household])
    made.parameters = parameters.ParameterNode("", data=json.loads((folder / "parameters.json").read_text()))

    def add(name: str, entity: Any, kind: type, period: Any, formula: Rule | None) -> None:
        made.add_variable(
            type(
                name,
                (variables.Variable,),
                {"value_type": kind, "entity": entity, "definition_period": period, "label": name}
                | ({} if formula is None else {"formula": formula}),
            )
        )

    for entity, names in ((person, PERSONS), (household, HOUSEHOLDS)):
        for name in names:
            flag = np.load(folder / f"{name}.npy", mmap_mode="r").dtype == np.bool_
            add(name, entity, bool if flag else int, eternity, None)
    for name, formula in OF_PERSONS.items():
        add(name, person, int if name == "age" else float, month, formula)
    for name, formula in FORMULAS.items():
        add(name, household, float, month, formula)
    return made


def simulation(package: str, folder: Path, made: Any) -> Any:
    """The facts in the engine, by its builder from arrays."""
    builder = import_module(f"{package}.simulations.simulation_builder").SimulationBuilder()
    builder.create_entities(made)
    household = np.load(folder / "household.npy")
    builder.declare_person_entity("person", np.arange(len(household)))
    homes = builder.declare_entity("household", np.arange(len(np.load(folder / "desil.npy", mmap_mode="r"))))
    builder.join_with_persons(homes, household, np.zeros(len(household), dtype=np.int64))
    built = builder.build(made)
    for name in (*PERSONS, *HOUSEHOLDS):
        built.set_input(name, "ETERNITY", np.load(folder / f"{name}.npy"))
    return built


def forgotten(built: Any, names: Iterable[str]) -> None:
    """Forget what was computed, so that it is computed again."""
    for name in names:
        built.delete_arrays(name)


def months(built: Any, which: tuple[str, ...]) -> Found:
    """The programmes of each month: of the last the amounts, and the sums of all."""
    forgotten(built, (*OF_PERSONS, *FORMULAS))
    found: dict[str, Any] = {}
    for month in which:
        found = {name: built.calculate(name, month) for name in PROGRAMMES}
        for name, amounts in found.items():
            found[name] = np.asarray(amounts)
    return found


def sweep(package: str, folder: Path, built: Any, made: Any) -> Found:
    """The rupiah of PKH for each value of its parameter."""
    programme, name, values = SWEPT
    given = json.loads((folder / "parameters.json").read_text())
    sums = []
    for value in values:
        given[programme][name] = {"values": {"2020-01-01": {"value": value}}}
        made.parameters = import_module(f"{package}.parameters").ParameterNode("", data=given)
        made._parameters_at_instant_cache.clear()
        # OpenFisca would else go on with the parameters that it has seen.
        getattr(type(made).get_parameters_at_instant, "cache_clear", lambda: None)()
        forgotten(built, ("pkh_person", "pkh"))
        sums.append(float(np.asarray(built.calculate(programme, MONTH), dtype=np.float64).sum()))
    return {"swept": sums}


def work(package: str, what: str, folder: Path) -> Callable[[], Found]:
    """What one contender does in every run: "build", "month", "months" or "sweep"."""
    made = system(package, folder)
    if what == "build":
        return lambda: {"persons": [simulation(package, folder, made).persons.count]}
    built = simulation(package, folder, made)
    if what == "sweep":
        return lambda: sweep(package, folder, built, made)
    which = (MONTH,) if what == "month" else MONTHS
    return lambda: months(built, which)
