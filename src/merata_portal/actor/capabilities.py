"""What can be done in the portal, and by which roles: the one table that every view and every action asks.

A capability that is missing from `ROLES_OF` would be nobody's; the tests require that each has a line.
"""

from __future__ import annotations

from enum import Enum

from merata_portal.actor.roles import ASSIGNABLE, Role


class Capability(Enum):
    """One thing that can be done, always in an area."""

    ENTER_OFFICE = "enter_office"  # the staff front's own pages: home, own work
    VIEW_REGISTRY = "view_registry"  # households and persons by name, numbers masked
    EDIT_REGISTRY = "edit_registry"  # record a move, a death, a correction
    IMPORT_REGISTRY = "import_registry"
    UNDO_IMPORT = "undo_import"
    REVIEW_LINKS = "review_links"  # say of an unclear pair whether it is one person
    MERGE = "merge"  # merge and un-merge
    REVEAL_NUMBER = "reveal_number"  # see one NIK, KK or account number; each time an event
    EXPORT_REGISTRY = "export_registry"  # a list with names, numbers masked
    EXPORT_NUMBERS = "export_numbers"  # a list with whole numbers; each time an event
    SHARE_REGISTRY = "share_registry"  # what another office's system is given, as its agreement says; no person's
    SHARE_PAYMENTS = "share_payments"  # a batch that was ordered to be paid, for the system that pays it; no person's
    SNAPSHOT = "snapshot"  # freeze the registry for analysis, hashes only
    VIEW_LEDGER = "view_ledger"
    APPROPRIATE = "appropriate"  # enter what the council has adopted
    PROPOSE_SPENDING = "propose_spending"  # reserve
    APPROVE_SPENDING = "approve_spending"  # commit by decree
    PAY = "pay"
    RECORD_RETURN = "record_return"  # money that came back
    VIEW_PROGRAMMES = "view_programmes"  # launches, lists with reasons, enrolments, batches
    SIMULATE_PROGRAMME = "simulate_programme"
    LAUNCH_PROGRAMME = "launch_programme"  # and reserve its ceiling
    APPROVE_LIST = "approve_list"
    VERIFY_LIST = "verify_list"  # the village's word
    ISSUE_DECREE = "issue_decree"  # and commit its money
    MANAGE_ENROLMENT = "manage_enrolment"  # pause, resume, exit, answer flags
    MAKE_PAYMENTS = "make_payments"
    CHECK_PAYMENTS = "check_payments"
    RECORD_RECEIPT = "record_receipt"  # goods handed over
    FILE_OBJECTION = "file_objection"  # for a resident who came to the office
    DECIDE_OBJECTION = "decide_objection"
    VIEW_FORUMS = "view_forums"
    HOLD_FORUM = "hold_forum"
    HOLD_RESES = "hold_reses"  # a council member's meeting with residents
    SUBMIT_PROPOSAL = "submit_proposal"
    COST_PROPOSAL = "cost_proposal"
    ANSWER_PROPOSAL = "answer_proposal"
    ANSWER_FINDING = "answer_finding"
    HOLD_BALLOT = "hold_ballot"
    VIEW_OVERSIGHT = "view_oversight"  # the council's view: money, pillars, equity, answers
    VIEW_COMPLAINTS = "view_complaints"  # without who complained
    ROUTE_COMPLAINT = "route_complaint"  # assign, moderate, escalate
    HANDLE_COMPLAINT = "handle_complaint"
    VIEW_TRAINING = "view_training"
    MANAGE_COURSE = "manage_course"
    APPLY_FOR_COURSE = "apply_for_course"  # for a resident who came to the office
    RECORD_ATTENDANCE = "record_attendance"
    SURVEY_GRADUATE = "survey_graduate"
    VIEW_PROJECTS = "view_projects"
    MANAGE_PROJECT = "manage_project"
    REPORT_PROGRESS = "report_progress"
    ACCEPT_PROJECT = "accept_project"  # the village's hand-over
    VIEW_PLANS = "view_plans"  # scenarios, plans, results and evaluations of the regency
    BRING_MATERIAL = "bring_material"  # tables for analysis that no app of the portal keeps
    RUN_ANALYSIS = "run_analysis"  # freeze inputs, compute, make scenarios
    SUBMIT_PLAN = "submit_plan"  # change a package by hand and put it before the council
    APPROVE_PLAN = "approve_plan"  # the council's decree: approve, refuse, revoke
    DESIGN_EVALUATION = "design_evaluation"
    REVIEW_EVALUATION = "review_evaluation"  # the check by another role
    PUBLISH_DATA = "publish_data"  # prepare an edition of open data
    RELEASE_DATA = "release_data"  # publish what another prepared, withdraw it
    VIEW_AUDIT = "view_audit"
    VERIFY_AUDIT = "verify_audit"
    VIEW_JOBS = "view_jobs"
    CANCEL_JOB = "cancel_job"
    MANAGE_ACCOUNTS = "manage_accounts"
    LOAD_AREAS = "load_areas"


