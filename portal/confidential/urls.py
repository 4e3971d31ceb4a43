"""Addresses under /to-cao/. None of them ever holds a code."""

from django.urls import path

from portal.confidential import views

app_name = "confidential"
urlpatterns = [
    path("", views.about, name="about"),
    path("gui/", views.send, name="send"),
    path("theo-doi/", views.follow, name="follow"),
]
