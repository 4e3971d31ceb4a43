"""Areas of photos that only the case sees: in the pixels, at the old address too."""

import io

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client, override_settings
from PIL import Image

from portal.core.covering import Box, cover
from portal.core.private_files import private_files
from portal.feedback import services
from portal.feedback.models import Attachment, Petition
from portal.feedback.services import TransitionNotAllowed
from portal.feedback.services.staging import remove_orphans
from tests.feedback.making import Office, add_photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office()


def noise(size: tuple[int, int] = (120, 80), secret: tuple[int, int, int] = (250, 10, 30)) -> Image.Image:
    """A grey picture with a square of a colour that stands nowhere else."""
    picture = Image.new("RGB", size, (120, 120, 120))
    picture.paste(secret, (40, 20, 80, 60))
    return picture


def as_bytes(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize("media_type", ["image/png", "image/webp", "image/jpeg"])
def test_a_covered_area_holds_nothing_of_the_original(media_type: str) -> None:
    one = cover(as_bytes(noise()), media_type, [Box(40, 20, 40, 40)])
    other = cover(as_bytes(noise(secret=(10, 240, 60))), media_type, [Box(40, 20, 40, 40)])
    first, second = (Image.open(io.BytesIO(content)).convert("RGB") for content in (one, other))
    assert first.size == (120, 80)
    # Whatever was there, the same pixels are there now: nothing of it can have stayed.
    assert first.crop((40, 20, 80, 60)).tobytes() == second.crop((40, 20, 80, 60)).tobytes()
    assert first.getpixel((5, 5))[0] in range(115, 126)


def test_squares_are_too_few_to_know_anybody() -> None:
    picture = noise((160, 160))
    for x in range(0, 160, 2):
        picture.paste((255, 255, 255), (x, 0, x + 1, 160))
    shown = Image.open(io.BytesIO(cover(as_bytes(picture), "image/png", [Box(20, 20, 120, 60, solid=False)])))
    colours = shown.convert("RGB").crop((20, 20, 140, 80)).getcolors()
    assert colours is not None
    assert len(colours) <= 8


def test_metadata_transparency_and_boxes_outside_leave_nothing() -> None:
    exif = Image.Exif()
    exif[0x010E] = "Nhà bà Lan"
    shown = cover(as_bytes(noise(), "JPEG", exif=exif, comment=b"Lan"), "image/jpeg", [Box(-10, -10, 30, 30)])
    assert b"Lan" not in shown
    assert not Image.open(io.BytesIO(shown)).getexif()
    clear = Image.new("RGBA", (20, 20), (255, 0, 0, 0))
    result = Image.open(io.BytesIO(cover(as_bytes(clear), "image/png", [Box(0, 0, 10, 10)])))
    assert result.mode == "RGB"
    assert Box(500, 500, 10, 10).inside((20, 20)) is None


def public_photo(office: Office) -> tuple[Petition, Attachment]:
    petition = office.petition("acknowledge", photos_public=True)
    return petition, add_photo(petition)


def got(petition: Petition, photo: Attachment, **headers: str) -> bytes:
    answer = Client().get(f"/phan-anh/{petition.code}/anh/{photo.pk}/", **headers)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


@override_settings(PAGE_CACHE_SECONDS=600)
def test_the_old_address_gives_the_covered_picture_at_once(office: Office) -> None:
    petition, photo = public_photo(office)
    before = got(petition, photo)
    answer = Client().get(f"/phan-anh/{petition.code}/anh/{photo.pk}/")
    assert b"".join(answer.streaming_content) == before
    assert answer["Cache-Control"] == "no-cache"
    services.cover_photo(
        petition=petition,
        by=office.handler,
        at=office.later(),
        file=photo.pk,
        areas=[(8, 8, 16, 16)],
        reason="face",
    )
    after = got(petition, photo)
    assert after != before
    pixel = Image.open(io.BytesIO(after)).convert("RGB").getpixel((9, 14))
    assert pixel != (255, 0, 0)
    again = Client().get(f"/phan-anh/{petition.code}/anh/{photo.pk}/")
    assert b"".join(again.streaming_content) == after
    assert again["ETag"] != answer["ETag"]


def test_staff_and_sender_keep_the_original_and_everybody_reads_why(office: Office) -> None:
    petition, photo = public_photo(office)
    services.cover_photo(
        petition=petition,
        by=office.handler,
        at=office.later(),
        file=photo.pk,
        areas=[(8, 8, 16, 16)],
        reason="plate",
    )
    photo.refresh_from_db()
    with photo.file.open() as original, photo.covered.open() as shown:
        assert original.read() != shown.read()
    page = Client().get(petition.get_absolute_url()).content.decode()
    assert "Đã che: biển số xe" in page


def test_a_second_covering_keeps_the_first_and_a_head_undoes_both(office: Office) -> None:
    petition, photo = public_photo(office)
    for area in ((0, 0, 8, 8), (40, 30, 8, 8)):
        services.cover_photo(
            petition=petition,
            by=office.handler,
            at=office.later(),
            file=photo.pk,
            areas=[area],
            reason="face",
        )
    shown = Image.open(io.BytesIO(got(petition, photo))).convert("RGB")
    assert shown.getpixel((1, 3)) != (255, 0, 0)
    assert shown.getpixel((41, 33)) != (255, 0, 0)
    assert shown.getpixel((20, 3)) == (255, 0, 0)
    undo = {"petition": petition, "file": photo.pk, "explanation": "Chỉ là biển tên đường."}
    with pytest.raises(PermissionDenied):
        services.uncover_photo(by=office.handler, at=office.later(), **undo)
    assert Image.open(io.BytesIO(got(petition, photo))).convert("RGB").getpixel((1, 3)) != (255, 0, 0)
    services.uncover_photo(by=office.head, at=office.later(), **undo)
    assert Image.open(io.BytesIO(got(petition, photo))).convert("RGB").getpixel((1, 3)) == (255, 0, 0)


def test_wrong_rectangles_and_files_change_nothing(office: Office) -> None:
    petition, photo = public_photo(office)
    other = office.petition("acknowledge")
    for file, areas, case in ((photo.pk, [(900, 900, 5, 5)], petition), (photo.pk, [(0, 0, 5, 5)], other)):
        with pytest.raises(TransitionNotAllowed):
            services.cover_photo(
                petition=case, by=office.handler, at=office.later(), file=file, areas=areas, reason="face"
            )
    assert not Attachment.objects.exclude(covered="").exists()


def test_the_sweep_keeps_renditions(office: Office) -> None:
    petition, photo = public_photo(office)
    services.cover_photo(
        petition=petition,
        by=office.handler,
        at=office.later(),
        file=photo.pk,
        areas=[(8, 8, 16, 16)],
        reason="face",
    )
    photo.refresh_from_db()
    remove_orphans(at=office.later(days=4000))
    assert private_files.exists(photo.covered.name)
