"""What the check reports: where, of which kind and how grave, with the value masked and digested."""

import hashlib
import re
from dataclasses import asdict, dataclass, field
from typing import Any

from portal.core.personal_data.kinds import Kind, Severity
from portal.core.personal_data.normal import fold, normal

DOT = "•"
_LONGEST = 48
_DIGIT_KINDS = frozenset(
    {Kind.CITIZEN_ID, Kind.OLD_ID, Kind.PHONE, Kind.BANK, Kind.TAX_CODE, Kind.INSURANCE, Kind.BIRTH_DATE}
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that should not be published as it is. Holds no value: safe to store and to print."""

    kind: Kind
    excerpt: str  # masked
    place: str  # for people: "trang 3", "Sheet “Chi tiết” (ẩn), ô C14"
    digest: str  # SHA-256 over salt, kind and the value's one spelling
    severity: Severity

    @property
    def label_vi(self) -> str:
        return self.kind.label

    @property
    def blocks(self) -> bool:
        return self.severity is not Severity.NOTE

    def as_dict(self) -> dict[str, str]:
        """Return plain strings, for JSON."""
        return {key: str(value) for key, value in asdict(self).items()}

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> "Finding":
        return cls(
            kind=Kind(stored["kind"]),
            excerpt=stored["excerpt"],
            place=stored["place"],
            digest=stored["digest"],
            severity=Severity(stored["severity"]),
        )


@dataclass(frozen=True, slots=True)
class Sighting:
    """A finding together with what was really read, for the eyes of those who may edit; never stored."""

    finding: Finding
    value: str = field(repr=False)
    excerpt: str = field(repr=False)  # the value with the words around it


@dataclass(frozen=True, slots=True)
class Allow:
    """What may be public here although it looks personal.

    `phones` and `emails` as typed; `landlines` lets every fixed line pass, as on a page of official contacts.
    E-mail in `domains` and below them is official everywhere.
    """

    phones: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    domains: tuple[str, ...] = ("gov.vn",)
    landlines: bool = False

    def phone(self, digits: str) -> bool:
        return digits in {national(number) for number in self.phones}

    def email(self, address: str) -> bool:
        domain = address.rpartition("@")[2]
        official = any(domain == allowed or domain.endswith(f".{allowed}") for allowed in self.domains)
        return official or address in {known.lower() for known in self.emails}


NOTHING = Allow()


def national(number: str) -> str:
    """Return the digits of a telephone number as dialled inside Vietnam."""
    digits = re.sub(r"\D", "", number)
    return f"0{digits[2:]}" if digits.startswith("84") and len(digits) >= 11 else digits


def value_of(kind: Kind, raw: str) -> str:
    """Return the one spelling under which equal values are equal, however they were written."""
    if kind is Kind.PHONE:
        return national(raw)
    if kind in _DIGIT_KINDS:
        return re.sub(r"[^0-9A-Z]", "", raw.upper())
    return re.sub(r"\s+", " ", fold(normal(raw))).strip()


def digest_of(salt: str, kind: Kind, raw: str) -> str:
    return hashlib.sha256(f"{salt}\x1f{kind}\x1f{value_of(kind, raw)}".encode()).hexdigest()


def mask(kind: Kind, raw: str) -> str:
    """Return the value with so little left that only those who know it recognise it."""
    short = re.sub(r"\s+", " ", raw.strip())[:_LONGEST]
    if kind is Kind.MINOR:
        return " ".join(f"{word[0]}." for word in short.split() if word[0].isalpha())
    if kind is Kind.EMAIL:
        name, _, domain = short.replace(" ", "").partition("@")
        return f"{name[:1]}{DOT * 4}@{domain}" if domain else DOT * 8
    if kind in _DIGIT_KINDS and kind is not Kind.BIRTH_DATE:
        digits = sum(char.isalnum() for char in short)
        return DOT * max(digits - 2, 4) + "".join(char for char in short if char.isalnum())[-2:]
    if kind is Kind.ADDRESS:
        return re.sub(r"\d", DOT, re.sub(r"\b([^\W\d_])[^\W\d_]+", lambda m: m[1] + DOT * 2, short))
    return re.sub(r"[^\W_]", DOT, short)
