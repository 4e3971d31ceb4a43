#!/usr/bin/env python3
"""Mở tin tố cáo trên máy riêng của Thanh tra. Cần Python 3.9 và thư viện PyNaCl (pip install pynacl).

    python doc_to_cao.py                             hỏi từng bước, không cần nhớ lệnh nào
    python doc_to_cao.py tao-khoa KHOA.json          tạo khoá; in khoá công khai để quản trị nhập vào cổng
    python doc_to_cao.py thach-thuc KHOA.json TEXT   trả lời câu thách thức của cổng, chứng tỏ mình giữ khoá
    python doc_to_cao.py mo KHOA.json GOI.json DICH  mở gói tải từ cổng thành thư mục để đọc
    python doc_to_cao.py tra-loi KHOA.json GOI.json THU.txt   niêm thư trả lời thành tra-loi-SỐ.json để nộp lên cổng

Khoá riêng chỉ nằm trong KHOA.json, có mật khẩu. Đừng chép tệp này lên máy chủ của cổng.
"""

import base64
import getpass
import html
import json
import os
import sys
from pathlib import Path

from nacl import pwhash, secret, utils
from nacl.bindings import sodium_pad, sodium_unpad
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

FORMAT = "hung-yen-to-cao-khoa-1"
PACKAGE = "hung-yen-to-cao-goi-1"
REPLY = "hung-yen-to-cao-tra-loi-1"
BLOCKS = (64 * 1024, 4 * 1024, 128)
MOST_TEXT = 64 * 1024


class Problem(Exception):
    """Something the person at the keyboard can mend; the message is Vietnamese."""


def passphrase(again: bool = False) -> bytes:
    given = os.environ.get("MAT_KHAU_KHOA")
    if given is not None:
        return given.encode()
    typed = getpass.getpass("Mật khẩu của khoá: ")
    if again and typed != getpass.getpass("Gõ lại mật khẩu: "):
        raise Problem("Hai lần gõ không giống nhau.")
    if again and len(typed) < 12:
        raise Problem("Mật khẩu cần ít nhất 12 ký tự.")
    return typed.encode()


def wrapping(password: bytes, salt: bytes) -> secret.SecretBox:
    return secret.SecretBox(
        pwhash.argon2id.kdf(
            secret.SecretBox.KEY_SIZE,
            password,
            salt,
            opslimit=pwhash.argon2id.OPSLIMIT_MODERATE,
            memlimit=pwhash.argon2id.MEMLIMIT_MODERATE,
        )
    )


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def make_key(target: Path) -> None:
    if target.exists():
        raise Problem(f"{target} đã có; không ghi đè lên một khoá.")
    key, salt = PrivateKey.generate(), utils.random(pwhash.argon2id.SALTBYTES)
    sealed = wrapping(passphrase(again=True), salt).encrypt(bytes(key))
    public = b64(bytes(key.public_key))
    target.write_text(
        json.dumps({"format": FORMAT, "public": public, "salt": b64(salt), "private": b64(sealed)}, indent=1)
    )
    target.chmod(0o600)
    say(f"Khoá công khai (đưa cho quản trị cổng):\n{public}")


def load_key(source: Path) -> PrivateKey:
    stored = json.loads(source.read_text())
    if stored.get("format") != FORMAT:
        raise Problem(f"{source} không phải tệp khoá.")
    try:
        private = wrapping(passphrase(), base64.b64decode(stored["salt"])).decrypt(
            base64.b64decode(stored["private"])
        )
    except CryptoError as error:
        raise Problem("Sai mật khẩu, hoặc tệp khoá đã hỏng.") from error
    return PrivateKey(private)


def unseal(key: PrivateKey, sealed: str) -> tuple[dict, bytes]:
    try:
        padded = SealedBox(key).decrypt(base64.b64decode(sealed))
    except CryptoError as error:
        raise Problem("Không mở được: gói này niêm cho một khoá khác, hoặc đã bị sửa.") from error
    for block in BLOCKS:
        if len(padded) % block == 0:
            try:
                about, _, content = sodium_unpad(padded, block).partition(b"\n")
                return json.loads(about), content
            except (CryptoError, ValueError):
                continue
    raise Problem("Gói đã bị sửa.")


