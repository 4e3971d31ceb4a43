"""Names are public while the posting lasts and gone afterwards, everywhere."""

import json
from datetime import date
from pathlib import Path
from unittest.mock import patch

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from wagtail.models import Revision

from cms.disclosures.household_changes import changes
from cms.disclosures.models import (
    DisclosureAttachment,
    HouseholdChanges,
    PoorHousehold,
    PoorHouseholdListPage,
    named_changes,
)
from cms.disclosures.services import (
    HouseholdRow,
    end_posting,
    expire_postings,
    plan_posting,
    replace_households,
)
from portal.accounts.models import Role
from portal.ledger.models import Event
from portal.organisations.models import Organisation
from tests.cms.factories import (
    DEFAULT_CORRECTION,
    at,
    attachment,
    make_budget,
    make_household_list,
    make_village,
    publish,
    small_pdf,
)
from tests.cms.paper.making import make_place, photograph
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db
END = at("2026-12-01 00:10")


@pytest.fixture
def commune() -> Organisation:
    return make_organisation()


def test_a_posted_list_is_shown_but_kept_out_of_caches_and_search_engines(
    client: Client, commune: Organisation
) -> None:
    page = publish(make_household_list(commune, names=("Hộ Mẫu Một",)))
    response = client.get(page.public_path)
    body = response.content.decode()
    assert "Hộ Mẫu Một" in body
    assert '<meta name="robots" content="noindex' in body
    assert "noindex" in response["X-Robots-Tag"]
    assert response["Cache-Control"] == "no-store"
    assert "Mẫu" not in client.get(f"{page.public_path}csv/").content.decode()
    assert "Mẫu" not in page.public_text()
    assert page.get_sitemap_urls() == []


def test_when_the_posting_ends_names_are_gone_from_table_revisions_files_and_page(
    client: Client, commune: Organisation
) -> None:
    page = make_household_list(commune, names=("Hộ Mẫu Một", "Hộ Mẫu Hai"))
    page.attachments = [attachment("danh-sach-cu.pdf", small_pdf("cu")), *page.attachments.all()]
    page.save_revision()
    page = publish(page)
    first, second = page.attachments.all()
    page.attachments.remove(first)
    page.save_revision()
    page = publish(page)
    paths = [first.file.name, second.file.name]
    assert all(default_storage.exists(path) for path in paths)

    ended = expire_postings(on=date(2026, 12, 1), at=END)

    assert [one.pk for one in ended] == [page.pk]
    assert not PoorHousehold.objects.exists()
    assert not DisclosureAttachment.objects.exists()
    assert not any(default_storage.exists(path) for path in paths)
    revisions = Revision.objects.for_instance(page)
    assert revisions.count() >= 3
    assert all(revision.content["attachments"] == [] for revision in revisions)
    body = client.get(page.public_path).content.decode()
    assert "Hộ Mẫu" not in body
    assert "Đã hết thời gian niêm yết" in body
    assert "X-Robots-Tag" not in client.get(page.public_path)


def test_totals_stay(commune: Organisation) -> None:
    page = publish(make_household_list(commune, names=("Hộ Một", "Hộ Hai")))
    end_posting(page=page, at=END)
    total = page.totals.get()
    assert (total.poverty_class, total.households, total.people) == ("poor", 2, 8)


def test_the_end_of_a_posting_enters_the_ledger_once(commune: Organisation) -> None:
    page = publish(make_household_list(commune))
    end_posting(page=page, at=END)
    end_posting(page=page, at=END)
    events = {event.kind: json.loads(event.payload) for event in Event.objects.about(page.subject)}
    assert events["posting_started"] == {"from": "2026-11-01", "until": "2026-11-30"}
    assert events["names_removed"] == {"households": 2}
    assert Event.objects.about(page.subject).filter(kind="posting_ended").count() == 1


def prove(page: PoorHouseholdListPage) -> None:
    """Hang the list on one board, photographed on its first and on its last day."""
    editor = make_user("editor", page.organisation)
    [posting] = plan_posting(page=page, places=[make_place(page.organisation)])
    photograph(posting, "start", date(2026, 11, 2), by=editor)
    photograph(posting, "end", date(2026, 11, 30), by=editor, shade=9)


