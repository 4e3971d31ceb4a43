"""The notice on the board: tagged, in Vietnamese, complete, and with names only where names may be."""

import io
import re
from datetime import date

import pdfplumber
import pikepdf
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.disclosures.models import BudgetPage, PoorHouseholdListPage
from cms.disclosures.notices import printed, tables
from cms.disclosures.notices.notice import notice_of
from cms.disclosures.services import end_posting, plan_posting
from portal.accounts.models import Role
from portal.core import printing
from portal.core.printing import digest_rows, qr_code
from portal.ledger.models import Event
from portal.organisations.models import Organisation
from tests.cms.factories import make_budget, make_contacts, make_household_list, publish
from tests.cms.paper.making import hang, make_place, public_budget
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db

# Every Vietnamese vowel with every mark, and the đ.
LETTERS = (
    "aàáảãạ ăằắẳẵặ âầấẩẫậ eèéẻẽẹ êềếểễệ iìíỉĩị oòóỏõọ ôồốổỗộ ơờớởỡợ uùúủũụ ưừứửữự yỳýỷỹỵ đ"
    " AÀÁẢÃẠ ĂẰẮẲẴẶ ÂẦẤẨẪẬ EÈÉẺẼẸ ÊỀẾỂỄỆ IÌÍỈĨỊ OÒÓỎÕỌ ÔỒỐỔỖỘ ƠỜỚỞỠỢ UÙÚỦŨỤ ƯỪỨỬỮỰ YỲÝỶỸỴ Đ"
)


@pytest.fixture
def commune() -> Organisation:
    return make_organisation("Xã Đông Hưng", slug="dong-hung")


def notice_address(page: BudgetPage | PoorHouseholdListPage, paper: str = "a4") -> str:
    return f"{page.public_path}to-niem-yet/?kho={paper}"


def words(pdf: bytes) -> str:
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        return "\n".join(page.extract_text() for page in document.pages)


def sign_in(client: Client, role: str, organisation: Organisation) -> None:
    client.force_login(make_user(role, organisation), backend="django.contrib.auth.backends.ModelBackend")


# ---- the PDF


@pytest.mark.printing
def test_the_public_notice_says_everything_that_a_reader_at_the_board_needs(
    client: Client, commune: Organisation
) -> None:
    publish(make_contacts(commune))
    page = public_budget(commune, title="Dự toán ngân sách năm 2026 – Xã Đông Hưng")
    hang(page, make_place(commune, "Bảng tin Đình Đông", address="Cạnh giếng"), since=date(2026, 3, 2))
    response = client.get(notice_address(page))
    assert response["Content-Type"] == "application/pdf"
    assert "inline" in response["Content-Disposition"]
    text = words(response.content)
    for part in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "ỦY BAN NHÂN DÂN",
        "XÃ ĐÔNG HƯNG",
        "Đông Hưng, ngày 02 tháng 03 năm 2026",
        "THÔNG BÁO NIÊM YẾT",
        "Dự toán ngân sách năm 2026",
        "số 12/QĐ-UBND, ngày 05/01/2026",
        "từ ngày 02/03/2026 đến hết ngày 01/04/2026",
        "Bảng tin Đình Đông – Cạnh giếng",
        "Thu được hưởng",
        "Tổng chi",
        "0221 3 000 000",
        f"http://127.0.0.1:8000{page.public_path}"[:40],
        "Trang 1/",
    ):
        assert part in text, part


@pytest.mark.printing
def test_the_notice_is_a_tagged_document_in_vietnamese(client: Client, commune: Organisation) -> None:
    page = public_budget(commune)
    with pikepdf.open(io.BytesIO(client.get(notice_address(page)).content)) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang) == "vi"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert page.title in metadata["dc:title"]
        tags = [str(item.S) for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and "/S" in item]
        assert {"/H1", "/H2", "/P", "/L", "/LI", "/Table", "/TR", "/TH", "/TD", "/Figure"} <= set(tags)
        figures = [
            item
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/Figure"
        ]
        assert all("Mã QR" in str(figure.Alt) for figure in figures)
        fonts = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and "/FontName" in item]
        assert fonts
        assert all({"/FontFile2", "/FontFile3"} & set(font.keys()) for font in fonts)


@pytest.mark.printing
def test_every_vietnamese_letter_is_printed_and_can_be_copied(client: Client, commune: Organisation) -> None:
    page = public_budget(commune, summary=f"<p>{LETTERS}</p>")
    text = words(client.get(notice_address(page)).content)
    flat = re.sub(r"\s+", "", text)
    for group in LETTERS.split():
        assert group in flat, group


@pytest.mark.printing
@pytest.mark.parametrize(
    ("paper", "width"), [("a4", 595), ("a3", 842), ("A3", 842), ("tabloid", 595), ("", 595)]
)
def test_the_sheet_is_the_one_that_was_asked_for(
    client: Client, commune: Organisation, paper: str, width: int
) -> None:
    page = public_budget(commune)
    with pikepdf.open(io.BytesIO(client.get(notice_address(page, paper)).content)) as pdf:
        assert round(float(pdf.pages[0].mediabox[2])) == width


@pytest.mark.printing
def test_nothing_is_fetched_while_a_page_is_printed() -> None:
    for address in ("http://127.0.0.1:1/a.png", "file:///etc/hostname", "ftp://127.0.0.1/a"):
        with pytest.raises(printing.ForeignAddress):
            printing.to_pdf(f'<html lang="vi"><title>t</title><img src="{address}" alt="a"></html>', [])
        with pytest.raises(printing.ForeignAddress):
            printing.to_pdf(
                '<html lang="vi"><title>t</title></html>', [f"body {{ background: url({address}) }} "]
            )