def answer_challenge(key: PrivateKey, challenge: str) -> None:
    _, content = unseal(key, "".join(challenge.split()))
    say(content.decode())


def open_package(key: PrivateKey, source: Path, target: Path) -> None:
    package = json.loads(source.read_text())
    if package.get("format") != PACKAGE:
        raise Problem(f"{source} không phải gói tải từ cổng.")
    target.mkdir(parents=True, exist_ok=True)
    rows = []
    for part in package["parts"]:
        about, content = unseal(key, part["sealed"])
        who = f"{part['place']}. {part['author']}, {part['on']}"
        if about["kind"] == "file":
            name = f"{part['place']:03d}-{Path(about['name']).name}"
            (target / name).write_bytes(content)
            rows.append(
                f"<h2>{html.escape(who)}</h2><p><a href='{html.escape(name)}'>{html.escape(name)}</a></p>"
            )
        else:
            text = html.escape(content.decode())
            rows.append(f"<h2>{html.escape(who)}</h2><pre style='white-space:pre-wrap'>{text}</pre>")
    number = html.escape(package["number"])
    page = (
        f"<!doctype html><html lang='vi'><meta charset='utf-8'><title>{number}</title><h1>Tin {number}</h1>"
    )
    (target / "doc.html").write_text(page + "".join(rows) + "</html>", encoding="utf-8")
    say(
        f"Đã mở {len(package['parts'])} phần vào {target}. Xem {target / 'doc.html'}; đọc xong hãy xoá thư mục."
    )


def write_reply(key: PrivateKey, source: Path, text: str, target: Path) -> None:
    """Seal a reply here, to the sender's mailbox and to the Inspectorate: the portal never has its words."""
    package = json.loads(source.read_text(encoding="utf-8"))
    if package.get("format") != PACKAGE or "mailbox" not in package:
        raise Problem(f"{source} không phải gói tải từ cổng, hoặc là gói cũ. Hãy tải lại gói của tin.")
    if not text.strip():
        raise Problem("Thư trả lời còn trống.")
    for part in package["parts"][:1]:
        unseal(key, part["sealed"])  # another tip's key would seal what we cannot read again ourselves
    about = json.dumps({"kind": "message", "name": "", "media_type": "text/plain"}).encode()
    plain = sodium_pad(about + b"\n" + text.strip().encode(), BLOCKS[1])
    if len(plain) > MOST_TEXT:
        raise Problem("Thư trả lời quá dài. Hãy chia làm nhiều thư.")
    mailbox = PublicKey(base64.b64decode(package["mailbox"]))
    box = {
        "format": REPLY,
        "number": package["number"],
        "sealed": b64(SealedBox(key.public_key).encrypt(plain)),
        "sealed_for_sender": b64(SealedBox(mailbox).encrypt(plain)),
    }
    with target.open("x", encoding="utf-8") as file:
        json.dump(box, file)
    say(f"Đã viết {target}. Trên cổng, mở tin {package['number']}, mục “Nộp hộp trả lời”, chọn tệp này.")


# ---- step by step

MENU = """
Bạn muốn làm gì?
  1. Tạo khoá mới (chỉ làm một lần)
  2. Trả lời câu thách thức của cổng
  3. Mở một gói tin để đọc
  4. Viết trả lời cho người gửi
  0. Thôi"""


