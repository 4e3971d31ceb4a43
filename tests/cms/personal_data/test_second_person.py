"""Who may let a finding pass, what that leaves in the ledger, and when it is void."""

import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command

from cms.disclosures.checklist import PublicationRefused, open_items
from cms.disclosures.models import FileScan, PassedFinding, PassReason
from cms.disclosures.services import end_posting, ensure_structure
from cms.disclosures.services.personal_data_acts import (
    authors_of,
    clean_file,
    mark,
    may_sign,
    sign_off,
    unmark,
)
from portal.accounts.models import Membership, Role, User
from portal.ledger.models import Event
from portal.organisations.models import Organisation, OrganisationKind
from tests.cms.factories import make_household_list, publish
from tests.cms.personal_data.making import (
    CLEAN,
    DOCX,
    NOW,
    NUMBER,
    SECRET,
    groups,
    keys,
    letter,
    make_draft,
    newest,
    propose,
    save_as,
)
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db
AUTHORED = ("a.docx", letter(author="Nguyễn Văn An"), DOCX)


@pytest.fixture
def province() -> Organisation:
    return make_organisation("Tỉnh Một", kind=OrganisationKind.PROVINCE)


@pytest.fixture
def commune(province: Organisation) -> Organisation:
    commune = make_organisation("Xã Một", parent=province)
    ensure_structure()
    return commune


@pytest.fixture
def editor(commune: Organisation) -> User:
    return make_user(Role.EDITOR, commune)


@pytest.fixture
def head(commune: Organisation) -> User:
    return make_user(Role.HEAD, commune)


def pass_all(page: object, by: User) -> list[PassedFinding]:
    return sign_off(page=page, keys=keys(page), by=by, at=NOW)


# ---- who


@pytest.mark.parametrize(
    ("role", "where", "may"),
    [
        (Role.HEAD, "own", True),
        (Role.HEAD, "above", True),
        (Role.HEAD, "other", False),
        (Role.INSPECTOR, "other", True),
        (Role.EDITOR, "own", False),
        (Role.HANDLER, "own", False),
        (Role.ADMINISTRATOR, "own", False),
    ],
)
def test_which_role_may_be_the_second_person(
    commune: Organisation, province: Organisation, editor: User, role: Role, where: str, may: bool
) -> None:
    body = {"own": commune, "above": province, "other": make_organisation()}[where]
    user = make_user(role, body)
    page = make_draft(commune, by=editor)
    propose(page, editor)
    assert may_sign(user, page) is may
    if may:
        pass_all(page, user)
        assert publish(page).live
    else:
        with pytest.raises(PermissionDenied):
            pass_all(page, user)


def test_neither_a_superuser_nor_a_stranger_signs_or_marks(commune: Organisation, editor: User) -> None:
    page = make_draft(commune, by=editor)
    for user in (make_user(is_superuser=True), make_user(Role.EDITOR), AnonymousUser()):
        with pytest.raises(PermissionDenied):
            propose(page, user)
    propose(page, editor)
    for user in (make_user(is_superuser=True), make_user(Role.HEAD), AnonymousUser()):
        with pytest.raises(PermissionDenied):
            pass_all(page, user)
        with pytest.raises(PermissionDenied):
            unmark(page=page, keys=keys(page), by=user, at=NOW)


def test_a_membership_that_ended_signs_nothing(commune: Organisation, editor: User, head: User) -> None:
    page = make_draft(commune, by=editor)
    propose(page, editor)
    Membership.objects.filter(user=head).delete()
    with pytest.raises(PermissionDenied):
        pass_all(page, head)


def test_the_head_who_typed_the_current_version_needs_somebody_else(
    commune: Organisation, head: User
) -> None:
    page = make_draft(commune, by=head)
    propose(page, head)
    with pytest.raises(PermissionDenied):
        pass_all(page, head)
    pass_all(page, make_user(Role.INSPECTOR))
    assert publish(page).live


def test_who_proposed_does_not_sign(commune: Organisation, editor: User, head: User) -> None:
    page = make_draft(commune, by=editor)
    propose(page, head)
    with pytest.raises(PermissionDenied):
        pass_all(page, head)
    pass_all(page, make_user(Role.HEAD, commune))


def test_who_typed_it_does_not_sign_after_somebody_else_saved(
    commune: Organisation, editor: User, head: User
) -> None:
    page = make_draft(commune, by=head)
    page = save_as(editor, page, title="Tiêu đề khác")
    propose(page, editor)
    with pytest.raises(PermissionDenied):
        pass_all(page, head)


