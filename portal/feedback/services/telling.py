"""Writes the letters about an act into the outbox, in the transaction of the act.

The table is portal.feedback.news. No letter holds what the sender or the office wrote: it says what was done, by when
something is due, and where to read the rest.
"""

import logging
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import Role, User
from portal.core.sealing import SealBroken
from portal.feedback.codes import private_token
from portal.feedback.models import Act, Contact, Petition
from portal.feedback.news import NEWS, News
from portal.feedback.services.case import Case
from portal.feedback.workflow import Stage
from portal.notifications.services import enqueue, withdraw

logger = logging.getLogger(__name__)


def tell(case: Case) -> None:
    """Queue the letters about what has just been done to a stored case."""
    for act, _ in case.acts:
        if act.name in {"delete_contact", "forget"}:
            withdraw(prefix=_prefix(case))
        if (news := NEWS.get(act.name)) is None:
            continue
        if news.to_sender:
            _tell_sender(case, act, news)
        if news.to_staff:
            _tell_staff(case, act, news)
        if news.to_followers and case.petition.voices:
            _tell_merged(case, act, news)


def _tell_merged(case: Case, act: Act, news: News) -> None:
    """Those whose letters were merged into this one hear of it too, under the code that they know."""
    for own in case.petition.merged.filter(contact__isnull=False).select_related("contact").order_by("pk"):
        if not (address := _address_in(own.contact, own.code)):
            continue
        context = _context(case, act, news)
        context |= {
            "code": own.code,
            "kind": own.get_kind_display(),
            "text": f"Ở hồ sơ mà hồ sơ của ông/bà đã gộp vào: {news.text}",
            # Not the main case's: a letter that is not public must not be tied to it anywhere.
            "address": f"{settings.SITE_URL}{own.get_absolute_url()}",
        }
        enqueue(
            key=_key(case, act, f"merged-{own.pk}"),
            template="petition_news",
            context=context,
            to_address=address,
            at=act.at,
        )


def _prefix(case: Case) -> str:
    return f"petition:{case.petition.pk}:"


def _key(case: Case, act: Act, receiver: str) -> str:
    if act.name == "recompute":
        # Each clock of a case is an act; who is concerned hears once that the calendar has changed.
        return f"{_prefix(case)}{timezone.localtime(act.at):%Y-%m-%d}:{act.name}:{receiver}"
    # A case's version rises with every act, so each act has a key of its own.
    return f"{_prefix(case)}{case.petition.version}:{act.name}:{receiver}"


def _context(case: Case, act: Act, news: News) -> dict[str, Any]:
    petition = case.petition
    answer = case.deadlines.get(Stage.ANSWER)
    return {
        "code": petition.code,
        "kind": petition.get_kind_display(),
        "organisation": petition.organisation.name,
        "headline": news.headline,
        "text": news.text,
        "todo": news.todo,
        "until": _day(petition.wait_until if act.name in {"ask", "pause"} else None),
        "answer_due": _day(answer.due_on if answer and answer.is_running else None),
        "address": f"{settings.SITE_URL}{petition.get_absolute_url()}",
    }


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _tell_sender(case: Case, act: Act, news: News) -> None:
    address = _address_of_sender(case)
    if not address:
        return
    context, secret = _context(case, act, news), {}
    if act.name == "submit":
        token = private_token(case.petition.submission_key)
        secret["link"] = settings.SITE_URL + reverse("feedback:private", args=[token])
        acknowledge = case.deadlines.get(Stage.ACKNOWLEDGE)
        context["due_on"] = _day(acknowledge.due_on if acknowledge else None)
    enqueue(
        key=_key(case, act, "sender"),
        template=news.template,
        context=context,
        to_address=address,
        secret=secret,
        at=act.at,
    )


def _address_of_sender(case: Case) -> str:
    """The sender's e-mail address, "" without one. The portal reads it for the sender; nobody gets to see it."""
    contact = Contact.objects.filter(petition=case.petition).first()
    return _address_in(contact, case.petition.code) if contact else ""


def _address_in(contact: Contact, code: str) -> str:
    try:
        return contact.read().get("email", "")
    except SealBroken:
        logger.warning("%s: the contact cannot be opened, its sender hears nothing", code)
        return ""


def _tell_staff(case: Case, act: Act, news: News) -> None:
    context = _context(case, act, news)
    context["address"] = settings.SITE_URL + reverse("feedback_desk_case", args=[case.petition.code])
    for user in _staff(case, act):
        enqueue(
            key=_key(case, act, f"user-{user.pk}"),
            template="petition_desk_news",
            context=context,
            to_user=user,
            at=act.at,
        )


def tell_body_above(second: Petition, *, at: datetime) -> None:
    """Write to those who handle letters in the body above that a second complaint came; its head, where nobody does."""
    context = {
        "code": second.code,
        "kind": second.get_kind_display(),
        "organisation": second.organisation.name,
        "headline": "khiếu nại lần hai mới",
        "text": "Người gửi không đồng ý với việc giải quyết lần đầu và khiếu nại lên đơn vị của ông/bà.",
        "address": settings.SITE_URL + reverse("feedback_desk_case", args=[second.code]),
    }
    members = User.objects.filter(is_active=True, memberships__organisation=second.organisation)
    handlers = members.filter(memberships__role=Role.HANDLER).distinct()
    for user in handlers or members.filter(memberships__role=Role.HEAD).distinct():
        key = f"petition:{second.pk}:second:user-{user.pk}"
        enqueue(key=key, template="petition_desk_news", context=context, to_user=user, at=at)


def _staff(case: Case, act: Act) -> list[User]:
    """Who works on the case: the reviewer of a dispute, or the handlers who acted on it; else all handlers."""
    if act.name == "assign_review":
        reviewer = case.disputes[-1].reviewer
        return [reviewer] if reviewer else []
    return _handlers(case.petition)


def _handlers(petition: Petition) -> list[User]:
    handlers = User.objects.filter(
        is_active=True,
        memberships__role=Role.HANDLER,
        memberships__organisation=petition.organisation,
    ).distinct()
    acted = petition.acts.filter(actor__isnull=False).values("actor")
    return list(handlers.filter(pk__in=acted)) or list(handlers)


def tell_letter_added(petition: Petition, *, letter: int, at: datetime, by: User | None) -> None:
    """Write to those who work on the case that its sender wrote again; not to `by`, who put the letter there."""
    context = {
        "code": petition.code,
        "kind": petition.get_kind_display(),
        "organisation": petition.organisation.name,
        "headline": "người gửi viết thêm",
        "text": "Có thư mới của người gửi kèm hồ sơ này.",
        "address": settings.SITE_URL + reverse("feedback_desk_case", args=[petition.code]),
    }
    for user in _handlers(petition):
        if user != by:
            key = f"petition:{petition.pk}:letter-{letter}:user-{user.pk}"
            enqueue(key=key, template="petition_desk_news", context=context, to_user=user, at=at)
