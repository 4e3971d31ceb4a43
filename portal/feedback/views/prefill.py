"""What a link into the form already knows."""

from django.http import QueryDict
from wagtail.models import Page

from portal.core.text import plain_text
from portal.feedback.workflow import Category, Kind
from portal.organisations.models import Organisation
from portal.statutes.models import DisclosureDuty
from portal.statutes.periods import period_label


def initial_values(query: QueryDict) -> dict[str, str]:
    """Return the form's first values from `don-vi`, `loai`, `linh-vuc`, `nghia-vu` with `ky`, and `ve`.

    Whatever names nothing we have is left out: a wrong link still opens an empty form.
    """
    values: dict[str, str] = {}
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
    values.update(_about_page(query.get("ve", "")))
    return values


def _about_duty(query: QueryDict) -> dict[str, str]:
    key = plain_text(query.get("nghia-vu", ""))[:100]
    duty = DisclosureDuty.objects.filter(key=key).first() if key.isascii() and key else None
    if duty is None:
        return {}
    try:
        code = query.get("ky", "")
        period = f", {period_label(code)}" if code else ""
    except ValueError:
        period = ""
    return {
        "category": Category.VIOLATION,
        "title": f"Yêu cầu công khai: {duty.title}{period}"[:150],
        "text": f"Tôi đề nghị đơn vị công khai: {duty.title}{period}.\nCăn cứ: {duty.basis}.\n",
    }


def _about_page(number: str) -> dict[str, str]:
    if not number.isdecimal() or len(number) > 9:
        return {}
    page = Page.objects.live().public().filter(pk=int(number)).first()
    return {"title": f"Góp ý: {page.title}"[:150]} if page else {}
