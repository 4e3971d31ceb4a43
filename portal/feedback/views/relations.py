"""How a case hangs together with others, as everybody and as its sender may see it."""

from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from portal.feedback.codes import normal_code
from portal.feedback.models import Answer, Petition, PetitionQuerySet
from portal.feedback.views.timeline import deadlines
from portal.feedback.workflow import Exclusion, Status


@dataclass(slots=True)
class Relations:
    """The other cases that a page names. Cases that are hidden, or that their senders keep private, are not here."""

    letter: Petition | None = None
    parts: list[Petition] = field(default_factory=list)
    merged: list[Petition] = field(default_factory=list)
    people: int = 1
    competent: dict[str, str] = field(default_factory=dict)

    @property
    def answered_parts(self) -> int:
        return sum(part.answered_at is not None for part in self.parts)


def public_relations(petition: Petition) -> Relations:
    """What everybody may know. Whoever did not let their letter be read is counted and not named."""
    letter = petition.split_from
    return Relations(
        letter=letter if letter is not None and not letter.excluded else None,
        parts=parts_of(petition),
        merged=[other for other in _merged(petition) if other.sender_agreed],
        people=petition.people,
        competent=competent_body(petition) if petition.shows_text else {},
    )


def competent_body(petition: Petition) -> dict[str, str]:
    """Name, address and telephone of the body outside the portal that a refusal named; from the prefetched acts."""
    named = [act.details.get("competent") for act in petition.acts.all() if act.name == "refuse"]
    found: dict[str, str] = (named[-1] if named else None) or {}
    return found


def parts_of(petition: Petition) -> list[Petition]:
    if petition.status not in {Status.SPLIT, Status.CLOSED}:
        return []
    parts = petition.parts.filter(excluded="").select_related("organisation").order_by("part_number")
    return list(parts)


def _merged(petition: Petition) -> list[Petition]:
    if not petition.voices:
        return []
    return list(petition.merged.filter(excluded=Exclusion.MERGED).order_by("received_at", "pk")[:50])


def merged_page(request: HttpRequest, code: str) -> HttpResponse:
    """The page of a case that was merged: that it was, and where to read on when its sender agreed to be read."""
    cases = Petition.objects.filter(excluded=Exclusion.MERGED).select_related("organisation", "merged_into")
    petition = get_object_or_404(cases, code=normal_code(code))
    if petition.code != code:
        return redirect(petition, permanent=True)
    context = {
        "petition": petition,
        "main": main_for_public(petition),
        "crumbs": [("Phản ánh", "/phan-anh/"), (petition.code, "")],
    }
    return render(request, "feedback/merged.html", context)


def main_for_public(petition: Petition) -> Petition | None:
    main = petition.merged_into
    return main if main is not None and petition.sender_agreed and not main.excluded else None


@dataclass(slots=True)
class MainCase:
    """The main case as the sender of a merged one sees it: its progress, and its answers while they are public."""

    petition: Petition
    deadlines: list[dict[str, object]]
    answers: list[Answer]


def main_for_sender(petition: Petition) -> MainCase | None:
    if petition.excluded != Exclusion.MERGED or petition.merged_into_id is None:
        return None
    main = Petition.objects.with_history().get(pk=petition.merged_into_id)
    shown = [answer for answer in main.answers.all() if answer.published_at] if main.shows_text else []
    return MainCase(main, deadlines(main, timezone.localdate()), shown)


def part_of(letter: Petition, code: str, cases: PetitionQuerySet) -> Petition:
    """The part with this code of a letter whose private link was opened. Raises Http404 for any other case."""
    return get_object_or_404(cases, split_from=letter, code=code)
