"""The form of a duty's version: a new one closes the version before it."""

from typing import Any

from django import forms

from portal.statutes.duty_versions import open_version
from portal.statutes.models import DisclosureDuty


class DutyForm(forms.ModelForm):
    """Wagtail builds the fields; this only knows how a version is stored."""

    def save(self, commit: bool = True) -> Any:
        duty: DisclosureDuty = self.instance
        if commit and duty._state.adding and not self.errors:
            return open_version(duty=duty)
        return super().save(commit=commit)
