"""Addresses of the pages that several rooms make together."""

from django.urls import path

from portal.front import views

app_name = "front"
urlpatterns = [
    path("xa/", views.organisation_list, name="organisations"),
    path("xa/<slug:slug>/", views.organisation_detail, name="organisation"),
    path("thiet-ke/", views.catalogue, name="catalogue"),
]
