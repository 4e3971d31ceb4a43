"""Uploads are judged by content; what is kept carries nothing that the sender did not mean to send."""

import io
import zipfile
from collections.abc import Callable

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook
from PIL import Image

from portal.core import uploads
from portal.core.uploads import clean_name, clean_upload


def upload(content: bytes, name: str = "tệp.jpg"):
    return clean_upload(SimpleUploadedFile(name, content))


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20), **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, kind, **options)
    return out.getvalue()


def pdf(change: Callable[[pikepdf.Pdf], None] = lambda document: None, **options: object) -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    change(document)
    out = io.BytesIO()
    document.save(out, **options)
    return out.getvalue()


def archive(parts: dict[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def docx(**extra: bytes | str) -> bytes:
    parts: dict[str, bytes | str] = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w:document/>"}
    return archive({**parts, **{name.replace("__", "/"): content for name, content in extra.items()}})


def refused(content: bytes, name: str = "tệp.jpg") -> str:
    with pytest.raises(ValidationError) as caught:
        upload(content, name)
    message = caught.value.messages[0]
    assert name in message
    return message


def test_a_photo_keeps_its_picture_and_loses_its_metadata() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Máy ảnh của tôi"
    exif[0x0112] = 6  # lying on its side
    exif.get_ifd(0x8825)[1] = "N"
    clean = upload(picture(exif=exif.tobytes(), comment=b"nha toi"))
    assert clean.media_type == "image/jpeg"
    assert b"nha toi" not in clean.content
    with Image.open(io.BytesIO(clean.content)) as result:
        assert result.size == (20, 40)
        assert not result.getexif()
        assert "comment" not in result.info


@pytest.mark.parametrize(
    ("kind", "media_type", "name"),
    [("PNG", "image/png", "ảnh.png"), ("WEBP", "image/webp", "ảnh.webp"), ("JPEG", "image/jpeg", "ảnh.jpg")],
)
def test_the_content_decides_the_type_and_the_extension(kind: str, media_type: str, name: str) -> None:
    clean = upload(picture(kind), "ảnh.exe")
    assert (clean.media_type, clean.name) == (media_type, name)


def test_a_large_photo_is_made_smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "LONGEST_SIDE", 100)
    with Image.open(io.BytesIO(upload(picture(size=(400, 200))).content)) as result:
        assert result.size == (100, 50)


def test_a_transparent_picture_stays_transparent() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(upload(out.getvalue(), "hình.png").content)) as result:
        assert result.getpixel((0, 0)) == (0, 0, 0, 0)


def test_a_picture_with_too_many_points_is_refused() -> None:
    assert "điểm ảnh" in refused(picture("PNG", size=(9000, 6000)), "to.png")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "rỗng"),
        (b"MZ\x90\x00" + b"\x00" * 200, "không thuộc loại"),
        (b"<script>alert(1)</script>", "không thuộc loại"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "không thuộc loại"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "kiểu cũ"),
        (picture()[:200], "hỏng"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 100, "ảnh"),
        (b"%PDF-1.7\nkhong phai", "hỏng"),
        (archive({"a.txt": "x"}), "tệp nén"),
        (b"PK\x03\x04" + b"\x00" * 40, "hỏng"),
    ],
)
def test_what_is_not_what_it_says_is_refused(content: bytes, words: str) -> None:
    assert words in refused(content)


def test_a_file_over_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MAX_FILE_BYTES", 100)
    assert "lớn hơn" in refused(picture())


def test_a_plain_pdf_is_kept_as_it_is() -> None:
    content = pdf()
    clean = upload(content, "đơn.pdf")
    assert (clean.media_type, clean.content, clean.size) == ("application/pdf", content, len(content))


def _open_action(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def _launch(document: pikepdf.Pdf) -> None:
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Link,
        Rect=[0, 0, 9, 9],
        A=pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe"),
    )
    document.pages[0].Annots = pikepdf.Array([link])


def _attach(document: pikepdf.Pdf) -> None:
    document.attachments["x.exe"] = b"MZ"


def _script_in_a_name_tree(document: pikepdf.Pdf) -> None:
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=document.make_stream(b"app.alert(1)"))
    tree = pikepdf.Dictionary(Names=pikepdf.Array([pikepdf.String("a"), document.make_indirect(script)]))
    document.Root.Names = pikepdf.Dictionary(JavaScript=tree)


