"""The sample content as a whole: small, once, looked at from all sides."""

import hashlib
import re
import unicodedata
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client

from cms.disclosures.models import (
    Announcement,
    BudgetPage,
    DisclosureAttachment,
    DisclosurePage,
    Exemption,
    Obligation,
    PoorHousehold,
    PoorHouseholdListPage,
    PoorHouseholdTotal,
    PublishedVersion,
)
from cms.disclosures.public_content import digest_of, public_content
from cms.pages.models import NewsPage, StandardPage
from content.generators.corpus import settings
from portal.accountability.services import province_scores
from portal.accountability.snapshots import latest_snapshot
from portal.accounts.models import Role, User
from portal.accounts.policies import Action, can
from portal.core.models import SiteState
from portal.core.uploads import clean_upload
from portal.feedback.models import Act, Attachment, Deadline, Petition, QuestionAnswer
from portal.feedback.services.deadline_audit import differences
from portal.ledger.models import Event
from portal.organisations.models import Organisation
from portal.statutes.requests import requests_about

TODAY = date(2026, 11, 24)
# A mobile or landline number, an identity number, an address of mail that could be somebody's.
PERSONAL = re.compile(r"(?<!\d)0\d[\d .]{7,}|\d{9,}|[\w.]+@(?!hungyen\.example)[\w.]+")


def test_everything_is_marked_as_sample_and_the_ledger_holds(seeded: Path) -> None:
    assert SiteState.shows_sample_data()
    assert Petition.objects.count() > 250
    assert not Petition.objects.filter(is_sample_data=False).exists()
    assert not Organisation.objects.filter(is_sample_data=False).exists()
    call_command("verify_ledger", stdout=StringIO())


def test_no_event_was_recorded_later_than_it_happened(seeded: Path) -> None:
    for petition in Petition.objects.prefetch_related("acts")[:200]:
        recorded = dict(Event.objects.about(petition.subject).values_list("hash", "recorded_at"))
        assert all(recorded[act.event_hash] == act.at for act in petition.acts.all() if act.event_hash)


def test_petitions_hold_no_personal_data_and_are_normal(seeded: Path) -> None:
    for title, text, place in Petition.objects.values_list("title", "text", "place"):
        assert unicodedata.is_normalized("NFC", title + text + place)
        assert not PERSONAL.search(text), text
        assert "{" not in title + text + place


def test_answers_are_filled_in_and_name_dates(seeded: Path) -> None:
    texts = [
        text
        for p in Petition.objects.prefetch_related("answers")
        for text in [a.text for a in p.answers.all()]
    ]
    assert not [text for text in texts if "{" in text or PERSONAL.search(text)]
    assert len(set(texts)) > 0.8 * len(texts)
    assert sum(bool(re.search(r"ngày \d\d/\d\d", text)) for text in texts) > 0.5 * len(texts)


def test_wards_are_spoken_of_as_wards(seeded: Path) -> None:
    for text in Petition.objects.filter(organisation__type_name="Phường").values_list("text", flat=True):
        assert not re.search(r"\b(UBND|Công an|của) xã\b", text), text


def test_every_state_of_a_case_can_be_seen(seeded: Path) -> None:
    statuses = set(Petition.objects.values_list("status", flat=True))
    assert {
        "received",
        "acknowledged",
        "accepted",
        "awaiting_approval",
        "answered",
        "disputed",
        "closed",
    } <= statuses
    assert Petition.objects.overdue(on=TODAY).exists()


def test_all_five_disclosures_are_there_some_late_some_missing(seeded: Path) -> None:
    keys = set(DisclosurePage.objects.live().values_list("duty__key", flat=True))
    wanted = {
        "head_contacts",
        "budget_approved",
        "budget_execution_quarter",
        "land_use_plan",
        "land_use_draft",
    }
    assert wanted | {"poor_households_final", "anticorruption_report"} <= keys
    statuses = set(Obligation.objects.with_status(on=TODAY).values_list("status", flat=True))
    assert statuses >= {"published", "late", "missing", "due_soon", "not_due", "not_applicable"}


def test_letters_have_answers_to_further_questions(seeded: Path) -> None:
    answers = QuestionAnswer.objects.select_related("petition", "question")
    assert answers.count() > 30
    assert all(one.question.category == one.petition.category for one in answers)
    assert not [one for one in answers if PERSONAL.search(one.text)]


def test_some_disclosures_were_corrected_taken_down_and_erased(seeded: Path) -> None:
    versions = PublishedVersion.objects.select_related("page")
    corrected = versions.filter(kind="corrected", page__duty__key="budget_approved")
    assert corrected.count() >= 2
    for version in corrected:
        page = version.page.specific
        assert version.digest == digest_of(public_content(page)) != page.versions.get(number=1).digest
    erased = versions.get(erased_at__isnull=False)
    assert (erased.number, erased.is_standing, "mẫu" in erased.erasure_document) == (1, False, True)
    gone = versions.get(withdrawn_at__isnull=False)
    assert not gone.page.live
    assert Client().get(gone.page.specific.public_path).status_code == 410


def test_every_paper_of_the_budget_is_there_from_most_communes(seeded: Path) -> None:
    for key, period in (
        ("budget_draft", "2026"),
        ("budget_execution_year", "2025"),
        ("budget_settlement", "2025"),
    ):
        owed = Obligation.objects.filter(duty_key=key, period=period).with_status(on=TODAY)
        came = [row for row in owed if row.status in ("published", "late")]
        assert len(came) > len(owed) / 2, key


