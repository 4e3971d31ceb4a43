"""The scores of a period that still runs, as of the last time they were computed. Replaced, unlike what is frozen."""

from django.db import models

from portal.organisations.models import Organisation, OrganisationKind


class StandingScores(models.Model):
    """What pages show while a period runs and its ledger is too long to be read for a page view.

    scores: a list of mappings with the fields of scoring.OrganisationScore, best first. end is the day as of which they
    hold; ledger_digest names the state of the ledger, formula_digest the formula.
    """

    start = models.DateField("từ ngày")
    end = models.DateField("đến ngày")
    kind = models.CharField("loại đơn vị", max_length=20, choices=OrganisationKind.choices)
    formula_digest = models.CharField("mã băm công thức", max_length=64)
    ledger_digest = models.CharField("trạng thái sổ cái", max_length=64)
    computed_at = models.DateTimeField("tính lúc")
    scores = models.JSONField("điểm")

    class Meta:
        verbose_name = "điểm tạm tính"
        verbose_name_plural = "điểm tạm tính"
        constraints = [models.UniqueConstraint(fields=["start", "kind"], name="one_standing_of_a_period")]

    def __str__(self) -> str:
        return f"{self.start}–{self.end} {self.kind}"


class KeptChain(models.Model):
    """What is kept of a chain from day to day, see chainstate. Only a means to be quick: it may be deleted at any time.

    Everything up to sequence has been read. marks are the exclusions of this chain.
    """

    start = models.DateField("từ ngày")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    sequence = models.PositiveIntegerField("đã đọc đến")
    marks = models.JSONField("không tính")
    content = models.BinaryField("nội dung")

    class Meta:
        verbose_name = "chuỗi đã đọc"
        verbose_name_plural = "chuỗi đã đọc"
        constraints = [
            models.UniqueConstraint(fields=["start", "organisation"], name="one_kept_chain_of_a_period")
        ]

    def __str__(self) -> str:
        return f"{self.start} {self.organisation_id}/{self.sequence}"
