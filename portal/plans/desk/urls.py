"""Addresses of plans and reports under /quan-tri/ke-hoach/."""

from django.urls import URLPattern, path, re_path

from portal.plans.desk import compiled, plans, progress, province, reports

urlpatterns: list[URLPattern] = [
    path("", plans.own, name="plans_own"),
    path("<int:pk>/", plans.plan_detail, name="plans_plan"),
    path("<int:pk>/bat-dau/", plans.start, name="plans_start"),
    path("<int:pk>/soan/", plans.edit, name="plans_edit"),
    path("<int:pk>/duyet/", plans.review, name="plans_review"),
    path("<int:pk>/bo-nhap/", plans.discard, name="plans_discard"),
    path("<int:pk>/tien-do/<slug:key>/", progress.progress, name="plans_progress"),
    path("bao-cao/<int:pk>/", reports.report, name="plans_report"),
    path("chot/", compiled.compiled_list, name="plans_compiled"),
    path("chot/lap/", compiled.compile_one, name="plans_compile"),
    path("chot/<int:pk>.<slug:ending>", compiled.download, name="plans_compiled_file"),
    path("tinh/", province.province, name="plans_province"),
    path("tinh/ke-hoach/", province.plan_list, name="plans_province_plans"),
    path("tinh/bao-cao/", province.report_list, name="plans_province_reports"),
    path("tinh/qua-han/", province.task_list, name="plans_province_tasks"),
    re_path(
        r"^tinh/(?P<which>ke-hoach|bao-cao|qua-han)\.(?P<form>csv|xlsx)$",
        province.download,
        name="plans_province_download",
    ),
]
