"""The ledger's tables: the events, where each organisation's chain ends, and the daily tree over all of them."""

from typing import Any, NoReturn, TypeVar

from django.db import models

from portal.ledger.kinds import ActorRole, EventKind
from portal.organisations.models import Organisation

Row = TypeVar("Row", bound=models.Model)


class AppendOnly(RuntimeError):
    """Someone tried to change or remove an event through the ORM; the database would refuse it too."""


class InsertOnlyQuerySet(models.QuerySet[Row]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnly("events are never updated")

    def delete(self) -> NoReturn:
        raise AppendOnly("events are never deleted")


class EventQuerySet(InsertOnlyQuerySet["Event"]):
    def about(self, subject: str) -> "EventQuerySet":
        """Events of one case or duty in the order in which they were recorded, over all chains."""
        return self.filter(subject=subject).order_by("recorded_at", "id")


class InsertOnly(models.Model):
    """A row that is written once; the triggers of portal.ledger.guards say the same to everybody else."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly("events are never updated")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly("events are never deleted")


class Event(InsertOnly):
    """One act, written by portal.ledger.services.record() and never changed.

    recorded_at is the server's time; effective_at differs only for what arrived on paper earlier.
    payload is canonical JSON text without personal data. See portal.ledger.chain for every byte.
    """

    # The unique position below is also the index for the organisation.
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    sequence = models.PositiveIntegerField()
    subject = models.CharField(max_length=200, db_index=True)
    # No choices on the columns: a new kind must not need a migration of this table, because SQLite
    # alters a table by copying it and that would lose the triggers. record() checks the values.
    kind = models.CharField(max_length=40)
    recorded_at = models.DateTimeField()
    effective_at = models.DateTimeField()
    actor_role = models.CharField(max_length=20)
    payload = models.TextField()
    salt = models.CharField(max_length=32)
    commitment = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        db_table = "ledger_event"
        ordering = ["organisation_id", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "sequence"], name="ledger_event_position"),
        ]
        verbose_name = "sự kiện"
        verbose_name_plural = "sự kiện"

    def __str__(self) -> str:
        return f"{self.organisation_id}/{self.sequence} {self.kind} {self.subject}"

    @property
    def kind_label(self) -> str:
        return str(EventKind(self.kind).label)

    @property
    def case(self) -> str:
        """The subject as people know it: a petition by its code, a duty by its key."""
        return self.subject.removeprefix("petition:")

    @property
    def actor_role_label(self) -> str:
        return str(ActorRole(self.actor_role).label)

    @property
    def was_on_paper(self) -> bool:
        """Whether the act took effect before it was recorded, as paper intake does."""
        return self.effective_at != self.recorded_at


class ChainHead(models.Model):
    """The end of one organisation's chain. Locked while writing, so that writers take turns."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    sequence = models.PositiveIntegerField(default=0)
    hash = models.CharField(max_length=64)
    recorded_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "đầu chuỗi"
        verbose_name_plural = "đầu chuỗi"

    def __str__(self) -> str:
        return f"{self.organisation_id}/{self.sequence} {self.hash[:12]}"


class LedgerLeaf(InsertOnly):
    """An event's place in the one tree over all chains, given when its day is sealed and never moved."""

    index = models.BigIntegerField(primary_key=True, db_column="leaf_index")
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="leaf")

    objects = InsertOnlyQuerySet["LedgerLeaf"].as_manager()

    class Meta:
        db_table = "ledger_leaf"
        ordering = ["index"]
        verbose_name = "lá của cây"
        verbose_name_plural = "lá của cây"

    def __str__(self) -> str:
        return f"{self.index}: {self.event_id}"


class LedgerNode(InsertOnly):
    """The hash of a full subtree above the leaves, so that a proof reads a few rows and not the ledger."""

    LEVELS_AT = 48  # number = level << 48 | position: one key to ask for many nodes at once

    number = models.BigIntegerField(primary_key=True)
    hash = models.CharField(max_length=64)

    objects = InsertOnlyQuerySet["LedgerNode"].as_manager()

    class Meta:
        db_table = "ledger_node"
        verbose_name = "nút của cây"
        verbose_name_plural = "nút của cây"

    def __str__(self) -> str:
        return f"{self.number >> self.LEVELS_AT}/{self.number & ((1 << self.LEVELS_AT) - 1)} {self.hash[:12]}"

    @classmethod
    def number_of(cls, level: int, position: int) -> int:
        return level << cls.LEVELS_AT | position


class LedgerRoot(InsertOnly):
    """The tree as published for one day: everything in its first `size` leaves, for ever."""

    date = models.DateField("ngày", unique=True)
    size = models.BigIntegerField("số lá")
    root = models.CharField("gốc", max_length=64)
    sealed_at = models.DateTimeField("niêm phong lúc")

    objects = InsertOnlyQuerySet["LedgerRoot"].as_manager()

    class Meta:
        db_table = "ledger_root"
        ordering = ["-date"]
        verbose_name = "gốc của ngày"
        verbose_name_plural = "gốc của ngày"

    def __str__(self) -> str:
        return f"{self.date} {self.size} {self.root[:12]}"