@pytest.mark.printing
def test_the_same_page_gives_the_same_bytes_and_is_laid_out_once(
    client: Client, commune: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = public_budget(commune)
    first = client.get(notice_address(page)).content
    monkeypatch.setattr(printing, "to_pdf", lambda *_: pytest.fail("laid out again"))
    assert client.get(notice_address(page)).content == first


def test_a_busy_printer_asks_to_come_again(
    client: Client, commune: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> bytes:
        raise printing.PrintingBusy

    monkeypatch.setattr(printing, "is_available", lambda: True)
    monkeypatch.setattr(printing, "to_pdf", busy)
    response = client.get(notice_address(public_budget(commune)))
    assert response.status_code == 503
    assert response["Retry-After"] == "60"


def test_without_the_libraries_the_browser_prints_the_same_page(
    client: Client, commune: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "is_available", lambda: False)
    response = client.get(notice_address(public_budget(commune), "a3"))
    assert response["Content-Type"].startswith("text/html")
    body = response.content.decode()
    assert "Máy chủ chưa cài phần tạo PDF" in body
    assert "khổ A3" in body
    assert "data:image/svg+xml" in body
    assert "sen/notice.css" in body


# ---- the parts


def test_the_digest_stands_in_groups_of_four(commune: Organisation) -> None:
    page = public_budget(commune)
    notice = notice_of(page, paper="a4", on=date(2026, 3, 2), postings=[])
    entry = Event.objects.about(page.subject).filter(kind="disclosed").get()
    [digest] = [one for one in notice.digests if "sổ cái" in one.label]
    assert " ".join(digest.rows).replace(" ", "") == entry.hash
    assert digest_rows("ab" * 32) == [" ".join(["abab"] * 8)] * 2


def test_the_code_leads_to_the_absolute_address(settings: object, commune: Organisation) -> None:
    settings.SITE_URL = "https://minhbach.example/"  # type: ignore[attr-defined]
    page = public_budget(commune)
    notice = notice_of(page, paper="a4", on=date(2026, 3, 2), postings=[])
    assert notice.address == f"https://minhbach.example{page.public_path}"
    assert notice.qr == qr_code(notice.address)
    assert notice.qr.startswith("data:image/svg+xml")


def test_a_long_budget_prints_its_upper_lines_and_says_how_many_are_left(
    commune: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MOST_LINES", 0)
    [revenue, _] = tables.tables_of(public_budget(commune))
    assert revenue.left_out == 1
    assert revenue.rows == []


# ---- lists of poor households


def test_a_list_with_names_is_printed_by_staff_only_and_kept_nowhere(
    client: Client, commune: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "is_available", lambda: False)
    draft = make_household_list(commune, names=("Hộ Mẫu Một",))
    plan_posting(page=draft, places=[make_place(commune)])
    page = publish(draft)
    assert client.get(notice_address(page)).status_code == 404
    assert "to-niem-yet" not in client.get(page.public_path).content.decode()
    staff = reverse("disclosure_notice", args=[page.pk])
    sign_in(client, Role.EDITOR, commune)
    response = client.get(staff)
    assert "Hộ Mẫu Một" in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    sign_in(client, Role.EDITOR, make_organisation())
    assert client.get(staff).status_code in {302, 403}
    end_posting(page=page, at=timezone.now())
    sign_in(client, Role.EDITOR, commune)
    assert "Hộ Mẫu" not in client.get(staff).content.decode()
    client.logout()
    public = client.get(notice_address(page))
    assert public.status_code == 200
    assert "Hộ Mẫu" not in public.content.decode()


@pytest.mark.printing
def test_the_pdf_of_a_list_is_not_kept(
    client: Client, commune: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = publish(make_household_list(commune, names=("Hộ Mẫu Một",)))
    monkeypatch.setattr(printed, "cache", None)
    sign_in(client, Role.HEAD, commune)
    response = client.get(reverse("disclosure_notice", args=[page.pk]))
    assert "Hộ Mẫu Một" in words(response.content)
    assert "no-store" in response["Cache-Control"]


def test_a_long_list_prints_in_parts(
    client: Client, commune: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "ROWS_A_PART", 2)
    monkeypatch.setattr(printing, "is_available", lambda: False)
    page = publish(make_household_list(commune, names=("Hộ Một", "Hộ Hai", "Hộ Ba")))
    sign_in(client, Role.EDITOR, commune)
    address = reverse("disclosure_notice", args=[page.pk])
    first, second = (client.get(f"{address}?phan={part}").content.decode() for part in (1, 2))
    assert "Phần 1/2" in first
    assert "Hộ Một" in first
    assert "Hộ Ba" not in first
    assert "Hộ Ba" in second
    assert '<td class="num">3</td>' in second
    beyond = client.get(f"{address}?phan=99").content.decode()
    assert "Phần 2/2" in beyond


def test_a_draft_is_marked_and_only_for_staff(
    client: Client, commune: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "is_available", lambda: False)
    draft = make_budget(commune)
    assert client.get(notice_address(draft)).status_code == 404
    sign_in(client, Role.EDITOR, commune)
    response = client.get(reverse("disclosure_notice", args=[draft.pk]))
    assert "BẢN NHÁP" in response.content.decode()
    assert "no-store" in response["Cache-Control"]
