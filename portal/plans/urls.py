"""Public addresses of plans under /ke-hoach/."""

from django.urls import path

from portal.plans import views

app_name = "plans"
urlpatterns = [
    path("", views.index, name="index"),
    path("don-vi.csv", views.plans_csv, name="plans_csv"),
    path("nhiem-vu.csv", views.tasks_csv, name="tasks_csv"),
    path("tep/<int:pk>/", views.evidence, name="file"),
    path("<slug:slug>/", views.latest, name="latest"),
    path("<slug:slug>/<int:year>/", views.plan_page, name="plan"),
    path("<slug:slug>/<int:year>/nhiem-vu.csv", views.plan_csv, name="plan_csv"),
    path("<slug:slug>/<int:year>/lan/<int:number>/", views.version_page, name="version"),
    path("<slug:slug>/<int:year>/lan/<int:number>.json", views.version_json, name="version_json"),
]
