"""Whether what was published and sent is still what the ledger says: every digest is taken anew."""

import json
from collections.abc import Iterator

from portal.ledger.kinds import EventKind
from portal.ledger.models import Event
from portal.plans.comparing import digest
from portal.plans.models import PlanVersion, Submission
from portal.plans.services.drafting import content
from portal.plans.services.reporting import sealed
from portal.plans.states import VersionState

_PLANS = (EventKind.PLAN_PUBLISHED, EventKind.PLAN_AMENDED)


def problems() -> Iterator[str]:
    """What does not fit, one line each; nothing when all is whole."""
    recorded = _recorded()
    versions = PlanVersion.objects.filter(state=VersionState.PUBLISHED).order_by("pk")
    versions = versions.select_related("plan__organisation", "plan__provincial").prefetch_related("tasks")
    for version in versions.iterator(chunk_size=100):
        name = (version.plan.subject, version.number)
        if digest(content(version, list(version.tasks.all()))) != version.digest:
            yield f"{version.plan.subject}, version {version.number}: the text is not what its digest was taken over"
        if recorded.pop(name, None) != version.digest:
            yield f"{version.plan.subject}, version {version.number}: the ledger has another digest, or none"
    submissions = Submission.objects.select_related(
        "report__organisation", "report__period", "report__template"
    )
    for sent in submissions.order_by("pk").iterator(chunk_size=200):
        name = (sent.report.subject, sent.number)
        if digest(sealed(sent.report, sent.values)) != sent.digest:
            yield f"{sent.report.subject}, number {sent.number}: the answers are not what the digest was taken over"
        if recorded.pop(name, None) != sent.digest:
            yield f"{sent.report.subject}, number {sent.number}: the ledger has another digest, or none"
    for subject, number in recorded:
        yield f"{subject}, number {number}: the ledger knows it, and it is gone"


def _recorded() -> dict[tuple[str, int], str]:
    """Digests by subject and number, as the ledger has them."""
    found: dict[tuple[str, int], str] = {}
    events = Event.objects.filter(kind__in=[*_PLANS, EventKind.REPORT_SENT]).order_by("pk")
    for subject, payload in events.values_list("subject", "payload").iterator(chunk_size=500):
        said = json.loads(payload)
        found[subject, said.get("version") or said["number"]] = said["sha256"]
    return found
