"""The places that disclosures stand in: the register, a section per organisation, the approval workflow."""

from django.db import transaction
from wagtail.models import Workflow, WorkflowPage, WorkflowTask

from cms.disclosures.models import HeadApprovalTask, OrganisationDisclosuresPage, RegisterPage
from cms.disclosures.services.access import grant_sections, grant_structure
from cms.disclosures.tree import append_children
from cms.pages.services import ensure_home
from portal.core import page_cache
from portal.organisations.models import Organisation

WORKFLOW = "Duyệt công khai"


@transaction.atomic
def ensure_structure() -> RegisterPage:
    """Return the register with everything around it that staff need: home, sections, workflow. Idempotent."""
    register = ensure_register()
    ensure_sections()
    ensure_workflow()
    grant_structure(home=ensure_home())
    page_cache.bump()
    return register


@transaction.atomic
def ensure_register() -> RegisterPage:
    """Return the register at /cong-khai/, made when there is none."""
    register = RegisterPage.objects.first()
    if register is None:
        home = ensure_home()
        register = home.add_child(instance=RegisterPage(title="Sổ công khai", slug="cong-khai"))
    return register


@transaction.atomic
def ensure_sections() -> dict[int, OrganisationDisclosuresPage]:
    """Return the section of every organisation by the organisation's id; missing ones are made."""
    register = ensure_register()
    missing = Organisation.objects.filter(disclosure_section__isnull=True).order_by("kind", "name")
    new = append_children(
        parent=register,
        pages=[
            OrganisationDisclosuresPage(
                title=f"Công khai của {organisation.name}",
                slug=_section_slug(organisation),
                organisation=organisation,
            )
            for organisation in missing
        ],
    )
    grant_sections(sections=new)
    return {section.organisation_id: section for section in OrganisationDisclosuresPage.objects.all()}


def _section_slug(organisation: Organisation) -> str:
    """Return the section's address; the register's own pages go first, so theirs are not free."""
    taken = {str(route.pattern).partition("/")[0] for route in RegisterPage.get_subpage_urls()}
    return f"{organisation.slug}-don-vi" if organisation.slug in taken else organisation.slug


@transaction.atomic
def ensure_workflow() -> Workflow:
    """Return the workflow of all disclosures: one step, the head's approval."""
    register = ensure_register()
    attached = WorkflowPage.objects.filter(page=register).select_related("workflow").first()
    if attached:
        return attached.workflow
    task = HeadApprovalTask.objects.first() or HeadApprovalTask.objects.create(name="Người đứng đầu duyệt")
    workflow = Workflow.objects.create(name=WORKFLOW)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=register)
    return workflow
