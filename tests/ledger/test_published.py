"""What of the ledger is published, in which form, and what is not."""

import gzip
import json
import xml.etree.ElementTree as ET
from datetime import UTC, datetime

import pytest
from django.db import transaction

from portal.ledger.kinds import EventKind
from portal.ledger.models import LedgerRoot
from portal.ledger.services import record
from portal.ledger.views import files
from tests.factories import make_organisation
from tests.ledger.helpers import make_events, run, sealed_ledger, without_guards

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def lines(client):
    text = gzip.decompress(client.get("/so-cai/so-cai.ndjson.gz").getvalue()).decode()
    return [json.loads(line) for line in text.splitlines()]


def test_roots_are_listed_with_size_date_and_proof(client):
    sealed_ledger(days=3)
    page = client.get("/so-cai/goc/").content.decode()
    for root in LedgerRoot.objects.all():
        assert root.root in page
    assert "04/03/2026" in page
    assert "/so-cai/nhat-quan/6-9.json" in page
    assert page.count("Gốc đầu tiên") == 1


def test_root_pages_are_bounded_and_lead_on(client, django_assert_max_num_queries):
    sealed_ledger(days=33, each=1)
    with django_assert_max_num_queries(6):
        page = client.get("/so-cai/goc/").content.decode()
    assert page.count('scope="row"') == 31
    assert "/so-cai/nhat-quan/2-3.json" in page
    assert client.get("/so-cai/goc/?trang=2").content.decode().count('scope="row"') == 2


def test_roots_as_data_are_paged(client, monkeypatch):
    sealed_ledger(days=3)
    monkeypatch.setattr("portal.ledger.views.roots.DATA_PER_PAGE", 2)
    first = client.get("/so-cai/goc.json").json()
    assert [root["size"] for root in first["roots"]] == [9, 6]
    assert first["next"].endswith("/so-cai/goc.json?trang=2")
    second = client.get("/so-cai/goc.json?trang=2").json()
    assert [root["date"] for root in second["roots"]] == ["2026-03-02"]
    assert second["next"] is None


def test_the_pages_of_an_unsealed_ledger_say_so(client):
    make_events(make_organisation(), 1)
    assert "Chưa có gốc nào" in client.get("/so-cai/goc/").content.decode()
    assert client.get("/so-cai/goc.json").json()["roots"] == []
    assert client.get("/so-cai/nguon-tin.xml").status_code == 200
    for address in ("so-cai.ndjson.gz", "su-kien.ndjson", "goc/2026-03-02.json", "nhat-quan/1-1.json"):
        assert client.get(f"/so-cai/{address}").status_code == 404


def test_the_feed_is_atom_with_the_newest_roots(client):
    sealed_ledger(days=2)
    answer = client.get("/so-cai/nguon-tin.xml")
    assert answer["Content-Type"].startswith("application/atom+xml")
    feed = ET.fromstring(answer.content)
    entries = feed.findall(f"{ATOM}entry")
    roots = list(LedgerRoot.objects.all())
    assert [
        root.root in entry.findtext(f"{ATOM}summary") for root, entry in zip(roots, entries, strict=True)
    ] == [
        True,
        True,
    ]
    address = entries[0].find(f"{ATOM}link").get("href")
    assert address.endswith("/so-cai/goc/2026-03-03.json")
    assert client.get(address[address.index("/so-cai") :]).json()["roots"][0]["root"] == roots[0].root


@pytest.mark.parametrize("sizes", ["0-3", "6-3", "3-5", "3-99999999999999"])
def test_no_proof_between_what_was_not_published(client, sizes):
    sealed_ledger(days=2)
    assert client.get(f"/so-cai/nhat-quan/{sizes}.json").status_code == 404


def test_a_day_that_is_none_is_not_found(client):
    assert client.get("/so-cai/goc/2026-99-99.json").status_code == 404


def test_the_export_holds_every_sealed_event_and_root_in_order(client):
    events = sealed_ledger(days=3)
    make_events(make_organisation(), 1, start=datetime(2026, 3, 9, tzinfo=UTC))
    found = lines(client)
    assert [line["type"] for line in found] == ["header", *(["event"] * 3 + ["root"]) * 3, "end"]
    assert {line["hash"] for line in found if line["type"] == "event"} == {event.hash for event in events}
    assert found[-1] == {"type": "end", "events": 9, "roots": 3}


