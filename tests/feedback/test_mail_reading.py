"""Reading mails: whatever stands in them, a letter comes out or a refusal does, and never an error."""

import base64
import time
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.feedback.doors.letter import InboundLetter
from portal.feedback.doors.mail import read_mail
from portal.feedback.doors.texts import own_words, text_of_html
from tests.feedback.letters import SENDER, mail
from tests.feedback.making import MONDAY

OWN = {"gop-y@hungyen.example"}


def read(raw: bytes) -> InboundLetter:
    return read_mail(raw, arrived_at=MONDAY, own=OWN)


def test_a_plain_mail() -> None:
    letter = read(mail("Đèn đường hỏng.\n\n-- \nTrần Thị Lan\n0912 345 678"))
    assert (letter.channel, letter.sender, letter.sender_name) == ("email", SENDER, "Lan")
    assert letter.subject == "Đèn đường hỏng"
    assert letter.text == "Đèn đường hỏng."
    assert letter.external_id == "<m1@thu.example>"
    assert letter.refusal == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Auto_Submitted", "auto-replied"),
        ("Auto_Submitted", "auto-generated; owner-email=x"),
        ("Precedence", "bulk"),
        ("Precedence", "List"),
        ("List_Id", "<tin.example>"),
        ("List_Unsubscribe", "<mailto:x@y.example>"),
        ("X_Auto_Response_Suppress", "All"),
        ("X_Autoreply", "yes"),
        ("Return_Path", "<>"),
        ("From", "MAILER-DAEMON@thu.example"),
        ("From", "Cổng <gop-y@hungyen.example>"),
        ("From", "không phải địa chỉ"),
    ],
)
def test_what_machines_send_is_not_a_letter(name: str, value: str) -> None:
    assert read(mail(**{name: value})).refusal == "automatic"


def test_a_bounce_is_not_a_letter() -> None:
    raw = (
        b"From: x@thu.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; boundary=b\r\n\r\n"
        b"--b\r\n\r\nnot delivered\r\n--b--\r\n"
    )
    assert read(raw).refusal == "automatic"


def test_a_person_may_say_that_it_is_no_automatic_mail() -> None:
    assert read(mail(Auto_Submitted="no")).refusal == ""


def test_no_header_can_begin_another() -> None:
    encoded = "=?utf-8?b?" + base64.b64encode("Đèn\r\nBcc: tat-ca@thu.example".encode()).decode() + "?="
    raw = (
        mail()
        .replace(b"Subject: ", b"X-Old: ", 1)
        .replace(b"\n\n", b"\nSubject: " + encoded.encode() + b"\n\n", 1)
    )
    assert read(raw).subject == "Đèn Bcc: tat-ca@thu.example"
    forged = mail().replace(SENDER.encode(), b"a@b.example\r\n Bcc: x@y.example")
    assert "\n" not in read(forged).sender


def test_an_answer_without_what_it_quotes() -> None:
    body = (
        "Cột đèn số 12.\n\nVào 09:00, T2, 2 thg 3, 2026 Cổng <gop-y@hungyen.example> đã viết:\n"
        "> Thư của ông/bà đã được nhận.\n"
    )
    letter = read(mail(body, In_Reply_To="<ours@hungyen.example>", References="<a@b> <ours@hungyen.example>"))
    assert letter.text == "Cột đèn số 12."
    assert letter.references == ("<a@b>", "<ours@hungyen.example>")
    assert "đã viết" in read(mail(body)).text


@pytest.mark.parametrize(
    "quote",
    [
        "On Mon, 2 Mar 2026 at 09:00, Cong <gop-y@hungyen.example> wrote:\n> cũ",
        "-----Original Message-----\nFrom: Cong",
        "Từ: Cổng <gop-y@hungyen.example>\nĐã gửi: Thứ Hai\nĐến: Lan",
        "________________________________\nFrom: Cong",
    ],
)
def test_quotations_of_the_usual_programs(quote: str) -> None:
    assert own_words(f"Cột số 12.\n\n{quote}", is_reply=True) == "Cột số 12."


def test_a_mail_that_is_nothing_but_a_quotation_stays() -> None:
    assert own_words("> Đèn hỏng", is_reply=True) == "> Đèn hỏng"