_SOCIAL, _VILLAGE, _AUDIT = Role.SOCIAL_OFFICER, Role.VILLAGE_OPERATOR, Role.AUDITOR
_SPENDING = frozenset({Role.SOCIAL_OFFICER, Role.SECTOR_OFFICER})
_EXECUTIVE = frozenset({Role.PLANNER, Role.VILLAGE_OPERATOR}) | _SPENDING
_COUNCIL = Role.COUNCIL_MEMBER
# The machine's operator loads, links, freezes and repairs; they see no number, approve and pay nothing.
_OPERATED = frozenset({Role.SYSTEM})

ROLES_OF: dict[Capability, frozenset[Role]] = {
    Capability.ENTER_OFFICE: ASSIGNABLE,
    Capability.VIEW_REGISTRY: frozenset({_SOCIAL, _VILLAGE, _AUDIT}),
    Capability.EDIT_REGISTRY: frozenset({_SOCIAL, _VILLAGE}) | _OPERATED,
    Capability.IMPORT_REGISTRY: frozenset({_SOCIAL}) | _OPERATED,
    Capability.UNDO_IMPORT: frozenset({_SOCIAL}) | _OPERATED,
    Capability.REVIEW_LINKS: frozenset({_SOCIAL, _VILLAGE}),
    Capability.MERGE: frozenset({_SOCIAL}) | _OPERATED,
    Capability.REVEAL_NUMBER: frozenset({_SOCIAL, _VILLAGE}),
    Capability.EXPORT_REGISTRY: frozenset({_SOCIAL, _VILLAGE, _AUDIT}),
    Capability.EXPORT_NUMBERS: frozenset({_SOCIAL}),
    # A client of the exchange can do these two and nothing else, so that no other query answers it.
    Capability.SHARE_REGISTRY: frozenset({Role.CLIENT}),
    Capability.SHARE_PAYMENTS: frozenset({Role.CLIENT}),
    Capability.SNAPSHOT: frozenset({_SOCIAL, Role.PLANNER}) | _OPERATED,
    Capability.VIEW_LEDGER: frozenset({Role.PLANNER, _VILLAGE, Role.COUNCIL_MEMBER, _AUDIT}) | _SPENDING,
    Capability.APPROPRIATE: frozenset({Role.PLANNER}) | _OPERATED,
    Capability.PROPOSE_SPENDING: frozenset({Role.PLANNER, _VILLAGE}),
    Capability.APPROVE_SPENDING: _SPENDING,
    Capability.PAY: _SPENDING,
    Capability.RECORD_RETURN: _SPENDING,
    Capability.VIEW_PROGRAMMES: _EXECUTIVE | {_AUDIT},
    Capability.SIMULATE_PROGRAMME: frozenset({Role.PLANNER, _SOCIAL}),
    Capability.LAUNCH_PROGRAMME: frozenset({Role.PLANNER, _VILLAGE}),
    Capability.APPROVE_LIST: _SPENDING,
    Capability.VERIFY_LIST: frozenset({_VILLAGE}),
    Capability.ISSUE_DECREE: _SPENDING,
    Capability.MANAGE_ENROLMENT: frozenset({_SOCIAL}),
    Capability.MAKE_PAYMENTS: _SPENDING,
    Capability.CHECK_PAYMENTS: _SPENDING,
    Capability.RECORD_RECEIPT: frozenset({_VILLAGE}),
    Capability.FILE_OBJECTION: frozenset({_SOCIAL, _VILLAGE}),
    Capability.DECIDE_OBJECTION: frozenset({_SOCIAL}),
    Capability.VIEW_FORUMS: _EXECUTIVE | {_COUNCIL, _AUDIT},
    Capability.HOLD_FORUM: frozenset({Role.PLANNER, _VILLAGE}),
    Capability.HOLD_RESES: frozenset({_COUNCIL}),
    Capability.SUBMIT_PROPOSAL: frozenset({Role.PLANNER, _VILLAGE, _COUNCIL}),
    Capability.COST_PROPOSAL: _SPENDING,
    Capability.ANSWER_PROPOSAL: frozenset({Role.PLANNER}) | _SPENDING,
    Capability.ANSWER_FINDING: _SPENDING,
    Capability.HOLD_BALLOT: frozenset({Role.PLANNER, _VILLAGE}),
    Capability.VIEW_OVERSIGHT: frozenset({Role.PLANNER, _COUNCIL, _AUDIT}),
    Capability.VIEW_COMPLAINTS: _EXECUTIVE | {_AUDIT},
    Capability.ROUTE_COMPLAINT: frozenset({Role.PLANNER, _VILLAGE}),
    Capability.HANDLE_COMPLAINT: _SPENDING | {_VILLAGE},
    Capability.VIEW_TRAINING: _EXECUTIVE | {Role.TRAINER, _AUDIT},
    Capability.MANAGE_COURSE: frozenset({Role.SECTOR_OFFICER}),
    Capability.APPLY_FOR_COURSE: frozenset({Role.SECTOR_OFFICER, _VILLAGE}),
    Capability.RECORD_ATTENDANCE: frozenset({Role.SECTOR_OFFICER, Role.TRAINER}),
    Capability.SURVEY_GRADUATE: frozenset({Role.SECTOR_OFFICER, _VILLAGE, Role.TRAINER}),
    Capability.VIEW_PROJECTS: _EXECUTIVE | {_COUNCIL, _AUDIT},
    Capability.MANAGE_PROJECT: frozenset({Role.SECTOR_OFFICER}),
    Capability.REPORT_PROGRESS: frozenset({Role.SECTOR_OFFICER, _VILLAGE}),
    Capability.ACCEPT_PROJECT: frozenset({_VILLAGE}),
    Capability.VIEW_PLANS: frozenset({Role.PLANNER, _COUNCIL, _AUDIT}) | _SPENDING,
    Capability.BRING_MATERIAL: frozenset({Role.PLANNER}) | _OPERATED,
    Capability.RUN_ANALYSIS: frozenset({Role.PLANNER}) | _OPERATED,
    Capability.SUBMIT_PLAN: frozenset({Role.PLANNER}),
    Capability.APPROVE_PLAN: frozenset({_COUNCIL}),
    Capability.DESIGN_EVALUATION: frozenset({Role.PLANNER, Role.SECTOR_OFFICER}),
    Capability.REVIEW_EVALUATION: frozenset({Role.PLANNER, _AUDIT}) | _SPENDING,
    Capability.PUBLISH_DATA: frozenset({Role.PLANNER}) | _OPERATED,
    Capability.RELEASE_DATA: frozenset({Role.PLANNER}) | _SPENDING,
    Capability.VIEW_AUDIT: frozenset({_AUDIT}),
    Capability.VERIFY_AUDIT: frozenset({_AUDIT, Role.ADMINISTRATOR}) | _OPERATED,
    Capability.VIEW_JOBS: _EXECUTIVE | {Role.ADMINISTRATOR} | _OPERATED,
    Capability.CANCEL_JOB: frozenset({_SOCIAL, Role.ADMINISTRATOR}) | _OPERATED,
    Capability.MANAGE_ACCOUNTS: frozenset({Role.ADMINISTRATOR}) | _OPERATED,
    Capability.LOAD_AREAS: frozenset({Role.ADMINISTRATOR}) | _OPERATED,
}


def capabilities_of(role: Role) -> frozenset[Capability]:
    """All that a role may do in its area."""
    return frozenset(capability for capability, roles in ROLES_OF.items() if role in roles)
