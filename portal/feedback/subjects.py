"""What everybody may know of a case when the ledger names it."""

from collections.abc import Collection, Mapping

from portal.core.subjects import PublicLink
from portal.feedback.models import Petition

PREFIX = "petition"


def public_cases(subjects: Collection[str]) -> Mapping[str, PublicLink]:
    """Return the links of cases that have a public page; the title only where the public may read it."""
    codes = [subject.removeprefix(f"{PREFIX}:") for subject in subjects]
    cases = Petition.objects.listed().filter(code__in=codes)
    return {
        case.subject: PublicLink(
            f"{case.code}: {case.open_title}" if case.shows_text else case.code, case.get_absolute_url()
        )
        for case in cases
    }
