"""A case in memory, with the acts that were just done to it.

It collects what must be stored; `rules.apply` does the acts. The services store it for one case, the seed for
thousands.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils import timezone

from portal.accounts.models import User
from portal.feedback import workflow
from portal.feedback.models import (
    Act,
    Answer,
    AnswerFile,
    ContactAccess,
    Correction,
    Deadline,
    Dispute,
    Petition,
    Rating,
)
from portal.feedback.models.history import next_due
from portal.feedback.services.clockwork import Clockwork, facts
from portal.feedback.workflow import BACK, Stage, Status, Transition, TransitionNotAllowed
from portal.ledger.kinds import EventKind
from portal.ledger.services import EventDraft
from portal.organisations.models import Organisation
from portal.statutes.services import later_rule

# Reasons that the sender of a case may read, and among them those that everybody may.
_FOR_SENDER = {
    "uncover_text",
    "uncover_photo",
    "uncover_answer",
    "audit",
    "keep",
    "release",
    "refuse",
    "forward",
    "ask",
    "pause",
    "extend",
    "declare_complex",
    "decide_dispute",
    "hide",
    "restore",
}
_FOR_SENDER |= {"merge", "keep_merge", "split", "ask_assignment", "assign"}
_FOR_EVERYBODY = {"refuse", "forward", "pause", "extend", "declare_complex", "decide_dispute"}
_FOR_EVERYBODY |= {"split", "ask_assignment", "assign"}
# Every act whose reason becomes public; that of a correction when the correction does.
PUBLIC_NOTES = frozenset(_FOR_EVERYBODY | {"correct_answer"})
_IN_TEXT = {"ask", "give_information", "add_information", "dispute", "object_merge", "complain_again"}


@dataclass(slots=True)
class Move:
    """One act: what, when, by whom in which role, and what it needs."""

    name: str
    at: datetime
    role: str
    by: User | None = None
    args: dict[str, Any] = field(default_factory=dict)

    @property
    def day(self) -> date:
        return timezone.localtime(self.at).date()

    def text(self, key: str = "explanation") -> str:
        return str(self.args.get(key, ""))


@dataclass(slots=True)
class Case:
    """A petition with its clocks and answers, and what the acts since loading have made."""

    petition: Petition
    clockwork: Clockwork
    deadlines: dict[str, Deadline]
    answers: list[Answer] = field(default_factory=list)
    ratings: list[Rating] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    documents: list[AnswerFile] = field(default_factory=list)
    # Rows that an act takes away again.
    dropped: list[AnswerFile] = field(default_factory=list)
    disputes: list[Dispute] = field(default_factory=list)
    accesses: list[ContactAccess] = field(default_factory=list)
    # Rows that other concerns made or changed (covered passages, findings let pass): stored with the rest.
    rows: list[models.Model] = field(default_factory=list)
    acts: list[tuple[Act, list[EventDraft]]] = field(default_factory=list)
    # New cases that an act makes (parts), and lines that it adds to another case's history.
    spawned: list["Case"] = field(default_factory=list)
    lines_beside: list[Act] = field(default_factory=list)

    @classmethod
    def load(cls, petition: Petition, clockwork: Clockwork) -> "Case":
        """Everything about a stored petition; lock its row first."""
        kept = petition.answers.select_related("dispute").order_by("number")
        answers = list(kept.prefetch_related("ratings", "corrections", "files"))
        return cls(
            petition=petition,
            clockwork=clockwork,
            deadlines={item.stage: item for item in petition.deadlines.select_related("rule")},
            answers=answers,
            ratings=[rating for answer in answers for rating in answer.ratings.all()],
            corrections=[item for answer in answers for item in answer.corrections.all()],
            documents=[item for answer in answers for item in answer.files.all()],
            disputes=[answer.dispute for answer in answers if hasattr(answer, "dispute")],
        )

    @classmethod
    def receive(cls, petition: Petition, clockwork: Clockwork, move: Move | None = None) -> "Case":
        """Start the clocks of a petition that is not stored yet. `move` names who wrote it down for its sender."""
        clocks = clockwork.open(petition.kind, petition.effective_at, petition.organisation)
        for deadline in clocks.values():
            deadline.petition = petition
        case = cls(petition, clockwork, clocks)
        payload = {
            "kind": petition.kind,
            "channel": petition.channel,
            "category": petition.category,
            "clocks": facts(clocks),
        }
        move = move or Move("submit", petition.received_at, workflow.ROLE_RESIDENT)
        event = case.draft(EventKind.PETITION_RECEIVED, move, payload)
        case.acts.append((case.act(move), [event]))
        case.note_next_due()
        return case

    def note_next_due(self) -> None:
        """Keep beside the case what its clocks say, after every change of theirs."""
        self.petition.next_due_on = next_due(self.deadlines.values())

    def act(self, move: Move) -> Act:
        return Act(
            petition=self.petition,
            name=move.name,
            at=move.at,
            actor=move.by,
            actor_role=move.role,
            organisation=self.petition.organisation,
            note=move.text("text") if move.name in _IN_TEXT else move.text(),
            note_is_public=move.name in _FOR_EVERYBODY,
            note_for_sender=move.name in _FOR_SENDER,
        )

    def draft(
        self,
        kind: str,
        move: Move,
        payload: dict[str, Any] | None = None,
        organisation: Organisation | None = None,
    ) -> EventDraft:
        petition = self.petition
        on_paper = move.name == "submit" and petition.effective_at < petition.received_at
        return EventDraft(
            kind=EventKind(kind),
            organisation=organisation or petition.organisation,
            subject=petition.subject,
            actor_role=move.role,
            at=move.at,
            effective_at=petition.effective_at if on_paper else None,
            payload=payload or {},
        )

    def go(self, row: Transition, move: Move) -> None:
        """Change the status and stop the clocks that the row names."""
        petition = self.petition
        if row.to == BACK:
            petition.status = petition.resume_status or self.working_status
            petition.resume_status = ""
        elif row.to:
            petition.status = row.to
        for stage in row.stops:
            self._stop(stage, move.day, met=True)
        for stage in row.cancels:
            self._stop(stage, move.day, met=False)

    def _stop(self, stage: str, day: date, *, met: bool) -> None:
        deadline = self.deadlines.get(stage)
        if deadline is None or deadline.met_on or deadline.cancelled_on:
            return
        if met and deadline.due_on:
            deadline.met_on = day
        else:
            deadline.cancelled_on = day

    @property
    def working_status(self) -> str:
        return Status.ACCEPTED if self.petition.accepted_at else Status.ACKNOWLEDGED

    def trail(self) -> list[tuple[str, int, int]]:
        """How the case was handed on, oldest first: (act, from, to) with the keys of the organisations."""
        stored: list[tuple[str, int, int]] = []
        if self.petition.pk is not None:
            handed = self.petition.acts.filter(to_organisation__isnull=False).order_by("at", "pk")
            stored = list(handed.values_list("name", "organisation_id", "to_organisation_id"))
        fresh = [act for act, _ in self.acts if act.to_organisation_id]
        return stored + [(act.name, act.organisation_id, act.to_organisation_id or 0) for act in fresh]

    @property
    def draft_answer(self) -> Answer | None:
        return next((answer for answer in self.answers if answer.published_at is None), None)

    @property
    def last_answer(self) -> Answer:
        """The newest published answer. Raises TransitionNotAllowed when there is none."""
        published = [answer for answer in self.answers if answer.published_at]
        if not published:
            raise TransitionNotAllowed("Hồ sơ chưa có câu trả lời.")
        return published[-1]

    @property
    def draft_correction(self) -> Correction | None:
        return next((item for item in self.corrections if item.published_at is None), None)

    def ratings_of(self, answer: Answer) -> list[Rating]:
        return [rating for rating in self.ratings if rating.answer is answer]

    def corrections_of(self, answer: Answer) -> list[Correction]:
        return [item for item in self.corrections if item.answer is answer]

    def bound_by(self, answer: Answer) -> set[int | None]:
        """The people who cannot review this answer: its authors and approvers, and who reviewed the case before."""
        own = {answer.drafted_by_id, answer.approved_by_id}
        own |= {item.drafted_by_id for item in self.corrections_of(answer)}
        own |= {item.approved_by_id for item in self.corrections_of(answer)}
        return (own | {item.decided_by_id for item in self.disputes}) - {None}

    def start_later(self, stage: Stage, move: Move) -> Deadline | None:
        """Start the clock of a stage after the answer, anew if it ran before; None where no rule gives it one."""
        petition = self.petition
        rule = later_rule(petition.kind, stage, on=move.day)
        if rule is None:
            return None
        deadline = self.deadlines.setdefault(stage, Deadline(petition=petition, stage=stage))
        self.clockwork.restart(deadline, rule, move.at, petition.organisation)
        return deadline

    def running_answer_clock(self) -> Deadline:
        deadline = self.deadlines.get(Stage.ANSWER)
        if deadline is None or not deadline.is_running:
            raise TransitionNotAllowed("Thời hạn trả lời chưa bắt đầu hoặc đã kết thúc.")
        return deadline
