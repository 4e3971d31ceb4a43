"""The rows behind the score, one per case and indicator: published, and enough to recompute it. Pure.

Which organisation a case counts for:

- its answer counts for the organisation that answered it by the due day, else for the one that held it
  when that day ended. Who forwards on the due day no longer holds it; who receives it after the due
  day does not answer for the delay.
- its acknowledgement counts likewise. A receiver has an acknowledgement clock of its own.
- under rules that say so, a case that was handed on late counts as not answered for whoever handed it on, too.
- a refusal on or before the due day ends the clock: there is nothing left to answer, and it counts
  neither way. A refusal after it comes too late.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from portal.accountability.counting import Counting
from portal.accountability.docket import Case, Docket, Duty


class Row(NamedTuple):
    """One observation. place is the position in the organisation's chain of the event that began it.

    value: 0 to 1 for proportions; for speed the days used divided by the days allowed.
    Days are ISO texts, "" where there is none.
    """

    organisation: str
    indicator: str
    place: int
    start: str
    due: str
    done: str
    value: float


def rows(docket: Docket) -> Iterator[Row]:
    """Yield every row of the period, excluded cases and duties that do not apply left out."""
    for case in docket.cases:
        if not docket.is_excluded(case.subject):
            yield from case_rows(case, docket)
    for duty in docket.duties.values():
        if docket.start <= duty.due <= docket.end and not duty.exempted:
            yield _duty_row(duty)
    for organisation, place, day, kept in docket.postings:
        yield Row(organisation, "posting_kept", place, "", "", day, 1.0 if kept else 0.0)
    for meeting in docket.meetings.values():
        if docket.start <= meeting.due <= docket.end:
            done = meeting.disclosed_on
            value = 1.0 if done and done <= meeting.due else 0.0
            yield Row(meeting.organisation, "participation", meeting.place, "", meeting.due, done, value)


def case_rows(case: Case, docket: Docket) -> Iterator[Row]:
    """Yield what one stay of a petition with one organisation contributes."""
    start, end = docket.start, docket.end
    organisation, place, due = case.organisation, case.place, case.answer_due
    if start <= due <= end:
        yield from _answer_rows(case, docket)
    due = case.acknowledge_due
    if start <= due <= end:
        done = case.acknowledged_on
        if done and done <= due:
            yield Row(organisation, "acknowledge_on_time", place, case.came_on, due, done, 1.0)
        elif _holds(case, due):
            yield Row(organisation, "acknowledge_on_time", place, case.came_on, due, done, 0.0)
    if case.ratings:
        # A second rating concerns a second answer; both are shown with their mean.
        mean = case.rating_sum / case.ratings
        for _ in range(case.ratings):
            yield Row(organisation, "satisfaction", place, "", "", "", (mean - 1) / 4)
    if docket.counting.standing_answers:
        return
    for index in range(case.answers):
        settled = 0.0 if index < case.upheld else 1.0
        yield Row(organisation, "settled", place, "", "", case.answered_on, settled)


def _answer_rows(case: Case, docket: Docket) -> Iterator[Row]:
    """Yield what the answer that fell due in the period contributes."""
    counting, due = docket.counting, case.answer_due
    began = case.answer_start or case.came_on
    if holds_answer(case):
        done = case.stands_since if counting.standing_answers else case.answered_on
    elif handed_on_late(case, counting):
        done = ""
    else:
        return
    value = 1.0 if done and done <= due else counting.late_answer if done else 0.0

    def row(indicator: str, value: float) -> Row:
        return Row(case.organisation, indicator, case.place, began, due, done, value)

    yield row("answer_on_time", value)
    yield row("speed", used_share(began, due, done or docket.end))
    if counting.standing_answers and holds_answer(case):
        yield row("settled", 1.0 if done else 0.0)
        if not done:
            yield row("satisfaction", 0.0)


def excluded_counts(docket: Docket) -> dict[str, int]:
    """Return, by organisation, how many cases the shared rule took out that would have counted."""
    counts: dict[str, int] = {}
    for case in docket.cases:
        if docket.is_excluded(case.subject) and next(case_rows(case, docket), None) is not None:
            counts[case.organisation] = counts.get(case.organisation, 0) + 1
    return counts


def exempted_counts(docket: Docket) -> dict[str, int]:
    """Return, by organisation, how many duties due in the period were found not to apply."""
    counts: dict[str, int] = {}
    for duty in docket.duties.values():
        if duty.exempted and docket.start <= duty.due <= docket.end:
            counts[duty.organisation] = counts.get(duty.organisation, 0) + 1
    return counts


def received_counts(docket: Docket) -> dict[str, dict[str, int]]:
    """Return, by organisation and channel, how many petitions residents sent in the period."""
    counts: dict[str, dict[str, int]] = {}
    for case in docket.cases:
        if case.channel and case.came_on >= docket.start and not docket.is_excluded(case.subject):
            channels = counts.setdefault(case.organisation, {})
            channels[case.channel] = channels.get(case.channel, 0) + 1
    return counts


def used_share(start: str, due: str, until: str) -> float:
    """Return the days used divided by the days allowed; a case of no allowed day is allowed one."""
    began = date.fromisoformat(start).toordinal()
    allowed = max(1, date.fromisoformat(due).toordinal() - began)
    return max(0, date.fromisoformat(until).toordinal() - began) / allowed


def holds_answer(case: Case) -> bool:
    """Whether the answer that fell due counts for this organisation, see above."""
    due = case.answer_due
    if case.answered_on and case.answered_on <= due:
        return True
    if case.refused_on and case.refused_on <= due:
        return False
    return _holds(case, due)


def handed_on_late(case: Case, counting: Counting) -> bool:
    """Whether the organisation kept the case too long before it handed it on to another one."""
    # Before it is accepted a case may have no deadline to be late for.
    if counting.forward_within is None or not (case.handed_on and case.answer_due) or case.refused_on:
        return False
    began = case.answer_start or case.came_on
    return used_share(began, case.answer_due, case.handed_on) > counting.forward_within


def _holds(case: Case, day: str) -> bool:
    """Whether the organisation held the case at the end of the day."""
    return case.came_on <= day and (not case.forwarded_on or case.forwarded_on > day)


def _duty_row(duty: Duty) -> Row:
    done = duty.disclosed_on
    value = 0.0 if not done else 1.0 if done <= duty.due else 0.5
    return Row(duty.organisation, "disclosed_on_time", duty.place, "", duty.due, done, value)
