"""The index in Elasticsearch: its shape, writing to it, and replacing it behind its alias.

Only the `standard` analyzer is used: words come folded and split from Python, so the same code serves every
distribution of the server. Nothing but what the query needs is stored; texts are read from the database.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from elasticsearch import ApiError, Elasticsearch, NotFoundError, TransportError, helpers
from elasticsearch.dsl import Date, Document, Keyword, Text, mapped_field

from search.engines.base import EngineUnavailable
from search.models import SearchEntry

# Seconds. Reading for a page must be fast; writing may take its time, but not the worker's whole turn.
WRITE_TIMEOUT = 10
_PAGE = 1_000


class IndexedDocument(Document):
    """One document as Elasticsearch holds it. The texts are indexed and not kept."""

    document_id: str = mapped_field(Keyword())
    kind: str = mapped_field(Keyword())
    # Code and name in one value, so that one aggregation counts both.
    organisation: str = mapped_field(Keyword())
    organisation_code: str = mapped_field(Keyword())
    period: str = mapped_field(Keyword())
    status: str = mapped_field(Keyword())
    # As `organisation`: value and label.
    status_shown: str = mapped_field(Keyword())
    date: Any = mapped_field(Date(format="strict_date"), required=False)
    code_key: str = mapped_field(Keyword())
    digest: str = mapped_field(Keyword())
    whole_title: str = mapped_field(Keyword(ignore_above=2000))
    whole_title_folded: str = mapped_field(Keyword(ignore_above=2000))
    title_words: str = mapped_field(Text(analyzer="standard"))
    extra_words: str = mapped_field(Text(analyzer="standard"))
    body_words: str = mapped_field(Text(analyzer="standard"))
    title_folded: str = mapped_field(Text(analyzer="standard"))
    extra_folded: str = mapped_field(Text(analyzer="standard"))
    body_folded: str = mapped_field(Text(analyzer="standard"))

    class Index:
        # One shard: counts are exact and scores comparable; a province's documents fit many times over.
        settings = {"number_of_shards": 1, "auto_expand_replicas": "0-1"}

    class Meta:
        dynamic = "strict"


_KEPT = ["document_id", "digest"]


def _mapping() -> dict[str, Any]:
    mapping: dict[str, Any] = IndexedDocument._doc_type.mapping.to_dict()
    return {**mapping, "_source": {"includes": _KEPT}}


def shape() -> str:
    """Return a short digest of the mapping: an index of another shape cannot be continued."""
    return hashlib.sha256(json.dumps(_mapping(), sort_keys=True).encode()).hexdigest()[:8]


def _fields(entry: SearchEntry) -> dict[str, Any]:
    copied = [
        *("document_id", "kind", "organisation_code", "period", "status", "date", "code_key", "digest"),
        *("title_words", "extra_words", "body_words", "title_folded", "extra_folded", "body_folded"),
    ]
    fields = {name: getattr(entry, name) for name in copied}
    return {
        **fields,
        "organisation": f"{entry.organisation_code}\t{entry.organisation_name}",
        "status_shown": f"{entry.status}\t{entry.status_label}",
        "whole_title": entry.title_words,
        "whole_title_folded": entry.title_folded,
    }


class ElasticIndex:
    """Writes to the index behind an alias. Every method raises EngineUnavailable when the cluster cannot."""

    def __init__(self, client: Elasticsearch, alias: str) -> None:
        self.client = client.options(request_timeout=WRITE_TIMEOUT)
        self.alias = alias

    def write(self, entries: Iterable[SearchEntry], *, index: str | None = None) -> int:
        """Index the entries, except those older than what the index holds; return how many were sent."""
        versioned = (
            {
                "_id": entry.document_id,
                "_source": _fields(entry),
                "version": entry.version,
                "version_type": "external_gte",
            }
            for entry in entries
        )
        return self._bulk(versioned, index)

    def delete(self, document_ids: Iterable[str], *, version: int, index: str | None = None) -> int:
        """Remove the documents unless the index holds a version newer than this one."""
        versioned = (
            {"_op_type": "delete", "_id": i, "version": version, "version_type": "external_gte"}
            for i in document_ids
        )
        return self._bulk(versioned, index)

    def _bulk(self, actions: Iterator[dict[str, Any]] | Any, index: str | None) -> int:
        # An absent alias must be an error: the server would make an index of that name and guess its mapping.
        target = {"index": index} if index else {"index": self.alias, "require_alias": True}
        count = 0
        try:
            for ok, item in helpers.streaming_bulk(
                self.client, actions, raise_on_error=False, chunk_size=500, **target
            ):
                (result,) = item.values()
                if not ok and result["status"] not in (404, 409):
                    raise EngineUnavailable(str(result.get("error")))
                if not ok and "index_not_found" in str(result.get("error")):
                    raise EngineUnavailable(str(result["error"]))
                count += 1
        except (ApiError, TransportError) as error:
            raise EngineUnavailable(str(error)) from error
        return count

    def refresh(self, index: str | None = None) -> None:
        self._call(self.client.indices.refresh, index=index or self.alias)

    def health(self) -> str:
        """Return the cluster's colour."""
        return str(self._call(self.client.cluster.health)["status"])

    def current(self) -> str | None:
        """Return the index behind the alias."""
        try:
            return next(iter(self.client.indices.get_alias(name=self.alias)), None)
        except NotFoundError:
            return None
        except (ApiError, TransportError) as error:
            raise EngineUnavailable(str(error)) from error

    def unfinished(self) -> str | None:
        """Return an index of today's shape that an interrupted rebuild left behind."""
        current = self.current()
        names = sorted(name for name in self._all() if name.startswith(f"{self.alias}-{shape()}-"))
        return next((name for name in reversed(names) if name != current), None)

    def create(self, now: datetime) -> str:
        """Make an empty index beside the one that answers and return its name."""
        name = f"{self.alias}-{shape()}-{now:%Y%m%d%H%M%S}"
        self._call(
            self.client.indices.create,
            index=name,
            mappings=_mapping(),
            settings=IndexedDocument.Index.settings,
        )
        return name

    def publish(self, name: str) -> None:
        """Let the index answer from now on, in one step, and remove all others of this alias."""
        old = [index for index in self._all() if index != name]
        actions: list[dict[str, Any]] = [{"remove_index": {"index": index}} for index in old]
        self._call(
            self.client.indices.update_aliases,
            actions=[{"add": {"index": name, "alias": self.alias}}, *actions],
        )

    def digests(self, index: str | None = None) -> dict[str, str]:
        """Return the digest of every document that the index holds, by id."""
        found: dict[str, str] = {}
        after: list[Any] | None = None
        while True:
            page = self._call(
                self.client.search,
                index=index or self.alias,
                size=_PAGE,
                sort=[{"document_id": "asc"}],
                search_after=after,
                source=_KEPT,
            )["hits"]["hits"]
            if not page:
                return found
            found.update((hit["_id"], hit["_source"]["digest"]) for hit in page)
            after = page[-1]["sort"]

    def _all(self) -> list[str]:
        return list(self._call(self.client.indices.get, index=f"{self.alias}-*", expand_wildcards="open"))

    @staticmethod
    def _call(method: Any, **arguments: Any) -> Any:
        try:
            return method(**arguments)
        except (ApiError, TransportError) as error:
            raise EngineUnavailable(str(error)) from error
