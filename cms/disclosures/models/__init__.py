"""Page types of the disclosures, their rows, and the obligations they fulfil."""

from cms.disclosures.models.announcements import Announcement, Correction
from cms.disclosures.models.anticorruption import AntiCorruptionReportPage, IntegrityFigure
from cms.disclosures.models.approval import HeadApprovalTask
from cms.disclosures.models.base import DisclosureAttachment, DisclosurePage, KeyFigure
from cms.disclosures.models.budget import BudgetForm, BudgetLine, BudgetPage, BudgetSection
from cms.disclosures.models.contacts import HeadContactsPage
from cms.disclosures.models.contributions import (
    ContributionLine,
    ContributionPage,
    ContributionSide,
    ContributionStage,
)
from cms.disclosures.models.documents import DocumentPage
from cms.disclosures.models.exemptions import Exemption, ExemptionGround
from cms.disclosures.models.household_changes import HouseholdChanges, draft_list_of, named_changes
from cms.disclosures.models.households import (
    PoorHousehold,
    PoorHouseholdListPage,
    PoorHouseholdTotal,
    PovertyClass,
)
from cms.disclosures.models.imports import ImportJob, ImportRow
from cms.disclosures.models.land import LandUsePlanPage, PlanArea, PlanMap, PlanScope, PlanStage
from cms.disclosures.models.land_price_rows import LandPrice, LandPriceSet
from cms.disclosures.models.land_prices import LandPriceTablePage
from cms.disclosures.models.obligations import Obligation, ObligationStatus, PostingStatus
from cms.disclosures.models.officials import OfficialPosition, OfficialsDutiesPage
from cms.disclosures.models.personal_data import FileScan, PassedFinding, PassReason
from cms.disclosures.models.posting import LoudspeakerScript, Posting, PostingEvidence, current_postings
from cms.disclosures.models.procedures import AdministrativeProcedure, ProceduresPage
from cms.disclosures.models.project_rows import (
    CapitalSource,
    ProgressPhoto,
    ProgressReport,
    ProjectCapital,
    SupervisionBody,
    SupervisionResult,
)
from cms.disclosures.models.projects import InvestmentProjectPage, ProjectStatus
from cms.disclosures.models.reading import DocumentReading, ReadingPart, ReadingState, words_of_documents
from cms.disclosures.models.reception import ReceptionSchedulePage, ReceptionSession
from cms.disclosures.models.recruitment import (
    CandidateResult,
    ExamSession,
    RecruitmentNoticePage,
    RecruitmentPost,
)
from cms.disclosures.models.register import OrganisationDisclosuresPage, RegisterPage
from cms.disclosures.models.reminders import Reminder, ReminderStage
from cms.disclosures.models.runs import DutyRun
from cms.disclosures.models.schedule import RefusedSchedule
from cms.disclosures.models.served import general_duties, own_page_type, page_types
from cms.disclosures.models.versions import PublishedVersion

__all__ = [
    "AdministrativeProcedure",
    "Announcement",
    "AntiCorruptionReportPage",
    "BudgetForm",
    "BudgetLine",
    "BudgetPage",
    "BudgetSection",
    "CandidateResult",
    "CapitalSource",
    "ContributionLine",
    "ContributionPage",
    "ContributionSide",
    "ContributionStage",
    "Correction",
    "DisclosureAttachment",
    "DisclosurePage",
    "DocumentPage",
    "DocumentReading",
    "DutyRun",
    "ExamSession",
    "Exemption",
    "ExemptionGround",
    "FileScan",
    "HeadApprovalTask",
    "HeadContactsPage",
    "HouseholdChanges",
    "ImportJob",
    "ImportRow",
    "IntegrityFigure",
    "InvestmentProjectPage",
    "KeyFigure",
    "LandPrice",
    "LandPriceSet",
    "LandPriceTablePage",
    "LandUsePlanPage",
    "LoudspeakerScript",
    "Obligation",
    "ObligationStatus",
    "OfficialPosition",
    "OfficialsDutiesPage",
    "OrganisationDisclosuresPage",
    "PassReason",
    "PassedFinding",
    "PlanArea",
    "PlanMap",
    "PlanScope",
    "PlanStage",
    "PoorHousehold",
    "PoorHouseholdListPage",
    "PoorHouseholdTotal",
    "Posting",
    "PostingEvidence",
    "PostingStatus",
    "PovertyClass",
    "ProceduresPage",
    "ProgressPhoto",
    "ProgressReport",
    "ProjectCapital",
    "ProjectStatus",
    "PublishedVersion",
    "ReadingPart",
    "ReadingState",
    "ReceptionSchedulePage",
    "ReceptionSession",
    "RecruitmentNoticePage",
    "RecruitmentPost",
    "RefusedSchedule",
    "RegisterPage",
    "Reminder",
    "ReminderStage",
    "SupervisionBody",
    "SupervisionResult",
    "current_postings",
    "draft_list_of",
    "general_duties",
    "named_changes",
    "own_page_type",
    "page_types",
    "words_of_documents",
]
