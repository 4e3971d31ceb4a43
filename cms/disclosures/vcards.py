"""The directory's entries as vCards: what the office publishes about itself, nothing else.

Version 3.0 of the format (RFC 2426): telephones, Outlook and web mail all import it.
"""

from collections.abc import Iterable
from datetime import datetime, time

import phonenumbers
import vobject

from cms.disclosures.directory import Entry
from cms.disclosures.models import HeadContactsPage

MEDIA_TYPE = "text/vcard; charset=utf-8"


def vcards(found: Iterable[Entry], *, root: str) -> str:
    """Return the cards of the entries that have contacts, one after the other; `root` is the site's address."""
    return "".join(vcard(entry.contact, entry, root=root) for entry in found if entry.contact)


def vcard(contact: HeadContactsPage, entry: Entry, *, root: str) -> str:
    organisation = contact.organisation
    card = vobject.vCard()
    family, additional, given = name_parts(contact.full_name)
    card.add("n").value = vobject.vcard.Name(family=family, given=given, additional=additional)
    card.add("fn").value = contact.full_name or f"{contact.position} – {organisation.name}"
    card.add("org").value = [organisation.name]
    card.add("title").value = contact.position
    telephone = card.add("tel")
    telephone.value, telephone.type_param = dialled(contact.telephone), ["WORK", "VOICE"]
    email = card.add("email")
    email.value, email.type_param = contact.email, ["INTERNET", "WORK"]
    if contact.office:
        address = card.add("adr")
        address.value, address.type_param = vobject.vcard.Address(street=contact.office), "WORK"
    card.add("url").value = f"{root}{contact.public_path}"
    card.add("uid").value = f"{root}/danh-ba/{organisation.slug}"
    if contact.confirmed_on:
        card.add("rev").value = datetime.combine(contact.confirmed_on, time()).strftime("%Y-%m-%dT%H:%M:%S")
    card.add("note").value = note(entry)
    return str(card.serialize())


def note(entry: Entry) -> str:
    """Return what whoever saves the card must know: when it was confirmed, and whether it is sample data."""
    contact = entry.contact
    day = f"{contact.confirmed_on:%d/%m/%Y}" if contact and contact.confirmed_on else "không rõ ngày"
    told = f"Chưa được xác nhận lại từ {day}." if entry.is_stale else f"Xác nhận còn đúng ngày {day}."
    return f"{told} Dữ liệu mẫu, không liên lạc được." if entry.organisation.is_sample_data else told


def name_parts(full_name: str) -> tuple[str, str, str]:
    """Return family, middle and given name: Vietnamese names put the family first and the given name last."""
    words = full_name.split()
    if len(words) < 2:
        return "", "", full_name.strip()
    return words[0], " ".join(words[1:-1]), words[-1]


def dialled(telephone: str) -> str:
    """Return the number in international form; a hotline that has none stays as it is dialled."""
    try:
        number = phonenumbers.parse(telephone, "VN")
    except phonenumbers.NumberParseException:
        return telephone
    if not phonenumbers.is_possible_number(number):
        return telephone
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
