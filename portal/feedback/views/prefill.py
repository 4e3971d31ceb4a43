"""What a link into the form already knows."""

from django.http import QueryDict

from portal.core.text import plain_text
from portal.feedback.about import asked_duty
from portal.feedback.about_page import page_asked
from portal.feedback.workflow import Category, Kind
from portal.organisations.models import Organisation


def initial_values(query: QueryDict) -> dict[str, str]:
    """Return the form's first values from the parameters of a link.

    They are `don-vi`, `loai`, `linh-vuc`, `nghia-vu` with `ky` and `vu-viec`, and `ve` with `dong`.
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
    values.update(_about_page(query.get("ve", ""), query.get("dong", "")))
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


def _about_page(page_id: str, number: str) -> dict[str, str]:
    asked = page_asked(page_id, number)
    if asked is None:
        return {}
    title = f"Hỏi về {asked.part}" if asked.part else f"Góp ý: {asked.page.title}"
    return {
        "page": str(asked.page.pk),
        "page_part": str(asked.number or ""),
        "title": title[:150],
    }
