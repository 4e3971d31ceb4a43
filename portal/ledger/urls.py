"""Addresses under /so-cai/."""

from django.urls import path, re_path

from portal.ledger.views import files, index, receipts, roots

app_name = "ledger"
urlpatterns = [
    path("", index.index, name="index"),
    path("goc/", roots.root_list, name="roots"),
    path("goc.json", roots.root_data, name="root-data"),
    re_path(r"^goc/(?P<day>\d{4}-\d{2}-\d{2})\.json$", roots.root_of_day, name="root"),
    path("nguon-tin.xml", roots.feed, name="feed"),
    path("nhat-quan/<int:first>-<int:second>.json", roots.consistency_data, name="consistency"),
    re_path(r"^bien-nhan/(?P<digest>[0-9a-f]{64})/$", receipts.receipt_page, name="receipt"),
    re_path(
        r"^bien-nhan/(?P<digest>[0-9a-f]{64})/bien-nhan\.json$", receipts.receipt_data, name="receipt-data"
    ),
    re_path(
        r"^bien-nhan/(?P<digest>[0-9a-f]{64})/bien-nhan\.pdf$", receipts.receipt_paper, name="receipt-paper"
    ),
    path("so-cai.ndjson.gz", files.whole_ledger, name="export"),
    path("su-kien.ndjson", files.event_page, name="events"),
    path("kiem_tra_so_cai.py", files.program, name="program"),
    path("dinh-dang/", files.format_page, name="format"),
]
