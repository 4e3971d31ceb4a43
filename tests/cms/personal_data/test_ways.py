"""A draft with an open finding becomes public on no way, and goes its way once the finding is dealt with."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.disclosures.checklist import PublicationRefused, checklist, open_items
from cms.disclosures.models import BudgetPage, DisclosurePage, FileScan, RefusedSchedule
from cms.disclosures.personal_data_sources import sources_of
from cms.disclosures.services import ensure_structure, publish_many, replace_households
from cms.disclosures.services.bulk import DisclosureDraft
from cms.disclosures.services.households import HouseholdRow
from cms.disclosures.services.personal_data import report_of
from cms.disclosures.services.personal_data_acts import sign_off
from cms.disclosures.tasks import scan_stored_file
from portal.accounts.models import Role, User
from portal.core.personal_data import VERSION
from portal.organisations.models import Organisation
from tests.cms.editing import budget_form, rich_text
from tests.cms.factories import at, make_budget, make_contacts, make_household_list, publish
from tests.cms.personal_data.making import (
    CLEAN,
    DOCX,
    NOW,
    NUMBER,
    PDF,
    SECRET,
    groups,
    keys,
    letter,
    make_draft,
    newest,
    propose,
)
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def commune() -> Organisation:
    commune = make_organisation("Xã Một")
    ensure_structure()
    return commune


@pytest.fixture
def editor(commune: Organisation) -> User:
    return make_user(Role.EDITOR, commune)


@pytest.fixture
def head(commune: Organisation) -> User:
    return make_user(Role.HEAD, commune)


def enter(client: Client, user: User) -> None:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")


def live(page: DisclosurePage) -> bool:
    return DisclosurePage.objects.get(pk=page.pk).live


def edit(page: DisclosurePage) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


# ---- the ways


def test_code_that_publishes_a_revision_is_refused(commune: Organisation) -> None:
    page = make_draft(commune)
    with pytest.raises(PublicationRefused, match="Không lộ dữ liệu cá nhân"):
        publish(page)
    assert not live(page)


def test_the_editor_refuses_to_publish_and_says_where(
    client: Client, commune: Organisation, head: User
) -> None:
    page = make_budget(commune)
    enter(client, head)
    form = budget_form(page) | {"summary": rich_text(f"CCCD {NUMBER}"), "action-publish": "1"}
    body = client.post(edit(page), form).content.decode()
    assert "số căn cước công dân ở “Tóm tắt”" in body
    assert not live(page)


def test_a_line_of_a_budget_is_read_like_its_summary(
    client: Client, commune: Organisation, head: User
) -> None:
    page = make_budget(commune)
    enter(client, head)
    form = budget_form(page) | {"lines-0-name": "Chi cho ông Mẫu, ĐT 0912345678", "action-publish": "1"}
    assert "số điện thoại ở “Mục ngân sách 1, mục”" in client.post(edit(page), form).content.decode()
    assert not live(page)


def test_a_draft_is_saved_all_the_same(client: Client, commune: Organisation, editor: User) -> None:
    page = make_budget(commune)
    enter(client, editor)
    client.post(edit(page), budget_form(page) | {"summary": rich_text(f"CCCD {NUMBER}")})
    assert NUMBER in newest(page).summary


def test_an_editor_cannot_put_it_before_the_head_until_each_finding_has_a_reason(
    client: Client, commune: Organisation, editor: User
) -> None:
    page = make_draft(commune, by=editor)
    with pytest.raises(PublicationRefused):
        page.get_workflow().start(page, editor)
    propose(page, editor)
    page.get_workflow().start(page, editor)
    assert page.current_workflow_state is not None


def test_the_heads_approval_is_refused_until_a_second_person_signed(
    client: Client, commune: Organisation, editor: User, head: User
) -> None:
    page = make_draft(commune, by=editor)
    propose(page, editor)
    state = page.get_workflow().start(page, editor)
    enter(client, head)
    approve = reverse(
        "wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.current_task_state.pk]
    )
    answer = client.post(approve, {}, follow=True).content.decode()
    assert "Người thứ hai xác nhận phần giữ lại" in answer
    assert not live(page)

    sign_off(page=page, keys=keys(page), by=head, at=NOW)
    client.post(approve, {})
    assert live(page)


def test_the_schedule_leaves_it_a_draft_and_flags_it(commune: Organisation) -> None:
    page = make_draft(commune, summary=CLEAN)
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.save_revision().publish(skip_permission_checks=True)
    # The check became stricter after the head had planned the publication.
    revision = page.get_latest_revision()
    revision.content["summary"] = SECRET
    revision.save()
    with patch("django.utils.timezone.now", return_value=timezone.now() + timedelta(hours=2)):
        call_command("publish_scheduled")
    assert not live(page)
    assert "Không lộ dữ liệu cá nhân" in RefusedSchedule.objects.get(page=page).missing


def test_planning_a_publication_is_refused_as_well(commune: Organisation) -> None:
    page = make_draft(commune)
    page.go_live_at = timezone.now() + timedelta(hours=1)
    with pytest.raises(PublicationRefused):
        page.save_revision().publish(skip_permission_checks=True)


def test_imports_and_samples_that_are_published_at_once_are_not_held_up(commune: Organisation) -> None:
    """publish_many is code's own way, for content that no person typed; the next edition in the editor is checked."""
    page = BudgetPage(title="Dự toán", organisation=commune, form="approved", year=2026, summary=SECRET)
    page.revenue_estimate = page.expenditure_estimate = 0
    page.decision_number, page.decision_date = "1/QĐ-UBND", NOW.date()
    publish_many([DisclosureDraft(page=page, at=at("2026-01-20 09:00"))])
    page = BudgetPage.objects.get()
    assert page.live
    page.save_revision()
    with pytest.raises(PublicationRefused):
        publish(page)


