"""Three audits of the sample: one published and closed, one with an overdue remedy, a surprise that is planned."""

from datetime import date, datetime, time, timedelta

from portal.accounts.models import Role, User
from portal.inspection.models import Audit
from portal.inspection.services import audits, findings
from portal.ledger.models import ChainHead, LedgerRoot
from portal.organisations.models import Organisation
from portal.statutes.terms import ZONE

_SAMPLE = "Dữ liệu mẫu, không có thật."
_CHECKS = (
    "Câu trả lời có đúng hạn không?",
    "Câu trả lời có nói rõ đã làm gì không?",
    "Lý do gia hạn có căn cứ không?",
)


def create(staff: dict[tuple[str, str], User], starts: date, today: date) -> None:
    """Told through the real services; nothing where the ledger has no published root yet."""
    inspector = next((user for (_, role), user in staff.items() if role == Role.INSPECTOR), None)
    heads = {code: user for (code, role), user in staff.items() if role == Role.HEAD}
    bodies = list(Organisation.objects.filter(code__in=heads, kind="commune").order_by("code"))
    if inspector is None or len(bodies) < 2 or not LedgerRoot.objects.filter(date__lt=today).exists():
        return
    at = _moment(bodies, datetime.combine(today - timedelta(days=1), time(8), ZONE))
    first = _running(inspector, bodies[:2], starts, at, "Kiểm tra chuyên đề về thời hạn trả lời", "thematic")
    _finish(first, inspector, bodies[0], heads[bodies[0].code], at)
    second = _running(inspector, bodies[1:2], starts, at, "Kiểm tra việc gia hạn và tạm đình chỉ", "regular")
    finding = findings.add_finding(
        audit=second, by=inspector, at=at, organisation=bodies[1], severity="minor",
        text=f"Lý do gia hạn ghi chung chung ở một số hồ sơ. {_SAMPLE}",
        remedy="Ghi rõ căn cứ gia hạn ở từng hồ sơ.", days=5,
    )  # fmt: skip
    findings.send(audit=second, by=inspector, at=at, reply_days=5)
    # The sample day is today: a remedy that is overdue has to have been sent long ago.
    finding.refresh_from_db()
    finding.due_on = today - timedelta(days=3)
    finding.save(update_fields=["due_on"])
    _planned(inspector, bodies[:1], starts, at, "Kiểm tra đột xuất bộ phận một cửa", "surprise")
    Audit.objects.update(is_sample_data=True)


def _planned(
    inspector: User, bodies: list[Organisation], starts: date, at: datetime, title: str, kind: str
) -> Audit:
    return audits.plan(
        by=inspector, at=at, bodies=bodies, checks=_CHECKS, kind=kind, title=title,
        basis="Kế hoạch thanh tra mẫu năm nay", scope=f"Thời hạn và nội dung trả lời phản ánh. {_SAMPLE}",
        start=starts, end=at.date() - timedelta(days=1), population="cases", strategy="by_body", size=8,
    )  # fmt: skip


def _running(
    inspector: User, bodies: list[Organisation], starts: date, at: datetime, title: str, kind: str
) -> Audit:
    return audits.start(audit=_planned(inspector, bodies, starts, at, title, kind), by=inspector, at=at)


def _finish(audit: Audit, inspector: User, body: Organisation, head: User, at: datetime) -> None:
    audits.check(audit=audit, by=inspector, at=at, number=1, result="problem", note="Hai hồ sơ trễ.")
    finding = findings.add_finding(
        audit=audit, by=inspector, at=at, organisation=body, severity="major",
        text=f"Hai hồ sơ trong mẫu trả lời trễ hạn mà không xin gia hạn. {_SAMPLE}",
        remedy="Phân công người trực thay và đặt lịch nhắc trước hạn.", days=10,
    )  # fmt: skip
    findings.send(audit=audit, by=inspector, at=at, reply_days=1)
    findings.reply(finding=finding, by=head, at=at, text=f"Đơn vị tiếp thu. {_SAMPLE}")
    audits.sign(
        audit=audit,
        by=inspector,
        at=at,
        conclusion=f"Phần lớn hồ sơ đúng hạn; cần khắc phục việc trễ. {_SAMPLE}",
    )
    findings.say_done(finding=finding, by=head, at=at, text=f"Đã phân công và đặt lịch nhắc. {_SAMPLE}")
    findings.confirm(finding=finding, by=inspector, at=at)
    audits.close(audit=audit, by=inspector, at=at)
    audits.publish(audit=audit, by=inspector, at=at)


def _moment(bodies: list[Organisation], wanted: datetime) -> datetime:
    """Chains never go back: not before the last event of the bodies."""
    heads = ChainHead.objects.filter(organisation__in=bodies, recorded_at__gt=wanted)
    return max([wanted, *(head.recorded_at for head in heads if head.recorded_at)])
