"""Decide which numbers of a text identify or reach a person."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from portal.core.personal_data import numbers
from portal.core.personal_data.findings import NOTHING, Allow, national
from portal.core.personal_data.kinds import Kind, Severity
from portal.core.personal_data.labels import BANKS, TREASURY, Label, Labels, Named
from portal.core.personal_data.normal import Text
from portal.core.personal_data.numbers import Group, Window
from portal.core.personal_data.words import Words

# A list goes on under its label while its numbers follow one another this closely.
CHAIN = 70
_UNIT = re.compile(
    r"\s?(?:đồng|đ\b|vnđ|vnd|triệu|nghìn|ngàn|tỷ|tỉ|%|m2|m3|km|ha\b|kg|kwh|kw\b|lit\b|lít|người|nguoi|hộ\b|ngày|tháng"
    r"|tấn|dong\b|trieu|nghin|ty\b)",
    re.I,
)
_CALENDAR_DAY = re.compile(r"\d{1,2}\s?[/.\-]\s?\d{1,2}\s?[/.\-]\s?\d{4}")
_ADDRESS_OF_LINK = re.compile(r"(?:https?://|www\.)\S*\Z", re.I)
_LINK_TO_PHONE = re.compile(r"(?:zalo|tel:|wa\.me|phone|viber)", re.I)
_MOBILE_START = re.compile(r"(?:0|84)[35789]")
_CARD = re.compile(
    r"(?<![a-z0-9])(dn|hx|ch|nn|tk|hc|xk|ht|tb|no|ct|xb|tn|cs|xn|ms|cc|ck|cb|kc|hd|te|bt|hn|dt|dk|xd|ts|tc|tq|ta|ty|hg|ls"
    r"|pv|cn|hs|sv|gb|gd)[ .\-]?([1-7])[ .\-]?(\d\d)((?:[ .\-]?\d){10})(?!\d)"
)
_OFFICE = Words(
    "ubnd|ủy ban|uỷ ban|văn phòng|trụ sở|bộ phận một cửa|một cửa|đường dây nóng|hotline|cơ quan|trung tâm|"
    "sở|phòng|trạm y tế|trường|bệnh viện|công an|tổng đài|hđnd|ban quản lý|fax|công ty|thường trực|trực ban",
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A personal detail between two places of a text."""

    kind: Kind
    start: int
    end: int
    severity: Severity = Severity.HIGH


def hits(text: Text, *, allow: Allow = NOTHING, on: date | None = None) -> Iterator[Hit]:
    """Yield the numbers of persons in the text, in their order."""
    taken: list[Hit] = list(_insurance_cards(text))
    yield from taken
    judge = _Judge(text, Labels(text), allow, on)
    for run in numbers.runs(text):
        if not any(hit.start <= run[0].start < hit.end for hit in taken):
            yield from judge.run(run)


def _insurance_cards(text: Text) -> Iterator[Hit]:
    for match in _CARD.finditer(text.bare):
        letters = text.plain[match.start(1) : match.end(1)]
        if letters.isupper() and 1 <= int(match[3]) <= 97:
            yield Hit(Kind.INSURANCE, match.start(), match.end())


