"""How many households a final list added, removed and reclassed against its draft: stays when the names are gone."""

from typing import Any

from django.db import models

from cms.disclosures.household_changes import MOST_SHOWN, Changes, changes
from cms.disclosures.models.households import ListStage, PoorHouseholdListPage


class HouseholdChanges(models.Model):
    """Counted while both lists had their names; nobody can be found from it."""

    page = models.OneToOneField(
        PoorHouseholdListPage, on_delete=models.CASCADE, related_name="household_changes"
    )
    added = models.PositiveIntegerField("hộ thêm vào")
    removed = models.PositiveIntegerField("hộ đưa ra")
    changed = models.PositiveIntegerField("hộ đổi loại")

    class Meta:
        verbose_name = "thay đổi so với dự kiến"
        verbose_name_plural = "thay đổi so với dự kiến"

    def __str__(self) -> str:
        return f"+{self.added} −{self.removed} ±{self.changed}"


def draft_list_of(page: PoorHouseholdListPage) -> PoorHouseholdListPage | None:
    """Return the draft that the final list follows: of the same body and period, once public."""
    if page.stage != ListStage.FINAL:
        return None
    drafts = PoorHouseholdListPage.objects.filter(
        organisation=page.organisation_id,
        period=page.period,
        stage=ListStage.DRAFT,
        first_disclosed_at__isnull=False,
    )
    return drafts.order_by("-first_disclosed_at").first()


def named_changes(page: PoorHouseholdListPage) -> Changes | None:
    """Return the changes with their names; None unless both lists still carry theirs. At most four queries."""
    if not page.pk or not page.names_shown:
        return None
    draft = draft_list_of(page)
    if draft is None or not draft.names_shown or not draft.live:
        return None
    before, after = (each.households.select_related("village").order_by("pk") for each in (draft, page))
    return changes(list(before), list(after))


def changes_shown(page: PoorHouseholdListPage) -> dict[str, Any]:
    """Return what a page shows of the changes: `change_counts` as stored, or else as they are; `changes` by name."""
    found = named_changes(page)
    if found is not None:
        return {"change_counts": found.counts, "changes": found, "most_changes": MOST_SHOWN}
    kept = HouseholdChanges.objects.filter(page=page.pk).values("added", "removed", "changed").first()
    return {"change_counts": kept, "changes": None}
