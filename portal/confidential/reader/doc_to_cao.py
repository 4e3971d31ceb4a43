#!/usr/bin/env python3
"""Mở tin tố cáo trên máy riêng của Thanh tra. Cần Python 3.9 và thư viện PyNaCl (pip install pynacl).

    python doc_to_cao.py tao-khoa KHOA.json          tạo khoá; in khoá công khai để quản trị nhập vào cổng
    python doc_to_cao.py thach-thuc KHOA.json TEXT   trả lời câu thách thức của cổng, chứng tỏ mình giữ khoá
    python doc_to_cao.py mo KHOA.json GOI.json DICH  mở gói tải từ cổng thành thư mục để đọc

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
from nacl.bindings import sodium_unpad
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox

FORMAT = "hung-yen-to-cao-khoa-1"
PACKAGE = "hung-yen-to-cao-goi-1"
BLOCKS = (64 * 1024, 4 * 1024, 128)


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
        else:
            say(__doc__ or "")
            return 2
    except (Problem, OSError, ValueError, KeyError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
