"""What the sender's page offers after sending, and the public page of a case that was withdrawn."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from portal.feedback.codes import normal_code
from portal.feedback.models import Petition
from portal.feedback.services.submission import private_link_token
from portal.feedback.workflow import Exclusion, Stage, Status

LATER = ("add_information", "complain_again", "withdraw")
_DECIDED = frozenset({Status.ANSWERED, Status.REFUSED, Status.CLOSED})


def withdrawn_page(request: HttpRequest, code: str) -> HttpResponse | None:
    """That the sender withdrew the case, and when; None for any other case."""
    withdrawn = Petition.objects.filter(excluded=Exclusion.WITHDRAWN).select_related("organisation")
    petition = withdrawn.filter(code=normal_code(code)).first()
    if petition is None:
        return None
    act = petition.acts.filter(name="withdraw").last()
    context = {
        "petition": petition,
        "withdrawn_at": act.at if act else None,
        "crumbs": [("Phản ánh", "/phan-anh/"), (petition.code, "")],
    }
    return render(request, "feedback/withdrawn.html", context)


def second_complaint(petition: Petition) -> dict[str, Any] | None:
    """The complaint before the body above, with the sender's private link to it."""
    second = petition.second_instance.select_related("organisation").first()
    if second is None:
        return None
    token = private_link_token(second)
    link = reverse("feedback:private", args=[token]) if token else ""
    return {"petition": second, "address": second.get_absolute_url(), "link": link}


def may_complain_again(petition: Petition, today: date) -> bool:
    """Whether the sender may go to the body above now; the same rule as services.timing.complain_again."""
    if petition.organisation.parent_id is None or petition.second_instance.exists():
        return False
    clocks = [item for item in petition.deadlines.all() if item.stage in (Stage.ACCEPT, Stage.ANSWER)]
    return petition.status in _DECIDED or any(item.is_overdue(today) for item in clocks)
