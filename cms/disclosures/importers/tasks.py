"""What the queue runs."""

from django_tasks import task

from cms.disclosures.importers import running


@task()
def run_import(job: int) -> None:
    """Do the queued step of an import."""
    running.run(job)
