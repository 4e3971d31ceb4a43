"""What an importer is: which columns it knows, how it reads a row, and what happens when the owner confirms.

To add a kind, write a subclass and name it in `registry.KINDS`; upload, choice of sheet and
heading, mapping of columns, preview with every wrong cell, corrections, progress, interruption and clean-up are
the same for all:

1. `columns(page)` are offered for mapping. `aliases` are folded names (lower case, no marks) in the order of
   preference; `numeric` columns have one way to write numbers each, found from all their cells.
2. `choices(page)` are asked beside the columns, `guess(page, top)` fills them in from what stands above the table.
3. `read(page, sheet)` walks through `sheet.rows()` – each a `Taker` that gives typed values and collects what is wrong
   under the cell's address – and returns the rows, each with JSON-able `data`. It must not write. Where each row
   stands for itself, `Reading.of_each(sheet, read_row)` is all of it.
4. `apply(page, rows, plan, by, at)` gets the data of the rows that were read, in their order, once no problem is left.
   It is called inside one transaction and must be all or nothing.
5. `template(page)` is an empty workbook that the importer itself would read without questions.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, TypeVar

from cms.disclosures.models import DisclosurePage
from cms.disclosures.models.imports import RowFlag, RowKind
from portal.accounts.models import User
from portal.core.numbers import NumberStyle
from portal.core.tables import Cell, CellProblem, Row, address
from portal.core.tables import values as values_of
from portal.core.text import fold, plain_text

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Column:
    """A column that the importer can take from a table; `role` says how the preview shows it."""

    key: str
    label: str
    aliases: tuple[str, ...]
    required: bool = False
    numeric: bool = False
    role: str = "text"  # text, number, name, level


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that no column says. Without `default` the owner must choose unless `guess` knows."""

    key: str
    label: str
    options: Sequence[tuple[str, str]]
    default: str = ""
    help: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Where the table is and what its columns mean. Rows and columns count from 1; the heading is first..last."""

    sheet: int = 0
    first: int = 1
    last: int = 1
    columns: Mapping[str, int] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)
    style: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Plan":
        return cls(**data)


@dataclass(frozen=True, slots=True)
class Top:
    """What stands above and around a table, for guesses: the sheet's name and the texts before the heading."""

    sheet: str
    texts: Sequence[str]
    names: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence about a cell; one that blocks must be mended before anything is imported."""

    column: str
    address: str
    message: str
    blocks: bool
    # What stands in the cell, so that it can be corrected in place.
    text: str = ""


@dataclass(slots=True)
class ReadRow:
    """A row of the file as the importer understands it."""

    number: int
    data: dict[str, Any]
    remarks: list[Remark] = field(default_factory=list)
    kind: str = RowKind.ROW

    @property
    def flag(self) -> RowFlag:
        if any(remark.blocks for remark in self.remarks):
            return RowFlag.PROBLEM
        return RowFlag.NOTE if self.remarks else RowFlag.NONE


@dataclass(slots=True)
class Reading:
    """The result of a reading. `questions` (choice or "style" -> why) must be answered before importing."""

    rows: list[ReadRow]
    notes: list[str] = field(default_factory=list)
    questions: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of_each(
        cls, sheet: "ReadableSheet", read_row: Callable[["Taker"], dict[str, Any] | None]
    ) -> "Reading":
        """Return the sheet read row by row; a row for which `read_row` has no data is left out."""
        rows = []
        for take in sheet.rows():
            data = None if take.is_skipped else read_row(take)
            kind = RowKind.ROW if data is not None else RowKind.LEFT_OUT
            rows.append(ReadRow(take.number, data or {}, take.remarks, kind))
        return cls(rows)


class Taker:
    """One row of the table: takes typed values by column key, with the owner's corrections in place.

    A value that is wrong becomes a remark that blocks, and comes back as None or "".
    """

    def __init__(
        self, row: Row, plan: Plan, styles: Mapping[str, NumberStyle], typed: Mapping[str, str]
    ) -> None:
        self.row, self._plan, self._styles, self._typed = row, plan, styles, typed
        self.remarks: list[Remark] = []

    @property
    def number(self) -> int:
        return self.row.number

    def cell(self, key: str) -> Cell | None:
        """Return the cell, with what the owner typed in its place; None for blank and for a column not mapped."""
        column = self._plan.columns.get(key)
        if not column:
            return None
        if key not in self._typed:
            return self.row.cells.get(column)
        text = plain_text(self._typed[key])
        return Cell(self.row.number, column, text) if text else None

    def address(self, key: str) -> str:
        column = self._plan.columns.get(key)
        return address(self.row.number, column) if column else f"dòng {self.row.number}"

    @property
    def is_skipped(self) -> bool:
        """Whether the owner wants this row left out."""
        return self.choice("skip") == "1"

    def choice(self, key: str) -> str:
        """Return what the owner chose for this row alone, "" for nothing."""
        return self._typed.get(f"={key}", "")

    def text(self, key: str, most: int) -> str:
        return self._take(key, lambda cell: values_of.text(cell, most)) or ""

    def decimal(self, key: str) -> Decimal | None:
        return self._take(key, lambda cell: values_of.number(cell, self._style(key)))

    def whole(self, key: str, least: int, most: int) -> int | None:
        return self._take(key, lambda cell: values_of.whole_number(cell, self._style(key), least, most))

    def percent(self, key: str) -> Decimal | None:
        """Return a percentage as it is read: 85,5 for “85,5”, “85,5%” and a cell of 0.855 in percent format."""
        return self._take(key, lambda cell: values_of.written_number(cell, self._style(key)).value)

    def day(self, key: str) -> date | None:
        return self._take(key, values_of.day)

    def one_of(self, key: str, known: Mapping[str, Any], what: str) -> Any:
        """Return the value for the cell's folded text; a text that is not known is wrong. None for blank."""
        text = self.text(key, 200)
        if not text:
            return None
        found = known.get(" ".join(fold(text).split()))
        if found is None:
            self.fail(key, f"không phải là {what}")
        return found

    def fail(self, key: str, problem: str) -> None:
        """Say what is wrong with the cell; the problem continues a sentence that begins with the cell's text."""
        self._remark(key, problem, blocks=True)

    def note(self, key: str, text: str) -> None:
        """Say what the owner should know about the cell, and import it all the same."""
        self._remark(key, text, blocks=False)

    def _style(self, key: str) -> NumberStyle:
        return self._styles.get(key, NumberStyle.VI)

    def _take(self, key: str, take: Callable[[Cell | None], T]) -> T | None:
        try:
            return take(self.cell(key))
        except CellProblem as problem:
            self.fail(key, str(problem))
            return None

    def _remark(self, key: str, text: str, *, blocks: bool) -> None:
        cell = self.cell(key)
        message = cell.complaint(text) if cell else f"{self.address(key)}: {text}"
        text = cell.text[:200] if cell else ""
        self.remarks.append(Remark(key, self.address(key), message, blocks, text))