def test_events_are_announced_corrected_and_waiting(seeded: Path) -> None:
    announced = Obligation.objects.filter(announcements__isnull=False).with_status(on=TODAY).distinct()
    assert {row.status for row in announced} >= {"due_soon", "missing"}
    corrected = Announcement.objects.exclude(correction="").select_related("obligation__duty").first()
    assert corrected is not None
    assert corrected.previous_due > corrected.obligation.due_on
    assert "mẫu" in corrected.document
    assert all("mẫu" in exemption.reason for exemption in Exemption.objects.all())


def test_residents_ask_for_what_is_missing(seeded: Path) -> None:
    asked = set(Petition.objects.exclude(about="").values_list("about", flat=True))
    missing = Obligation.objects.standing("missing", on=TODAY).select_related("organisation", "duty")
    assert asked
    assert asked <= {obligation.subject for obligation in missing}
    assert requests_about(asked).keys() == asked


def test_pages_would_pass_the_editor_and_say_that_they_are_samples(seeded: Path) -> None:
    for page in DisclosurePage.objects.live().specific():
        page.full_clean()
        assert "Dữ liệu mẫu" in page.summary, page


def test_documents_are_what_they_claim(seeded: Path) -> None:
    rows = list(DisclosureAttachment.objects.all()[:80])
    assert {row.name.rpartition(".")[2] for row in rows} == {"xlsx", "pdf", "docx"}
    for row in rows:
        with row.file.open() as file:
            content = file.read()
            file.seek(0)
            assert clean_upload(file).media_type == row.media_type
        assert (len(content), hashlib.sha256(content).hexdigest()) == (row.size, row.sha256)
    assert Attachment.objects.exists()


def test_ended_postings_keep_totals_and_no_names(seeded: Path) -> None:
    over = PoorHouseholdListPage.objects.filter(posting_ended_at__isnull=False)
    assert over.count() > 8
    assert not PoorHousehold.objects.filter(page__in=over).exists()
    assert PoorHouseholdTotal.objects.filter(page__in=over).values("page").distinct().count() == over.count()
    hanging = PoorHousehold.objects.filter(page__posting_ended_at=None)
    assert hanging.exists()
    assert all(name.startswith("Hộ mẫu số") for name in hanging.values_list("head_of_household", flat=True))


def test_every_demo_commune_has_work_on_the_desk(seeded: Path) -> None:
    for code in settings()["demo_staff"]:
        own = Petition.objects.filter(organisation__code=code)
        assert {"received", "acknowledged", "accepted", "awaiting_approval", "disputed"} <= set(
            own.values_list("status", flat=True)
        )


def test_scores_differ_for_visible_reasons(seeded: Path) -> None:
    scores = {
        row.organisation_code: row.score for row in province_scores(date(2026, 1, 1), date(2026, 6, 30))
    }
    # fast and honest, steady, slow, overloaded: see profiles.json
    assert scores["11953"] > scores["12103"] > scores["12826"]
    assert scores["11953"] - scores["12019"] > 10


def test_the_half_year_is_frozen_and_one_row_of_it_corrected(seeded: Path) -> None:
    snapshot = latest_snapshot("2026-H1")
    assert snapshot is not None
    assert snapshot.corrects is not None
    assert "mẫu" in snapshot.reason
    assert [change.what for change in snapshot.changes.all()] == ["changed"]
    assert snapshot.tree_size > 0


def test_staff_can_do_their_part_and_sign_in_with_the_demo_password(seeded: Path) -> None:
    ward = Organisation.objects.get(code="11953")
    handler = User.objects.get(username="xuly.pho-hien")
    assert handler.check_password("huong-sen-2026")
    assert can(handler, Action.PETITION_HANDLE, ward)
    assert not can(handler, Action.PETITION_HANDLE, Organisation.objects.get(code="12019"))
    assert set(User.objects.values_list("memberships__role", flat=True)) >= set(Role.values)
    out = StringIO()
    call_command("demo_logins", stdout=out)
    assert "xuly.pho-hien" in out.getvalue()


def test_one_budget_waits_for_the_head(seeded: Path) -> None:
    draft = BudgetPage.objects.get(live=False)
    assert draft.current_workflow_state.status == "in_progress"
    assert not Event.objects.about(draft.subject).filter(kind="disclosed").exists()


def test_ordinary_pages_have_words(seeded: Path, client) -> None:
    assert NewsPage.objects.count() == 3
    for page in [*StandardPage.objects.all(), *NewsPage.objects.all()]:
        text = client.get(page.url).content.decode()
        assert page.title in text
        assert ">None<" not in text
    assert "Tôi có phải ghi tên khi phản ánh không?" in client.get("/biet-ban-giam-sat/").content.decode()


def test_a_second_seed_is_refused_and_changes_nothing(seeded: Path) -> None:
    before = Event.objects.count()
    with pytest.raises(CommandError, match="already"), transaction.atomic():
        call_command("seed", size="small")
    assert Event.objects.count() == before


def test_every_way_to_move_a_date_is_seen_once(seeded: Path) -> None:
    told = set(Act.objects.values_list("name", flat=True))
    assert {"recompute", "declare_complex", "state_at_hand", "extend", "pause", "complain_again"} <= told
    recomputed = Act.objects.filter(name="recompute").first()
    assert recomputed is not None
    assert recomputed.details["due"] > recomputed.details["previous"]
    again = Deadline.objects.filter(stage="reanswer", met_on=None, cancelled_on=None)
    assert again.exists()
    at_hand = Deadline.objects.filter(rule__condition="information_at_hand").select_related("rule").first()
    assert at_hand is not None
    assert at_hand.started_on is not None
    assert at_hand.rule.effective_to is None or at_hand.started_on <= at_hand.rule.effective_to


def test_the_dates_of_all_samples_follow_from_the_ledger(seeded: Path) -> None:
    assert [one.as_dict() for _, found in differences() for one in found] == []
