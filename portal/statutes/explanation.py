"""Why a deadline is that date: the steps of the public page "Vì sao là ngày này?". Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from portal.statutes.calendar import WorkingCalendar, days_from
from portal.statutes.terms import Extension, Pause, Terms, Unit, local
from portal.statutes.wording import (
    SkippedDay,
    amount_text,
    consecutive_runs,
    is_plain_weekend,
    long_date,
    moment,
    run_text,
    sentence,
    term_text,
    weekends_text,
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the explanation. `days` lists each skipped day of a merged step with its reason.

    Kinds: received, counted_from, term, skipped, worked, pause, extension, rolled, note, provisional,
    due, calendar.
    """

    date: date
    kind: str
    text_vi: str
    days: tuple[SkippedDay, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {"date": self.date.isoformat(), "kind": self.kind, "text_vi": self.text_vi}
        if self.days:
            data["days"] = [{"date": day.isoformat(), "reason": reason} for day, reason in self.days]
        return data


@dataclass(frozen=True, slots=True)
class PauseEffect:
    """How many units a pause added; None when it began after the deadline had passed."""

    pause: Pause
    length: int | None


def explain(
    terms: Terms,
    calendar: WorkingCalendar,
    *,
    first: date,
    target: date,
    last: date,
    effects: list[PauseEffect],
) -> tuple[Step, ...]:
    """The steps in the order a reader follows them: start, term, what happened on the way, result."""
    steps = [*_start(terms, calendar, first), _term(terms, first)]
    on_the_way = [_pause(effect, terms.unit) for effect in effects]
    on_the_way += [_extension(extension, first) for extension in terms.extensions]
    if terms.unit == Unit.WORKING_DAY:
        on_the_way += _skipped(calendar, first + timedelta(days=1), last)
        on_the_way += _worked(calendar, first + timedelta(days=1), last)
    steps += sorted(on_the_way, key=lambda step: step.date)
    if target != last:
        steps += _rolled(calendar, target, last)
    if calendar.is_provisional(last):
        steps.append(_provisional(last))
    steps.append(Step(last, "due", f"Hạn cuối: hết {long_date(last)}."))
    steps.append(Step(last, "calendar", f"Tính theo lịch làm việc phiên bản {calendar.version}."))
    return tuple(steps)


def _start(terms: Terms, calendar: WorkingCalendar, first: date) -> Iterator[Step]:
    if isinstance(terms.start, datetime):
        at = local(terms.start)
        day, late = at.date(), at.time() >= terms.closes
        yield Step(day, "received", f"Bắt đầu lúc {moment(at)}.")
    else:
        day, late = terms.start, False
        yield Step(day, "received", f"Bắt đầu từ {long_date(day)}.")
    yield from _skipped(calendar, day, first)
    if day == first:
        early = isinstance(terms.start, datetime) and local(terms.start).time() < terms.opens
        reason = (
            f"Trước giờ mở cửa {terms.opens:%H:%M} của ngày làm việc vẫn tính trong ngày đó. "
            if early
            else ""
        )
        unit = "ngày làm việc" if terms.unit == Unit.WORKING_DAY else "ngày"
        text = f"{reason}{long_date(first)} là ngày 0; ngày thứ nhất là {unit} tiếp theo."
    elif late and calendar.is_working_day(day):
        text = (
            f"Từ {terms.closes:%H:%M} trở đi là ngoài giờ làm việc, "
            f"nên tính như nhận vào ngày làm việc tiếp theo: {long_date(first)}."
        )
    else:
        day_off = f"{long_date(day)} là ngày nghỉ"
        text = f"{day_off}, nên tính như nhận vào ngày làm việc đầu tiên: {long_date(first)}."
    yield Step(first, "counted_from", text)


def _term(terms: Terms, first: date) -> Step:
    basis = f" Căn cứ: {terms.basis}" if terms.basis else ""
    return Step(first, "term", sentence(f"Thời hạn: {term_text(terms.amount, terms.unit)}.{basis}"))


def _skipped(calendar: WorkingCalendar, start: date, end: date) -> Iterator[Step]:
    """Days off in [start, end): ordinary weekends in a row share one step, holidays get their own."""
    off = [(day, reason) for day in days_from(start, end) if (reason := calendar.reason_off(day))]
    weekends: list[list[SkippedDay]] = []
    for run in consecutive_runs(off):
        if is_plain_weekend(run):
            weekends.append(run)
            continue
        yield from _weekends(weekends)
        weekends = []
        yield Step(run[0][0], "skipped", run_text(run), tuple(run))
    yield from _weekends(weekends)


def _weekends(runs: list[list[SkippedDay]]) -> Iterator[Step]:
    if runs:
        yield Step(runs[0][0][0], "skipped", weekends_text(runs), tuple(day for run in runs for day in run))


def _worked(calendar: WorkingCalendar, start: date, last: date) -> Iterator[Step]:
    """Weekend days in [start, last] that are worked, since a reader would expect them to be off."""
    for day in days_from(start, last + timedelta(days=1)):
        if reason := calendar.reason_worked(day):
            yield Step(day, "worked", sentence(f"{long_date(day)} vẫn tính là ngày làm việc: {reason}"))


def _pause(effect: PauseEffect, unit: str) -> Step:
    pause = effect.pause
    reason = f" ({pause.reason.strip(' .')})" if pause.reason.strip(" .") else ""
    head = f"Tạm dừng từ {long_date(pause.start)}, tính tiếp từ {long_date(pause.until)}{reason}: "
    if effect.length is None:
        return Step(pause.start, "pause", f"{head}khi đó đã quá hạn nên hạn không đổi.")
    if effect.length == 0:
        return Step(pause.start, "pause", f"{head}không trùng ngày nào của thời hạn nên hạn không đổi.")
    return Step(
        pause.start, "pause", f"{head}{amount_text(effect.length, unit)} này không tính vào thời hạn."
    )


def _extension(extension: Extension, first: date) -> Step:
    day = extension.granted_on or first
    when = f" theo quyết định {long_date(day)}" if extension.granted_on else ""
    reason = f": {extension.reason}" if extension.reason else ""
    return Step(
        day,
        "extension",
        sentence(f"Gia hạn thêm {amount_text(extension.amount, extension.unit)}{when}{reason}"),
    )


def _rolled(calendar: WorkingCalendar, target: date, last: date) -> Iterator[Step]:
    reason = calendar.reason_off(target)
    skipped = tuple((day, calendar.reason_off(day) or "") for day in days_from(target, last))
    yield Step(
        target,
        "rolled",
        f"Ngày cuối rơi vào {long_date(target)}, ngày nghỉ ({reason}), "
        f"nên hạn chuyển sang ngày làm việc tiếp theo: {long_date(last)}.",
        skipped,
    )


def _provisional(last: date) -> Step:
    return Step(
        last,
        "provisional",
        f"Lịch nghỉ chính thức của năm {last.year} chưa được nhập; nếu có ngày hoán đổi, hạn được tính lại.",
    )