def test_html_becomes_words_and_scripts_are_gone() -> None:
    html = (
        "<html><head><title>x</title><style>p{}</style></head><body><div>Kính gửi</div>"
        "<script>alert(1)</script><p>Đường &amp; cống<br>sụt</p><img src=x onerror=alert(1)>"
        "<table><tr><td>a</td><td>b</td></tr></table></body></html>"
    )
    text = text_of_html(html)
    assert text.split() == ["Kính", "gửi", "Đường", "&", "cống", "sụt", "a", "b"]
    message = EmailMessage()
    message["From"], message["Message-ID"] = SENDER, "<h@x>"
    message.set_content(html, subtype="html")
    assert "Đường & cống" in read(message.as_bytes()).text


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("utf-8", "Đường hỏng"),
        ("utf-16", "Đường hỏng"),
        ("latin-1", "Duong hong"),
        ("khong-co", "Đường hỏng"),
    ],
)
def test_charsets(charset: str, text: str) -> None:
    encoded = text.encode("utf-8" if charset == "khong-co" else charset)
    raw = (
        f"From: {SENDER}\r\nContent-Type: text/plain; charset={charset}\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n"
    ).encode() + base64.b64encode(encoded)
    assert read(raw).text == text


def test_decomposed_and_invisible_characters() -> None:
    letter = read(mail("Đu\u031bo\u031b\u0300ng ho\u0309ng\u200b\u202e"))
    assert letter.text == "Đường hỏng"


def test_files_are_taken_and_signature_pictures_are_not() -> None:
    message = EmailMessage()
    message["From"], message["Message-ID"] = SENDER, "<f@x>"
    message.set_content("Kèm ảnh.")
    message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="đơn\r\nx.pdf")
    for number in range(6):
        message.add_attachment(b"x" * 9000, maintype="image", subtype="png", filename=f"{number}.png")
    message.add_attachment(
        b"x" * 100, maintype="image", subtype="png", disposition="inline", cid="<logo>", filename="logo.png"
    )
    letter = read(message.as_bytes())
    assert [file.name for file in letter.files] == ["đơnx.pdf", "0.png", "1.png", "2.png", "3.png"]
    assert len(letter.lost) == 2


def nested(depth: int) -> bytes:
    body = b"Content-Type: text/plain\r\n\r\nben trong\r\n"
    for level in range(depth):
        mark = f"b{level}".encode()
        body = (
            b"Content-Type: multipart/mixed; boundary=" + mark + b"\r\n\r\n--" + mark + b"\r\n" + body
            + b"\r\n--" + mark + b"--\r\n"
        )  # fmt: skip
    return f"From: {SENDER}\r\nMessage-ID: <n@x>\r\nMIME-Version: 1.0\r\n".encode() + body


@pytest.mark.parametrize("depth", [50, 400, 3000])
def test_nested_parts_end_in_bounded_time(depth: int) -> None:
    began = time.monotonic()
    letter = read(nested(depth))
    assert time.monotonic() - began < 20
    if depth == 50:
        assert letter.text == "ben trong"


def test_thousands_of_parts_end_in_bounded_time() -> None:
    part = b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n"
    raw = f"From: {SENDER}\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n".encode() + part * 20_000
    letter = read(raw)
    assert len(letter.text) < 1000


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00" * 1000,
        b"From: \xff\xfe\r\n\r\n\xff",
        b"Content-Type: multipart/mixed\r\n\r\nno boundary",
        f"From: {SENDER}\r\nSubject: =?utf-8?q?=ZZ?=\r\n\r\nx".encode(),
        f"From: {SENDER}\r\nSubject: =?khong-co?b?eA==?=\r\n\r\nx".encode(),
        f"From: {SENDER}\r\nContent-Type: text/plain; charset*0=u;charset*1=tf\r\n\r\nx".encode(),
        f"From: {SENDER}\r\nContent-Disposition: attachment; filename*=UTF-8''%ff%00\r\n\r\nx".encode(),
        f"From: {SENDER}\r\nContent-Transfer-Encoding: base64\r\n\r\n@@@@".encode(),
        f"From: {SENDER}\r\nSubject: {'a' * 500_000}\r\n\r\nx".encode(),
        f"From: {', '.join('a@b.example' for _ in range(20_000))}\r\n\r\nx".encode(),
        "From: \ud800@x\r\n\r\n".encode("utf-8", "surrogatepass"),
    ],
)
def test_broken_mails_raise_nothing_and_hold_only_what_a_database_takes(raw: bytes) -> None:
    letter = read(raw)
    for text in (letter.subject, letter.text, letter.sender, letter.sender_name, letter.external_id):
        text.encode("utf-8")
        assert "\x00" not in text
    assert len(letter.subject) <= 300


@given(
    st.binary(max_size=400), st.sampled_from([b"From: a@b.example\r\n", b"", b"Content-Type: text/html\r\n"])
)
def test_any_bytes(body: bytes, head: bytes) -> None:
    letter = read(head + body)
    (letter.subject + letter.text + letter.sender_name).encode("utf-8")
    assert "\x00" not in letter.text