def test_a_head_who_saved_an_earlier_version_without_it_may_sign(
    commune: Organisation, editor: User, head: User
) -> None:
    page = make_draft(commune, by=head, summary=CLEAN)
    page = save_as(editor, page, summary=SECRET)
    (group,) = groups(page)
    assert authors_of(page, group.source) == {editor.pk}
    propose(page, editor)
    pass_all(page, head)


def test_who_brought_a_file_is_known_by_the_file(commune: Organisation, editor: User, head: User) -> None:
    page = make_draft(commune, by=head, summary=CLEAN, files=[("a.docx", letter(f"CCCD {NUMBER}"), DOCX)])
    page = save_as(editor, page, title="Tiêu đề khác")
    (group,) = groups(page)
    assert authors_of(page, group.source) == {editor.pk, head.pk}


# ---- reasons


def test_a_reason_has_to_fit_what_was_found(commune: Organisation, editor: User) -> None:
    page = make_draft(commune, by=editor)
    with pytest.raises(ValidationError, match="không phù hợp"):
        propose(page, editor, PassReason.READ)
    scanned = make_draft(
        commune, by=editor, summary=CLEAN, files=[("a.pdf", b"%PDF-1.4 hong", "application/pdf")]
    )
    with pytest.raises(ValidationError, match="không phù hợp"):
        propose(scanned, editor, PassReason.CONSENT)
    propose(scanned, editor, PassReason.READ)


def test_rows_of_a_list_of_households_are_never_let_pass(commune: Organisation, editor: User) -> None:
    page = make_household_list(commune, names=("Hộ Mẫu 0912345678",))
    with pytest.raises(ValidationError, match="nhập lại danh sách"):
        propose(page, editor)


def test_what_is_gone_cannot_be_marked_and_nothing_is_marked_by_no_key(
    commune: Organisation, editor: User
) -> None:
    page = make_draft(commune, by=editor)
    old = keys(page)
    page = save_as(editor, page, summary="<p>CCCD 033199012346</p>")
    for chosen in (old, [], ["x"]):
        with pytest.raises(ValidationError):
            mark(page=page, keys=chosen, reason=PassReason.CONSENT, note="", by=editor, at=NOW)


def test_a_proposal_can_be_taken_back_and_a_signature_cannot(
    commune: Organisation, editor: User, head: User
) -> None:
    page = make_draft(commune, by=editor)
    propose(page, editor)
    assert unmark(page=page, keys=keys(page), by=editor, at=NOW) == 1
    propose(page, editor)
    chosen = keys(page)
    pass_all(page, head)
    assert unmark(page=page, keys=chosen, by=editor, at=NOW) == 0
    assert PassedFinding.objects.get().signed_by == head


def test_proposing_anew_does_not_touch_what_is_signed(
    commune: Organisation, editor: User, head: User
) -> None:
    page = make_draft(commune, by=editor)
    propose(page, editor)
    chosen = keys(page)
    pass_all(page, head)
    with pytest.raises(ValidationError):
        mark(page=page, keys=chosen, reason=PassReason.OFFICIAL, note="", by=editor, at=NOW)
    assert PassedFinding.objects.get().signed


# ---- void


def test_a_changed_text_voids_its_signature(commune: Organisation, editor: User, head: User) -> None:
    page = make_draft(commune, by=editor)
    propose(page, editor)
    pass_all(page, head)
    assert open_items(newest(page)) == []
    page = save_as(editor, page, summary=SECRET.replace("hỗ trợ", "trợ cấp"))
    assert [item.key for item in open_items(newest(page))] == ["personal_data"]
    page = save_as(editor, page, summary=SECRET)
    assert open_items(newest(page)) == []


def test_a_changed_file_voids_its_signature_and_an_unchanged_one_keeps_it(
    commune: Organisation, editor: User, head: User
) -> None:
    first = letter(f"CCCD {NUMBER}")
    page = make_draft(commune, by=editor, summary=CLEAN, files=[("a.docx", first, DOCX)])
    propose(page, editor)
    pass_all(page, head)
    page = save_as(editor, page, title="Tiêu đề khác")
    assert open_items(newest(page)) == []
    other = make_draft(commune, by=editor, summary=CLEAN, year=2025,
                       files=[("a.docx", letter(f"CCCD {NUMBER}."), DOCX)])  # fmt: skip
    save_as(editor, page, attachments=list(other.attachments.all()))
    assert [item.key for item in open_items(newest(page))] == ["personal_data"]


