from django.urls import path

from portal.accountability import views

app_name = "accountability"
urlpatterns = [
    path("", views.league_table, name="league"),
    path("du-lieu.csv", views.league_csv, name="league_csv"),
    path("<slug:slug>/", views.organisation_detail, name="organisation"),
]
