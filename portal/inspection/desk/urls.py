"""Addresses of the inspectors' pages under /quan-tri/thanh-tra/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