# ---- what is read


@pytest.mark.parametrize(
    ("name", "content", "media_type", "kind"),
    [
        ("a.docx", letter(f"CCCD {NUMBER}"), DOCX, "citizen_id"),
        ("a.docx", letter(author="Nguyễn Văn An"), DOCX, "metadata"),
        ("a.pdf", b"%PDF-1.4 hong", PDF, "unfinished"),
    ],
)
def test_every_document_is_read(
    commune: Organisation, name: str, content: bytes, media_type: str, kind: str
) -> None:
    page = make_draft(commune, summary=CLEAN, files=[(name, content, media_type)])
    assert [group.first.kind.value for group in groups(page) if group.blocks] == [kind]
    with pytest.raises(PublicationRefused):
        publish(page)


def test_blocks_of_a_document_page_are_read(commune: Organisation) -> None:
    body = [{"type": "paragraph", "value": "<p>CCCD 0331<b>9901</b>2345</p>"}]
    page = make_draft(commune, summary=CLEAN, body=body)
    assert [group.source.label for group in groups(page)] == ["Nội dung chính"]


def test_titles_and_figures_are_read(commune: Organisation) -> None:
    from cms.disclosures.models import KeyFigure

    page = make_draft(commune, summary=CLEAN, title=f"Quyết định về ông Mẫu, CCCD {NUMBER}")
    page.figures = [KeyFigure(label="ĐT 0912345678", value=1)]
    page.save_revision()
    assert [group.source.label for group in groups(page)] == ["Tiêu đề", "Số liệu 1, chỉ tiêu"]


def test_an_offices_own_telephone_and_mailbox_pass_on_their_page_alone(commune: Organisation) -> None:
    page = make_contacts(
        commune, telephone="0912 345 678", email="ubnd@hungyen.gov.vn", office="Nhà 0221 3862 123"
    )
    assert open_items(page) == []
    page.email = "chutich@gmail.com"
    assert [group.source.label for group in report_of(page, at=NOW).groups] == ["Hộp thư công vụ"]
    page.email, page.summary = "ubnd@hungyen.gov.vn", "<p>Gọi 0912 345 678 hoặc 0987 654 321</p>"
    assert [group.first.excerpt[-2:] for group in report_of(page, at=NOW).groups] == ["21"]


def test_names_of_households_pass_and_their_numbers_do_not(commune: Organisation) -> None:
    page = make_household_list(commune)
    assert open_items(page) == []
    village = commune.villages.get()
    rows = [HouseholdRow("Hộ Mẫu Một 0912345678", village, "poor", 4)]
    replace_households(page=page, rows=rows, at=NOW, actor_role="editor")
    (group,) = report_of(page, at=NOW).groups
    assert (group.source.label, group.source.may_pass) == ("Các hộ trong danh sách", False)
    with pytest.raises(PublicationRefused):
        publish(page)


