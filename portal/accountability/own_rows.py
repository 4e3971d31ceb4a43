"""The rows of one organisation, from its own chain: what a page about it needs, without reading the others."""

from datetime import date

from portal.accountability import docket
from portal.accountability.rows import Row, rows
from portal.accountability.streaming import Wish, adjusted, end_of
from portal.ledger.chain import utc_text
from portal.ledger.models import Event
from portal.ledger.reading import event_rows
from portal.organisations.models import Organisation

_MARKS = ("excluded", "restored")
_AT_ONCE = 500


def organisation_rows(organisation: Organisation, wish: Wish) -> list[Row]:
    """Return the organisation's rows of the period, as the score counts them.

    Reads its chain once, and of other chains only whether the cases that it handed on were taken out there.
    """
    chain = event_rows(
        docket.COLUMNS,
        kinds=tuple(docket.RULES),
        before=end_of(wish.end),
        chains=(organisation.pk, organisation.pk),
    )
    book = docket.read(chain, wish.start.isoformat(), wish.end.isoformat(), wish.counting)
    _mark_elsewhere(book, organisation, wish.end)
    return list(
        adjusted((row for row in rows(book) if row.organisation == organisation.code), wish.adjustments)
    )


def _mark_elsewhere(book: docket.Docket, organisation: Organisation, end: date) -> None:
    """Take over what other organisations decided about the cases that this one handed on."""
    handed_on = sorted({case.subject for case in book.cases if case.forwarded_on})
    for start in range(0, len(handed_on), _AT_ONCE):
        marks = (
            Event.objects.filter(
                subject__in=handed_on[start : start + _AT_ONCE], kind__in=_MARKS, recorded_at__lt=end_of(end)
            )
            .exclude(organisation=organisation)
            .order_by("recorded_at", "pk")
        )
        for subject, kind, at in marks.values_list("subject", "kind", "recorded_at"):
            recorded = utc_text(at)
            if recorded >= book.exclusions.get(subject, ("", False))[0]:
                book.exclusions[subject] = (recorded, kind == "excluded")
