"""The role in which somebody acts, or a refusal."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.timezone import localdate

from portal.accounts.models import User
from portal.accounts.policies import Action, role_for
from portal.core.personal_data import Allow, scan_text
from portal.core.text import plain_text
from portal.organisations.models import Organisation
from portal.plans.refusals import PlanRefused


def acting(by: User, action: Action, organisation: Organisation) -> str:
    """The role as the ledger names it. Raises PermissionDenied without the right."""
    role = role_for(by, action, organisation)
    if not role:
        raise PermissionDenied
    return role


def public_text(text: str, *, field: str, at: datetime, longest: int) -> str:
    """The text as everybody will read it. Raises PlanRefused when it is too long or shows personal data."""
    clean = plain_text(text)
    if len(clean) > longest:
        raise PlanRefused(f"Dài quá {longest} ký tự.", field)
    found = [one for one in scan_text(clean, allow=Allow(landlines=True), on=localdate(at)) if one.blocks]
    if found:
        what = ", ".join(sorted({one.label_vi for one in found}))
        raise PlanRefused(f"Còn dữ liệu cá nhân: {what}. Nội dung này công khai, hãy viết lại.", field)
    return clean