def _script_on_opening_a_page(document: pikepdf.Pdf) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    document.pages[0].AA = pikepdf.Dictionary(O=action)


def _script_after_a_harmless_action(document: pikepdf.Pdf) -> None:
    script = pikepdf.Dictionary(S=pikepdf.Name("/Java#53cript"), JS="app.alert(1)")
    chain = pikepdf.Array([pikepdf.Dictionary(S=pikepdf.Name.GoTo, Next=script)])
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.GoTo, Next=chain)


def _xfa(document: pikepdf.Pdf) -> None:
    document.Root.AcroForm = pikepdf.Dictionary(
        XFA=document.make_stream(b"<xdp:xdp/>"), Fields=pikepdf.Array()
    )


def _sends_what_is_typed(document: pikepdf.Pdf) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.SubmitForm, F="https://example.vn/")
    document.pages[0].Annots = pikepdf.Array([pikepdf.Dictionary(Subtype=pikepdf.Name.Link, A=action)])


def _opens_another_file(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.GoToR, F=r"\\\\example\\x.pdf")


def _embedded_by_an_annotation(document: pikepdf.Pdf) -> None:
    stream = document.make_stream(b"MZ")
    stream.Type = pikepdf.Name.EmbeddedFile
    spec = pikepdf.Dictionary(Type=pikepdf.Name.Filespec, F="x.exe", EF=pikepdf.Dictionary(F=stream))
    note = pikepdf.Dictionary(Subtype=pikepdf.Name.FileAttachment, FS=document.make_indirect(spec))
    document.pages[0].Annots = pikepdf.Array([note])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_open_action, "mã lệnh"),
        (_launch, "mã lệnh"),
        (_script_in_a_name_tree, "mã lệnh"),
        (_script_on_opening_a_page, "mã lệnh"),
        (_script_after_a_harmless_action, "mã lệnh"),
        (_xfa, "mã lệnh"),
        (_sends_what_is_typed, "mã lệnh"),
        (_opens_another_file, "mã lệnh"),
        (_attach, "đính kèm"),
        (_embedded_by_an_annotation, "đính kèm"),
    ],
)
def test_an_active_pdf_is_refused(change: Callable[[pikepdf.Pdf], None], words: str) -> None:
    assert words in refused(pdf(change), "đơn.pdf")
    packed = pdf(change, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert words in refused(packed, "đơn.pdf")


@pytest.mark.parametrize("user", ["", "bi mat"])
def test_an_encrypted_pdf_is_refused(user: str) -> None:
    assert "mật khẩu" in refused(pdf(encryption=pikepdf.Encryption(owner="chu", user=user)), "đơn.pdf")


def test_a_pdf_that_inflates_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.core.pdf_files.MAX_INFLATED", 100)
    packed = pdf(object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert "quá lớn" in refused(packed, "đơn.pdf")


def test_word_and_excel_files_are_kept() -> None:
    assert upload(docx(), "đơn.docx").media_type == uploads.DOCX
    out = io.BytesIO()
    book = Workbook()
    book.active["A1"] = "Số liệu"
    book.active["A1"].hyperlink = "https://example.vn/"
    book.save(out)
    assert upload(out.getvalue(), "bảng.xls").name == "bảng.xlsx"


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        ({"word__vbaProject.bin": b"x"}, "macro"),
        ({"word__embeddings__oleObject1.bin": b"x"}, "tệp nhúng"),
        (
            {
                "[Content_Types].xml": "<Override ContentType='application/vnd.ms-word.document.macroEnabled.main'/>"
            },
            "macro",
        ),
        (
            {
                "word___rels__settings.xml.rels": '<Relationship Type="x/attachedTemplate" TargetMode="External"/>'
            },
            "nơi khác",
        ),
        ({"word__big.xml": b"0" * 5_000_000}, "quá lớn"),
        ({"..__x": b"x"}, "cấu trúc"),
    ],
)
def test_a_dangerous_word_file_is_refused(extra: dict[str, bytes | str], words: str) -> None:
    assert words in refused(docx(**extra), "đơn.docx")


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Lan\\ảnh.jpg", "ảnh.jpg"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("dòng\nmới\x00.png", "dòngmới.png"),
        ("", "tep"),
        (".jpg", "tep.jpg"),
        ("x" * 300 + ".jpeg", "x" * 94 + ".jpeg"),
    ],
)
def test_names_lose_paths_and_invisible_characters(name: str, clean: str) -> None:
    assert clean_name(name) == clean
