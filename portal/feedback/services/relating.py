"""The rules of merging and splitting. Like all rules they work on unsaved objects."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from portal.core.text import fold
from portal.feedback.codes import private_token, token_digest
from portal.feedback.models import Act, Deadline, Petition
from portal.feedback.models.petition import TITLE_LENGTH
from portal.feedback.privacy import Moderation
from portal.feedback.services.case import Case, Move
from portal.feedback.services.clockwork import facts
from portal.feedback.services.privacy_gate import open_findings, shown_text
from portal.feedback.workflow import Exclusion, Stage, Status, Transition, TransitionNotAllowed
from portal.ledger.kinds import EventKind
from portal.ledger.services import EventDraft
from portal.organisations.models import Organisation

MOST_PARTS = 10
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a letter: who answers it, what it is called, and which of the sender's own words it holds."""

    organisation: Organisation
    title: str
    text: str
    category: str
    key: uuid.UUID
    code: str


def merge(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    """Take the case out of lists and scores in favour of another one, whose answer is its answer too.

    Nothing about a letter that its sender did not agree to show is written where others read: neither the main
    case's history nor the ledger says that it was merged there.
    """
    petition, main = case.petition, move.args["into"]
    _check_merge(petition, main)
    petition.excluded, petition.merged_into, petition.merge_objected_at = Exclusion.MERGED, main, None
    main.voices += 1
    case.go(row, move)
    act.details = {"reason": str(Exclusion.MERGED)}
    if not petition.sender_agreed:
        return [case.draft(row.event, move, act.details)]
    beside = _beside(case, main, move, "merged_in")
    return [case.draft(row.event, move, {**act.details, "into": main.code}), beside]


def _check_merge(petition: Petition, main: Petition) -> None:
    if main is petition or (petition.pk is not None and main.pk == petition.pk):
        raise TransitionNotAllowed("Không thể gộp một hồ sơ vào chính nó.")
    if main.excluded == Exclusion.MERGED:
        raise TransitionNotAllowed("Hồ sơ bạn chọn đã gộp vào hồ sơ khác. Hãy chọn hồ sơ chính của nó.")
    if main.excluded:
        raise TransitionNotAllowed("Hồ sơ bạn chọn đã bị ẩn.")
    if main.organisation != petition.organisation:
        raise TransitionNotAllowed(
            f"Hồ sơ {main.code} do {main.organisation.name} xử lý. Hãy chuyển hồ sơ này đến đó, nêu mã {main.code} "
            "trong lý do; nơi nhận đồng ý thì sẽ gộp."
        )
    if Status.SPLIT in (main.status, petition.status):
        raise TransitionNotAllowed("Hồ sơ đã tách thành nhiều phần không gộp được nữa.")
    if main.split_from_id and main.split_from_id == petition.split_from_id:
        raise TransitionNotAllowed("Hai hồ sơ là hai phần của cùng một thư, không gộp được.")
    if not main.sender_agreed:
        raise TransitionNotAllowed(
            "Hồ sơ bạn chọn không công khai nội dung, nên người gửi hồ sơ này sẽ không đọc được câu trả lời. "
            "Hãy trả lời riêng từng hồ sơ."
        )
    if petition.pk is not None and petition.merged.exists():
        raise TransitionNotAllowed("Đã có hồ sơ khác gộp vào hồ sơ này. Hãy gộp theo chiều ngược lại.")


def restore(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    """Show the case again, and part it from the one it was merged into. Its clocks never stood still."""
    petition, main = case.petition, case.petition.merged_into
    petition.excluded, petition.merge_objected_at = "", None
    case.go(row, move)
    events = [case.draft(row.event, move)]
    if main is not None:
        petition.merged_into = None
        main.voices = max(0, main.voices - 1)
        if petition.sender_agreed:
            events.append(_beside(case, main, move, "merged_out"))
    return events


def _beside(case: Case, main: Petition, move: Move, name: str) -> EventDraft:
    """What the main case's history and chain say of it."""
    code = case.petition.code
    line = Act(
        petition=main,
        name=name,
        at=move.at,
        actor=move.by,
        actor_role=move.role,
        organisation=main.organisation,
        details={"code": code},
    )
    case.lines_beside.append(line)
    return EventDraft(
        kind=EventKind(name),
        organisation=main.organisation,
        subject=main.subject,
        actor_role=move.role,
        at=move.at,
        payload={"code": code},
    )


def object_to_merge(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    if case.petition.merge_objected_at is not None:
        raise TransitionNotAllowed("Ý kiến không đồng ý của bạn đang chờ người đứng đầu xem xét.")
    case.petition.merge_objected_at = move.at
    case.go(row, move)
    return [case.draft(row.event, move)]


def keep_merge(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    if case.petition.merge_objected_at is None:
        raise TransitionNotAllowed("Người gửi không phản đối việc gộp.")
    case.petition.merge_objected_at = None
    case.go(row, move)
    return [case.draft(row.event, move)]


def split(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    """Make a case of each part. The parts have the letter's day of receipt and its running clocks, not new ones."""
    petition, parts = case.petition, list(move.args["parts"])
    _check_parts(petition, parts)
    running = {
        stage: item for stage, item in case.deadlines.items() if not (item.met_on or item.cancelled_on)
    }
    payload = {"parts": [{"code": part.code, "to": part.organisation.code} for part in parts]}
    act.details = {"parts": [part.code for part in parts]}
    events = [case.draft(row.event, move, payload)]
    case.spawned = [
        _part(case, part, number, move, list(running.values())) for number, part in enumerate(parts, start=1)
    ]
    case.go(row, move)
    return events


def _check_parts(petition: Petition, parts: Sequence[Part]) -> None:
    if not 2 <= len(parts) <= MOST_PARTS:
        raise TransitionNotAllowed(f"Một hồ sơ tách thành từ 2 đến {MOST_PARTS} phần.")
    if petition.split_from_id or petition.split_from is not None:
        raise TransitionNotAllowed("Phần của một hồ sơ đã tách không tách thêm được nữa.")
    if petition.pk is not None and petition.merged.exists():
        raise TransitionNotAllowed("Đã có hồ sơ khác gộp vào hồ sơ này; hãy bỏ gộp trước khi tách.")
    for number, part in enumerate(parts, start=1):
        if not stands_in(part.text, petition.text):
            raise TransitionNotAllowed(
                f"Phần {number}: nội dung phải là lời của chính người gửi, chép nguyên từ thư."
            )
        if not part.title or len(part.title) > TITLE_LENGTH:
            raise TransitionNotAllowed(f"Phần {number}: cần một tiêu đề ngắn.")


def stands_in(passage: str, letter: str) -> bool:
    """Whether the passage is the sender's own words, line breaks and spaces aside."""
    plain = _SPACE.sub(" ", passage).strip()
    return bool(fold(plain)) and plain in _SPACE.sub(" ", letter)


def _part(case: Case, part: Part, number: int, move: Move, running: list[Deadline]) -> Case:
    letter = case.petition
    stays = part.organisation == letter.organisation
    child = Petition(
        code=part.code,
        kind=letter.kind,
        category=part.category,
        organisation=part.organisation,
        village=letter.village if stays else None,
        place=letter.place,
        title=part.title,
        text=part.text,
        status=case.working_status if stays else Status.RECEIVED,
        is_public=letter.is_public,
        channel=letter.channel,
        received_at=letter.received_at,
        effective_at=letter.effective_at,
        accepted_at=letter.accepted_at,
        submission_key=part.key,
        private_key_digest=token_digest(private_token(part.key)),
        about=letter.about,
        about_page=letter.about_page,
        about_part=letter.about_part,
        is_sample_data=letter.is_sample_data,
    )
    child.split_from, child.part_number = letter, number
    child.moderation = _moderation(letter, child, move)
    made = Case(child, case.clockwork, {})
    for old in running:
        made.deadlines[old.stage] = _copied(old, child)
    _acknowledgement(made, move, stays=stays)
    going = {stage: item for stage, item in made.deadlines.items() if not (item.met_on or item.cancelled_on)}
    payload = {
        "from": letter.code,
        "part": number,
        "kind": letter.kind,
        "clocks": facts(going),
        "received": timezone.localtime(letter.effective_at).date().isoformat(),
    }
    begins = Move("split_from", move.at, move.role, move.by)
    line = made.act(begins)
    line.details = {"code": letter.code}
    made.acts.append((line, [made.draft(EventKind.SPLIT_FROM, begins, payload)]))
    return made


def _moderation(letter: Petition, part: Petition, move: Move) -> str:
    """A part is never more public than its letter. Where a passage was covered, or the check finds something in what
    was written for the part, somebody looks at it first.
    """
    unclear = letter.is_covered or open_findings(shown_text(part), petition=part, on=move.day)
    if unclear and letter.passed_moderation:
        return Moderation.HELD
    return letter.moderation


def _copied(old: Deadline, child: Petition) -> Deadline:
    return Deadline(
        petition=child,
        stage=old.stage,
        due_on=old.due_on,
        started_on=old.started_on,
        waits_for=old.waits_for,
        extensions=old.extensions,
        terms=old.terms,
        trace=old.trace,
        rule=old.rule,
    )


def _acknowledgement(made: Case, move: Move, *, stays: bool) -> None:
    """Splitting tells the sender that the letter arrived; another body has its own time to say so."""
    child, stage = made.petition, Stage.ACKNOWLEDGE.value
    if stays:
        if (deadline := made.deadlines.get(stage)) is not None:
            deadline.met_on = move.day
        return
    rules = made.clockwork.rules(child.kind, move.at, child.organisation)
    if stage in rules:
        deadline = made.deadlines.setdefault(stage, Deadline(petition=child, stage=stage))
        made.clockwork.restart(deadline, rules[stage], move.at, child.organisation)
