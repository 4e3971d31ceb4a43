#!/usr/bin/env python3
"""Kiểm tra sổ cái và biên nhận mà không cần tin cổng thông tin. Chỉ cần Python 3.9 trở lên, không cần cài thêm gì.

    python3 kiem_tra_so_cai.py bien-nhan BIEN_NHAN.json [--ma HY-XXXX-XXXX] [--goc GOC_DA_LUU.json …]
    python3 kiem_tra_so_cai.py nhat-quan CHUNG_MINH.json [--goc GOC_DA_LUU.json …]
    python3 kiem_tra_so_cai.py so SO_CAI.ndjson.gz [--goc GOC_DA_LUU.json …] [--bien-nhan BIEN_NHAN.json …]

Mã kết thúc: 0 đúng; 1 SAI; 2 dùng sai cách hoặc không đọc được tệp; 3 chưa đủ căn cứ để kết luận.

Cách tính, từng byte (ai cũng có thể viết lại bằng ngôn ngữ khác):
- Cam kết = SHA-256(16 byte muối ‖ nội dung), nội dung là JSON chuẩn RFC 8785, chữ mã UTF-8.
- Mã sự kiện = SHA-256 của JSON chuẩn gồm đúng chín khóa actor_role, commitment, effective_at, kind, organisation,
  previous_hash, recorded_at, sequence, subject. Sự kiện đầu của mỗi đơn vị có previous_hash gồm 64 số 0.
- Cây Merkle theo RFC 9162, mục 2.1: lá = SHA-256(0x00 ‖ 32 byte mã sự kiện), nút = SHA-256(0x01 ‖ trái ‖ phải).
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

DUNG, SAI, DUNG_SAI_CACH, CHUA_DU = 0, 1, 2, 3
KEYS = ("actor_role", "commitment", "effective_at", "kind", "organisation", "previous_hash", "recorded_at", "sequence",
        "subject")  # fmt: skip
PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9:._/-]{0,199}\Z")
HASH = re.compile(r"[0-9a-f]{64}\Z")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z\Z")
GENESIS = "0" * 64


class Wrong(Exception):
    """Điều không khớp, bằng lời."""


class Unreadable(Exception):
    """Tệp không đúng dạng."""


def event_hash(event: dict[str, Any]) -> str:
    """Tính lại mã của sự kiện từ chín trường của nó."""
    for key in ("actor_role", "kind", "organisation", "subject"):
        if not isinstance(event.get(key), str) or not PLAIN.match(event[key]):
            raise Wrong("trường %s có ký tự không được phép" % key)
    for key in ("commitment", "previous_hash"):
        if not isinstance(event.get(key), str) or not HASH.match(event[key]):
            raise Wrong("trường %s không phải 64 chữ số hexa" % key)
    for key in ("recorded_at", "effective_at"):
        if not isinstance(event.get(key), str) or not TIME.match(event[key]):
            raise Wrong("trường %s không đúng dạng giờ UTC" % key)
    if type(event.get("sequence")) is not int or event["sequence"] < 1:
        raise Wrong("vị trí không phải số nguyên dương")
    line = json.dumps({key: event[key] for key in KEYS}, sort_keys=True, separators=(",", ":"))
    return sha256(line.encode("ascii")).hexdigest()


def check_event(event: dict[str, Any]) -> bool:
    """Kiểm tra mã, và cam kết nếu nội dung được công bố."""
    if event_hash(event) != event.get("hash"):
        raise Wrong("sự kiện không khớp mã băm")
    if "payload" not in event:
        return False
    text, salt = event["payload"], event.get("salt")
    if not isinstance(text, str) or not isinstance(salt, str) or not re.match(r"[0-9a-f]{32}\Z", salt):
        raise Wrong("nội dung hoặc muối không đúng dạng")
    if sha256(bytes.fromhex(salt) + text.encode("utf-8")).hexdigest() != event["commitment"]:
        raise Wrong("nội dung không khớp cam kết")
    try:
        again = json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    except ValueError:
        raise Wrong("nội dung không phải JSON") from None
    if again != text:
        raise Wrong("nội dung không phải JSON chuẩn")
    return True


def node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def hashes(proof: Any) -> list[bytes]:
    if not isinstance(proof, list) or len(proof) > 128:
        raise Wrong("chứng minh không đúng dạng")
    for item in proof:
        if not isinstance(item, str) or not HASH.match(item):
            raise Wrong("chứng minh có phần không phải mã băm")
    return [bytes.fromhex(item) for item in proof]


def root_of(entry: bytes, index: Any, size: Any, proof: list[bytes]) -> str:
    """Gốc mà chứng minh dẫn tới (RFC 9162, 2.1.3.2)."""
    if type(index) is not int or type(size) is not int or not 0 <= index < size:
        raise Wrong("lá không nằm trong cây cỡ này")
    place, last, joined = index, size - 1, sha256(b"\x00" + entry).digest()
    for other in proof:
        if last == 0:
            raise Wrong("chứng minh quá dài")
        if place & 1 or place == last:
            joined = node(other, joined)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            joined = node(joined, other)
        place, last = place >> 1, last >> 1
    if last:
        raise Wrong("chứng minh quá ngắn")
    return joined.hex()


def check_consistency(first: dict[str, Any], second: dict[str, Any], proof: list[bytes]) -> None:
    """Cây thứ hai có nối tiếp cây thứ nhất không (RFC 9162, 2.1.4.2)."""
    small, large = first["size"], second["size"]
    if not 0 < small <= large:
        raise Wrong("cỡ cây không hợp lệ")
    old_root, new_root = bytes.fromhex(first["root"]), bytes.fromhex(second["root"])
    if small == large:
        if proof or old_root != new_root:
            raise Wrong("hai gốc cùng cỡ nhưng khác nhau")
        return
    path = [old_root, *proof] if small & (small - 1) == 0 else proof
    if not path:
        raise Wrong("chứng minh quá ngắn")
    place, last = small - 1, large - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = path[0]
    for other in path[1:]:
        if last == 0:
            raise Wrong("chứng minh quá dài")
        if place & 1 or place == last:
            old, new = node(other, old), node(other, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node(new, other)
        place, last = place >> 1, last >> 1
    if last or old != old_root or new != new_root:
        raise Wrong("cây sau không nối tiếp cây trước: có dòng cũ đã bị đổi, xóa hoặc chèn")


class Tree:
    """Mép phải của cây đang lớn: mỗi tầng nhiều nhất một cây con đầy."""

    def __init__(self) -> None:
        self.size = 0
        self.edge: list[bytes] = []

    def append(self, entry: bytes) -> None:
        self.edge.append(sha256(b"\x00" + entry).digest())
        position = self.size
        while position & 1:
            right = self.edge.pop()
            self.edge.append(node(self.edge.pop(), right))
            position >>= 1
        self.size += 1

    def root(self) -> str:
        if not self.edge:
            return sha256(b"").hexdigest()
        joined = self.edge[-1]
        for left in reversed(self.edge[:-1]):
            joined = node(left, joined)
        return joined.hex()


def read_json(path: str) -> dict[str, Any]:
    try:
        with open(path, encoding="utf-8") as file:
            found = json.load(file)
    except (OSError, ValueError) as error:
        raise Unreadable("%s: %s" % (path, error)) from None
    if not isinstance(found, dict):
        raise Unreadable("%s: không phải tệp của sổ cái" % path)
    return found


def is_root(item: Any) -> bool:
    return (
        isinstance(item, dict)
        and type(item.get("size")) is int
        and isinstance(item.get("root"), str)
        and bool(HASH.match(item["root"]))
    )


def saved_roots(paths: list[str]) -> dict[int, str]:
    """Các gốc người kiểm tra đã tự lưu: cỡ cây -> gốc."""
    found: dict[int, str] = {}
    for path in paths:
        document = read_json(path)
        items = document.get("roots") or [document.get("tree"), document.get("first"), document.get("second")]
        items = [item for item in items if item is not None]
        if not items or not all(is_root(item) for item in items):
            raise Unreadable("%s: không có gốc nào" % path)
        for item in items:
            if found.setdefault(item["size"], item["root"]) != item["root"]:
                raise Wrong("hai gốc đã lưu cùng cỡ %d nhưng khác nhau" % item["size"])
    return found


def check_receipt(arguments: argparse.Namespace) -> int:
    receipt = read_json(arguments.tep)
    event, tree = receipt.get("event"), receipt.get("tree")
    if receipt.get("format") != "so-cai/bien-nhan/1" or not isinstance(event, dict):
        raise Unreadable("%s: không phải biên nhận" % arguments.tep)
    with_payload = check_event(event)
    print("Sự kiện: %s, hồ sơ %s" % (event["kind"], event["subject"]))
    print(
        "Ghi lúc (UTC): %s; sổ của đơn vị %s, dòng %d"
        % (event["recorded_at"], event["organisation"], event["sequence"])
    )
    print("Mã sự kiện khớp%s." % (", nội dung khớp cam kết" if with_payload else ""))
    if arguments.ma and event["subject"] != "petition:" + arguments.ma:
        raise Wrong("biên nhận này là của hồ sơ khác, không phải %s" % arguments.ma)
    if tree is None:
        print("CHƯA KẾT LUẬN: ngày này chưa niêm phong. Hãy tải lại biên nhận từ ngày hôm sau.")
        return CHUA_DU
    if not is_root(tree):
        raise Unreadable("%s: phần cây không đúng dạng" % arguments.tep)
    found = root_of(bytes.fromhex(event["hash"]), tree.get("leaf"), tree["size"], hashes(tree.get("proof")))
    if found != tree["root"]:
        raise Wrong("chứng minh không dẫn tới gốc ghi trên biên nhận")
    print("Sự kiện là lá %d trong cây %d lá, gốc %s." % (tree["leaf"], tree["size"], tree["root"]))
    return compare_saved({tree["size"]: tree["root"]}, arguments.goc)


def compare_saved(roots: dict[int, str], paths: list[str]) -> int:
    """So với các gốc đã lưu; không có gốc nào để so thì chưa kết luận được."""
    saved = saved_roots(paths)
    for size, root in roots.items():
        if size in saved and saved[size] != root:
            raise Wrong("gốc cỡ %d khác với gốc bạn đã lưu" % size)
        if size not in saved:
            print("CHƯA KẾT LUẬN: hãy so gốc cỡ %d với gốc bạn đã lưu hoặc với bản tin (thêm --goc)." % size)
            return CHUA_DU
    print("ĐÚNG: khớp với gốc đã lưu.")
    return DUNG


def check_proof(arguments: argparse.Namespace) -> int:
    document = read_json(arguments.tep)
    first: Any = document.get("first")
    second: Any = document.get("second")
    if document.get("format") != "so-cai/nhat-quan/1" or not is_root(first) or not is_root(second):
        raise Unreadable("%s: không phải chứng minh nhất quán" % arguments.tep)
    check_consistency(first, second, hashes(document.get("proof")))
    print("Cây %d lá nối tiếp cây %d lá: không dòng cũ nào bị đổi." % (second["size"], first["size"]))
    return compare_saved({first["size"]: first["root"], second["size"]: second["root"]}, arguments.goc)


def lines_of(path: str) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        with (
            gzip.open(path, "rt", encoding="utf-8")
            if path.endswith(".gz")
            else open(path, encoding="utf-8") as file
        ):
            for number, text in enumerate(file, 1):
                item = json.loads(text)
                if not isinstance(item, dict):
                    raise Unreadable("%s: dòng %d không đúng dạng" % (path, number))
                yield number, item
    except EOFError:
        raise Wrong("tệp bị cắt giữa chừng") from None
    except (OSError, ValueError) as error:
        raise Unreadable("%s: %s" % (path, error)) from None


class Ledger:
    """Đọc cả sổ một lượt; chỉ giữ đầu của mỗi chuỗi và mép của cây."""

    def __init__(self, saved: dict[int, str], receipts: dict[tuple[str, int], str]) -> None:
        self.tree, self.saved, self.receipts = Tree(), saved, receipts
        self.ends: dict[Any, tuple[int, str, str]] = {}
        self.payloads = self.roots = 0
        self.ended = False

    def event(self, event: dict[str, Any]) -> None:
        organisation: Any = event.get("organisation")
        sequence, previous, clock = self.ends.get(organisation, (0, GENESIS, ""))
        if event.get("leaf") != self.tree.size:
            raise Wrong("lá %r không nối tiếp lá %d" % (event.get("leaf"), self.tree.size - 1))
        if event.get("sequence") != sequence + 1:
            raise Wrong("sổ của đơn vị %s thiếu hoặc thừa dòng %d" % (organisation, sequence + 1))
        if event.get("previous_hash") != previous:
            raise Wrong("đơn vị %s, dòng %d không nối với dòng trước" % (organisation, sequence + 1))
        self.payloads += check_event(event)
        if event["recorded_at"] < clock:
            raise Wrong("đơn vị %s, dòng %d: giờ ghi lùi" % (organisation, sequence + 1))
        wanted = self.receipts.pop((organisation, sequence + 1), event["hash"])
        if wanted != event["hash"]:
            raise Wrong("đơn vị %s, dòng %d khác với biên nhận" % (organisation, sequence + 1))
        self.ends[organisation] = (sequence + 1, event["hash"], event["recorded_at"])
        self.tree.append(bytes.fromhex(event["hash"]))
        root = self.saved.pop(self.tree.size, None)
        if root is not None and root != self.tree.root():
            raise Wrong("gốc cỡ %d khác với gốc bạn đã lưu" % self.tree.size)

    def root(self, item: dict[str, Any]) -> None:
        if not is_root(item) or item["size"] != self.tree.size or item["root"] != self.tree.root():
            raise Wrong("gốc của ngày %s không khớp với các dòng trước nó" % item.get("date"))
        self.roots += 1

    def end(self, item: dict[str, Any]) -> None:
        if item.get("events") != self.tree.size or item.get("roots") != self.roots:
            raise Wrong("số dòng hoặc số gốc không khớp với dòng cuối của tệp")
        self.ended = True

    def close(self) -> None:
        if not self.ended:
            raise Wrong("tệp bị cắt giữa chừng: thiếu dòng cuối")
        for size in sorted(self.saved):
            raise Wrong(
                "bạn đã lưu gốc cỡ %d, nhưng sổ chỉ còn %d dòng: sổ bị cắt bớt" % (size, self.tree.size)
            )
        for organisation, sequence in sorted(self.receipts):
            raise Wrong("biên nhận ở đơn vị %s, dòng %d không có trong sổ" % (organisation, sequence))


def check_ledger(arguments: argparse.Namespace) -> int:
    receipts: dict[tuple[str, int], str] = {}
    for path in arguments.bien_nhan:
        event = read_json(path).get("event")
        if not isinstance(event, dict):
            raise Unreadable("%s: không phải biên nhận" % path)
        check_event(event)
        receipts[event["organisation"], event["sequence"]] = event["hash"]
    compared = saved_roots(arguments.goc)
    ledger = Ledger(dict(compared), receipts)
    number = 0
    for number, item in lines_of(arguments.tep):
        what = item.get("type")
        if (number == 1) != (what == "header") or ledger.ended:
            raise Unreadable("%s: dòng %d không đúng chỗ" % (arguments.tep, number))
        if what == "header":
            if item.get("format") != "so-cai/so/1":
                raise Unreadable("%s: không phải sổ cái" % arguments.tep)
            continue
        if what not in ("event", "root", "end"):
            raise Unreadable("%s: dòng %d lạ" % (arguments.tep, number))
        try:
            {"event": ledger.event, "root": ledger.root, "end": ledger.end}[what](item)
        except Wrong as error:
            raise Wrong("dòng %d của tệp: %s" % (number, error)) from None
    if not number:
        raise Unreadable("%s: tệp rỗng" % arguments.tep)
    ledger.close()
    print(
        "%d sự kiện, %d đơn vị, %d nội dung được công bố, %d gốc: tất cả khớp."
        % (ledger.tree.size, len(ledger.ends), ledger.payloads, ledger.roots)
    )
    if not compared:
        print("CHƯA KẾT LUẬN: sổ khớp với chính nó. Hãy so với gốc bạn đã lưu trước đây (thêm --goc).")
        return CHUA_DU
    print("ĐÚNG: khớp với %d gốc đã lưu." % len(compared))
    return DUNG


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description="Kiểm tra sổ cái và biên nhận. Mã kết thúc: 0 đúng, 1 sai, 2 dùng sai cách, 3 chưa đủ căn cứ."
    )
    commands = parser.add_subparsers(dest="viec", required=True)
    for name, help_text, run in (
        ("bien-nhan", "kiểm tra một biên nhận", check_receipt),
        ("nhat-quan", "kiểm tra chứng minh giữa hai gốc", check_proof),
        ("so", "kiểm tra toàn bộ sổ đã tải về", check_ledger),
    ):
        command = commands.add_parser(name, help=help_text)
        command.add_argument("tep", help="tệp cần kiểm tra")
        command.add_argument("--goc", nargs="+", default=[], help="tệp chứa các gốc bạn đã lưu")
        command.set_defaults(run=run)
        if name == "bien-nhan":
            command.add_argument("--ma", default="", help="mã hồ sơ mà biên nhận phải thuộc về")
        if name == "so":
            command.add_argument("--bien-nhan", nargs="+", default=[], help="các biên nhận phải có trong sổ")
    arguments = parser.parse_args(words)
    try:
        return int(arguments.run(arguments))
    except Wrong as error:
        print("SAI: %s." % error)
        return SAI
    except Unreadable as error:
        print("Không đọc được: %s." % error, file=sys.stderr)
        return DUNG_SAI_CACH


if __name__ == "__main__":
    sys.exit(main())
