"""The acts of disclosing: keyword-only, atomic, each with its ledger event in the same transaction."""

from cms.disclosures.services.access import sync_section_groups
from cms.disclosures.services.announcements import (
    announce,
    correct_announcement,
    event_period,
    start_is_movable,
    was_announced,
)
from cms.disclosures.services.approval import approve_draft, send_back, submit_draft
from cms.disclosures.services.bulk import DisclosureDraft, PublishedBatch, publish_many
from cms.disclosures.services.contacts import confirm_contacts
from cms.disclosures.services.drafts import draft_of, start_draft
from cms.disclosures.services.erasure import erase_version, may_erase
from cms.disclosures.services.exemptions import (
    approve_exemption,
    exempt,
    lift_exemption,
    may_oversee,
    propose_exemption,
    refuse_exemption,
)
from cms.disclosures.services.households import HouseholdRow, replace_households
from cms.disclosures.services.instantiation import instantiate_duties, years_owed
from cms.disclosures.services.loudspeaker import forget_script, save_script
from cms.disclosures.services.obligations import (
    deadline_of,
    oblige,
    recompute_open_obligations,
)
from cms.disclosures.services.paper import (
    add_evidence,
    close_over,
    close_posting,
    drop_plan,
    plan_posting,
    report_broken,
    restore_posting,
    start_posting,
)
from cms.disclosures.services.posting import end_posting, expire_postings
from cms.disclosures.services.prices import PriceRow, import_prices
from cms.disclosures.services.publication import disclose, record_withdrawal, withdraw
from cms.disclosures.services.quarterly import compile_quarter, disclosed_in_quarter
from cms.disclosures.services.reading import (
    forget_reading,
    read_attachment,
    read_waiting,
    waiting_documents,
)
from cms.disclosures.services.runs import RunResult, run_duties
from cms.disclosures.services.scheduling import refuse_schedule
from cms.disclosures.services.structure import (
    ensure_register,
    ensure_sections,
    ensure_structure,
    ensure_workflow,
)

__all__ = [
    "DisclosureDraft",
    "HouseholdRow",
    "PriceRow",
    "PublishedBatch",
    "RunResult",
    "add_evidence",
    "announce",
    "approve_draft",
    "approve_exemption",
    "close_over",
    "close_posting",
    "compile_quarter",
    "confirm_contacts",
    "correct_announcement",
    "deadline_of",
    "disclose",
    "disclosed_in_quarter",
    "draft_of",
    "drop_plan",
    "end_posting",
    "ensure_register",
    "ensure_sections",
    "ensure_structure",
    "ensure_workflow",
    "erase_version",
    "event_period",
    "exempt",
    "expire_postings",
    "forget_reading",
    "forget_script",
    "import_prices",
    "instantiate_duties",
    "lift_exemption",
    "may_erase",
    "may_oversee",
    "oblige",
    "plan_posting",
    "propose_exemption",
    "publish_many",
    "read_attachment",
    "read_waiting",
    "recompute_open_obligations",
    "record_withdrawal",
    "refuse_exemption",
    "refuse_schedule",
    "replace_households",
    "report_broken",
    "restore_posting",
    "run_duties",
    "save_script",
    "send_back",
    "start_draft",
    "start_is_movable",
    "start_posting",
    "submit_draft",
    "sync_section_groups",
    "waiting_documents",
    "was_announced",
    "withdraw",
    "years_owed",
]
