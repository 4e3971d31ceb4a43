"""One thing that is owed, on a page of its own: where it stands, why it is due that day, what happened."""

from typing import Any

from cms.disclosures.models.obligations import Obligation
from cms.disclosures.register.as_of import AsOf
from cms.disclosures.register.duty_text import describe
from cms.disclosures.register.entries import Entry, read_entries
from cms.disclosures.register.history import history_lines
from portal.accounts.models import Role


def obligation_screen(pk: int, as_of: AsOf) -> dict[str, Any] | None:
    """Return what the page of an obligation shows; None when there is no such obligation."""
    found = as_of.statuses(Obligation.objects.filter(pk=pk).for_list())
    obligation = found.first()
    if obligation is None:
        return None
    entry: Entry = read_entries(found)[0]
    duty = describe([obligation.duty], on=as_of.day)
    return {
        "obligation": obligation,
        "entry": entry,
        "organisation": obligation.organisation,
        "duty": duty,
        "steps": obligation.trace.get("trace", []),
        "exemptions": [_exemption(row) for row in obligation.exemptions.all()],
        "history": history_lines(obligation.subject),
        "name": f"{duty.title}, {obligation.organisation.name}, {obligation.period_label}",
    }


def _exemption(row: Any) -> dict[str, str]:
    """Return a request and its fate in words; roles and never names."""
    if row.lifted_at:
        state, when, why = "Đã bãi bỏ", row.lifted_at, row.lift_reason
    elif row.approved_at:
        state, when, why = f"{_role(row.approved_role)} chấp thuận", row.approved_at, ""
    elif row.refused_at:
        state, when, why = "Không được chấp thuận", row.refused_at, row.refusal
    else:
        state, when, why = "Đang chờ quyết định", row.proposed_at, ""
    return {
        "ground": row.get_ground_display(),
        "reason": row.reason,
        "state": state,
        "when": when,
        "why": why,
        "in_force": row.approved_at and not row.lifted_at,
    }


def _role(role: str) -> str:
    """Return who decided from above: only the province's head, inspectors and the nightly run do."""
    return _DECIDERS.get(role, "Hệ thống")


_DECIDERS: dict[str, str] = {Role.HEAD: "Lãnh đạo tỉnh", Role.INSPECTOR: "Thanh tra"}
