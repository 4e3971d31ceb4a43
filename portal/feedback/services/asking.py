"""How many asked for what is not disclosed."""

from collections.abc import Collection

from django.db.models import Count

from portal.feedback.models import Petition


def count_requests(subjects: Collection[str]) -> dict[str, int]:
    """Return the number of public requests about each of the ledger's subjects. One query."""
    found = Petition.objects.asking().filter(about__in=list(subjects)).order_by()
    return dict(found.values_list("about").annotate(Count("pk")))
