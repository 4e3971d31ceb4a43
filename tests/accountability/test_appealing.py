"""A body explains its result and appeals single rows; an inspector decides; all of it is public."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from portal.accountability import freezing
from portal.accountability.appealing import AppealRefused, appeal, decide, disputable, explain
from portal.accountability.models import RowAppeal, ScoreExplanation, ScoreSnapshot
from portal.accountability.periods import half_year
from portal.accountability.services import latest_snapshot
from portal.accounts.models import Membership, Role, User
from portal.ledger.audit import verify
from portal.ledger.models import Event
from portal.organisations.models import Organisation
from tests.factories import make_user

pytestmark = pytest.mark.django_db
FROZEN = datetime(2026, 7, 6, 3, tzinfo=UTC)
LATER = FROZEN + timedelta(days=3)
WORDS = {"text": "Phản ánh này gửi nhầm xã.", "evidence": "Văn bản số 12/UBND của xã bên."}


@pytest.fixture
def snapshot(communes: list[Organisation]) -> ScoreSnapshot:
    return freezing.freeze(period=half_year(2026), by=None, at=FROZEN)


@pytest.fixture
def fair(communes: list[Organisation]) -> Organisation:
    return communes[1]


@pytest.fixture
def head(fair: Organisation) -> User:
    return make_user(Role.HEAD, fair)


@pytest.fixture
def inspector() -> User:
    return make_user(Role.INSPECTOR)


def made(snapshot: ScoreSnapshot, fair: Organisation, head: User, **changed: object) -> RowAppeal:
    row = next(row for row in disputable(snapshot, fair) if row.indicator == "answer_on_time")
    values = {"indicator": row.indicator, "place": row.place, "at": LATER, **WORDS, **changed}
    return appeal(snapshot=snapshot, organisation=fair, by=head, **values)  # type: ignore[arg-type]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_an_upheld_appeal_takes_the_row_out_by_a_public_correction(
    snapshot: ScoreSnapshot, fair: Organisation, head: User, inspector: User
) -> None:
    one = made(snapshot, fair, head)
    decided = decide(appeal=one, by=inspector, at=LATER, upheld=True, reason="Thư thuộc xã khác.")
    current = latest_snapshot("2026-H1")
    assert current == decided.correction
    assert current is not None
    before = snapshot.scores.get(organisation=fair).indicator("answer_on_time")
    after = current.scores.get(organisation=fair).indicator("answer_on_time")
    assert (before["n"], after["n"]) == (30, 29)
    assert after["raw"] > before["raw"]
    (change,) = current.changes.filter(what="disappeared")
    assert change.why == f"Khiếu nại số {one.pk} được chấp nhận."
    assert verify().problem is None


def test_a_refused_appeal_changes_nothing_and_says_why(
    snapshot: ScoreSnapshot, fair: Organisation, head: User, inspector: User, client: Client
) -> None:
    one = made(snapshot, fair, head)
    decide(appeal=one, by=inspector, at=LATER, upheld=False, reason="Xã đã giữ thư quá hạn rồi mới chuyển.")
    assert latest_snapshot("2026-H1") == snapshot
    page = client.get("/cham-diem/khieu-nai/").content.decode()
    for words in (*WORDS.values(), "Xã đã giữ thư quá hạn", "Không chấp nhận", fair.name):
        assert words in page
    assert f"#so-{one.pk}" in client.get(f"/cham-diem/{fair.slug}/?ky=2026-H1").content.decode()


def test_the_ledger_knows_each_step_without_its_words(
    snapshot: ScoreSnapshot, fair: Organisation, head: User, inspector: User
) -> None:
    explain(
        snapshot=snapshot, organisation=fair, by=head, at=LATER, text="Cán bộ nghỉ ốm, đã bố trí người thay."
    )
    decide(appeal=made(snapshot, fair, head), by=inspector, at=LATER, upheld=False, reason="Không có căn cứ.")
    events = list(Event.objects.about(f"score:2026-H1:{fair.code}"))
    assert [event.kind for event in events] == ["score_explained", "row_appealed", "appeal_decided"]
    assert json.loads(events[-1].payload)["upheld"] is False
    told = " ".join(event.payload for event in events)
    assert "nghỉ ốm" not in told
    assert "căn cứ" not in told


def test_an_explanation_is_public_and_an_older_one_stays(
    snapshot: ScoreSnapshot, fair: Organisation, head: User, client: Client
) -> None:
    for number, text in enumerate(("Bản đầu.", "Bản sau, rõ hơn.")):
        explain(snapshot=snapshot, organisation=fair, by=head, at=LATER + timedelta(days=number), text=text)
    page = client.get(f"/cham-diem/{fair.slug}/?ky=2026-H1").content.decode()
    assert page.index("Bản sau, rõ hơn.") < page.index("Bản đầu.")


@pytest.mark.parametrize(
    ("changed", "message", "field"),
    [
        ({"text": " "}, "Hãy điền ô này", "text"),
        ({"evidence": "Gọi 0912 345 678 để hỏi."}, "dữ liệu cá nhân", "evidence"),
        ({"place": 999_999}, "Không có dòng này", ""),
        ({"at": FROZEN + timedelta(days=31)}, "hết hạn khiếu nại", ""),
    ],
)
def test_what_cannot_be_appealed_is_told(
    snapshot: ScoreSnapshot,
    fair: Organisation,
    head: User,
    changed: dict[str, object],
    message: str,
    field: str,
) -> None:
    with pytest.raises(AppealRefused, match=message) as refusal:
        made(snapshot, fair, head, **changed)
    assert refusal.value.field == field
    assert not RowAppeal.objects.exists()


def test_a_row_is_appealed_once_and_on_the_result_that_holds(
    snapshot: ScoreSnapshot, fair: Organisation, head: User, inspector: User
) -> None:
    one = made(snapshot, fair, head)
    with pytest.raises(AppealRefused, match="đã được khiếu nại"):
        made(snapshot, fair, head, place=one.place)
    decide(appeal=one, by=inspector, at=LATER, upheld=True, reason="Đúng.")
    with pytest.raises(AppealRefused, match="đã được đính chính"):
        made(snapshot, fair, head)
    with pytest.raises(AppealRefused, match="đã được quyết định"):
        decide(appeal=one, by=inspector, at=LATER, upheld=False, reason="Thôi.")


@pytest.mark.parametrize("role", [Role.HANDLER, Role.EDITOR, Role.INSPECTOR, Role.ADMINISTRATOR])
def test_only_the_head_of_the_body_explains_and_appeals(
    snapshot: ScoreSnapshot, fair: Organisation, role: Role
) -> None:
    for user in (make_user(role, fair), make_user(Role.HEAD)):
        with pytest.raises(PermissionDenied):
            made(snapshot, fair, user)
        with pytest.raises(PermissionDenied):
            explain(snapshot=snapshot, organisation=fair, by=user, at=LATER, text="Lời giải trình.")
    assert not ScoreExplanation.objects.exists()


def test_nobody_decides_about_their_own_body(
    snapshot: ScoreSnapshot, fair: Organisation, head: User, inspector: User
) -> None:
    one = made(snapshot, fair, head)
    Membership.objects.create(user=inspector, organisation=fair, role=Role.EDITOR)
    for user in (head, User.objects.get(pk=inspector.pk), make_user(Role.HANDLER)):
        with pytest.raises(PermissionDenied):
            decide(appeal=one, by=user, at=LATER, upheld=True, reason="Vì tôi muốn thế.")


def test_head_and_inspector_walk_through_the_desk(
    snapshot: ScoreSnapshot, fair: Organisation, head: User, inspector: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.accountability.desk.appeals.timezone.now", lambda: LATER)
    client = signed_in(head)
    result = reverse("accountability_result", args=[snapshot.pk, fair.code])
    assert result in client.get(reverse("accountability_appeals")).content.decode()
    answer = client.post(result, {"text": "Gọi số 0912 345 678."})
    assert "dữ liệu cá nhân" in answer.content.decode()
    assert "Gọi số 0912 345 678." in answer.content.decode()
    assert client.post(result, {"text": "Đã bố trí thêm người."}).status_code == 302
    row = next(row for row in disputable(snapshot, fair) if row.indicator == "answer_on_time")
    address = reverse("accountability_appeal_row", args=[snapshot.pk, fair.code, row.indicator, row.place])
    assert address in client.get(result).content.decode()
    answer = client.post(address, WORDS)
    one = RowAppeal.objects.get()
    assert answer["Location"] == reverse("accountability_appeal", args=[one.pk])
    assert "Quyết định" not in client.get(answer["Location"]).content.decode().partition("<form")[2]
    decider = signed_in(inspector)
    assert "Số " in decider.get(reverse("accountability_appeals")).content.decode()
    empty = decider.post(answer["Location"], {"upheld": "yes", "reason": ""})
    assert "Hãy điền ô này" in empty.content.decode()
    assert decider.post(answer["Location"], {"upheld": "yes", "reason": "Đúng."}).status_code == 302
    one.refresh_from_db()
    assert one.state == "upheld"
    assert one.correction is not None


@pytest.mark.parametrize("role", [Role.EDITOR, Role.HANDLER, Role.ADMINISTRATOR])
def test_others_do_not_see_the_desk(snapshot: ScoreSnapshot, fair: Organisation, role: Role) -> None:
    client = signed_in(make_user(role, fair))
    for address in (
        reverse("accountability_appeals"),
        reverse("accountability_result", args=[snapshot.pk, fair.code]),
    ):
        assert client.get(address).status_code in {302, 403}
    other = signed_in(make_user(Role.HEAD))
    assert other.get(reverse("accountability_result", args=[snapshot.pk, fair.code])).status_code == 404
