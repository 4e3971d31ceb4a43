"""The index in the database, and the list of what has to be indexed anew."""

from django.db import models

from search.documents import Kind


class SearchEntry(models.Model):
    """One document as both database engines search it; it also feeds Elasticsearch.

    Written by `search.store` alone. The columns that filters read stand before the long ones, so that SQLite
    counts without reading the text.
    """

    document_id = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.label) for kind in Kind])
    organisation_code = models.CharField(max_length=20, blank=True)
    period = models.CharField(max_length=10, blank=True)
    status = models.CharField(max_length=40, blank=True)
    date = models.DateField(null=True)
    code_key = models.CharField(max_length=100, blank=True, db_index=True)
    digest = models.CharField(max_length=64)
    # Microseconds since 1970 of the write; Elasticsearch refuses to replace a newer version by an older one.
    version = models.BigIntegerField(db_index=True)
    organisation_name = models.CharField(max_length=200, blank=True)
    status_label = models.CharField(max_length=80, blank=True)
    code = models.CharField(max_length=100, blank=True)
    url = models.CharField(max_length=500)
    title = models.CharField(max_length=300)
    title_words = models.CharField(max_length=600)
    title_folded = models.CharField(max_length=600)
    extra_words = models.CharField(max_length=1000)
    extra_folded = models.CharField(max_length=1000)
    body = models.TextField(blank=True)
    body_words = models.TextField(blank=True)
    body_folded = models.TextField(blank=True)

    class Meta:
        db_table = "search_entry"
        indexes = [models.Index(fields=["-date", "-id"], name="search_entry_newest")]

    def __str__(self) -> str:
        return self.document_id


class OutboxAction(models.TextChoices):
    INDEX = "index"
    DELETE = "delete"


class OutboxRow(models.Model):
    """A document that changed, written in the transaction that changed it.

    The action is what the change looked like; the source decides again when the row is processed, so that
    rows may be processed twice and in any order.
    """

    document_id = models.CharField(max_length=80)
    action = models.CharField(max_length=10, choices=OutboxAction)
    created_at = models.DateTimeField(auto_now_add=True)
    # True once the database's index is right and only the cluster is behind.
    stored = models.BooleanField(default=False)

    class Meta:
        db_table = "search_outbox"
        indexes = [models.Index(fields=["stored", "id"], name="search_outbox_waiting")]

    def __str__(self) -> str:
        return f"{self.action} {self.document_id}"


class Synonym(models.Model):
    """Words that people type for something that documents call otherwise; read by `search.lexicon`."""

    said = models.CharField(
        "người dân gõ", max_length=120, unique=True, help_text="Ví dụ: sổ đỏ. Viết đủ dấu, chữ thường."
    )
    means = models.TextField(
        "trong văn bản gọi là", max_length=1000, help_text="Mỗi dòng một cách gọi. Ví dụ: quyền sử dụng đất."
    )
    both_ways = models.BooleanField(
        "hiểu cả hai chiều",
        default=False,
        help_text="Chọn cho chữ viết tắt: gõ chữ đầy đủ cũng tìm ra chữ viết tắt.",
    )

    class Meta:
        db_table = "search_synonym"
        ordering = ["said"]
        verbose_name = "từ đồng nghĩa"
        verbose_name_plural = "từ đồng nghĩa"

    def __str__(self) -> str:
        return self.said


class Word(models.Model):
    """A word without marks that published documents hold, and how many do; written by `search.vocabulary`."""

    word = models.CharField(max_length=24, primary_key=True)
    documents = models.IntegerField()

    class Meta:
        db_table = "search_word"

    def __str__(self) -> str:
        return self.word
