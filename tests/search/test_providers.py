"""What of each kind of content can be found, and what never."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks
from wagtail.models import PageViewRestriction

from cms.disclosures.models import BudgetPage
from cms.disclosures.services import ensure_structure, withdraw
from cms.disclosures.withdrawal import WithdrawalReason
from cms.pages.models import HomePage, StandardPage
from search import providers
from search.engines.choice import database_engine
from search.models import OutboxRow, SearchEntry
from search.outbox import process
from tests.cms.factories import make_budget, make_contacts, make_household_list, publish
from tests.factories import make_organisation
from tests.search.shared import ask, ids

pytestmark = pytest.mark.django_db


def found(text: str) -> list[str]:
    return ids(ask(database_engine(), text))


def indexed_text() -> str:
    """Everything that the index holds, in one string."""
    process()
    return " ".join(str(row) for row in SearchEntry.objects.values()).upper()


def test_a_published_budget_is_found_by_its_lines_its_commune_and_its_number() -> None:
    page = publish(make_budget(make_organisation("Xã Đường Hào"), summary="<p>Thu</p><p>chi cân đối</p>"))
    process()
    wanted = f"disclosure:{page.pk}"
    assert found("thuong xuyen duong hao") == [wanted]
    assert found("12/QĐ-UBND") == [wanted]
    assert found('"thu chi cân đối"') == [wanted]
    (hit,) = ask(database_engine(), "12/qd-ubnd").hits
    assert (hit.url, hit.period, hit.code) == (page.public_path, "2026", "12/QĐ-UBND")


def test_a_draft_is_not_in_the_index_before_it_is_published_nor_after_it_is_withdrawn() -> None:
    page = make_budget(make_organisation(), title="MARKERNHAP")
    assert "MARKER" not in indexed_text()
    page = publish(page)
    assert "MARKERNHAP" in indexed_text()
    page.title = "MARKERSUADOI"
    page.save_revision()
    assert "MARKERSUADOI" not in indexed_text()
    page.refresh_from_db()
    page.unpublish()
    assert "MARKER" not in indexed_text()


def test_a_page_that_is_deleted_leaves() -> None:
    ensure_structure()
    page = StandardPage(title="Hướng dẫn", lead="MARKERXOA")
    HomePage.objects.get().add_child(instance=page)
    page.save_revision().publish()
    assert "MARKERXOA" in indexed_text()
    StandardPage.objects.get(pk=page.pk).delete()
    assert "MARKERXOA" not in indexed_text()


def test_a_disclosure_whose_content_was_withdrawn_is_found_no_more_under_any_word() -> None:
    page = publish(make_budget(make_organisation(), title="MARKERGO"))
    withdraw(page=page, reason=WithdrawalReason.PERSONAL_DATA, by=None)
    assert "MARKERGO" not in indexed_text()
    assert found("du toan") == []


def test_a_page_behind_a_password_leaves_with_the_next_check() -> None:
    page = publish(make_budget(make_organisation(), title="MARKERKHOA"))
    PageViewRestriction.objects.create(page=page, restriction_type="password", password="x")
    publish(page)
    assert "MARKER" not in indexed_text()


def test_names_of_poor_households_are_never_in_the_index() -> None:
    publish(make_household_list(make_organisation(), names=("MARKERHO Một", "MARKERHO Hai")))
    text = indexed_text()
    assert "DANH SÁCH HỘ NGHÈO" in text
    assert "MARKER" not in text


def test_heads_are_found_by_office_without_numbers_and_addresses() -> None:
    page = publish(make_contacts(make_organisation(), telephone="0221 3 999 888", email="marker@xa.example"))
    text = indexed_text()
    assert found("chủ tịch ủy ban") == [f"disclosure:{page.pk}"]
    assert "3 999 888" not in text
    assert "MARKER" not in text


def test_standing_texts_are_found_and_follow_their_address(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    ensure_structure()
    home = HomePage.objects.get()
    parent = StandardPage(title="Hướng dẫn", lead="Cách gửi phản ánh")
    home.add_child(instance=parent)
    child = StandardPage(title="Biết, bàn, giám sát", lead="Dân biết")
    parent.add_child(instance=child)
    for page in (parent, child):
        page.save_revision().publish()
    process()
    assert found("ban giam sat") == [f"page:{child.pk}"]
    parent.slug = "cam-nang"
    with django_capture_on_commit_callbacks(execute=True):
        parent.save_revision().publish()
    process()
    child.refresh_from_db()
    assert SearchEntry.objects.get(document_id=f"page:{child.pk}").url == child.public_path
    assert "cam-nang" in child.public_path


def test_a_document_that_cannot_be_made_leaves_and_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    broken, sound = make_organisation("Xã Hỏng"), make_organisation("Xã Lành")
    process()
    source = next(source for source in providers.SOURCES if source.prefix == "organisation")
    make = source.document

    def fail(item: object) -> object:
        if item == broken:
            raise ValueError
        return make(item)  # type: ignore[arg-type]

    monkeypatch.setattr(source, "document", fail)
    broken.save()
    sound.save()
    process()
    assert list(SearchEntry.objects.values_list("title", flat=True)) == ["Xã Lành"]
    assert not OutboxRow.objects.exists()


def test_processing_takes_a_bounded_number_of_queries(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    for _ in range(30):
        make_organisation()
    with django_assert_max_num_queries(24):
        process()


def test_a_scheduled_end_takes_the_page_out() -> None:
    page = publish(make_budget(make_organisation(), title="MARKERHAN"))
    BudgetPage.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    call_command("publish_scheduled", verbosity=0)
    assert "MARKER" not in indexed_text()
