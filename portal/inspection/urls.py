"""Public addresses of published audits under /thanh-tra/."""

from django.urls import path

from portal.inspection import views

app_name = "inspection"
urlpatterns = [
    path("", views.index, name="index"),
    path("phat-hien.csv", views.findings_csv, name="findings_csv"),
    path("<str:code>/", views.audit_page, name="audit"),
]
