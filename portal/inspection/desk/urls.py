"""Addresses of the inspectors' pages under /quan-tri/thanh-tra/."""

from django.urls import URLPattern, path

from portal.inspection.desk import flags

urlpatterns: list[URLPattern] = [
    path("dau-hieu/", flags.flag_list, name="inspection_flags"),
    path("dau-hieu/<int:pk>/", flags.flag_detail, name="inspection_flag"),
]
