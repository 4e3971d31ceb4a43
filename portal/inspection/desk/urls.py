"""Addresses of the inspectors' pages under /quan-tri/thanh-tra/."""

from django.urls import URLPattern, path

from portal.inspection.desk import audits, flags, queues

urlpatterns: list[URLPattern] = [
    path("hang-doi/", queues.overview, name="inspection_queues"),
    path("hang-doi/<slug:key>/", queues.queue, name="inspection_queue"),
    path("hang-doi/<slug:key>.csv", queues.queue_csv, name="inspection_queue_csv"),
    path("nhac-viec/", queues.register, name="inspection_reminders"),
    path("kiem-tra/", audits.audit_list, name="inspection_audits"),
    path("kiem-tra/lap/", audits.new_audit, name="inspection_new_audit"),
    path("kiem-tra/<str:code>/", audits.audit_detail, name="inspection_audit"),
    path("dau-hieu/", flags.flag_list, name="inspection_flags"),
    path("dau-hieu/<int:pk>/", flags.flag_detail, name="inspection_flag"),
]
