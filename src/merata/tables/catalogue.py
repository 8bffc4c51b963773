"""The tables of a dataset folder, by name: the one place that says which columns exist and what they hold."""

from __future__ import annotations

from merata.tables.schema import Column, Kind, Table

# A column is a line, so that the catalogue reads as the tables it describes.
# fmt: off
TEXT, INTEGER, NUMBER, FLAG, DATE, HASH = (Kind.TEXT, Kind.INTEGER, Kind.NUMBER, Kind.FLAG, Kind.DATE, Kind.HASH)

VILLAGE_CODE = r"^\d{2}\.\d{2}\.\d{2}\.\d{4}$"
KECAMATAN_CODE = r"^\d{2}\.\d{2}\.\d{2}$"
REGENCY_CODE = r"^\d{2}\.\d{2}$"

PILLARS = ("training", "assistance", "infrastructure", "participation")
LEVERS = ("training", "assistance", "infrastructure", "empowerment")
SECTORS = ("farming", "industry", "construction", "trade", "services", "public", "none")
HEALTH_INSURANCES = ("none", "pbi", "local", "work", "self")

COVARIATES = (
    Column("children", INTEGER, "members under 15", required=False, minimum=0, maximum=30),
    Column("elderly", INTEGER, "members of 60 and over", required=False, minimum=0, maximum=30),
    Column("head_sex", TEXT, "sex of the head", required=False, choices=("male", "female")),
    Column("head_age", INTEGER, "age of the head in years", required=False, minimum=10, maximum=120),
    Column("head_schooling_years", INTEGER, "completed years of schooling of the head", required=False, minimum=0, maximum=25),
    Column("head_sector", TEXT, "sector of the head's main work", required=False, choices=SECTORS),
    Column("floor_area_m2", NUMBER, "floor area in square metres", required=False, minimum=1, maximum=5000),
    Column("floor", TEXT, "widest floor material", required=False, choices=("earth", "wood", "cement", "tile")),
    Column("toilet", TEXT, "toilet facility", required=False, choices=("none", "shared", "private")),
    Column("water", TEXT, "main source of drinking water", required=False, choices=("spring", "well", "piped", "bottled")),
    Column("electricity_va", INTEGER, "installed electric power in volt-ampere, 0 for none", required=False, minimum=0, maximum=100_000),
    Column("cooking_fuel", TEXT, "main cooking fuel", required=False, choices=("firewood", "gas", "electricity")),
    Column("owns_motorcycle", FLAG, "owns a motorcycle", required=False),
    Column("owns_car", FLAG, "owns a car", required=False),
    Column("owns_refrigerator", FLAG, "owns a refrigerator", required=False),
    Column("owns_smartphone", FLAG, "owns a smartphone", required=False),
    Column("owns_computer", FLAG, "owns a computer or tablet", required=False),
    Column("land_ha", NUMBER, "farm land owned, hectares", required=False, minimum=0, maximum=1000),
    Column("cattle", INTEGER, "cattle owned, head", required=False, minimum=0, maximum=10_000),
)
"""What the registry and the survey both know of a household, coded alike, so that one can be predicted from the other."""

_SIZE = Column("size", INTEGER, "members of the household", minimum=1, maximum=60)
_YEAR = Column("year", INTEGER, "calendar year", minimum=1990, maximum=2100)
_HOUSEHOLD = Column("household_id", TEXT, "household", references="households")
_VILLAGE = Column("village_code", TEXT, "village, as Kemendagri writes it", pattern=VILLAGE_CODE, references="villages")
_CERTAINTY = Column("certainty", TEXT, "how sure the source is: high, medium, low, assumption", required=False)
_SOURCE = Column("source", TEXT, "where the figure comes from", required=False)


TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "villages",
            "desa and kelurahan: code, place, type and what is known of the whole village",
            (
                Column("village_code", TEXT, "code as Kemendagri writes it, e.g. 35.05.01.2001", pattern=VILLAGE_CODE),
                Column("name", TEXT, "name of the village"),
                Column("type", TEXT, "desa (has Dana Desa and a BPD) or kelurahan (has neither)", choices=("desa", "kelurahan")),
                Column("kecamatan_code", TEXT, "code of the kecamatan", pattern=KECAMATAN_CODE),
                Column("kecamatan", TEXT, "name of the kecamatan"),
                Column("regency_code", TEXT, "code of the regency or city", pattern=REGENCY_CODE),
                Column("regency", TEXT, "name of the regency or city"),
                Column("latitude", NUMBER, "latitude of the village's point, degrees", minimum=-90, maximum=90),
                Column("longitude", NUMBER, "longitude of the village's point, degrees", minimum=-180, maximum=180),
                Column("population", INTEGER, "persons living there by the published count", minimum=0),
                Column("area_km2", NUMBER, "area in square kilometres", required=False, minimum=0),
                Column("urban", FLAG, "classified as urban", required=False),
                Column("side_of_brantas", TEXT, "bank of the river Brantas", required=False, choices=("utara", "selatan")),
                Column("minutes_to_market", NUMBER, "minutes by motorcycle to the nearest market", required=False, minimum=0),
                Column("minutes_to_puskesmas", NUMBER, "minutes by motorcycle to the nearest puskesmas", required=False, minimum=0),
                Column("minutes_to_senior_school", NUMBER, "minutes by motorcycle to the nearest SMA or SMK", required=False, minimum=0),
            ),
            ("village_code",),
        ),
        Table(
            "poverty_lines",
            "the poverty line of each regency and year",
            (
                Column("regency_code", TEXT, "code of the regency or city"),
                _YEAR,
                Column("line_idr", NUMBER, "poverty line, rupiah per person per month", above=0),
                _SOURCE,
                _CERTAINTY,
            ),
            ("regency_code", "year"),
        ),
        Table(
            "households",
            "the social registry's households; no consumption, as in life",
            (
                Column("household_id", TEXT, "household"),
                _VILLAGE,
                Column("kk_hash", HASH, "keyed hash of the family card number", required=False),
                _SIZE,
                Column("desil", INTEGER, "national welfare decile of the registry, 1 poorest; empty: not determined", required=False, minimum=1, maximum=10),
                *COVARIATES,
                Column("house_damage", TEXT, "damage of the house; total: it must be built anew", required=False, choices=("none", "light", "medium", "heavy", "total")),
            ),
            ("household_id",),
        ),
        Table(
            "persons",
            "the members of the registry's households",
            (
                Column("person_id", TEXT, "person"),
                _HOUSEHOLD,
                Column("nik_hash", HASH, "keyed hash of the personal number", required=False),
                Column("sex", TEXT, "sex", choices=("male", "female")),
                Column("birth_date", DATE, "date of birth"),
                Column("relation", TEXT, "relation to the head", choices=("head", "spouse", "child", "parent", "other")),
                Column("schooling_years", INTEGER, "completed years of schooling", required=False, minimum=0, maximum=25),
                Column("school_level", TEXT, "level attended now; empty: not at school", required=False, choices=("SD", "SMP", "SMA", "tertiary")),
                Column("school_grade", INTEGER, "class attended now, SD 1–6, SMP 7–9, SMA 10–12; empty: not at school, or tertiary", required=False, minimum=1, maximum=12),
                Column("work_sector", TEXT, "sector of the main work", required=False, choices=SECTORS),
                Column("tobacco_worker", FLAG, "works in a cigarette factory or on tobacco or clove farms", required=False),
                Column("severe_disability", FLAG, "severe disability", required=False),
                Column("disability", FLAG, "any disability, severe or not", required=False),
                Column("pregnant", FLAG, "pregnant or recently delivered", required=False),
                Column("health_insurance", TEXT, "who pays the health insurance (JKN): nobody (none), the centre (pbi), the regency (local), the employer (work), the family (self)", required=False, choices=HEALTH_INSURANCES),
                Column("rights_violation_victim", FLAG, "recognised victim of a grave violation of human rights, or an heir", required=False),
            ),
            ("person_id",),
        ),
        Table(
            "survey_households",
            "a sample with measured consumption, its design, and the registry's covariates coded alike",
            (
                Column("survey_id", TEXT, "sampled unit"),
                _YEAR,
                Column("regency_code", TEXT, "regency or city"),
                Column("kecamatan_code", TEXT, "kecamatan", required=False),
                Column("village_code", TEXT, "village", required=False),
                Column("stratum", TEXT, "stratum of the sampling design", required=False),
                Column("psu", TEXT, "primary sampling unit", required=False),
                Column("weight", NUMBER, "design weight of the unit (households represented)", above=0),
                _SIZE,
                Column("consumption_pc_idr", NUMBER, "consumption per person per month, rupiah", minimum=0),
                *COVARIATES,
            ),
            ("survey_id", "year"),
        ),
        Table(
            "facilities",
            "markets, health facilities and schools",
            (
                Column("facility_id", TEXT, "facility"),
                Column("kind", TEXT, "kind", choices=("market", "puskesmas", "hospital", "primary_school", "junior_school", "senior_school"),
                ),
                Column("name", TEXT, "name"),
                _VILLAGE,
                Column("latitude", NUMBER, "latitude, degrees", minimum=-90, maximum=90),
                Column("longitude", NUMBER, "longitude, degrees", minimum=-180, maximum=180),
            ),
            ("facility_id",),
        ),
        Table(
            "roads",
            "road segments and bridges between junctions, with class, surface and condition",
            (
                Column("road_id", TEXT, "segment"),
                Column("name", TEXT, "name", required=False),
                Column("from_node", TEXT, "junction at one end"),
                Column("to_node", TEXT, "junction at the other end"),
                Column("from_latitude", NUMBER, "latitude of the first junction", minimum=-90, maximum=90),
                Column("from_longitude", NUMBER, "longitude of the first junction", minimum=-180, maximum=180),
                Column("to_latitude", NUMBER, "latitude of the second junction", minimum=-90, maximum=90),
                Column("to_longitude", NUMBER, "longitude of the second junction", minimum=-180, maximum=180),
                Column("road_class", TEXT, "who keeps it", choices=("national", "provincial", "kabupaten", "desa")),
                Column("surface", TEXT, "surface", choices=("asphalt", "concrete", "gravel", "earth")),
                Column("condition", TEXT, "condition", choices=("good", "fair", "light_damage", "heavy_damage")),
                Column("length_km", NUMBER, "length in kilometres", minimum=0),
                Column("bridge", FLAG, "a bridge over the Brantas"),
            ),
            ("road_id",),
        ),
        Table(
            "programmes",
            "assistance that can be given, each with its rulebook and the purse that pays",
            (
                Column("programme_id", TEXT, "programme, the name of its rulebook where there is one"),
                Column("name", TEXT, "name"),
                Column("kind", TEXT, "what is given", choices=("cash", "food", "premium", "school", "housing", "empowerment", "training")),
                Column("owner", TEXT, "who pays: a regency's code, desa, province, centre or partner (a company, Baznas, an NGO)"),
                Column("fund_source", TEXT, "fund source, e.g. PAD, DAU, DBHCHT, Dana Desa, APBN"),
                _SOURCE,
                _CERTAINTY,
            ),
            ("programme_id",),
        ),
        Table(
            "courses",
            "training classes on offer or held",
            (
                Column("course_id", TEXT, "one class"),
                Column("name", TEXT, "name"),
                Column("sector", TEXT, "sector", choices=("farming", "crafts", "tourism", "services")),
                _YEAR,
                Column("owner", TEXT, "regency that pays"),
                Column("seats", INTEGER, "seats", minimum=1),
                Column("cost_idr", INTEGER, "cost of the whole class, rupiah", minimum=0),
                Column("status", TEXT, "candidate or held", choices=("candidate", "held")),
                Column("evidence_id", TEXT, "the evidence on its effect", required=False, references="evidence"),
                Column("women_seats", INTEGER, "seats kept for women, as long as women apply", required=False, minimum=0),
                Column("disability_seats", INTEGER, "seats kept for people with a disability, as long as they apply", required=False, minimum=0),
                Column("max_per_village", INTEGER, "most seats for residents of one village; empty: no limit", required=False, minimum=1),
                Column("minimum_age", INTEGER, "youngest age in completed years on the closing day; empty: no limit", required=False, minimum=0, maximum=120),
                Column("maximum_age", INTEGER, "oldest age in completed years on the closing day; empty: no limit", required=False, minimum=0, maximum=120),
                Column("minimum_schooling_years", INTEGER, "completed years of schooling that are needed; empty: none", required=False, minimum=0, maximum=25),
                Column("sessions", INTEGER, "sessions held or planned", required=False, minimum=1),
                Column("minimum_attendance", NUMBER, "share of the sessions that completion needs", required=False, minimum=0, maximum=1),
            ),
            ("course_id",),
        ),
        Table(
            "applications",
            "who applied to which course, with what chance, and what came of it",
            (
                Column("application_id", TEXT, "application"),
                Column("course_id", TEXT, "course", references="courses"),
                Column("person_id", TEXT, "applicant", references="persons"),
                _HOUSEHOLD,
                Column("chance", NUMBER, "probability of selection in the lottery; empty: not drawn yet", required=False, minimum=0, maximum=1),
                Column("selected", FLAG, "won a seat; empty: not drawn yet", required=False),
                Column("completed", FLAG, "completed the course", required=False),
                Column("applied_on", DATE, "day of the application", required=False),
                Column("need_weight", INTEGER, "weight of need in the lottery, a whole number", required=False, minimum=1),
                Column("sessions_attended", INTEGER, "sessions attended; empty: not selected, or not held yet", required=False, minimum=0),
                Column("sessions_excused", INTEGER, "sessions missed with an excuse that was accepted", required=False, minimum=0),
                Column("promoted", FLAG, "took a seat from the waiting list; `selected` and `chance` stay what the draw gave", required=False),
            ),
            ("application_id",),
        ),
        Table(
            "projects",
            "roads, bridges and facilities that could be, are being or were built",
            (
                Column("project_id", TEXT, "project"),
                Column("name", TEXT, "name"),
                Column("kind", TEXT, "kind", choices=("road", "bridge", "facility")),
                Column("owner", TEXT, "regency that pays"),
                _VILLAGE,
                _YEAR,
                Column("cost_idr", INTEGER, "cost, rupiah", minimum=0),
                Column("status", TEXT, "candidate, approved or built", choices=("candidate", "approved", "built")),
                Column("evidence_id", TEXT, "the evidence on its effect", required=False, references="evidence"),
            ),
            ("project_id",),
        ),
        Table(
            "project_villages",
            "whom a project serves",
            (
                Column("project_id", TEXT, "project", references="projects"),
                _VILLAGE,
                Column("share_of_households", NUMBER, "share of the village's households it serves", minimum=0, maximum=1),
                Column("minutes_saved", NUMBER, "minutes saved to the nearest market, or puskesmas where that is built, by motorcycle", required=False, minimum=0),
            ),
            ("project_id", "village_code"),
        ),
        Table(
            "forums",
            "meetings held: musyawarah desa, and musrenbang kelurahan where there is no BPD",
            (
                Column("forum_id", TEXT, "meeting"),
                _VILLAGE,
                Column("kind", TEXT, "kind", choices=("musyawarah_desa", "musrenbang_kelurahan")),
                Column("held_on", DATE, "date"),
                Column("invited", INTEGER, "invitations sent", minimum=1),
                Column("attended", INTEGER, "signatures", minimum=0),
                Column("attended_women", INTEGER, "of whom women", minimum=0),
                Column("attended_poor", INTEGER, "of whom from poor households", required=False, minimum=0),
            ),
            ("forum_id",),
        ),
        Table(
            "proposals",
            "what villages asked for in their forums",
            (
                Column("proposal_id", TEXT, "proposal"),
                Column("forum_id", TEXT, "meeting that raised it", required=False, references="forums"),
                _VILLAGE,
                _YEAR,
                Column("title", TEXT, "what is asked, in the forum's words"),
                Column("pillar", TEXT, "pillar", choices=PILLARS),
                Column("cost_idr", INTEGER, "estimated cost, rupiah; empty: not costed yet", required=False, minimum=0),
                Column("supporters", INTEGER, "voices in favour", minimum=0),
                Column("item_id", TEXT, "the candidate programme, course or project that answers it", required=False),
                Column("status", TEXT, "where it stands", choices=("raised", "costed", "planned", "approved", "delivered", "declined")),
            ),
            ("proposal_id",),
        ),
        Table(
            "budget",
            "ceilings by owner, year, account, fund source and pillar",
            (
                Column("owner", TEXT, "regency code or village code: whose money it is"),
                _YEAR,
                Column("account_code", TEXT, "account code (sub-kegiatan or village account)"),
                Column("fund_source", TEXT, "fund source"),
                Column("pillar", TEXT, "pillar; empty: none of the four", required=False, choices=PILLARS),
                Column("ceiling_idr", INTEGER, "ceiling of the year, rupiah", minimum=0),
                _SOURCE,
                _CERTAINTY,
            ),
            ("owner", "year", "account_code", "fund_source"),
        ),
        Table(
            "approvals",
            "what was decided, by whom, for how much",
            (
                Column("approval_id", TEXT, "decision"),
                _YEAR,
                Column("owner", TEXT, "whose money"),
                Column("item_id", TEXT, "programme, course or project"),
                Column("village_code", TEXT, "village, where the decision is for one", required=False),
                Column("amount_idr", INTEGER, "amount approved, rupiah", minimum=0),
                Column("decided_on", DATE, "date"),
                Column("decided_by", TEXT, "role that decided"),
            ),
            ("approval_id",),
        ),
        Table(
            "benefits",
            "aid already received, from whatever source",
            (
                _HOUSEHOLD,
                Column("programme_id", TEXT, "programme", references="programmes"),
                _YEAR,
                Column("annual_idr", INTEGER, "value received in the year, rupiah", minimum=0),
            ),
            ("household_id", "programme_id", "year"),
        ),
        Table(
            "delivered",
            "what was done, per item and village: payments, classes held, works handed over",
            (
                Column("delivery_id", TEXT, "delivery"),
                _YEAR,
                Column("lever", TEXT, "lever", choices=LEVERS),
                Column("item_id", TEXT, "programme, course or project"),
                Column("village_code", TEXT, "village; empty: the whole regency", required=False),
                Column("households", INTEGER, "households reached", required=False, minimum=0),
                Column("amount_idr", INTEGER, "rupiah paid", minimum=0),
            ),
            ("delivery_id",),
        ),
        Table(
            "findings",
            "what a forum found when it compared what was promised with what was delivered",
            (
                Column("finding_id", TEXT, "finding"),
                Column("forum_id", TEXT, "meeting", references="forums"),
                Column("item_id", TEXT, "programme, course or project"),
                Column("promised_idr", INTEGER, "rupiah approved", minimum=0),
                Column("delivered_idr", INTEGER, "rupiah delivered", minimum=0),
                Column("status", TEXT, "state", choices=("open", "answered", "confirmed", "reopened")),
            ),
            ("finding_id",),
        ),
        Table(
            "outcomes",
            "what was seen afterwards: follow-ups of applicants, yearly means of monitored villages",
            (
                Column("unit", TEXT, "what was observed", choices=("application", "village")),
                Column("unit_id", TEXT, "application or village code"),
                _YEAR,
                Column("measure", TEXT, "what was measured, with its unit, e.g. income_idr"),
                Column("value", NUMBER, "value; empty: not found again", required=False),
                Column("n", INTEGER, "observations behind the value", required=False, minimum=0),
            ),
            ("unit", "unit_id", "year", "measure"),
        ),
        Table(
            "evidence",
            "what is known of effects: share of consumption or income gained, with standard error and source",
            (
                Column("evidence_id", TEXT, "record"),
                Column("lever", TEXT, "lever", choices=LEVERS),
                Column("intervention", TEXT, "intervention"),
                Column("outcome", TEXT, "outcome"),
                Column("effect", NUMBER, "effect, in the unit"),
                Column("unit", TEXT, "unit of the effect", choices=("share_of_consumption", "share_of_income", "pass_through")),
                Column("standard_error", NUMBER, "standard error of the effect", minimum=0),
                Column("assumption", FLAG, "the number or its standard error is assumed, not read"),
                _SOURCE,
                _CERTAINTY,
            ),
            ("evidence_id",),
        ),
        Table(
            "truth",
            "demo only: every household's true consumption; read by tests, benchmarks and `measure --truth` alone",
            (
                _HOUSEHOLD,
                _YEAR,
                Column("consumption_pc_idr", NUMBER, "true consumption per person per month, rupiah", minimum=0),
            ),
            ("household_id", "year"),
        ),
        Table(
            "truth_effects",
            "demo only: the effects that were planted, which the loop must find again",
            (
                Column("effect_id", TEXT, "effect"),
                Column("lever", TEXT, "lever", choices=LEVERS),
                Column("item_id", TEXT, "programme, course or project"),
                Column("effect", NUMBER, "planted effect, in the unit"),
                Column("unit", TEXT, "unit", choices=("share_of_consumption", "share_of_income", "pass_through")),
                Column("note", TEXT, "who is affected and from when", required=False),
            ),
            ("effect_id",),
        ),
    )
}
"""Every table of a dataset folder, by its file's stem."""
