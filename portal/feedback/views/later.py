"""What the sender's page offers after sending, and the public page of a case that was withdrawn."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from portal.feedback.codes import normal_code
from portal.feedback.models import Petition
from portal.feedback.second_instance import refusal
from portal.feedback.services.submission import private_link_token
from portal.feedback.services.timing import first_instance
from portal.feedback.workflow import Exclusion
from portal.statutes.thresholds import Threshold, ThresholdKey

LATER = ("add_information", "complain_again", "withdraw")


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


def why_not_complain_again(petition: Petition, today: date) -> str:
    """Why the sender cannot go to the body above now; "" when they can."""
    within = Threshold.objects.days(ThresholdKey.COMPLAIN_AGAIN_WITHIN, on=today)
    has_second = petition.second_instance.exists()
    known = first_instance(petition, petition.deadlines.all(), has_second=has_second)
    return refusal(known, on=today, within=within)
