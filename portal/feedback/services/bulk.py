"""Many finished cases at once, through the same table and the same ledger code as single ones."""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from django.db import transaction

from portal.accounts.models import User
from portal.core import page_cache
from portal.core.text import plain_text
from portal.feedback import workflow
from portal.feedback.codes import private_token, sample_code, token_digest
from portal.feedback.models import Petition
from portal.feedback.privacy import Moderation
from portal.feedback.services.case import Case, Move
from portal.feedback.services.clockwork import Clockwork
from portal.feedback.services.rules import apply
from portal.feedback.services.store import store_imported
from portal.feedback.workflow import PRIVATE_KINDS, Category, Channel
from portal.ledger.services import EventDraft, new_salt
from portal.organisations.models import Organisation, Village
from portal.statutes.calendar import WorkingCalendar

_NAMESPACE = uuid.UUID("6f6a53e2-5d0f-4b55-9b7e-5f6d1d0c8a11")

Step = tuple[str, datetime, Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseScript:
    """The whole story of one case.

    `steps` are (name, at, arguments) in the order of time; names and arguments are those of the services
    (acknowledge, accept, refuse, forward, ask, give_information, pause, resume, extend, draft_answer, return_answer,
    approve_answer, rate, dispute, decide_dispute, hide, restore, close). An argument `by` names the member of staff
    and may be left out; `role` overrides the role that the act is recorded under. `key` makes the code; by default
    it follows from organisation, time and title, so that the same script gives the same code everywhere.
    """

    kind: str
    organisation: Organisation
    title: str
    text: str
    received_at: datetime
    category: str = Category.OTHER
    village: Village | None = None
    place: str = ""
    steps: list[Step] = field(default_factory=list)
    is_public: bool = True
    channel: str = Channel.WEB
    effective_at: datetime | None = None
    key: uuid.UUID | None = None
    # The calendar as it stood until the first step "recompute", where it was another one.
    calendar: WorkingCalendar | None = None
    about: str = ""
    moderation: str = Moderation.AUTO
    photos_public: bool = False
    is_sample_data: bool = True


def import_cases(
    scripts: Iterable[CaseScript],
    *,
    salt: Callable[[], str] = new_salt,
    alongside: Sequence[EventDraft] = (),
) -> list[Petition]:
    """Store the cases with all that happened to them; all or nothing. `salt` is for the ledger.

    `alongside` are events that other rooms have not written yet and that lie between those of the cases: each
    organisation has one chain, and a chain is written in the order of time.

    Raises TransitionNotAllowed for a story that the workflow does not allow, ValueError for one whose steps are not in
    the order of time, naming the case. Does not tell the
    search index about each case: rebuild it afterwards.
    """
    clockwork = Clockwork()
    with transaction.atomic():
        taken: set[str] = set()
        told: dict[uuid.UUID, Case] = {}
        cases = [_played(script, clockwork, taken, told) for script in scripts]
        store_imported(cases, salt, alongside)
        page_cache.bump()
    return [case.petition for case in cases]


def _played(script: CaseScript, clockwork: Clockwork, taken: set[str], told: dict[uuid.UUID, Case]) -> Case:
    case = Case.receive(
        _petition(script, taken), Clockwork(script.calendar) if script.calendar else clockwork
    )
    told[case.petition.submission_key] = case
    moments = [script.received_at, *(at for _, at, _ in script.steps)]
    if moments != sorted(moments):
        # The ledger orders by time: a story told out of order would be another story there.
        raise ValueError(f"“{script.title}”: the steps are not in the order of time")
    for name, at, args in script.steps:
        row = workflow.TRANSITIONS[name]
        if name == "recompute":
            case.clockwork = clockwork
        given = {key: plain_text(value) if type(value) is str else value for key, value in args.items()}
        by = cast("User | None", given.pop("by", None))
        if name == "merge":
            given["into"] = told[cast(uuid.UUID, given["into"])].petition
        role = given.pop("role", "") or _usual_role(row.roles)
        try:
            apply(case, Move(name, at, role, by, given))
        except workflow.TransitionNotAllowed as error:
            raise workflow.TransitionNotAllowed(f"“{script.title}”, {name}: {error}") from error
        case.petition.version += 1
    return case


def _usual_role(roles: frozenset[str]) -> str:
    """Staff acts are a handler's unless only a head may do them."""
    order = (workflow.ROLE_HANDLER, workflow.ROLE_HEAD, workflow.ROLE_RESIDENT, workflow.ROLE_SYSTEM)
    return next(role for role in order if role in roles)


def _petition(script: CaseScript, taken: set[str]) -> Petition:
    stamp = f"{script.organisation.code}|{script.received_at.isoformat()}|{script.title}"
    key = script.key or uuid.uuid5(_NAMESPACE, stamp)
    code = next(code for code in (sample_code(key, n) for n in range(50)) if code not in taken)
    taken.add(code)
    return Petition(
        code=code,
        kind=script.kind,
        category=script.category,
        organisation=script.organisation,
        village=script.village,
        place=script.place or (script.village.name if script.village else ""),
        title=plain_text(script.title),
        text=plain_text(script.text),
        is_public=script.is_public and script.kind not in PRIVATE_KINDS,
        channel=script.channel,
        received_at=script.received_at,
        effective_at=script.effective_at or script.received_at,
        about=script.about,
        moderation=script.moderation,
        photos_public=script.photos_public,
        submission_key=key,
        private_key_digest=token_digest(private_token(key)),
        is_sample_data=script.is_sample_data,
    )