class ReadableSheet(ABC):
    """The rows below the heading; can be walked through several times."""

    plan: Plan
    top: Top

    @abstractmethod
    def rows(self) -> Iterator[Taker]: ...


class Importer(ABC):
    """See the module's docstring."""

    kind: ClassVar[str]
    label: ClassVar[str]
    # What one row is called, for sentences: “1.234 dòng giá”.
    unit: ClassVar[str] = "dòng"
    page_type: ClassVar[type[DisclosurePage]]
    most_rows: ClassVar[int] = 20_000

    @abstractmethod
    def columns(self, page: Any) -> Sequence[Column]: ...

    def choices(self, page: Any) -> Sequence[Choice]:
        return ()

    def guess(self, page: Any, top: Top) -> dict[str, str]:
        """Return the choices that what stands around the table answers."""
        return {}

    def refusal(self, page: Any) -> str:
        """Return why this page takes no import now, in Vietnamese; "" when it does. Rights are asked before."""
        return ""

    def plan_problem(self, page: Any, plan: Plan) -> str:
        """Return what the mapping lacks beyond the required columns, in Vietnamese; "" for nothing."""
        return ""

    def preview(self, page: Any, plan: Plan) -> Sequence[Column]:
        """Return the columns of the preview: those that are mapped, and what the importer adds to the data."""
        return [column for column in self.columns(page) if column.key in plan.columns]

    def shown(self, page: Any, key: str, value: Any) -> str:
        """Return a value of a row's data as the preview prints it; numbers come as the text of a Decimal."""
        return "" if value is None else str(value)

    def consequence(self, page: Any, plan: Plan) -> str:
        """Return a Vietnamese sentence about what confirming will replace."""
        return ""

    @abstractmethod
    def read(self, page: Any, sheet: ReadableSheet) -> Reading: ...

    @abstractmethod
    def apply(self, *, page: Any, rows: Iterable[dict[str, Any]], plan: Plan, by: User, at: datetime) -> str:
        """Write the rows and return a Vietnamese sentence about what was done. Raises ValidationError."""

    def template(self, page: Any) -> bytes | None:
        """Return a workbook to fill in, None when there is none."""
        return None