def test_the_same_root_gives_the_same_bytes_and_a_known_one_none(client):
    sealed_ledger()
    answer = client.get("/so-cai/so-cai.ndjson.gz")
    content = answer.getvalue()
    assert client.get("/so-cai/so-cai.ndjson.gz").getvalue() == content
    again = client.get("/so-cai/so-cai.ndjson.gz", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


def test_the_export_reads_in_steps(client, monkeypatch, django_assert_num_queries):
    sealed_ledger(days=3)
    monkeypatch.setattr("portal.ledger.publication.LINES_AT_ONCE", 4)
    with django_assert_num_queries(2 + 3):  # the newest root, all roots, and three steps
        assert len(lines(client)) == 14


def test_only_so_many_download_at_once_and_a_closed_one_makes_room(client):
    sealed_ledger()
    open_ones = [client.get("/so-cai/so-cai.ndjson.gz") for _ in range(2)]
    refused = client.get("/so-cai/so-cai.ndjson.gz")
    assert (refused.status_code, refused["Retry-After"]) == (503, "120")
    # One is read to its end; one is given up, and the server closes what it held.
    assert open_ones[0].getvalue()
    assert client.get("/so-cai/so-cai.ndjson.gz").getvalue()
    for close in open_ones[1]._resource_closers:
        close()
        close()
    first, second = (client.get("/so-cai/so-cai.ndjson.gz") for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.getvalue() == second.getvalue()
    assert client.get("/so-cai/so-cai.ndjson.gz").getvalue()


def test_events_are_paged(client, monkeypatch):
    sealed_ledger(days=3)
    monkeypatch.setattr(files, "EVENTS_PER_PAGE", 4)
    address, leaves = "/so-cai/su-kien.ndjson", []
    while address:
        answer = client.get(address)
        leaves += [json.loads(line)["leaf"] for line in answer.content.decode().splitlines()]
        address = answer.get("Link", "").partition("<")[2].partition(">")[0]
    assert leaves == list(range(9))
    assert client.get("/so-cai/su-kien.ndjson?tu=999999").content == b""
    for wrong in ("-1", "x", "9" * 40):
        assert client.get(f"/so-cai/su-kien.ndjson?tu={wrong}").status_code == 404


def test_a_payload_is_published_only_for_kinds_that_are_open(client):
    commune = make_organisation()
    for kind, payload in (
        (EventKind.PETITION_RECEIVED, {"category": "official_conduct"}),
        (EventKind.ANSWERED, {"sha256": "a" * 64}),
        (EventKind.CONTACT_OPENED, {"reason": "call"}),
        (EventKind.RATED, {"rating": 1}),
    ):
        with transaction.atomic():
            record(
                kind,
                organisation=commune,
                subject="petition:HY-1",
                actor_role="system",
                at=datetime(2026, 3, 2, 1, 0, tzinfo=UTC),
                payload=payload,
            )
    from portal.ledger.sealing import seal

    seal(on=datetime(2026, 3, 2).date(), at=datetime(2026, 3, 4, tzinfo=UTC))
    events = [line for line in lines(client) if line["type"] == "event"]
    assert [(event["kind"], event.get("payload")) for event in events] == [
        ("petition_received", None),
        ("answered", None),
        ("contact_opened", None),
        ("rated", '{"rating":1}'),
    ]
    assert [event["kind"] for event in events if "salt" in event] == ["rated"]
    for event in events[:3]:
        text = client.get(f"/so-cai/bien-nhan/{event['hash']}/bien-nhan.json").content.decode()
        assert "official_conduct" not in text
        assert "salt" not in text


def test_a_receipt_before_and_after_its_day_is_sealed(client):
    event = make_events(make_organisation("Xã Tống Trân"), 1)[0]
    page = client.get(f"/so-cai/bien-nhan/{event.hash}/").content.decode()
    assert "chờ niêm phong" in page
    assert client.get(f"/so-cai/bien-nhan/{event.hash}/bien-nhan.json").json()["tree"] is None
    sealed_ledger(days=1)
    page = client.get(f"/so-cai/bien-nhan/{event.hash}/").content.decode()
    root = LedgerRoot.objects.get()
    for part in (
        "đã niêm phong",
        "Xã Tống Trân",
        "08:00 ngày 02/03/2026",
        event.hash,
        event.case,
        root.root,
    ):
        assert part in page
    tree = client.get(f"/so-cai/bien-nhan/{event.hash}/bien-nhan.json").json()["tree"]
    assert (tree["size"], tree["root"], tree["leaf"]) == (4, root.root, 0)


def test_a_receipt_may_lead_to_a_later_root(client):
    event = sealed_ledger(days=3)[0]
    address = f"/so-cai/bien-nhan/{event.hash}/bien-nhan.json"
    assert client.get(address).json()["tree"]["size"] == 3
    assert client.get(f"{address}?co=9").json()["tree"]["size"] == 9
    for wrong in ("4", "x", "-1", "1" * 30):
        assert client.get(f"{address}?co={wrong}").status_code == 404


def test_a_root_before_the_event_proves_nothing_of_it(client):
    event = sealed_ledger(days=3)[-1]
    assert client.get(f"/so-cai/bien-nhan/{event.hash}/bien-nhan.json?co=3").json()["tree"] is None


def test_unknown_receipts_are_not_found(client):
    for name in ("", "bien-nhan.json", "bien-nhan.pdf"):
        assert client.get(f"/so-cai/bien-nhan/{'0' * 64}/{name}").status_code == 404


def test_a_touched_event_gets_no_paper_and_a_warning(client):
    event = sealed_ledger()[0]
    with without_guards():
        run("UPDATE ledger_event SET subject = 'petition:X' WHERE id = %s", event.pk)
    assert "không còn khớp" in client.get(f"/so-cai/bien-nhan/{event.hash}/").content.decode()
    assert client.get(f"/so-cai/bien-nhan/{event.hash}/bien-nhan.pdf").status_code == 404


def test_the_format_is_told_with_every_kind(client):
    page = client.get("/so-cai/dinh-dang/").content.decode()
    assert all(kind.value in page for kind in EventKind)
    assert "previous_hash" in page
