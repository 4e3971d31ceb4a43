"""Work for the background worker."""

from django.utils import timezone
from django_tasks import task

from cms.disclosures.services import personal_data


@task()
def scan_stored_file(sha256: str, path: str, media_type: str, name: str) -> None:
    """Look for personal data in a file that is too large for a click."""
    personal_data.scan_stored(sha256=sha256, path=path, media_type=media_type, name=name, at=timezone.now())