def test_no_text_field_of_any_kind_of_page_is_forgotten() -> None:
    """A field that a new kind of page brings is read without anybody having to think of it."""
    from cms.disclosures.models import ContributionPage, InvestmentProjectPage

    page = ContributionPage(
        title="a1", summary="a2", proposal="a3", rate="a4", contact_body="a5", decision_number="a6"
    )
    assert {source.text for source in sources_of(page)} >= {"a1", "a2", "a3", "a4", "a5", "a6"}
    project = InvestmentProjectPage(title="b1", investor="b2", decided_by="b3", contractor="b4", place="b5")
    assert {source.text for source in sources_of(project)} >= {"b1", "b2", "b3", "b4", "b5"}


# ---- results of files


def test_a_file_is_read_once_however_often_the_page_is_published(commune: Organisation) -> None:
    page = publish(make_draft(commune, summary=CLEAN, files=[("a.docx", letter(), DOCX)]))
    assert FileScan.objects.get().version == VERSION
    page.title = "Sửa"
    page.save_revision()
    with patch("cms.disclosures.services.personal_data.scan", side_effect=AssertionError):
        publish(page)


def test_a_newer_detector_reads_a_file_again(commune: Organisation) -> None:
    page = make_draft(commune, summary=CLEAN, files=[("a.docx", letter(f"CCCD {NUMBER}"), DOCX)])
    groups(page)
    FileScan.objects.update(version=VERSION - 1, findings=[])
    assert len([group for group in groups(page) if group.blocks]) == 1


@pytest.mark.django_db(transaction=True)
def test_a_large_file_is_handed_to_the_worker_when_it_is_saved() -> None:
    ensure_structure()
    commune = make_organisation()
    with (
        patch("cms.disclosures.services.personal_data.AT_ONCE_BYTES", 10),
        patch("cms.disclosures.tasks.scan_stored_file") as job,
    ):
        page = make_draft(commune, summary=CLEAN, files=[("a.docx", letter(), DOCX)])
        assert job.enqueue.called
        item = next(item for item in checklist(page) if item.key == "personal_data")
        assert (item.ok, "Đang quét 1 tệp" in item.help) == (False, True)
        with pytest.raises(PublicationRefused):
            publish(page)
        scan_stored_file.func(*job.enqueue.call_args[0])
        assert publish(page).live


@pytest.mark.django_db(transaction=True)
def test_saving_a_draft_reads_its_small_files_at_once() -> None:
    ensure_structure()
    make_draft(make_organisation(), summary=CLEAN, files=[("a.docx", letter(author="Nguyễn Văn An"), DOCX)])
    result = FileScan.objects.get()
    assert result.scanned_at is not None
    assert [finding.kind.value for finding in result.found()] == ["metadata"]


def test_a_file_that_takes_too_long_waits_and_is_not_clean(commune: Organisation) -> None:
    from portal.core.personal_data import Limits

    page = make_draft(commune, summary=CLEAN, files=[("a.docx", letter(), DOCX)])
    with patch("cms.disclosures.services.personal_data.AT_ONCE", Limits(seconds=0)):
        assert [item.key for item in open_items(page)] == ["personal_data"]
    assert FileScan.objects.get().scanned_at is None


def test_no_value_is_stored_anywhere_but_in_the_content(commune: Organisation, editor: User) -> None:
    page = make_draft(commune, by=editor, files=[("a.docx", letter(f"CCCD {NUMBER}"), DOCX)])
    propose(page, editor)
    stored = str(FileScan.objects.values()) + str(page.passed_findings.values())
    assert NUMBER not in stored
    assert NUMBER[:6] not in stored


def test_a_form_that_brings_a_file_has_it_read_before_it_is_stored(
    client: Client, commune: Organisation, head: User
) -> None:
    page = make_budget(commune)
    enter(client, head)
    form = budget_form(page) | {
        "attachments-TOTAL_FORMS": "1", "attachments-0-title": "Thư", "attachments-0-ORDER": "1",
        "attachments-0-DELETE": "", "attachments-0-id": "",
        "attachments-0-file": ContentFile(letter(f"CCCD {NUMBER}"), name="thu.docx"), "action-publish": "1",
    }  # fmt: skip
    assert (
        "số căn cước công dân ở “Tài liệu 1, tệp thu.docx”" in client.post(edit(page), form).content.decode()
    )
    assert not live(page)
