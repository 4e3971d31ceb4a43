"""What everybody may know of a disclosure duty when the ledger names it: all of it, in the register."""

from collections.abc import Collection, Mapping
from urllib.parse import urlencode

from portal.core.subjects import PublicLink
from portal.organisations.models import Organisation
from portal.statutes.models import DisclosureDuty
from portal.statutes.periods import period_label
from portal.statutes.requests import DutySubject

PREFIX = "duty"


def public_duties(subjects: Collection[str]) -> Mapping[str, PublicLink]:
    """Return the links of duties into the register; those of a duty or organisation that is gone are absent."""
    named = {subject: parsed for subject in subjects if (parsed := DutySubject.parse(subject))}
    titles = dict(DisclosureDuty.objects.order_by("effective_from", "pk").values_list("key", "title"))
    slugs = dict(Organisation.objects.values_list("code", "slug").filter(code__in=_codes(named.values())))
    return {
        subject: PublicLink(_label(titles[one.duty], one), _address(one, slugs[one.organisation]))
        for subject, one in named.items()
        if one.duty in titles and one.organisation in slugs
    }


def _codes(named: Collection[DutySubject]) -> set[str]:
    return {one.organisation for one in named}


def _label(title: str, named: DutySubject) -> str:
    try:
        period = period_label(named.period)
    except ValueError:
        period = named.period
    parts = [
        title,
        period[:1].lower() + period[1:],
        f"vụ việc {named.occurrence}" if named.occurrence else "",
    ]
    return ", ".join(part for part in parts if part)


def _address(named: DutySubject, slug: str) -> str:
    query = {"muc": named.duty, "don-vi": slug, "ky": named.period, "vu-viec": named.occurrence}
    return f"/cong-khai/?{urlencode({name: value for name, value in query.items() if value})}"
