"""The public page of the ledger: chain heads and the receipt check."""

import pytest

from portal.ledger.models import Event
from tests.factories import make_organisation
from tests.ledger.helpers import make_events, run, without_guards

pytestmark = pytest.mark.django_db


def page(client, query: str = "") -> str:
    response = client.get(f"/so-cai/{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_heads_are_listed_with_count_and_short_hash(client):
    last = make_events(make_organisation("Xã Hoàng Hoa Thám"), 3)[-1]
    text = page(client)
    assert "Xã Hoàng Hoa Thám" in text
    assert f"{last.hash[:16]}…" in text
    assert "1 cuốn sổ, 3 dòng" in text


def test_an_empty_ledger_has_a_page(client):
    assert "Sổ chưa có dòng nào" in page(client)


def test_heads_are_paged(client, django_assert_max_num_queries):
    for number in range(31):
        make_events(make_organisation(f"Xã {number:02}"), 1)
    with django_assert_max_num_queries(6):
        first = page(client)
    assert "Xã 29" in first
    assert "Xã 30" not in first
    assert "Xã 30" in page(client, "?trang=2")
    assert "Xã 30" in page(client, "?trang=99")


def test_a_receipt_is_found_with_its_place_and_nothing_personal(client):
    event = make_events(make_organisation("Xã Tống Trân"), 2)[1]
    text = page(client, f"?ma={event.hash}")
    assert "có trong sổ cái và nguyên vẹn" in text
    assert "Xã Tống Trân" in text
    assert "Người gửi đánh giá" in text
    assert event.subject not in text
    assert event.payload not in text


def test_spaces_and_capitals_are_forgiven(client):
    event = make_events(make_organisation(), 1)[0]
    text = page(client, f"?ma=%20{event.hash[:32].upper()}%20{event.hash[32:]}%0a")
    assert "nguyên vẹn" in text


def test_an_unknown_hash_is_not_found(client):
    assert "Không có mã này" in page(client, f"?ma={'0' * 64}")


@pytest.mark.parametrize(
    "text", ["abc", "z" * 64, "%22%3E%3Cscript%3E", "%00", "1" * 10_000, "'; DROP TABLE x"]
)
def test_what_is_no_hash_is_told_beside_the_field(client, text):
    answer = page(client, f"?ma={text}")
    assert "64 ký tự" in answer
    assert 'aria-invalid="true"' in answer
    assert "<script>" not in answer


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE ledger_event SET payload = '{}' WHERE id = %s",
        "UPDATE ledger_event SET subject = 'x' WHERE id = %s",
    ],
)
def test_a_touched_event_no_longer_fits_its_receipt(client, forgery):
    event = make_events(make_organisation(), 2)[1]
    with without_guards():
        run(forgery, event.pk)
    assert "không còn khớp" in page(client, f"?ma={event.hash}")


def test_a_removed_predecessor_is_noticed(client):
    first, second = make_events(make_organisation(), 2)
    with without_guards():
        run("DELETE FROM ledger_event WHERE id = %s", first.pk)
    assert Event.objects.count() == 1
    assert "không còn khớp" in page(client, f"?ma={second.hash}")
