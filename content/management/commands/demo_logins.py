"""Print how to sign in to the sample accounts."""

from django.conf import settings
from django.core.management.base import BaseCommand

from content.seeding.staff import DEMO_PASSWORD
from portal.accounts.models import Membership
from portal.core.models import SiteState


class Command(BaseCommand):
    help = "Print the addresses and the sample staff's logins; says nothing when there is no sample content."

    def handle(self, **options: object) -> None:
        if not SiteState.shows_sample_data():
            self.stdout.write("No sample content, so no sample logins.")
            return
        if not settings.DEMO_LOGINS:
            self.stdout.write("These settings give the sample accounts no password.")
            return
        self.stdout.write(f"Staff sign in at {settings.SITE_URL}/quan-tri/ with the password {DEMO_PASSWORD}")
        held = Membership.objects.select_related("user", "organisation").order_by("pk")
        for membership in held.filter(user__email__endswith="@hungyen.example"):
            self.stdout.write(
                f"  {membership.user.username:<24} {membership.get_role_display():<18} {membership.organisation}"
            )