class _Judge:
    """Goes through one text from front to back and remembers under which label a list stands."""

    def __init__(self, text: Text, labels: Labels, allow: Allow, on: date | None) -> None:
        self.text, self.labels, self.allow, self.on = text, labels, allow, on
        self._chain: Label | None = None
        self._chain_end = 0
        self._last_end = 0

    def run(self, run: list[Group]) -> Iterator[Hit]:
        index = 0
        while index < len(run):
            hit, used = self._at(run, index)
            if hit:
                yield hit
            index += used

    def _at(self, run: list[Group], index: int) -> tuple[Hit | None, int]:
        """Judge the numbers that begin with this group; return the hit and how many groups are done with."""
        named = self._label(run[index].start)
        label = named.label if named else self._chained(run[index].start)
        choices = numbers.windows(self.text, run, index)
        for window in self._ordered(choices):
            # Further down a list a telephone is a telephone, whatever stands above.
            hit = self._proven(None, window, run) if label and named is None else None
            hit = (
                hit
                or (self._labelled(label, window, run, named) if label else None)
                or self._proven(label, window, run)
            )
            if hit is None and label is None:
                after = self.labels.just_after(self.text, window.end)
                hit = self._labelled(after.label, window, run, after) if after else None
            if hit:
                self._last_end = window.end
                if label:
                    self._chain, self._chain_end = label, window.end
                return hit, len(window.groups)
        if choices:
            self._last_end = run[index].end
        return None, 1

    @staticmethod
    def _ordered(choices: list[Window]) -> Iterator[Window]:
        """One group by itself first: neighbouring columns are rarely one number. Then the longest."""
        alone = [choice for choice in choices[:1] if len(choice.groups) == 1]
        yield from alone
        yield from reversed(choices[len(alone) :])

    def _label(self, place: int) -> Named | None:
        named = self.labels.before(place)
        # Another number between the words and this one has taken the label for itself.
        return named if named and self._last_end <= named.end else None

    def _chained(self, place: int) -> Label | None:
        near = self._chain is not None and place - self._chain_end <= CHAIN
        return self._chain if near and not self.labels.between(self._chain_end, place) else None

    # ---- what a label says

    def _labelled(self, label: Label, window: Window, run: list[Group], named: Named | None) -> Hit | None:
        if label in (Label.OTHER, Label.CODE) or self._counting(window) or self._date(window):
            return None
        # Further down a list: what is torn, part of a longer number or of an address on the web is another thing.
        if named is None and (window.torn or self._glued(window) or self._tight(run, window, before=True)):
            return None
        size = len(window.digits)
        whole = window.last + 1 == len(run) or run[window.last + 1].torn
        if label is Label.IDENTITY:
            return self._identity(window, whole, named)
        if label is Label.PHONE:
            return self._phone(window, labelled=True)
        if label is Label.BANK:
            return None if self._goes_on(window, run) else self._bank(window, named, whole)
        if label is Label.INSURANCE and size == 10:
            return Hit(Kind.INSURANCE, window.start, window.end)
        if label is Label.PERSONAL_TAX and size in (10, 12):
            return Hit(Kind.TAX_CODE, window.start, window.end)
        if label is Label.TAX and size == 10 and window.digits[0] == "8":
            return Hit(Kind.TAX_CODE, window.start, window.end, Severity.MEDIUM)
        return None

    def _identity(self, window: Window, whole: bool, named: Named | None) -> Hit | None:
        digits, size = window.digits, len(window.digits)
        if size == 12 and (named or not self._amount(window)):
            return Hit(Kind.CITIZEN_ID, window.start, window.end)
        # A spreadsheet took the number for an amount and dropped the leading zeros.
        if (
            size in (10, 11)
            and len(window.groups) == 1
            and numbers.is_citizen_number(digits.zfill(12), self.on)
        ):
            return Hit(Kind.CITIZEN_ID, window.start, window.end)
        near = named is not None and abs(window.start - named.end) <= 12 and not self._unit(window)
        if size == 9 and whole and (near or not self._amount(window)):
            return Hit(Kind.OLD_ID, window.start, window.end)
        return None

    def _goes_on(self, window: Window, run: list[Group]) -> bool:
        """Return whether only the end of a line cuts the number off."""
        index = window.last + 1
        gap = self.text.plain[window.end : run[index].start] if index < len(run) else ""
        return "\n" in gap and ("-" in gap or len(window.digits) < 9)

    def _bank(self, window: Window, named: Named | None, whole: bool) -> Hit | None:
        size = len(window.digits)
        near = named is not None and window.start - named.end <= 30
        if not whole or not 6 <= size <= 19 or (size < 9 and not near) or self._amount(window):
            return None
        start, end = max(0, window.start - 90), min(len(self.text.plain), window.end + 90)
        line = self._sentence(window.start, window.end, start, end)
        if TREASURY.within(self.text, *line):
            return None
        return Hit(Kind.BANK, window.start, window.end)

    # ---- what the digits say by themselves

    def _proven(self, label: Label | None, window: Window, run: list[Group]) -> Hit | None:
        if label is Label.CODE or self._glued(window):
            return None
        if numbers.is_citizen_number(window.digits, self.on) and self._evenly_grouped(window, run):
            return Hit(Kind.CITIZEN_ID, window.start, window.end)
        if label in (None, Label.IDENTITY, Label.PHONE, Label.INSURANCE) and self._evenly_grouped(
            window, run
        ):
            hit = self._phone(window, labelled=False)
            if hit:
                return hit
        if 9 <= len(window.digits) <= 16 and not label and self._before_bank(window):
            return self._bank(window, None, whole=True)
        return None

    def _before_bank(self, window: Window) -> bool:
        """Return whether the name of a bank follows at once: "0011001234567 – Vietcombank"."""
        following = next(BANKS.finditer(self.text, window.end, window.end + 26), None)
        between = self.text.plain[window.end : following.start()] if following else ""
        return following is not None and between.strip(" -–(,:") in ("", "tại", "tai", "mở tại", "mo tai")

    def _phone(self, window: Window, *, labelled: bool) -> Hit | None:
        digits = window.digits
        plus = self.text.plain[max(0, window.start - 1) : window.start] == "+"
        if not labelled and not _MOBILE_START.match(digits) and not digits.startswith("02"):
            return None
        if digits.startswith("84") and not (labelled or plus):
            return None
        number = numbers.telephone(digits)
        if number is None and labelled and 9 <= len(digits) <= 10 and digits[0] != "0":
            digits = f"0{digits}"  # dropped by a spreadsheet
            number = numbers.telephone(digits)
        if number is None:
            odd = labelled and 10 <= len(digits) <= 11 and digits[0] == "0" and not self._amount(window)
            return self._unless_allowed(digits, window, Severity.MEDIUM) if odd else None
        if numbers.is_mobile(number):
            torn = window.torn and min(window.sizes) < 3
            return None if torn and not labelled else self._unless_allowed(digits, window, Severity.HIGH)
        if numbers.is_fixed_line(number):
            return self._fixed_line(digits, window, labelled)
        return None

    def _fixed_line(self, digits: str, window: Window, labelled: bool) -> Hit | None:
        """A fixed line is a person's unless an office stands beside it; without "điện thoại" it proves nothing."""
        office = _OFFICE.within(
            self.text, *self._sentence(window.start, window.end, window.start - 100, window.end + 20)
        )
        if self.allow.landlines or office or not labelled:
            return None
        return self._unless_allowed(digits, window, Severity.MEDIUM)

    def _unless_allowed(self, digits: str, window: Window, severity: Severity) -> Hit | None:
        if self.allow.phone(national(digits)):
            return None
        return Hit(Kind.PHONE, window.start, window.end, severity)

    # ---- surroundings

    def _evenly_grouped(self, window: Window, run: list[Group]) -> bool:
        """Return whether the groups look like one number and not like columns, a decimal or a longer number."""
        sizes = window.sizes
        if window.torn and (len(sizes) > 3 or min(sizes) < 3):
            return False
        if len(sizes) > 5 and set(sizes) != {1} and set(sizes) != {2}:
            return False
        if (
            len(sizes) > 1
            and 1 in sizes
            and set(sizes) != {1}
            and sizes[1:2] != (1,)
            and sizes != (3, 3, 3, 1)
        ):
            return False
        return not (self._tight(run, window, before=True) or self._tight(run, window, before=False))

    def _tight(self, run: list[Group], window: Window, *, before: bool) -> bool:
        """Return whether the run goes on beyond the window with a mark and no blank: "20.9312345678", "…456-001"."""
        index = window.first - 1 if before else window.last + 1
        if not 0 <= index < len(run):
            return False
        left, right = (run[index].end, window.start) if before else (window.end, run[index].start)
        return self.text.plain[left:right] in {".", ",", "-", "_", "/"}

    def _glued(self, window: Window) -> bool:
        """Return whether letters or a link swallow the number: a hash, a code, an address on the web."""
        plain = self.text.plain
        if plain[window.start - 1 : window.start].isalpha() or plain[window.end : window.end + 1].isalpha():
            return True
        if plain[window.start - 1 : window.start] in ("/", "=", "?", "-"):
            before = _ADDRESS_OF_LINK.search(plain, max(0, window.start - 120), window.start)
            return before is not None and not _LINK_TO_PHONE.search(before[0])
        return False

    def _amount(self, window: Window) -> bool:
        """Return whether a unit follows, or thousands are marked as in an amount."""
        if self._unit(window):
            return True
        sizes = window.sizes
        if len(sizes) < 3 or sizes[0] > 3 or set(sizes[1:]) != {3} or window.digits[0] == "0":
            return False
        return self.text.plain[window.groups[0].end] in ".,"

    def _counting(self, window: Window) -> bool:
        """Return whether the groups count on, as the numbers above columns do: 1 2 3 4 5 6."""
        values = [int(self.text.numeric[group.start : group.end]) for group in window.groups]
        return len(values) >= 3 and all(b - a == 1 for a, b in pairwise(values))

    def _date(self, window: Window) -> bool:
        return _CALENDAR_DAY.match(self.text.plain, window.start, window.end) is not None

    def _unit(self, window: Window) -> bool:
        return _UNIT.match(self.text.plain, window.end) is not None

    def _sentence(self, start: int, end: int, least: int, most: int) -> tuple[int, int]:
        """Return the part of the line, or of the list, around two places, within the bounds."""
        plain = self.text.plain
        left = max(plain.rfind(mark, max(0, least), start) for mark in "\n;")
        ends = [place for mark in "\n;" if (place := plain.find(mark, end, max(most, end))) >= 0]
        return (left + 1 if left >= 0 else max(0, least)), min([*ends, len(plain), most])