def test_a_posting_without_photographs_of_the_board_was_not_kept(commune: Organisation) -> None:
    page = publish(make_household_list(commune))
    PoorHouseholdListPage.objects.filter(pk=page.pk).update(first_disclosed_at=at("2026-11-01 08:00"))
    end_posting(page=page, at=END)
    event = Event.objects.about(page.subject).get(kind="posting_ended")
    assert json.loads(event.payload) == {"kept": False}


def test_a_posting_was_kept_only_when_public_from_its_first_day(commune: Organisation) -> None:
    page = publish(make_household_list(commune))
    prove(page)
    PoorHouseholdListPage.objects.filter(pk=page.pk).update(first_disclosed_at=at("2026-11-01 08:00"))
    end_posting(page=page, at=END)
    event = Event.objects.about(page.subject).get(kind="posting_ended")
    assert json.loads(event.payload) == {"kept": True}

    late = publish(make_household_list(make_organisation()))
    prove(late)
    PoorHouseholdListPage.objects.filter(pk=late.pk).update(first_disclosed_at=at("2026-11-05 08:00"))
    end_posting(page=late, at=END)
    event = Event.objects.about(late.subject).get(kind="posting_ended")
    assert json.loads(event.payload) == {"kept": False}


def test_postings_end_after_their_last_day_and_not_on_it(commune: Organisation) -> None:
    publish(make_household_list(commune))
    assert expire_postings(on=date(2026, 11, 30), at=END) == []
    assert len(expire_postings(on=date(2026, 12, 1), at=END)) == 1
    assert expire_postings(on=date(2026, 12, 2), at=END) == []


def test_a_file_that_cannot_be_deleted_keeps_only_its_own_list_open(commune: Organisation) -> None:
    stuck = publish(make_household_list(commune))
    other = publish(make_household_list(make_organisation(), posting_until=date(2026, 11, 29)))
    stuck_file = stuck.attachments.get().file.name
    real = default_storage.delete

    def delete(name: str) -> None:
        if name == stuck_file:
            raise OSError("disk")
        real(name)

    with patch.object(type(default_storage._wrapped), "delete", lambda self, name: delete(name)):
        ended = expire_postings(on=date(2026, 12, 1), at=END)
    assert [page.pk for page in ended] == [other.pk]
    assert stuck.households.count() == 2
    assert PoorHouseholdListPage.objects.get(pk=stuck.pk).posting_ended_at is None
    assert len(expire_postings(on=date(2026, 12, 1), at=END)) == 1


def test_a_draft_that_was_never_public_keeps_its_rows(commune: Organisation) -> None:
    make_household_list(commune)
    assert expire_postings(on=date(2026, 12, 1), at=END) == []
    assert PoorHousehold.objects.count() == 2


def test_an_old_revision_does_not_bring_names_back(commune: Organisation) -> None:
    page = publish(make_household_list(commune))
    end_posting(page=page, at=END)
    page = publish(PoorHouseholdListPage.objects.get(pk=page.pk))
    assert page.posting_ended_at == END
    assert not page.attachments.exists()
    with pytest.raises(ValidationError):
        replace_households(page=page, rows=[], at=END, actor_role="head")


def test_rows_of_another_organisations_village_are_refused(commune: Organisation) -> None:
    page = make_household_list(commune)
    row = HouseholdRow("Hộ Lạ", make_village(make_organisation()), "poor", 3)
    with pytest.raises(ValidationError):
        replace_households(page=page, rows=[row], at=END, actor_role="editor")


def test_changing_a_live_list_is_a_correction(commune: Organisation) -> None:
    page = publish(make_household_list(commune))
    row = HouseholdRow("Hộ Mới", commune.villages.get(), "near_poor", 5)
    change = {"rows": [row], "at": at("2026-11-24 09:00"), "actor_role": "head"}
    with pytest.raises(ValidationError, match="lý do công khai lại"):
        replace_households(page=page, **change)
    replace_households(page=page, **change, correction=DEFAULT_CORRECTION)
    assert page.totals.get().people == 5
    assert Event.objects.about(page.subject).last().kind == "corrected"


def test_documents_are_stored_under_names_that_nobody_can_guess(commune: Organisation) -> None:
    page = make_household_list(commune)
    path = Path(settings.MEDIA_ROOT) / page.get_latest_revision_as_object().attachments.get().file.name
    assert path.exists()
    assert len(path.parent.name) == 32


