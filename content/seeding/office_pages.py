"""Sample pages about offices: procedures, receptions, duties and conduct, recruitment. No page names a person."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any

from cms.disclosures.models import (
    AdministrativeProcedure,
    CandidateResult,
    DisclosurePage,
    ExamSession,
    OfficialPosition,
    OfficialsDutiesPage,
    ProceduresPage,
    ReceptionSchedulePage,
    ReceptionSession,
    RecruitmentNoticePage,
    RecruitmentPost,
)
from cms.disclosures.procedure_rows import PORTAL
from cms.disclosures.services import DisclosureDraft
from content.seeding.disclosure_pages import SAMPLE, numbered
from portal.statutes.periods import period_bounds

if TYPE_CHECKING:
    from content.seeding.disclosures import Desk

Text = dict[str, Any]


def page_of(desk: Desk, key: str, period: str, text: Text) -> DisclosurePage | None:
    """Return the unsaved page with the rows of its kind; None for a duty that has no such rows."""
    if key == "administrative_procedures":
        return _procedures(text)
    if key == "officials_duties":
        return _officials(text)
    return _receptions(desk, period, text) if key == "reception_schedule" else None


def _procedures(text: Text) -> ProceduresPage:
    page = ProceduresPage()
    page.procedures = [
        AdministrativeProcedure(
            field_name=field,
            name=name,
            time_limit=limit,
            fee=fee,
            place="Bộ phận một cửa hoặc trực tuyến",
            address=PORTAL,
        )
        for field, name, limit, fee in text["rows"]
    ]
    return page


def _officials(text: Text) -> OfficialsDutiesPage:
    rules = "".join(f"<li>{rule}</li>" for rule in text["conduct"])
    page = OfficialsDutiesPage(
        conduct_rules=f"<ul>{rules}</ul>",
        gift_rules=f"<p>{text['gifts']}</p>",
        gift_office="Văn phòng đơn vị",
    )
    page.positions = [
        OfficialPosition(position=position, unit=unit, duties=duties, powers=powers)
        for position, unit, duties, powers in text["rows"]
    ]
    return page


def _receptions(desk: Desk, period: str, text: Text) -> ReceptionSchedulePage:
    first, last = period_bounds(period)
    assert first
    assert last
    page = ReceptionSchedulePage(month=first.month)
    page.sessions = [
        ReceptionSession(
            day=min(desk.year.calendar.on_or_after(first + timedelta(days=after)), last),
            starts_at=time.fromisoformat(starts),
            ends_at=time.fromisoformat(ends),
            place=text["place"].format(place=desk.place.name),
            who=who,
        )
        for after, starts, ends, who in text["rows"]
    ]
    return page


def recruitment(desk: Desk) -> Iterator[DisclosureDraft]:
    """Yield a notice of spring with its result, and a notice that takes applications on the last day."""
    calendar, year = desk.year.calendar, desk.year.starts.year
    rng = desk.rng("recruitment")
    issued = calendar.on_or_after(date(year, 3, rng.randint(2, 20)))
    notice = _notice(desk, rng, issued, "Công chức địa chính – xây dựng")
    yield DisclosureDraft(
        notice, desk.moment("recruitment", calendar.on_or_after(issued + timedelta(days=2)))
    )
    decided = calendar.on_or_after(issued + timedelta(days=75))
    result = _result(desk, rng, decided)
    yield DisclosureDraft(result, desk.moment("recruited", calendar.on_or_after(decided + timedelta(days=3))))
    now = calendar.on_or_after(desk.year.today - timedelta(days=12))
    open_one = _notice(desk, rng, now, "Công chức văn hóa – xã hội")
    yield DisclosureDraft(open_one, desk.moment("recruiting", calendar.on_or_after(now + timedelta(days=1))))


def _notice(desk: Desk, rng: random.Random, issued: date, post: str) -> RecruitmentNoticePage:
    page = RecruitmentNoticePage(
        title=f"Thông báo tuyển dụng {post.lower()} – {desk.place.name}",
        organisation=desk.bodies.organisations[desk.place.code],
        kind="civil_servant",
        decision_number=numbered(rng, "TB"),
        decision_date=issued,
        apply_from=issued + timedelta(days=1),
        apply_until=issued + timedelta(days=31),
        apply_at="Bộ phận một cửa, trong giờ làm việc (nơi nhận mẫu)",
        summary=f"{SAMPLE}<p>Tuyển qua thi tuyển hai vòng; không thu lệ phí ngoài mức đã công khai.</p>",
    )
    page.posts = [
        RecruitmentPost(
            title=post,
            number=rng.randint(1, 2),
            requirements="Tốt nghiệp đại học đúng ngành.\nCó chứng chỉ tin học cơ bản.\nĐủ điều kiện theo Luật Cán bộ, công chức.",
        )
    ]
    page.exams = [
        ExamSession(
            day=desk.year.calendar.on_or_after(issued + timedelta(days=after)),
            starts_at=time(7, 30),
            what=what,
            place="Hội trường trụ sở (địa điểm mẫu)",
        )
        for after, what in ((48, "Thi trắc nghiệm, vòng 1"), (60, "Phỏng vấn, vòng 2"))
    ]
    return page


def _result(desk: Desk, rng: random.Random, decided: date) -> RecruitmentNoticePage:
    scores = sorted((rng.randint(35, 95) for _ in range(rng.randint(6, 14))), reverse=True)
    page = RecruitmentNoticePage(
        title=f"Kết quả tuyển dụng công chức địa chính – xây dựng – {desk.place.name}",
        organisation=desk.bodies.organisations[desk.place.code],
        kind="civil_servant",
        stage="result",
        decision_number=numbered(rng, "QĐ"),
        decision_date=decided,
        applicants=len(scores) + 3,
        admitted=len(scores) + 1,
        examined=len(scores),
        passed=1,
        summary=f"{SAMPLE}<p>Kết quả theo số báo danh, không nêu họ tên thí sinh.</p>",
    )
    page.results = [
        CandidateResult(
            candidate_number=f"HY{number:03d}", score=score, outcome="passed" if place == 0 else "failed"
        )
        for place, (score, number) in enumerate(
            zip(scores, rng.sample(range(1, 90), len(scores)), strict=True)
        )
    ]
    return page
