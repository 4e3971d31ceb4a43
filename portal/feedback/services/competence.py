"""The rules of refusing and forwarding: who is not competent names who is, and nobody is sent in a circle."""

from django.utils import timezone

from portal.core.text import fold
from portal.feedback.models import Act
from portal.feedback.services.case import Case, Move
from portal.feedback.services.clockwork import facts
from portal.feedback.workflow import TRANSITIONS, RefusalReason, Status, Transition, TransitionNotAllowed
from portal.ledger.kinds import EventKind
from portal.ledger.services import EventDraft
from portal.organisations.models import Organisation

# A letter may be handed on this often; then the body above decides.
MOST_FORWARDS = 2
_OUTSIDE = ("competent_name", "competent_address", "competent_phone")


def refuse(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    """Refuse with a reason. A body outside the portal is named to the sender; one inside gets the letter instead."""
    reason = str(move.args["reason"])
    case.go(row, move)
    act.details = {"reason": reason}
    event = case.draft(row.event, move, {"reason": reason})
    if reason == RefusalReason.OUTSIDE:
        act.details["competent"] = _outside(move)
    return [event]


def _outside(move: Move) -> dict[str, str]:
    name, address, phone = (str(move.args.get(key) or "").strip() for key in _OUTSIDE)
    if not name or not (address or phone):
        raise TransitionNotAllowed(
            "Hãy ghi tên cơ quan có thẩm quyền và địa chỉ hoặc điện thoại, để người gửi liên hệ được."
        )
    if inside := _named_inside(name):
        raise TransitionNotAllowed(f"{inside} có trên cổng: hãy chuyển hồ sơ đến đó, không từ chối.")
    return {"name": name, "address": address, "phone": phone}


def _named_inside(name: str) -> str:
    wanted = fold(name)
    names = Organisation.objects.values_list("name", flat=True)
    return next((own for own in names if fold(own) == wanted or fold(own) == f"ubnd {wanted}"), "")


def forward(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    """Hand the case over. The receiver has its own time to acknowledge; the resident's other clocks run on."""
    receiver: Organisation = move.args["to"]
    if receiver == case.petition.organisation:
        raise TransitionNotAllowed("Hãy chọn một cơ quan khác để chuyển.")
    trail = case.trail()
    if any(name == "assign" for name, _, _ in trail):
        raise TransitionNotAllowed(
            "Cơ quan cấp trên đã xác định nơi giải quyết. Nếu quyết định chưa đúng, hãy đề nghị xác định lại."
        )
    if len(trail) >= MOST_FORWARDS:
        raise TransitionNotAllowed(
            f"Hồ sơ đã được chuyển {len(trail)} lần. Hãy đề nghị cấp trên xác định cơ quan giải quyết."
        )
    if receiver.pk in {held for _, held, _ in trail}:
        raise TransitionNotAllowed(
            f"{receiver.name} đã từng nhận hồ sơ này. Hãy đề nghị cấp trên xác định cơ quan giải quyết."
        )
    return _handed_over(case, row, move, act, receiver, {"to": receiver.code})


def ask_assignment(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    if case.petition.assignment_asked_at is not None:
        raise TransitionNotAllowed("Đã đề nghị rồi; cấp trên đang xem xét.")
    case.petition.assignment_asked_at = move.at
    case.go(row, move)
    return [case.draft(row.event, move)]


def assign(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    """The body above says who is competent. Whoever holds the case already goes on with it as it stands."""
    receiver: Organisation = move.args["to"]
    petition = case.petition
    if petition.assignment_asked_at is None:
        raise TransitionNotAllowed("Chưa có đề nghị xác định cơ quan cho hồ sơ này.")
    petition.assignment_asked_at = None
    above = petition.organisation.parent or petition.organisation
    act.details = {"decided_by": above.name}
    if receiver != petition.organisation:
        return _handed_over(case, row, move, act, receiver, {"to": receiver.code, "by": above.code})
    act.to_organisation = receiver
    return [case.draft(row.event, move, {"to": receiver.code, "by": above.code})]


def _handed_over(
    case: Case, row: Transition, move: Move, act: Act, receiver: Organisation, payload: dict[str, str]
) -> list[EventDraft]:
    petition, sender = case.petition, case.petition.organisation
    forwarding = TRANSITIONS["forward"]
    case.go(forwarding, move)
    sent = case.draft(row.event, move, payload)
    act.to_organisation = receiver
    petition.organisation, petition.village, petition.assignment_asked_at = receiver, None, None
    petition.status, petition.wait_until = Status.RECEIVED, None
    for stage in forwarding.starts:
        rules = case.clockwork.rules(petition.kind, move.at, receiver)
        if (deadline := case.deadlines.get(stage)) and stage in rules:
            case.clockwork.restart(deadline, rules[stage], move.at, receiver)
    running = {
        stage: item for stage, item in case.deadlines.items() if not (item.met_on or item.cancelled_on)
    }
    received = timezone.localtime(petition.effective_at).date().isoformat()
    came = {"from": sender.code, "kind": petition.kind, "clocks": facts(running), "received": received}
    return [sent, case.draft(EventKind.FORWARD_RECEIVED, move, came)]
