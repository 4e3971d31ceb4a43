"""What a source of documents is: a model, a rule for what the public may read, and a list of named fields."""

import logging
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet

from search.documents import SearchDocument

logger = logging.getLogger(__name__)

M = TypeVar("M", bound=Model)

BATCH = 200


class Source(ABC, Generic[M]):
    """One kind of content. A field that `document` does not name is not in the index."""

    prefix: str
    model: type[M]
    # The unique field whose value stands in the document's id.
    key: str = "pk"

    @abstractmethod
    def published(self) -> QuerySet[M]:
        """Return what anyone may read now, with what `document` needs."""

    @abstractmethod
    def document(self, item: M) -> SearchDocument:
        """Return the document of one published item."""

    def id_of(self, item: Model) -> str:
        return f"{self.prefix}:{getattr(item, self.key)}"

    def load(self, keys: Collection[str]) -> list[SearchDocument]:
        """Return the documents of those of the keys that are published."""
        return list(self._documents(self.published().filter(**{f"{self.key}__in": keys})))

    def batches(self) -> Iterator[list[SearchDocument]]:
        """Yield all documents in lists of at most `BATCH`, in the order of the primary key."""
        last: Any = None
        while True:
            found = self.published().order_by("pk")
            items = list((found if last is None else found.filter(pk__gt=last))[:BATCH])
            if not items:
                return
            last = items[-1].pk
            yield list(self._documents(items))

    def count(self) -> int:
        return self.published().count()

    def _documents(self, items: Any) -> Iterator[SearchDocument]:
        for item in items:
            try:
                yield self.document(item)
            except Exception:
                # One broken item must not stop the rest; without a document it leaves the index.
                logger.exception("no search document for %s", self.id_of(item))
