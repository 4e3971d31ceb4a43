"""Budget workbooks for tests, and an owner who walks an upload through the admin."""

from collections.abc import Callable, Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cms.disclosures.models import BudgetPage, ImportJob
from portal.accounts.models import Role, User
from tests.core.tables.making import workbook
from tests.factories import make_user

BACKEND = "django.contrib.auth.backends.ModelBackend"
HEADING = ["STT", "NỘI DUNG", "DỰ TOÁN NĂM", "THỰC HIỆN QUÝ I", "SO SÁNH (%)"]
# A commune's quarterly report as the official form lays it out.
REPORT: list[Sequence[Any]] = [
    ["ỦY BAN NHÂN DÂN XÃ THỬ", None, None, "Biểu số 113/CK TC-NSNN"],
    ["CÂN ĐỐI NGÂN SÁCH XÃ QUÝ I NĂM 2026"],
    [None, None, None, "Đơn vị tính: triệu đồng"],
    HEADING,
    ["A", "B", 1, 2, "3=2/1"],
    ["A", "TỔNG SỐ THU", 1000, 250, 25],
    ["I", "Các khoản thu xã hưởng 100%", 400, 100, 25],
    [1, "Phí, lệ phí", 100, 40, 40],
    [2, "Thu khác", 300, 60, 20],
    ["II", "Thu bổ sung", 600, 150, 25],
    ["B", "TỔNG SỐ CHI", 1000, 200, 20],
    ["I", "Chi đầu tư phát triển", 300, 50, "16,7%"],
    ["II", "Chi thường xuyên", 700, 150, "21,4%"],
    [None, "TM. ỦY BAN NHÂN DÂN"],
    [None, "CHỦ TỊCH"],
]
CHOICES = {"unit": "million", "section": "auto", "levels": "auto", "style": ""}


class Owner:
    """An editor with a browser; `capture` runs what waits for the commit, as the worker would."""

    def __init__(
        self, client: Client, page: BudgetPage, capture: Callable[..., Any], role: str = Role.EDITOR
    ) -> None:
        self.client, self.page, self.capture = client, page, capture
        self.user: User = make_user(role, page.organisation)
        client.force_login(self.user, backend=BACKEND)

    def upload(self, content: bytes, name: str = "bieu.xlsx") -> Any:
        url = reverse("disclosure_import_start", args=[self.page.pk])
        with self.capture(execute=True):
            return self.client.post(url, {"file": SimpleUploadedFile(name, content)})

    def upload_rows(self, rows: Sequence[Sequence[Any]]) -> Any:
        return self.upload(workbook(rows))

    @property
    def job(self) -> ImportJob:
        return ImportJob.objects.get(created_by=self.user)

    def see(self, **query: str) -> str:
        return self.client.get(reverse("disclosure_import", args=[self.job.key]), query).content.decode()

    def act(self, act: str, data: dict[str, Any] | None = None, query: str = "") -> Any:
        url = reverse("disclosure_import_act", args=[self.job.key, act])
        with self.capture(execute=True):
            return self.client.post(url + query, data or {})

    def map(self, columns: dict[int, str], **choices: str) -> Any:
        fields = {f"cot-{number}": key for number, key in columns.items()}
        return self.act("cot", {**fields, **CHOICES, **choices})

    def map_report(self, **choices: str) -> Any:
        return self.map({1: "code", 2: "name", 3: "estimate", 4: "actual", 5: "percent"}, **choices)

    def draft(self) -> BudgetPage:
        draft: BudgetPage = BudgetPage.objects.get(pk=self.page.pk).get_latest_revision_as_object()
        return draft

    def lines(self) -> list[tuple[Any, ...]]:
        return [
            (line.section, line.level, line.code, line.name, line.estimate, line.actual)
            for line in self.draft().lines.all()
        ]
