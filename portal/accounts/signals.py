"""A membership given or taken changes what its holder may open."""

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from portal.accounts.models import Membership
from portal.accounts.policies import HELD
from portal.accounts.services import sync_admin_access


@receiver([post_save, post_delete], sender=Membership, dispatch_uid="accounts.sync_admin_access")
def membership_changed(instance: Membership, **kwargs: object) -> None:
    instance.user.__dict__.pop(HELD, None)
    sync_admin_access(user=instance.user)
