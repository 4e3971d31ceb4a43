"""Storing cases: rows and ledger events together, or nothing."""

from collections.abc import Callable, Sequence

from django.db import models, transaction

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
from portal.feedback.services.case import Case
from portal.ledger.services import EventDraft, new_salt, record_many

_BATCH = 500


def store_new_acts(case: Case) -> None:
    """Write what happened to a case whose petition row is stored and locked. Call inside a transaction."""
    for rows in (case.deadlines.values(), case.answers, *_below_answers(case), case.accesses, case.rows):
        for row in rows:
            _relink(row)
            row.save()
    for dropped in case.dropped:
        # The file itself goes with the next sweep, when nothing can bring the row back any more.
        dropped.delete()
    for part in case.spawned:
        part.petition.save()
        for deadline in part.deadlines.values():
            _relink(deadline)
            deadline.save()
    store_events([case, *case.spawned])
    for act in [act for one in (case, *case.spawned) for act, _ in one.acts] + case.lines_beside:
        _relink(act)  # the key is known only now
        act.save()
    for part in case.spawned:
        part.petition.save(update_fields=["receipt_hash"])


def _below_answers(case: Case) -> tuple[Sequence[models.Model], ...]:
    return (case.ratings, case.disputes, case.corrections, case.documents)


def store_events(
    cases: Sequence[Case], salt: Callable[[], str] = new_salt, alongside: Sequence[EventDraft] = ()
) -> None:
    """Append the cases' events to the ledger, in the order of time, and mark each act with its first event.

    `alongside` are events of other rooms that belong between them.
    """
    pairs: list[tuple[Act | None, EventDraft]] = [(None, draft) for draft in alongside]
    pairs += [(act, draft) for case in cases for act, drafts in case.acts for draft in drafts]
    # A stable sort: what one act writes stays together.
    pairs.sort(key=lambda pair: pair[1].at)
    events = record_many([draft for _, draft in pairs], salt=salt)
    for (act, _), event in zip(pairs, events, strict=True):
        if act is None:
            continue
        act.event_hash = act.event_hash or event.hash
        if act.name in {"submit", "split_from"}:
            act.petition.receipt_hash = act.event_hash


def store_imported(
    cases: Sequence[Case], salt: Callable[[], str] = new_salt, alongside: Sequence[EventDraft] = ()
) -> None:
    """Write many finished cases in a bounded number of statements, those made on the way included.

    Call inside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("cases and their events are stored in one transaction: use transaction.atomic")
    cases = [one for case in cases for one in (case, *case.spawned)]
    store_events(cases, salt, alongside)
    for case in cases:
        case.petition.refresh_folded()
    # First those that others point at: a main case, a letter with parts.
    for depends in (False, True):
        petitions = [case.petition for case in cases if _depends(case.petition) is depends]
        for petition in petitions:
            _relink(petition)
        Petition.objects.bulk_create(petitions, batch_size=_BATCH)
    _create(Deadline, [item for case in cases for item in case.deadlines.values()])
    _create(Answer, [item for case in cases for item in case.answers])
    _create(Rating, [item for case in cases for item in case.ratings])
    _create(Dispute, [item for case in cases for item in case.disputes])
    _create(Correction, [item for case in cases for item in case.corrections])
    _create(AnswerFile, [item for case in cases for item in case.documents])
    _create(ContactAccess, [item for case in cases for item in case.accesses])
    rows = [row for case in cases for row in case.rows]
    for model in dict.fromkeys(type(row) for row in rows):
        _create(model, [row for row in rows if type(row) is model])
    _create(Act, [act for case in cases for act in (*(act for act, _ in case.acts), *case.lines_beside)])


def _depends(petition: Petition) -> bool:
    parents = (petition.merged_into, petition.split_from, petition.first_instance)
    return any(parent is not None for parent in parents)


def _create(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    for row in rows:
        _relink(row)
    model._default_manager.bulk_create(rows, batch_size=_BATCH)


def _relink(row: models.Model) -> None:
    """Copy keys that parents got when they were saved after the child was made."""
    for name in ("petition", "answer", "merged_into", "split_from", "first_instance"):
        if row._state.fields_cache.get(name) is not None:
            setattr(row, name, getattr(row, name))