def test_a_signature_on_one_page_is_none_on_another(commune: Organisation, editor: User, head: User) -> None:
    page = make_draft(commune, by=editor)
    propose(page, editor)
    pass_all(page, head)
    with pytest.raises(PublicationRefused):
        publish(make_draft(commune, by=editor, year=2025))


# ---- the ledger


def test_the_ledger_knows_kinds_reasons_documents_and_nothing_personal(
    commune: Organisation, editor: User, head: User
) -> None:
    page = make_draft(commune, by=editor, files=[("a.docx", letter("ĐT 0912345678"), DOCX)])
    mark(page=page, keys=keys(page), reason=PassReason.CONSENT, note="Ông Mẫu ký ngày 1/3", by=editor, at=NOW)
    passed = pass_all(page, head)
    event = Event.objects.get(kind="personal_data_signed_off")
    payload = json.loads(event.payload)
    assert (event.subject, event.actor_role) == (page.subject, "head")
    assert payload["kinds"] == {"citizen_id": 1, "phone": 1}
    assert {entry["reason"] for entry in payload["findings"]} == {"consent"}
    assert payload["documents"] == [newest(page).attachments.get().sha256]
    assert {entry["digest"] for entry in payload["findings"]} == {
        one.ledger_entry()["digest"] for one in passed
    }
    assert not {entry["digest"] for entry in payload["findings"]} & {one.digest for one in passed}
    for secret in (NUMBER, "0912345678", "Mẫu", "văn"):
        assert secret not in event.payload
    call_command("verify_ledger")


def test_nothing_passes_when_the_ledger_cannot_be_written(
    commune: Organisation, editor: User, head: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = make_draft(commune, by=editor)
    propose(page, editor)

    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("cms.disclosures.services.personal_data_acts.record_many", fail)
    with pytest.raises(RuntimeError):
        pass_all(page, head)
    assert not PassedFinding.objects.get().signed


def test_when_a_posting_ends_the_traces_of_its_findings_go_with_the_names(
    commune: Organisation, editor: User, head: User
) -> None:
    page = make_household_list(commune, summary=SECRET)
    propose(page, editor)
    pass_all(page, head)
    page = publish(page)
    assert FileScan.objects.exists()
    end_posting(page=page, at=NOW)
    assert not PassedFinding.objects.exists()
    assert not FileScan.objects.exists()


# ---- clean a file


def test_cleaning_a_file_makes_a_new_version_of_the_draft(commune: Organisation, editor: User) -> None:
    page = make_draft(commune, by=editor, summary=CLEAN, files=[AUTHORED])
    before = newest(page).attachments.get()
    clean_file(page=page, sha256=before.sha256, by=editor)
    after = newest(page).attachments.get()
    assert after.sha256 != before.sha256
    assert groups(page) == []
    assert publish(newest(page)).attachments.get().sha256 == after.sha256


@pytest.mark.parametrize("role", [Role.HANDLER, Role.INSPECTOR, Role.ADMINISTRATOR])
def test_who_may_not_edit_cleans_no_file(commune: Organisation, editor: User, role: Role) -> None:
    page = make_draft(commune, by=editor, files=[AUTHORED])
    sha256 = newest(page).attachments.get().sha256
    with pytest.raises(PermissionDenied):
        clean_file(page=page, sha256=sha256, by=make_user(role, commune))


def test_a_locked_draft_is_not_cleaned_behind_the_heads_back(commune: Organisation, editor: User) -> None:
    page = make_draft(commune, by=editor, summary=CLEAN, files=[AUTHORED])
    propose(page, editor, PassReason.OFFICIAL)
    page.get_workflow().start(page, editor)
    sha256 = newest(page).attachments.get().sha256
    with pytest.raises(PermissionDenied):
        clean_file(page=page, sha256=sha256, by=editor)


def test_a_file_that_cannot_be_cleaned_says_why(commune: Organisation, editor: User) -> None:
    page = make_draft(commune, by=editor, files=[("a.pdf", b"%PDF-1.4 hong", "application/pdf")])
    sha256 = newest(page).attachments.get().sha256
    with pytest.raises(ValidationError, match="Không mở được"):
        clean_file(page=page, sha256=sha256, by=editor)
    with pytest.raises(ValidationError, match="Không còn tài liệu"):
        clean_file(page=page, sha256="0" * 64, by=editor)
