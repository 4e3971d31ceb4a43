"""Filters of the desk's templates."""

from datetime import date

from django import template

from portal.accounts.models import User
from portal.feedback.desk.page import name_of

register = template.Library()


@register.filter
def person(user: User | None) -> str:
    """Return a colleague's name; nothing for acts that nobody's account did."""
    return name_of(user)


@register.filter
def days_after(day: date, earlier: date) -> int:
    return (day - earlier).days
