"""What the queue runs."""

from django_tasks import task

from cms.disclosures.importers import running


# Somebody waits for it, while most of the queue is upkeep of indexes.
@task(priority=50)
def run_import(job: int) -> None:
    """Do the queued step of an import."""
    running.run(job)
