"""Addresses of the inspectors' pages under /quan-tri/thanh-tra/."""

from django.urls import URLPattern, path

from portal.inspection.desk import audits, flags

urlpatterns: list[URLPattern] = [
    path("kiem-tra/", audits.audit_list, name="inspection_audits"),
    path("kiem-tra/lap/", audits.new_audit, name="inspection_new_audit"),
    path("kiem-tra/<str:code>/", audits.audit_detail, name="inspection_audit"),
    path("dau-hieu/", flags.flag_list, name="inspection_flags"),
    path("dau-hieu/<int:pk>/", flags.flag_detail, name="inspection_flag"),
]
