"""From what an audit draws its sample, by which root, and whether a user examines a case of it."""

from datetime import date, datetime, time, timedelta

from django.utils.timezone import make_aware

from cms.disclosures.models import Obligation
from portal.accounts.models import User
from portal.accounts.policies import Action, can
from portal.feedback.models import Petition
from portal.inspection import sampling
from portal.inspection.models import Audit, AuditItem, Population, Strategy
from portal.inspection.workflow import EXAMINING
from portal.ledger.models import LedgerRoot
from portal.organisations.models import Organisation

MOST = 500
_CASE = "petition:"


class NothingToDraw(Exception):
    """There is no population or no published root; the message is Vietnamese and fit to show."""


def draw_sample(audit: Audit, *, before: date) -> None:
    """Fill in how the sample was drawn, and store its items. The audit is still to be saved."""
    root = LedgerRoot.objects.filter(date__lt=before).first()
    if root is None:
        raise NothingToDraw("Sổ cái chưa có gốc nào được công bố trước hôm nay, nên chưa rút mẫu được.")
    rows = population(audit)
    if not rows:
        raise NothingToDraw("Không có hồ sơ nào của các đơn vị trong thời gian này để rút mẫu.")
    audit.root_date, audit.root = root.date, root.root
    audit.seed = sampling.seed_of(audit.code, root.root)
    audit.population_count = len(rows)
    audit.population_digest = sampling.population_digest([subject for subject, _, _ in rows])
    owners = {subject: body for subject, body, _ in rows}
    chosen = _drawn(audit, rows)
    AuditItem.objects.bulk_create(
        AuditItem(audit=audit, subject=subject, organisation_id=owners[subject], position=position)
        for position, subject in enumerate(chosen, 1)
    )


def _drawn(audit: Audit, rows: list[tuple[str, int, str]]) -> list[str]:
    size = min(audit.size, MOST)
    if audit.strategy == Strategy.RANDOM:
        return sampling.draw(audit.seed, [subject for subject, _, _ in rows], size)
    strata: dict[str, list[str]] = {}
    for subject, body, kind in rows:
        strata.setdefault(str(body) if audit.strategy == Strategy.BY_BODY else kind, []).append(subject)
    return sampling.draw_stratified(audit.seed, strata, size)


def population(audit: Audit) -> list[tuple[str, int, str]]:
    """Return subject, organisation and kind of everything that the audit draws from, in the subjects' order."""
    bodies = audit.bodies.all()
    if audit.population == Population.DUTIES:
        owed = Obligation.objects.filter(organisation__in=bodies, due_on__range=(audit.start, audit.end))
        found = [
            (item.subject, item.organisation_id, item.duty_key)
            for item in owed.select_related("duty", "organisation")
        ]
        return sorted(found)
    first = make_aware(datetime.combine(audit.start, time.min))
    after = make_aware(datetime.combine(audit.end + timedelta(days=1), time.min))
    cases = Petition.objects.filter(organisation__in=bodies, received_at__gte=first, received_at__lt=after)
    rows = cases.values_list("code", "organisation", "kind")
    return sorted((f"{_CASE}{code}", body, kind) for code, body, kind in rows)


def owner_of(subject: str, audit: Audit) -> Organisation | None:
    """Return which of the audit's bodies holds the subject; None where none does."""
    bodies = audit.bodies.all()
    if subject.startswith(_CASE):
        return bodies.filter(petitions__code=subject.removeprefix(_CASE)).first()
    parts = subject.split(":")
    if parts[0] != "duty" or len(parts) < 4:
        return None
    return bodies.filter(code=parts[2], obligations__duty_key=parts[1]).first()


def examines_case(user: User, subject: str) -> bool:
    """Whether the user is an inspector and an audit in progress examines the subject."""
    if not can(user, Action.AUDIT_CONDUCT):
        return False
    return AuditItem.objects.filter(subject=subject, audit__state__in=EXAMINING).exists()
