"""The unsaved pages on preventing corruption: yearly reports with figures that agree, single inspections."""

import random
from datetime import date
from decimal import Decimal

from cms.disclosures.integrity.catalogue import FIGURES
from cms.disclosures.models import AntiCorruptionReportPage
from cms.disclosures.models.anticorruption import ReportScope
from cms.disclosures.numbers import vi_number
from content.generators import documents
from content.generators.corpus import Place
from content.seeding.disclosure_pages import SAMPLE, numbered
from content.seeding.files import Shelf
from content.seeding.organisations import Bodies

_DISCIPLINE = ("disciplined_reprimand", "disciplined_warning", "disciplined_demoted", "disciplined_dismissed")


def yearly_report(
    place: Place, bodies: Bodies, year: int, day: date, rng: random.Random, shelf: Shelf
) -> AntiCorruptionReportPage:
    """The report on the year before, published in the given year."""
    page = AntiCorruptionReportPage(
        title=f"Báo cáo phòng, chống tham nhũng, tiêu cực công bố năm {year} – {place.name}",
        organisation=bodies.organisations[place.code],
        year=year,
        reported_year=year - 1,
        decision_number=numbered(rng, "BC"),
        decision_date=day,
        summary=f"{SAMPLE}<p>Kết quả công tác năm {year - 1} và phương hướng năm {year}. Không nêu người tố cáo.</p>",
    )
    page.set_figures(_figures(rng, 12 if place.kind == "province" else 1))
    stated = page.figure_values().items()
    text = [
        f"Kỳ báo cáo: năm {year - 1}.",
        *(f"{FIGURES[key].label}: {vi_number(value)} {FIGURES[key].unit}." for key, value in stated),
        f"Phương hướng năm {year}: công khai đầy đủ, đúng hạn các nội dung dân được biết; tăng kiểm tra đột xuất tại bộ phận một cửa.",
    ]
    page.body = [
        {"type": "heading", "value": "Phương hướng"},
        {"type": "paragraph", "value": f"<p>{text[-1]}</p>"},
    ]
    letter = documents.docx(page.title, text)
    name = f"bao-cao-phong-chong-tham-nhung-{year}-{place.slug}.docx"
    page.attachments = [shelf.attachment("Báo cáo (Word)", name, documents.DOCX, letter)]
    return page


def inspection(place: Place, bodies: Bodies, day: date, rng: random.Random) -> AntiCorruptionReportPage:
    """The conclusion of one inspection."""
    subject = rng.choice(
        (
            "việc thu, chi các khoản đóng góp của Nhân dân",
            "việc tiếp nhận và trả kết quả hồ sơ tại bộ phận một cửa",
            "việc quản lý tài sản công và xe công",
            "việc quản lý, sử dụng đất công ích",
        )
    )
    due = rng.randrange(0, 60)
    page = AntiCorruptionReportPage(
        title=f"Kết luận kiểm tra {subject} – {place.name}",
        organisation=bodies.organisations[place.code],
        scope=ReportScope.CONCLUSION,
        year=day.year,
        reported_year=day.year,
        decision_number=numbered(rng, "KL"),
        decision_date=day,
        summary=f"{SAMPLE}<p>Kết luận về {subject}: nội dung đã kiểm tra, sai sót và yêu cầu khắc phục.</p>",
    )
    page.set_figures(
        {
            "conclusions_issued": Decimal(1),
            "amount_to_recover": Decimal(due),
            "amount_recovered": Decimal(rng.randint(0, due)),
            "people_disciplined": Decimal(0),
        }
    )
    page.body = [
        {"type": "heading", "value": "Kết luận"},
        {"type": "paragraph", "value": "<p>Hồ sơ đầy đủ, còn chậm đối chiếu số liệu giữa các bộ phận.</p>"},
        {"type": "heading", "value": "Yêu cầu"},
        {
            "type": "paragraph",
            "value": "<p>Khắc phục trong 30 ngày và báo cáo kết quả; công khai kết quả khắc phục.</p>",
        },
    ]
    return page


def _figures(rng: random.Random, scale: int) -> dict[str, Decimal]:
    """Return figures that agree with each other; a province has about twelve times a commune's."""
    planned, unplanned = rng.randint(2, 7) * scale, rng.randint(0, 2) * scale
    done = max(planned - rng.randint(0, 1), 0) + unplanned
    issued = max(done - rng.randint(0, 1), 0)
    due = rng.choice((0, 0, rng.randint(12, 90), rng.randint(60, 480))) * scale
    cases = rng.choices((0, 1, 2), (70, 22, 8))[0] * scale
    discipline = [rng.choices((0, 1, 2), (80, 16, 4))[0] * scale for _ in range(3)] + [0]
    declared = rng.randint(14, 60) * scale
    gifts = rng.choices((0, 1), (90, 10))[0] * scale
    numbers = {
        "inspections_planned": planned,
        "inspections_done": done,
        "inspections_unplanned": unplanned,
        "conclusions_issued": issued,
        "conclusions_public": max(issued - rng.choice((0, 0, 1)), 0),
        "amount_to_recover": due,
        "amount_recovered": due * rng.randint(4, 10) // 10,
        "cases_found": cases,
        "cases_settled": min(cases, rng.randint(0, 2) * scale),
        "cases_transferred": 0,
        "people_disciplined": sum(discipline),
        **dict(zip(_DISCIPLINE, discipline, strict=True)),
        "heads_responsible": 0,
        "declarations_due": declared,
        "declarations_made": declared,
        "declarations_verified": min(declared, rng.randint(1, 6) * scale),
        "rotations": rng.randint(0, 8) * scale,
        "conduct_checks": rng.randint(1, 5) * scale,
        "conduct_breaches": rng.choices((0, 1), (85, 15))[0] * scale,
        "gifts_returned": gifts,
        "gifts_value": gifts * rng.randint(1, 4),
        "trainings": rng.randint(2, 14) * scale,
    }
    return {key: Decimal(number) for key, number in numbers.items()}