def test_a_letter_about_a_list_is_a_recommendation_and_about_a_budget_a_question() -> None:
    commune = make_organisation()
    listed, budget = make_household_list(commune), make_budget(commune)
    assert f"loai=recommendation&don-vi={commune.slug}&ve={listed.pk}" in listed.letter_address()
    assert f"loai=question&don-vi={commune.slug}&ve={budget.pk}&dong=2" in budget.ask_address(2)


# ---- what the final list changed against its draft


def make_pair(commune: Organisation) -> tuple[PoorHouseholdListPage, PoorHouseholdListPage]:
    """A public draft of three households, and a final list that adds, removes and reclasses one each."""
    draft = publish(make_household_list(commune, names=("Hộ Giữ", "Hộ Đổi", "Hộ Bỏ"), stage="draft"))
    village = commune.villages.get()
    final = make_household_list(commune, names=())
    rows = [
        HouseholdRow("HỘ GIỮ", village, "poor", 4),
        HouseholdRow("Hộ Đổi", village, "near_poor", 4),
        HouseholdRow("Hộ Thêm", village, "poor", 2),
    ]
    replace_households(page=final, rows=rows, at=at("2026-01-06 08:00"), actor_role="editor")
    return draft, final


def test_a_final_list_shows_what_it_changed_while_both_lists_have_their_names(
    client: Client, commune: Organisation
) -> None:
    draft, final = make_pair(commune)
    final = publish(final)
    response = client.get(final.public_path)
    assert response.context["change_counts"] == {"added": 1, "removed": 1, "changed": 1}
    body = response.content.decode()
    section = body[body.index("So với danh sách dự kiến") : body.index("Bạn thấy chưa đúng?")]
    assert "Hộ Thêm, Thôn Đông: hộ nghèo" in section
    assert "Hộ Bỏ, Thôn Đông" in section
    assert "hộ nghèo → hộ cận nghèo" in section
    assert "HỘ GIỮ" not in section
    assert (response["Cache-Control"], "noindex" in response["X-Robots-Tag"]) == ("no-store", True)
    end_posting(page=draft, at=END)
    body = client.get(final.public_path).content.decode()
    section = body[body.index("So với danh sách dự kiến") : body.index("Bạn thấy chưa đúng?")]
    assert "chỉ còn số lượng" in section
    assert "Hộ Thêm" not in section
    assert "Hộ Bỏ" not in body
    end_posting(page=PoorHouseholdListPage.objects.get(pk=final.pk), at=END)
    response = client.get(final.public_path)
    assert response.context["change_counts"] == {"added": 1, "removed": 1, "changed": 1}
    assert "Hộ Thêm" not in response.content.decode()


def test_whoever_approves_the_final_list_sees_what_it_changes(client: Client, commune: Organisation) -> None:
    _, final = make_pair(commune)
    client.force_login(make_user(Role.HEAD, commune), backend="django.contrib.auth.backends.ModelBackend")
    body = client.get(reverse("disclosure_review", args=[final.pk])).content.decode()
    assert "Hộ Thêm" in body
    assert "Hộ Bỏ" in body


def test_rows_replaced_in_a_public_final_list_are_counted_again(commune: Organisation) -> None:
    _, final = make_pair(commune)
    final = publish(final)
    rows = [HouseholdRow(name, commune.villages.get(), "poor", 4) for name in ("Hộ Giữ", "Hộ Đổi", "Hộ Bỏ")]
    replace_households(
        page=final, rows=rows, at=at("2026-11-06 08:00"), actor_role="editor", correction=DEFAULT_CORRECTION
    )
    kept = HouseholdChanges.objects.get(page=final)
    assert (kept.added, kept.removed, kept.changed) == (0, 0, 0)


def test_nothing_is_compared_without_a_draft_or_after_its_names_are_gone(commune: Organisation) -> None:
    assert named_changes(publish(make_household_list(commune))) is None
    draft, final = make_pair(make_organisation())
    end_posting(page=draft, at=END)
    publish(final)
    assert not HouseholdChanges.objects.filter(page=final).exists()


def test_namesakes_are_matched_one_to_one() -> None:
    def row(name: str, kind: str) -> PoorHousehold:
        return PoorHousehold(head_of_household=name, village_id=1, poverty_class=kind, size=1)

    found = changes([row("An", "poor"), row("An", "near_poor")], [row("an", "near_poor")])
    assert found.counts == {"added": 0, "removed": 1, "changed": 0}
    assert found.removed[0].poverty_class == "poor"
