"""What changed, in words: fields, lines by their names, documents by their bytes."""

from datetime import date
from decimal import Decimal

import pytest

from cms.disclosures.desk.comparison import Change, compare, pieces
from cms.disclosures.models import BudgetLine, BudgetPage, KeyFigure
from cms.disclosures.views.review import bases_of
from portal.organisations.models import Organisation
from tests.cms.factories import attachment, make_budget, make_document, make_land_plan, publish
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def commune() -> Organisation:
    return make_organisation()


def draft_of(page: BudgetPage) -> BudgetPage:
    return BudgetPage.objects.get(pk=page.pk)


def changes(before: object, after: object) -> dict[str, list[Change]]:
    return {group.title: list(group.changes) for group in compare(before, after)}


def test_a_page_is_not_different_from_itself(commune: Organisation) -> None:
    page = publish(make_budget(commune))
    assert compare(page, draft_of(page)) == []
    assert compare(page, page.get_latest_revision().as_object()) == []


def test_fields_are_compared_as_readers_write_them(commune: Organisation) -> None:
    before = make_budget(commune)
    after = draft_of(before)
    after.decision_date, after.revenue_estimate, after.unit = date(2026, 2, 1), Decimal("1234.5"), "dong"
    after.decision_number = ""
    found = {
        change.label: (change.before, change.after) for change in changes(before, after)["Thông tin chung"]
    }
    assert found["Ngày văn bản"] == ("05/01/2026", "01/02/2026")
    assert found["Tổng thu dự toán"] == ("100", "1.234,5")
    assert found["Đơn vị tính"] == ("triệu đồng", "đồng")
    assert found["Số văn bản"] == ("12/QĐ-UBND", "(trống)")


def test_lines_are_matched_by_their_names(commune: Organisation) -> None:
    before = make_budget(commune)
    after = draft_of(before)
    after.lines = [
        BudgetLine(section="revenue", name="Thu được hưởng", level=0, estimate=Decimal(120)),
        BudgetLine(section="expenditure", name="Chi đầu tư", level=0, estimate=Decimal(30)),
    ]
    found = changes(before, after)["Mục ngân sách"]
    assert [(change.kind, change.label) for change in found] == [
        ("changed", "Thu, Thu được hưởng"),
        ("added", "Chi, Chi đầu tư"),
        ("removed", "Chi, Chi thường xuyên"),
    ]
    assert "dự toán: 100" in found[0].before
    assert "dự toán: 120" in found[0].after


def test_two_lines_of_one_name_are_two_lines(commune: Organisation) -> None:
    before = make_budget(commune)
    before.lines = [BudgetLine(section="revenue", name="Khác", estimate=Decimal(n)) for n in (1, 2)]
    after = draft_of(before)
    after.lines = [BudgetLine(section="revenue", name="Khác", estimate=Decimal(n)) for n in (1, 3)]
    (change,) = changes(before, after)["Mục ngân sách"]
    assert (change.kind, "2" in change.before, "3" in change.after) == ("changed", True, True)


def test_documents_are_compared_by_their_bytes(commune: Organisation) -> None:
    before = publish(make_land_plan(commune))
    after = type(before).objects.get(pk=before.pk)
    kept = after.attachments.get()
    kept.title = "Tên mới"
    new = attachment("khac.pdf", b"%PDF-1.4 khac")
    new.describe()
    after.attachments = [kept, new]
    found = changes(before, after)["Tài liệu"]
    assert [change.kind for change in found] == ["changed", "added"]
    assert found[1].after == new.sha256
    after.attachments = []
    (gone,) = changes(before, after)["Tài liệu"]
    assert (gone.kind, gone.before) == ("removed", kept.sha256)


def test_long_texts_show_their_words(commune: Organisation) -> None:
    text = " ".join(f"từ{number}" for number in range(60))
    before = make_document(commune, summary=f"<p>{text} cũ.</p>")
    after = type(before).objects.get(pk=before.pk)
    after.summary = f"<p>{text} mới.</p>"
    (change,) = changes(before, after)["Thông tin chung"]
    kinds = [(piece.kind, piece.text) for piece in change.pieces]
    assert kinds[1:] == [("out", "cũ."), ("in", "mới.")]
    assert "[…]" in kinds[0][1]


def test_pieces_put_together_are_the_new_text() -> None:
    found = pieces("một hai ba", "một bốn ba năm")
    assert " ".join(piece.text for piece in found if piece.kind != "out") == "một bốn ba năm"
    assert " ".join(piece.text for piece in found if piece.kind != "in") == "một hai ba"


def test_a_long_list_of_changes_is_summed_up(commune: Organisation) -> None:
    before = make_budget(commune)
    after = draft_of(before)
    after.lines = [BudgetLine(section="revenue", name=f"Mục {n}", estimate=Decimal(n)) for n in range(100)]
    group = next(group for group in compare(before, after) if group.title == "Mục ngân sách")
    assert (len(group.changes), group.more) == (60, 42)


def test_a_draft_is_compared_with_what_is_public_saved_before_and_last_period(commune: Organisation) -> None:
    last = make_budget(commune, year=2025)
    publish(last)
    page = make_budget(commune)
    assert [base.key for base in bases_of(page)] == ["ky-truoc"]
    page.figures = [KeyFigure(label="Dân số", value=1)]
    page.save_revision()
    assert [base.key for base in bases_of(draft_of(page))] == ["ban-truoc", "ky-truoc"]
    page = publish(page)
    page.title = "Sửa"
    page.save_revision()
    assert [base.key for base in bases_of(draft_of(page))] == ["cong-khai", "ban-truoc", "ky-truoc"]