def step_by_step() -> None:
    """Ask for one thing at a time; a slip is explained and asked again, nothing is overwritten."""
    say(
        "Chương trình đọc tin tố cáo. Ngắt mạng của máy này trước khi mở tin. Nhấn Ctrl+C lúc nào cũng dừng được."
    )
    while True:
        say(MENU)
        choice = ask("Gõ số rồi nhấn Enter: ")
        if choice in ("0", ""):
            return
        if choice not in STEPS:
            say("Chỉ gõ một số từ 0 đến 4.")
            continue
        try:
            STEPS[choice]()
        except (Problem, OSError, ValueError, KeyError) as error:
            say(f"Chưa xong: {error}")


def ask(question: str) -> str:
    try:
        return input(question).strip().strip('"').strip("'")
    except EOFError:
        return "0"


def existing(question: str) -> Path:
    """Ask until a file of that name is there; people drag it into the window, which may add quotes."""
    while True:
        typed = ask(question)
        if typed in ("0", ""):
            raise Problem("đã bỏ bước này.")
        if Path(typed).expanduser().is_file():
            return Path(typed).expanduser()
        say(f"Không thấy tệp “{typed}”. Kéo tệp vào cửa sổ này rồi nhấn Enter, hoặc gõ 0 để bỏ.")


def key_step() -> PrivateKey:
    return load_key(existing("Tệp khoá (ví dụ KHOA.json): "))


def new_key_step() -> None:
    target = Path(ask("Đặt tên cho tệp khoá [KHOA.json]: ") or "KHOA.json").expanduser()
    say("Chọn mật khẩu dài, ít nhất 12 ký tự. Chữ gõ vào không hiện ra. Quên mật khẩu là mất mọi tin.")
    make_key(target)
    say(f"Giữ {target} cùng một bản sao ở nơi khoá kín. Không chép lên máy chủ của cổng.")


def challenge_step() -> None:
    key = key_step()
    challenge = ask("Dán câu thách thức mà cổng hiện ra: ")
    say("Câu trả lời, dán vào cổng:")
    answer_challenge(key, challenge)


def open_step() -> None:
    package = existing("Gói tải từ cổng (tin-….json): ")
    target = Path(ask("Mở vào thư mục [tin-da-mo]: ") or "tin-da-mo").expanduser()
    if target.exists() and any(target.iterdir()):
        raise Problem(f"thư mục {target} không trống. Hãy chọn tên khác.")
    open_package(key_step(), package, target)


def reply_step() -> None:
    package = existing("Gói tải từ cổng (tin-….json): ")
    say("Viết thư trả lời. Xong thì gõ một dấu chấm trên một dòng riêng.")
    lines = []
    while (line := input()) != ".":
        lines.append(line)
    number = json.loads(package.read_text(encoding="utf-8"))["number"]
    write_reply(key_step(), package, "\n".join(lines), package.with_name(reply_name(number)))


def reply_name(number: str) -> str:
    return f"tra-loi-{''.join(letter for letter in str(number) if letter.isalnum())}.json"


STEPS = {"1": new_key_step, "2": challenge_step, "3": open_step, "4": reply_step}


def say(text: str) -> None:
    sys.stdout.write(text + "\n")


def main(arguments: list) -> int:
    try:
        if len(arguments) == 2 and arguments[0] == "tao-khoa":
            make_key(Path(arguments[1]))
        elif len(arguments) == 3 and arguments[0] == "thach-thuc":
            answer_challenge(load_key(Path(arguments[1])), arguments[2])
        elif len(arguments) == 4 and arguments[0] == "mo":
            open_package(load_key(Path(arguments[1])), Path(arguments[2]), Path(arguments[3]))
        elif len(arguments) == 4 and arguments[0] == "tra-loi":
            package, letter = Path(arguments[2]), Path(arguments[3])
            number = json.loads(package.read_text(encoding="utf-8"))["number"]
            text = letter.read_text(encoding="utf-8")
            write_reply(load_key(Path(arguments[1])), package, text, package.with_name(reply_name(number)))
        elif not arguments:
            step_by_step()
        else:
            say(__doc__ or "")
            return 2
    except KeyboardInterrupt:
        say("\nĐã dừng.")
        return 1
    except (Problem, OSError, ValueError, KeyError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
