"""Check that every category, kind and commune leads to exactly one body."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.feedback.models import CompetenceRule
from portal.feedback.services.suggesting import suggest_from
from portal.feedback.workflow import Category, Kind
from portal.organisations.models import Organisation


class Command(BaseCommand):
    help = "Say how many matters go where today; fail when a row names a department that the portal does not have."

    def handle(self, *args: Any, **options: Any) -> None:
        rules = list(CompetenceRule.objects.in_force(on=timezone.localdate()))
        departments = list(Organisation.objects.departments())
        communes = list(Organisation.objects.communes())
        known = {body.code for body in departments}
        unknown = sorted({rule.department_code for rule in rules if rule.department_code} - known)
        matters = [(category, kind) for category in Category.values for kind in Kind.values]
        counts: dict[str, int] = {}
        for commune in communes:
            for category, kind in matters:
                found = suggest_from(
                    rules, category=category, kind=kind, commune=commune, departments=departments
                )
                where = "communes" if found.organisation == commune else found.organisation.code
                counts[where] = counts.get(where, 0) + 1
        self.stdout.write(f"{len(matters)} matters in {len(communes)} communes: one body for each")
        for where, count in sorted(counts.items()):
            self.stdout.write(f"  {where}: {count}")
        if communes and unknown:
            raise CommandError(f"rows name departments that the portal does not have: {', '.join(unknown)}")
