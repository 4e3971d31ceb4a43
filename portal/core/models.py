"""The portal's one-row state, shared by all processes through the database."""

from django.db import connection, models


class SiteState(models.Model):
    """A single row (id 1): the generation of the public pages, and whether the content is sample data."""

    generation = models.BigIntegerField(default=0)
    sample_data = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"generation {self.generation}"

    @classmethod
    def current(cls) -> tuple[int, bool]:
        """Return (generation, sample_data); one query, plain because every cached page asks it."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT generation, sample_data FROM core_sitestate WHERE id = 1")
            row = cursor.fetchone()
        return (row[0], bool(row[1])) if row else (0, False)

    @classmethod
    def shows_sample_data(cls) -> bool:
        return cls.current()[1]

    @classmethod
    def mark_sample_data(cls) -> None:
        cls.objects.update_or_create(pk=1, defaults={"sample_data": True})


class ScannedFile(models.Model):
    """What the virus scanner has said of one stored upload of a model that keeps no verdict of its own."""

    model = models.CharField(max_length=100)
    name = models.CharField(max_length=300)
    infection = models.CharField(max_length=100, blank=True)
    scanned_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["model", "name"], name="file_scanned_once")]

    def __str__(self) -> str:
        return f"{self.model}: {self.infection or 'clean'}"
