"""Keep the text for the loudspeaker that staff changed."""

from datetime import datetime

from django.db import transaction

from cms.disclosures.models import DisclosurePage, LoudspeakerScript
from portal.accounts.models import User


@transaction.atomic
def save_script(*, page: DisclosurePage, text: str, by: User, at: datetime) -> LoudspeakerScript:
    """Keep the text in the place of the one that the page would give; the form has judged it."""
    script, _ = LoudspeakerScript.objects.update_or_create(
        page=page, defaults={"text": text, "edited_by": by, "edited_at": at}
    )
    return script


@transaction.atomic
def forget_script(*, page: DisclosurePage) -> None:
    """Let the text be made from the page again."""
    LoudspeakerScript.objects.filter(page=page).delete()
