"""What a link into the form already knows."""

from django.http import QueryDict

from portal.core.text import plain_text
from portal.feedback.about import asked_duty
from portal.feedback.about_page import AboutPage, page_asked
from portal.feedback.workflow import Category, Kind
from portal.organisations.models import Organisation, PostingPlace


def initial_values(query: QueryDict) -> dict[str, object]:
    """Return the form's first values from the parameters of a link.

    They are `don-vi`, `loai`, `linh-vuc`, `nghia-vu` with `ky` and `vu-viec`, `ve` with `dong` or `ly-do`, and
    `bang`: the board of that organisation on which the notice of `ve` should hang.
    Whatever names nothing we have is left out: a wrong link still opens an empty form.
    """
    values: dict[str, object] = {}
    for name, parameter, known in (
        ("kind", "loai", Kind.values),
        ("category", "linh-vuc", Category.values),
    ):
        if (value := query.get(parameter, "")) in known:
            values[name] = value
    slug = plain_text(query.get("don-vi", ""))[:120]
    if slug.isascii() and Organisation.objects.filter(slug=slug).exists():
        values["organisation"] = slug
    values.update(_about_duty(query))
    values.update(_about_page(query.get("ve", ""), query.get("dong", ""), query.get("ly-do", "")))
    values.update(_about_board(query, values))
    return values


def _about_duty(query: QueryDict) -> dict[str, str]:
    asked = asked_duty(*(query.get(name, "") for name in ("nghia-vu", "ky", "vu-viec")))
    if asked is None:
        return {}
    return {
        "duty": asked.duty.key,
        "duty_period": asked.period,
        "duty_occurrence": asked.occurrence,
        "category": Category.VIOLATION,
        "title": f"Yêu cầu công khai: {asked.label}"[:150],
        "text": f"Tôi đề nghị đơn vị công khai: {asked.label}.\nCăn cứ: {asked.duty.basis}.\n",
    }


def _about_page(page_id: str, number: str, reason: str) -> dict[str, object]:
    asked = page_asked(page_id, number)
    if asked is None:
        return {}
    objection = _objection(asked, reason)
    title = f"Hỏi về {asked.part}" if asked.part else f"Góp ý: {asked.page.title}"
    return {
        "page": str(asked.page.pk),
        "page_part": str(asked.number or ""),
        "title": title[:150],
        **objection,
    }


def _objection(asked: AboutPage, reason: str) -> dict[str, object]:
    """Return a letter against the page, written to its end, for a page that can be objected to.

    It will name neighbours: what it says is for the reviewer only, unless its sender decides otherwise.
    """
    reasons: dict[str, str] = getattr(asked.page.specific, "objection_reasons", {})
    if reason not in reasons:
        return {}
    return {
        "title": f"Không đồng ý: {asked.page.title}"[:150],
        "text": f"{reasons[reason]}\n\nTôi đề nghị xem xét lại danh sách này.\n",
        "is_public": False,
    }


def _about_board(query: QueryDict, values: dict[str, object]) -> dict[str, object]:
    slug, body = query.get("bang", "")[:120], values.get("organisation", "")
    if not (slug and slug.isascii() and body):
        return {}
    place = PostingPlace.objects.filter(organisation__slug=body, slug=slug).first()
    if place is None:
        return {}
    about = str(values.get("title", "")).removeprefix("Góp ý: ") or "nội dung phải niêm yết"
    return {
        "title": f"Không thấy tờ niêm yết: {about}"[:150],
        "place": place.name,
        "text": f"Tôi không thấy tờ niêm yết “{about}” tại {place.name}.\nTôi đến xem ngày: \n",
    }
