from django.urls import path

from portal.accountability import explained, snapshot_views, views

app_name = "accountability"
urlpatterns = [
    path("", views.league_table, name="league"),
    path("du-lieu.csv", views.league_csv, name="league_csv"),
    path("du-lieu.json", views.league_json, name="league_json"),
    path("khieu-nai/", views.appeal_list, name="appeals"),
    path("cach-tinh/", explained.how, name="how"),
    path("cham_diem.py", snapshot_views.program, name="program"),
    path("chot/<int:number>/ho-so.json", snapshot_views.record, name="snapshot_record"),
    path("chot/<int:number>/diem.csv", snapshot_views.scores, name="snapshot_scores"),
    path("chot/<int:number>/dong.csv", snapshot_views.rows, name="snapshot_rows"),
    path("chot/<int:number>/dong.sha256", snapshot_views.row_list, name="snapshot_row_list"),
    path("chot/<int:number>/thay-doi.csv", snapshot_views.changes, name="snapshot_changes"),
    path("<slug:slug>/", views.organisation_detail, name="organisation"),
]
