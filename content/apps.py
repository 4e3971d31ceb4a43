"""Registers the sample content so that its management commands are found."""

from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "content"
    label = "content"
    verbose_name = "Dữ liệu mẫu"
