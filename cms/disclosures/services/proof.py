"""The terms of proof for notices on paper, as they stand in the thresholds."""

from cms.disclosures.posting_rules import Grace, ProofTerms
from portal.statutes.services import working_calendar
from portal.statutes.thresholds import Threshold, ThresholdKey


def proof_terms() -> ProofTerms:
    """Return the terms of every day, past and future. One query beyond the calendar's."""
    keys = [ThresholdKey.POSTING_PHOTO_START, ThresholdKey.POSTING_PHOTO_END]
    rows = list(Threshold.objects.filter(key__in=keys))
    start, end = (
        tuple(Grace(row.effective_from, row.effective_to, row.amount) for row in rows if row.key == key)
        for key in keys
    )
    return ProofTerms(working_calendar(), start, end)
