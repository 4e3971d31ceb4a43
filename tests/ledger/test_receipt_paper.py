"""The receipt on paper: tagged, with everything a person needs to check it, and a code that leads back."""

import io

import pdfplumber
import pikepdf
import pytest

from portal.core import printing
from portal.ledger.models import LedgerRoot
from tests.factories import make_organisation
from tests.ledger.helpers import make_events, sealed_ledger

pytestmark = pytest.mark.django_db


def words(content):
    with pdfplumber.open(io.BytesIO(content)) as document:
        return "\n".join(page.extract_text() for page in document.pages)


@pytest.mark.printing
def test_a_sealed_receipt_holds_everything(client):
    event = sealed_ledger(days=2)[1]
    answer = client.get(f"/so-cai/bien-nhan/{event.hash}/bien-nhan.pdf")
    assert answer["Content-Type"] == "application/pdf"
    text = words(answer.content)
    root = LedgerRoot.objects.order_by("date").first()
    parts = [event.case, event.organisation.name, "08:01 ngày 02/03/2026", "Người gửi đánh giá", "lá số 1"]
    parts += printing.digest_rows(event.hash) + printing.digest_rows(root.root)
    for part in parts:
        assert part in text, part
    flat = text.replace("\n", "")
    assert f"/so-cai/bien-nhan/{event.hash}/" in flat
    with pikepdf.open(io.BytesIO(answer.content)) as document:
        assert document.Root.MarkInfo.Marked
        assert document.Root.Lang == "vi"


@pytest.mark.printing
def test_a_receipt_of_today_says_that_it_waits(client):
    event = make_events(make_organisation(), 1)[0]
    assert "chưa niêm phong" in words(client.get(f"/so-cai/bien-nhan/{event.hash}/bien-nhan.pdf").content)


def test_without_the_printer_the_browser_prints_it(client, monkeypatch):
    monkeypatch.setattr(printing, "is_available", lambda: False)
    event = sealed_ledger()[0]
    answer = client.get(f"/so-cai/bien-nhan/{event.hash}/bien-nhan.pdf")
    text = answer.content.decode()
    assert "in trang này từ trình duyệt" in text
    assert "data:image/svg+xml" in text


def test_a_busy_printer_says_when_to_come_again(client, monkeypatch):
    def busy(*_):
        raise printing.PrintingBusy

    monkeypatch.setattr(printing, "is_available", lambda: True)
    monkeypatch.setattr(printing, "to_pdf", busy)
    event = sealed_ledger()[0]
    answer = client.get(f"/so-cai/bien-nhan/{event.hash}/bien-nhan.pdf")
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
