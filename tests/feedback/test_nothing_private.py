"""Nothing private stands on any page that a stranger, or somebody with another job, can open.

Every kind of private content carries a word of its own; a walk through all addresses that the pages lead to must
meet none of them.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from portal.accounts.models import Role, User
from portal.feedback import services
from portal.feedback.models import Attachment, Petition
from portal.feedback.services import private_link_token
from portal.ledger.models import Event
from tests.factories import make_organisation, make_user
from tests.feedback.making import Office, add_photo

pytestmark = pytest.mark.django_db
MOST_PAGES = 250
STARTS = (
    "/",
    "/phan-anh/",
    "/phan-anh/csv/",
    "/so-cai/",
    "/cham-diem/",
    "/xa/",
    "/cong-khai/",
    "/tim-kiem/",
    "/sitemap.xml",
)
# What must never be read outside the case.
MARKERS = {
    "complaint": "Zebramotkhieunai",
    "refused": "Zebrabalydo",
    "unlisted": "Zebrahaikhongcho",
    "held": "Zebrabonchoxem",
    "private": "Zebranamrieng",
    "hidden": "Zebrasauan",
    "covered": "Zebrabayche",
    "unseen": "Zebratamchuatiepnhan",
    "answer": "Zebrachintraloi",
    "pause": "Zebramuoitamdung",
    "note": "Zebramuoimotthem",
    "contact": "Zebramuoihailienhe",
    "file": "Zebramuoibatep",
    "dispute": "Zebramuoibonkhongdongy",
}


@pytest.fixture
def office() -> Office:
    office = Office(name="Xã Đông Minh")
    office.now = timezone.now() - timedelta(days=12)
    return office


@pytest.fixture
def cases(office: Office) -> dict[str, Petition]:
    """A case for each way to be private, all with contacts and files."""
    word = MARKERS
    contact = {
        "contact_name": word["contact"],
        "contact_phone": "0987654321",
        "contact_email": f"{word['contact']}@example.vn",
    }

    def private(name: str, upto: str = "acknowledge", **fields: object) -> Petition:
        text = {
            "title": f"Tiêu đề {word[name]}",
            "text": f"Nội dung {word[name]}",
            "place": f"Thôn {word[name]}",
        }
        made = office.petition(upto, **{**text, **contact, **fields})
        file = Attachment(
            petition=made, name=f"{word['file']}.pdf", media_type="application/pdf", size=4, sha256="2" * 64
        )
        file.file.save("upload", ContentFile(b"%PDF"))
        return made

    found = {
        "complaint": private("complaint", "accept", kind="complaint"),
        "refused": private("refused", kind="complaint"),
        "unlisted": private("unlisted", is_public=False),
        "held": private("held", category="conduct"),
        "private": private("private"),
        "hidden": private("hidden"),
        "unseen": private("unseen", ""),
        "covered": private("covered", photos_public=True),
    }
    act = office.act
    found["refused"] = act("refuse", found["refused"], reason="settled", explanation=f"Vì {word['refused']}.")
    later = {"until": timezone.localdate() + timedelta(days=5), "explanation": f"Vì {word['pause']}."}
    found["complaint"] = act("resume", act("pause", found["complaint"], **later))
    found["complaint"] = act("ask", found["complaint"], text=word["note"], until=later["until"])
    found["complaint"] = act("give_information", found["complaint"], text=word["note"])
    found["complaint"] = act("draft_answer", found["complaint"], text=f"Trả lời {word['answer']}")
    found["complaint"] = act("approve_answer", found["complaint"])
    found["complaint"] = act("dispute", found["complaint"], text=word["dispute"])
    found["private"] = act("moderate", found["private"], decision="private", why="personal_matter")
    found["hidden"] = act("hide", found["hidden"], explanation=f"Vì {word['hidden']}.")
    for field in ("title", "text", "place"):
        found["covered"] = act(
            "cover_text", found["covered"], field=field, passage=word["covered"], reason="name"
        )
    add_photo(found["covered"])
    services.open_contact(petition=found["covered"], by=office.handler, at=office.later())
    call_command("rebuild_search", verbosity=0)
    return found


def addresses(content: str, here: str) -> Iterator[str]:
    for target in re.findall(r'(?:href|src|action|content)="([^"]+)"', content):
        found = urlsplit(urljoin(f"http://testserver{here}", unescape(target)))
        if found.netloc == "testserver" and not found.path.startswith(("/quan-tri", "/static", "/captcha")):
            yield f"{found.path}?{found.query}" if found.query else found.path


def walk(client: Client, starts: tuple[str, ...]) -> dict[str, str]:
    """Every page that the starts lead to, by address."""
    seen: dict[str, str] = {}
    waiting = list(starts)
    while waiting and len(seen) < MOST_PAGES:
        address = waiting.pop(0)
        if address in seen:
            continue
        answer = client.get(address, follow=True)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        seen[address] = body.decode("utf-8", "replace") + str(answer.headers)
        if "html" in answer.get("Content-Type", ""):
            waiting += addresses(seen[address], address)
    return seen


def strangers(office: Office) -> list[User | None]:
    return [
        None,
        make_user(Role.EDITOR, office.organisation),
        make_user(Role.HANDLER),
        make_user(Role.HEAD),
        make_user(Role.ADMINISTRATOR),
        make_user(is_superuser=True, is_staff=True),
        # Those who may read a case at the desk see no more of it on a public page.
        office.handler,
        make_user(Role.INSPECTOR),
    ]


def test_no_public_page_shows_anything_private(office: Office, cases: dict[str, Petition]) -> None:
    starts = [*STARTS, *(petition.get_absolute_url() for petition in cases.values())]
    for petition in cases.values():
        starts += [f"/phan-anh/{petition.code}/thoi-han/{stage}/" for stage in ("acknowledge", "answer")]
    starts += [f"/so-cai/?ma={hash_}" for hash_ in Event.objects.values_list("hash", flat=True)[:20]]
    pages = walk(Client(), tuple(starts))
    assert len(pages) > 60
    found = {
        (address, name)
        for address, body in pages.items()
        for name, word in MARKERS.items()
        if word.lower() in body.lower()
    }
    assert found == set()
    everything = "".join(pages.values())
    assert "0987654321" not in everything
    # The walk saw the cases, and what may be read of them.
    for name in set(cases) - {"hidden"}:
        assert cases[name].code in everything
    assert "▇▇▇ [đã che: tên người]" in everything


def test_a_public_page_is_the_same_for_everybody(office: Office, cases: dict[str, Petition]) -> None:
    starts = [
        "/",
        "/phan-anh/",
        "/phan-anh/csv/",
        *(petition.get_absolute_url() for petition in cases.values()),
    ]
    for user in strangers(office):
        client = Client()
        if user is not None:
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        for address in starts:
            answer = client.get(address)
            body = (
                (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode().lower()
            )
            assert not [name for name, word in MARKERS.items() if word.lower() in body], (address, user)


def test_private_words_are_not_found_by_looking_for_them(cases: dict[str, Petition]) -> None:
    codes = [petition.code for petition in cases.values()]
    paths = ("/phan-anh/", "/phan-anh/csv/", "/tim-kiem/")
    for address in [f"{path}?q={word}" for path in paths for word in MARKERS.values()]:
        answer = Client().get(address)
        body = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
        assert not [code for code in codes if code in body], address


def test_private_files_and_hidden_cases_are_answered_like_what_does_not_exist(
    cases: dict[str, Petition],
) -> None:
    client = Client()
    nothing = client.get("/phan-anh/HY-0000-0000/")
    hidden = client.get(cases["hidden"].get_absolute_url())
    assert (nothing.status_code, hidden.status_code) == (404, 404)
    assert nothing.content == hidden.content
    for petition in cases.values():
        for file in petition.attachments.exclude(media_type__startswith="image/"):
            for path in ("anh", "tai-lieu", "tep"):
                assert client.get(f"/phan-anh/{petition.code}/{path}/{file.pk}/").status_code == 404
    other = cases["held"].attachments.get()
    token = private_link_token(cases["covered"])
    assert client.get(f"/phan-anh/rieng/{token}/tep/{other.pk}/").status_code == 404


def test_desks_of_others_show_nothing(office: Office, cases: dict[str, Petition]) -> None:
    make_organisation()
    for user in strangers(office)[1:6]:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        for petition in cases.values():
            for rest in ("", "rieng-tu/"):
                answer = client.get(f"/quan-tri/phan-anh/{petition.code}/{rest}")
                assert answer.status_code in {302, 404}
        listed = client.get("/quan-tri/phan-anh/?muc=tat-ca").content.decode().lower()
        assert not [name for name, word in MARKERS.items() if word.lower() in listed]


def test_no_list_of_the_desk_shows_a_contact(office: Office, cases: dict[str, Petition]) -> None:
    for user in (office.handler, office.head, make_user(Role.INSPECTOR)):
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        pages = ["/quan-tri/", "/quan-tri/phan-anh/?muc=tat-ca"]
        pages += [f"/quan-tri/phan-anh/{petition.code}/" for petition in cases.values()]
        pages += [f"/quan-tri/phan-anh/{petition.code}/rieng-tu/" for petition in cases.values()]
        for address in pages:
            body = client.get(address, follow=True).content.decode()
            assert MARKERS["contact"].lower() not in body.lower(), address
            assert "0987654321" not in body


def test_the_ledger_holds_no_private_word(cases: dict[str, Petition]) -> None:
    stored = " ".join(" ".join(row) for row in Event.objects.values_list("subject", "payload")).lower()
    assert not [name for name, word in MARKERS.items() if word.lower() in stored]
