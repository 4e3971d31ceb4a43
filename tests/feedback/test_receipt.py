"""The sender's receipt: reached from the private page, with what was recorded; the public one leaves that out."""

import json
import subprocess
import sys

import pytest
from django.urls import reverse

from portal.feedback.services.submission import private_link_token
from portal.ledger.views.files import PROGRAM
from tests.feedback.test_public_pages import sent, worked


@pytest.mark.django_db
def test_the_sender_gets_a_receipt_with_what_was_recorded_and_others_without(client, tmp_path) -> None:
    petition = sent(kind="complaint", category="land")
    token = private_link_token(petition)
    page = client.get(reverse("feedback:private", args=[token])).content.decode()
    public = reverse("ledger:receipt-data", args=[petition.receipt_hash])
    own = reverse("feedback:private-receipt", args=[token])
    for address in (own, reverse("ledger:receipt", args=[petition.receipt_hash])):
        assert address in page
    assert reverse("ledger:receipt-paper", args=[petition.receipt_hash]) in page
    answer = client.get(own)
    assert "no-store" in answer["Cache-Control"]
    event = answer.json()["event"]
    assert event["subject"] == petition.subject
    assert json.loads(event["payload"])["category"] == "land"
    assert not {"payload", "salt"} & set(client.get(public).json()["event"])
    file = tmp_path / "bien-nhan.json"
    file.write_bytes(answer.content)
    command = [sys.executable, "-I", str(PROGRAM), "bien-nhan", str(file), "--ma", petition.code]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, "nội dung khớp cam kết" in done.stdout) == (3, True), done.stdout


@pytest.mark.django_db
def test_nobody_gets_it_without_the_link(client) -> None:
    worked(sent(), "acknowledge")
    assert client.get(reverse("feedback:private-receipt", args=["abc"])).status_code == 404
