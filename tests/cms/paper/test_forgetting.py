"""When the law wants a disclosure's content gone, its photographs, spoken text and readings go with it."""

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from cms.disclosures.corrections import ErasureReason
from cms.disclosures.models import DocumentReading, LoudspeakerScript, PostingEvidence
from cms.disclosures.services import erase_version, read_attachment, save_script, withdraw
from cms.disclosures.withdrawal import WithdrawalReason
from portal.accounts.models import Role
from portal.organisations.models import OrganisationKind
from tests.cms.factories import attachment, make_budget, publish
from tests.cms.paper.making import hang, make_place, photograph
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db


def test_erasing_a_version_forgets_what_it_said_on_paper_and_keeps_that_it_hung() -> None:
    province = make_organisation("Tỉnh Thử", kind=OrganisationKind.PROVINCE)
    commune = make_organisation(parent=province)
    page = make_budget(commune)
    page.attachments = [attachment("a.pdf")]
    page.save_revision()
    page = publish(page)
    now = timezone.now()
    today = timezone.localdate(now)
    [posting] = hang(page, make_place(commune), since=today, when=now)
    editor = make_user(Role.EDITOR, commune)
    photograph(posting, "start", today, by=editor)
    PostingEvidence.objects.update(received_at=timezone.now())
    save_script(page=page, text="Bà con chú ý.", by=editor, at=now)
    read_attachment(document=page.attachments.get(), at=now)
    name, digest = PostingEvidence.objects.values_list("photo", "sha256").get()

    withdraw(page=page, reason=WithdrawalReason.PERSONAL_DATA, by=None)
    assert default_storage.exists(name)
    erase_version(
        version=page.versions.get(),
        reason=ErasureReason.PERSONAL_DATA,
        document="15/QĐ-UBND",
        by=make_user(Role.HEAD, province),
        at=timezone.now(),
    )

    assert not default_storage.exists(name)
    evidence = PostingEvidence.objects.get()
    assert (evidence.photo.name, evidence.sha256) == ("", digest)
    assert not LoudspeakerScript.objects.exists()
    assert not DocumentReading.objects.exists()
