"""The whole set: three parts that share no phrase and no seed."""

from functools import cache

from tests.core.personal_data.corpus import excel_files, pdf_files, pictures, texts, word_files
from tests.core.personal_data.corpus.page import Document

# maker -> how many documents of its kind each part has
SHARES = ((texts, 44), (word_files, 28), (excel_files, 24), (pdf_files, 36), (pictures, 10))
SEEDS = {"tuning": "tuning 2026", "second": "held out 7041", "report": "report 90125"}


@cache
def corpus(part: str) -> tuple[Document, ...]:
    """Return the documents of one part; the same on every run and machine."""
    return tuple(
        maker.make(number, seed=SEEDS[part], part=part) for maker, share in SHARES for number in range(share)
    )
