"""A frozen period stays what it was; a correction is a further one with its difference."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import transaction

from portal.accountability import services
from portal.accountability.formula import load
from portal.accountability.freezing import Adjustment, FreezeRefused, correct, freeze
from portal.accountability.models import RowChange, ScoreSnapshot
from portal.accountability.periods import due_to_freeze, half_year, whole_year
from portal.accountability.presentation import ROWS_HEADER, scores_text
from portal.accountability.snapshots import (
    case_subjects,
    latest_snapshot,
    row_digest,
    row_lines,
    snapshot_lines,
    snapshot_rows,
    snapshot_scores,
    snapshots,
)
from portal.accounts.models import Role
from portal.ledger.kinds import EventKind
from portal.ledger.models import AppendOnly, Event
from portal.ledger.services import record
from portal.organisations.models import OrganisationKind
from tests.accountability.database import answer_petitions
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db
AT = datetime(2026, 7, 10, 2, tzinfo=UTC)
HALF = half_year(2026)
START, END = date(2026, 1, 1), date(2026, 6, 30)
FIRST_LATE = Adjustment("C2", "answer_on_time", 1, 1.0, "Khiếu nại của phường được chấp nhận.")


@pytest.fixture
def inspector():
    return make_user(Role.INSPECTOR)


@pytest.fixture
def frozen(communes) -> ScoreSnapshot:
    return freeze(period=HALF, by=None, at=AT)


def test_a_snapshot_holds_what_the_living_scores_said(frozen):
    assert snapshot_scores(frozen) == services.province_scores(START, END)
    assert list(snapshot_rows(frozen)) == sorted(
        services.published_rows(START, END), key=lambda r: r.organisation
    )
    assert (frozen.period, frozen.formula_version, frozen.formula_digest) == (
        "2026-H1",
        "1",
        load("1").digest,
    )


def test_a_later_ledger_changes_nothing(frozen, communes):
    before = snapshot_scores(frozen), list(row_lines(frozen))
    answer_petitions(communes[3], 20, late=20, first="2026-03-02")
    communes[0].name = "Xã Đổi Tên"
    communes[0].save()
    assert (snapshot_scores(frozen), list(row_lines(frozen))) == before
    assert services.province_scores(START, END) != before[0]
    assert "Xã Tốt" in {line.name for line in snapshot_lines(frozen)}


def test_the_digests_are_those_of_the_published_files(frozen):
    text = ROWS_HEADER + "".join(row_lines(frozen))
    assert frozen.rows_digest == hashlib.sha256(text.encode()).hexdigest()
    listed = "".join(row_digest(line) for line in row_lines(frozen))
    assert frozen.row_list_digest == hashlib.sha256(listed.encode()).hexdigest()
    table = scores_text(snapshot_lines(frozen), load("1"))
    assert frozen.scores_digest == hashlib.sha256(table.encode()).hexdigest()
    assert frozen.row_count == text.count("\n") - 1


def test_the_ledger_names_the_digests_and_the_root(frozen):
    event = Event.objects.get(kind="score_frozen")
    payload = json.loads(event.payload)
    assert (payload["rows_digest"], payload["scores_digest"]) == (frozen.rows_digest, frozen.scores_digest)
    assert payload["root"] == frozen.ledger_root
    assert frozen.tree_size == 152
    assert event.actor_role == "system"


def test_freezing_twice_gives_the_first_snapshot(frozen, inspector):
    assert freeze(period=HALF, by=inspector, at=AT) == frozen
    assert ScoreSnapshot.objects.count() == 1


@pytest.mark.parametrize("role", [Role.EDITOR, Role.HANDLER, Role.HEAD, Role.ADMINISTRATOR, ""])
def test_only_inspectors_freeze_and_correct(communes, frozen, role):
    other = make_user(role, communes[0])
    with pytest.raises(PermissionDenied):
        freeze(period=whole_year(2025), by=other, at=AT)
    with pytest.raises(PermissionDenied):
        correct(snapshot=frozen, by=other, at=AT, reason="Vì thế.")


def test_a_running_period_is_not_frozen(communes, inspector):
    with pytest.raises(FreezeRefused, match="đến hết ngày 30/06/2026"):
        freeze(period=HALF, by=inspector, at=datetime(2026, 6, 30, 10, tzinfo=UTC))


def test_an_empty_period_is_not_frozen(communes, inspector):
    with pytest.raises(FreezeRefused, match="không có gì để chấm điểm"):
        freeze(period=whole_year(2025), by=inspector, at=AT)


def test_a_correction_is_a_new_snapshot_with_its_difference(frozen, inspector):
    new = correct(
        snapshot=frozen, by=inspector, at=AT, reason="Đơn giấy ghi nhầm ngày.", adjustments=[FIRST_LATE]
    )
    assert (new.corrects, new.by_role, frozen.is_current, new.is_current) == (
        frozen,
        "inspector",
        False,
        True,
    )
    change = RowChange.objects.get(snapshot=new)
    assert (change.code, change.what, change.why) == ("C2", "changed", FIRST_LATE.why)
    assert (change.before[-3:], change.after[-3:]) == ("0.0", "1.0")
    assert latest_snapshot("2026-H1") == new
    assert list(snapshots()) == [new]
    assert new.scores.get(code="C2").score > frozen.scores.get(code="C2").score
    assert Event.objects.filter(kind="score_corrected").count() == 1


def test_decisions_go_on_to_hold_in_later_corrections(frozen, inspector):
    first = correct(snapshot=frozen, by=inspector, at=AT, reason="Một.", adjustments=[FIRST_LATE])
    second = correct(
        snapshot=first,
        by=inspector,
        at=AT,
        reason="Hai.",
        adjustments=[replace(FIRST_LATE, place=3, value=None, why="Thư trùng.")],
    )
    assert [change.what for change in second.changes.all()] == ["disappeared"]
    assert [item["place"] for item in second.adjustments] == [1, 3]


def test_a_correction_tells_what_the_ledger_added(frozen, inspector, communes):
    # As when a transaction of the last day was committed late.
    answer_petitions(communes[3], 2, first="2026-03-02")
    new = correct(snapshot=frozen, by=inspector, at=AT, reason="Sự kiện đến muộn.")
    assert {(change.code, change.what) for change in new.changes.all()} == {("C4", "appeared")}
    assert new.changes.first().why.startswith("Đọc lại sổ cái")


@pytest.mark.parametrize(
    ("reason", "adjustments", "message"),
    [
        (" ", [FIRST_LATE], "nêu lý do"),
        ("Vì thế.", [], "Không có gì thay đổi"),
        ("Vì thế.", [replace(FIRST_LATE, place=999)], "Không có dòng"),
        ("Vì thế.", [replace(FIRST_LATE, value=-1.0)], "không được âm"),
    ],
)
def test_a_correction_that_says_or_does_nothing_is_refused(frozen, inspector, reason, adjustments, message):
    with pytest.raises(FreezeRefused, match=message):
        correct(snapshot=frozen, by=inspector, at=AT, reason=reason, adjustments=adjustments)
    assert ScoreSnapshot.objects.count() == 1


def test_only_the_newest_snapshot_is_corrected(frozen, inspector):
    correct(snapshot=frozen, by=inspector, at=AT, reason="Một.", adjustments=[FIRST_LATE])
    with pytest.raises(FreezeRefused, match="bản mới nhất"):
        correct(snapshot=frozen, by=inspector, at=AT, reason="Hai.", adjustments=[FIRST_LATE])


def test_nothing_frozen_can_be_changed(frozen):
    frozen.reason = "khác"
    with pytest.raises(AppendOnly):
        frozen.save()
    for rows in (ScoreSnapshot.objects.all(), frozen.scores.all(), frozen.rows.all()):
        with pytest.raises(AppendOnly):
            rows.delete()


def test_rows_lead_to_their_cases(frozen, communes):
    places = [row.place for row in snapshot_rows(frozen, "C3")]
    subjects = case_subjects(communes[2], places)
    assert set(places) == set(subjects)
    assert set(subjects.values()) == {f"petition:C3-2026-02-02-{index}" for index in range(4)}


def test_the_command_freezes_what_is_due_for_every_kind_once(communes, capsys):
    call_command("freeze_scores", "--on", "2026-07-04")
    assert ScoreSnapshot.objects.count() == 0
    call_command("freeze_scores", "--on", "2026-07-05")
    call_command("freeze_scores", "--on", "2026-09-01")
    assert sorted(ScoreSnapshot.objects.values_list("period", "kind")) == [
        ("2026-H1", OrganisationKind.COMMUNE),
        ("2026-H1", OrganisationKind.DEPARTMENT),
    ]
    assert capsys.readouterr().out.count("Đã chốt") == 2


def test_what_was_before_the_first_formula_is_not_frozen_by_itself(communes):
    # Letters on paper from before the portal make the ledger begin earlier than the score.
    with transaction.atomic():
        record(
            EventKind.PETITION_RECEIVED,
            organisation=make_organisation(),
            subject="petition:OLD",
            actor_role="handler",
            at=AT,
            effective_at=datetime(2024, 3, 1, tzinfo=UTC),
            payload={"channel": "paper"},
        )
    assert services.first_day() == date(2024, 3, 1)
    call_command("freeze_scores", "--on", "2026-09-01")
    assert set(ScoreSnapshot.objects.values_list("period", flat=True)) == {"2026-H1"}


def test_the_days_of_freezing_catch_up():
    days = {"H1": "07-05", "year": "01-05"}
    found = due_to_freeze(date(2025, 2, 1), date(2027, 1, 5), days)
    assert [period.code for period in found] == ["2025-H1", "2025", "2026-H1", "2026"]
    assert [period.code for period in due_to_freeze(date(2026, 2, 1), date(2026, 7, 4), days)] == []
