#!/usr/bin/env python3
"""Tính lại điểm đã công bố của một kỳ mà không cần tin cổng thông tin. Chỉ cần Python 3.9 trở lên.

    python3 cham_diem.py ho-so.json dong.csv dong.sha256 diem.csv [--ra BANG_TINH_LAI.csv]

Bốn tệp tải từ trang của kỳ đã chốt. Mã kết thúc: 0 khớp từng byte; 1 KHÔNG khớp, có nêu dòng nào; 2 không đọc được tệp.

Cách kiểm tra:
- dong.sha256 có một dòng cho mỗi dòng của dong.csv: SHA-256 của dòng đó (không gồm dấu xuống dòng). Mã băm của cả tệp
  dong.sha256 nằm trong hồ sơ, và được ghi vào sổ cái lúc chốt: sửa dòng nào thì dòng đó bị nêu tên.
- Công thức nằm nguyên văn trong hồ sơ. Điểm, khoảng 95 % và nhóm được tính lại từ các dòng và công thức đó.
- Bảng tính lại phải giống diem.csv từng byte, và các số chưa làm tròn phải giống các số trong hồ sơ.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
from hashlib import sha256
from math import sqrt
from statistics import median
from typing import Any

KHOP, KHONG_KHOP, KHONG_DOC_DUOC = 0, 1, 2
HEADER = "organisation,indicator,place,start,due,done,value"
START = ["nhom", "ma", "ten", "loai", "diem", "thap", "cao", "so_den_han", "so_da_nhan", "khong_tinh"]
SHOWN = 20


class Unreadable(Exception):
    """Tệp không đúng dạng."""


def digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def changed_rows(lines: list[str], listed: list[str]) -> list[str]:
    """Nêu từng dòng không có trong danh sách, và số dòng bị bỏ."""
    known = {}  # type: dict[str, int]
    for item in listed:
        known[item] = known.get(item, 0) + 1
    found = []
    for number, line in enumerate(lines, 2):
        mine = digest(line.encode())
        if known.get(mine):
            known[mine] -= 1
        else:
            found.append("dòng %d không phải dòng đã công bố: %s" % (number, line))
    missing = [number for number, item in enumerate(listed, 2) if known.get(item)]
    for number in missing:
        known[listed[number - 2]] -= 1
        if known[listed[number - 2]] >= 0:
            found.append("dòng %d đã công bố không còn trong tệp" % number)
    return found


def tallies(lines: list[str], counting: dict[str, Any]) -> dict[str, dict[str, list[float]]]:
    """Đơn vị -> chỉ số -> các giá trị, theo thứ tự trong tệp."""
    by_mean = counting.get("speed") == "mean"
    found = {}  # type: dict[str, dict[str, list[float]]]
    for number, line in enumerate(lines, 2):
        cells = line.split(",")
        try:
            if len(cells) != 7:
                raise ValueError
            value = float(cells[6])
            if by_mean and cells[1] == "speed":
                value = speed([value]) if cells[5] else 0.0
            found.setdefault(cells[0], {}).setdefault(cells[1], []).append(value)
        except ValueError:
            raise Unreadable("dòng %d của tệp dòng không đúng dạng: %s" % (number, line)) from None
    return found


def speed(values: list[float]) -> float:
    return min(1.0, max(0.0, (1.5 - median(values)) / (1.5 - 0.5)))


def successes(key: str, values: list[float], counting: dict[str, Any]) -> float:
    if key == "speed" and counting.get("speed") != "mean":
        return len(values) * speed(values)
    total = 0.0
    for value in values:
        total += value
    return total


def wilson(good: float, n: float, z: float) -> tuple[float, float]:
    share = good / n
    spread = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    centre, scale = share + z * z / (2 * n), 1 + z * z / n
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def recompute(record: dict[str, Any], lines: list[str]) -> list[dict[str, Any]]:
    """Điểm của mọi đơn vị trong hồ sơ, theo thứ tự công bố."""
    formula = json.loads(record["formula_text"])
    counting = formula.get("counting", {})
    seen = tallies(lines, counting)
    bodies = record["organisations"]
    good = {}  # type: dict[tuple[str, str], tuple[int, float]]
    for body in bodies:
        for key, values in seen.get(body["code"], {}).items():
            good[body["code"], key] = (len(values), successes(key, values, counting))
    mean = {}
    for item in formula["indicators"]:
        mine = [good[b["code"], item["key"]] for b in bodies if (b["code"], item["key"]) in good]
        if mine:
            mean[item["key"]] = sum(value for _, value in mine) / sum(n for n, _ in mine)
    found = [one_score(body, formula, good, mean) for body in bodies]
    found.sort(key=lambda item: (not item["ranked"], -(-1.0 if item["score"] is None else item["score"])))
    band, first_low = 0, 0.0
    for item in found:
        if item["ranked"]:
            if band == 0 or item["high"] < first_low:
                band, first_low = band + 1, item["low"]
            item["band"] = band
    return found


def one_score(
    body: dict[str, Any], formula: dict[str, Any], good: Any, mean: dict[str, float]
) -> dict[str, Any]:
    prior, z = formula["prior_cases"], formula["confidence_z"]
    values = []
    for item in formula["indicators"]:
        n, total = good.get((body["code"], item["key"]), (0, 0.0))
        shrunk = (total + prior * mean[item["key"]]) / (n + prior) if n else None
        values.append((item["key"], item["weight"], n, shrunk))
    weights = sum(weight for _, weight, n, _ in values if n)
    score = low = high = None
    if weights:
        score = sum(100 * weight * (shrunk or 0.0) / weights if n else 0.0 for _, weight, n, shrunk in values)
        below = above = 0.0
        for _, weight, n, shrunk in values:
            if n and shrunk is not None:
                left, right = wilson(shrunk * (n + prior), n + prior, z)
                below += (weight * (shrunk - left)) ** 2
                above += (weight * (right - shrunk)) ** 2
        low = max(0.0, score - 100 * sqrt(below) / weights)
        high = min(100.0, score + 100 * sqrt(above) / weights)
    due = next(n for key, _, n, _ in values if key == "answer_on_time")
    ranked = score is not None and due >= formula["ranked_from_cases"]
    return {"body": body, "score": score, "low": low, "high": high, "ranked": ranked, "band": None, "due": due,
            "values": values}  # fmt: skip


def rounded(value: float | None) -> str:
    return "" if value is None else "%.1f" % value


def table(found: list[dict[str, Any]], formula: dict[str, Any]) -> bytes:
    """Bảng điểm như tệp diem.csv."""
    text = io.StringIO()
    writer = csv.writer(text)
    header = list(START)
    for item in formula["indicators"]:
        header += [item["key"], item["key"] + "_n"]
    writer.writerow(header)
    for item in found:
        body = item["body"]
        row = ["" if item["band"] is None else str(item["band"]), body["code"], body["name"], body["type"]]
        row += [rounded(item["score"]), rounded(item["low"]), rounded(item["high"]), str(item["due"])]
        row += [str(sum(body["channels"].values())), str(body["excluded"])]
        for _, _, n, shrunk in item["values"]:
            row += [rounded(None if shrunk is None else 100 * shrunk), str(n)]
        writer.writerow(row)
    return ("\ufeff" + text.getvalue()).encode()


def differences(mine: bytes, published: bytes) -> list[str]:
    ours, theirs = mine.decode().splitlines(), published.decode("utf-8", "replace").splitlines()
    found = ["bảng điểm, dòng %d: công bố “%s”, tính lại “%s”" % (number, b, a)
             for number, (a, b) in enumerate(zip(ours, theirs), 1) if a != b]  # fmt: skip
    if len(ours) != len(theirs):
        found.append("bảng điểm có %d dòng, tính lại có %d dòng" % (len(theirs), len(ours)))
    return found or ["bảng điểm khác ở ký tự xuống dòng hoặc dấu đầu tệp"]


def check(record: dict[str, Any], rows: bytes, listed: bytes, scores: bytes, out: str) -> list[str]:
    """Mọi điều không khớp, bằng lời."""
    problems = []
    if digest(listed) != record["row_list_digest"]:
        problems.append("dong.sha256 không phải danh sách đã công bố trong hồ sơ")
    lines = rows.decode().split("\r\n")
    if lines[0] != HEADER or lines[-1]:
        raise Unreadable("tệp dòng phải bắt đầu bằng “%s” và kết thúc bằng dấu xuống dòng" % HEADER)
    lines = lines[1:-1]
    problems += changed_rows(lines, listed.decode("ascii").split())
    if digest(rows) != record["rows_digest"] and not problems:
        problems.append("tệp dòng có đủ các dòng nhưng không theo thứ tự đã công bố")
    if digest(record["formula_text"].encode()) != record["formula_digest"]:
        problems.append("công thức trong hồ sơ không có mã băm đã công bố")
    found = recompute(record, lines)
    mine = table(found, json.loads(record["formula_text"]))
    if out:
        with open(out, "wb") as file:
            file.write(mine)
    if digest(scores) != record["scores_digest"]:
        problems.append("diem.csv không có mã băm đã công bố trong hồ sơ")
    if mine != scores:
        problems += differences(mine, scores)
    figures = [
        [item["body"]["code"], item["score"], item["low"], item["high"], item["band"]] for item in found
    ]
    published = [[item[key] for key in ("code", "score", "low", "high", "band")] for item in record["scores"]]
    if figures != published:
        problems += ["hồ sơ, đơn vị %s: công bố %s, tính lại %s" % (a[0], b[1:], a[1:])
                     for a, b in zip(figures, published) if a != b]  # fmt: skip
    return problems


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in ("ho_so", "dong", "danh_sach", "diem"):
        parser.add_argument(name)
    parser.add_argument("--ra", default="", metavar="TỆP", help="ghi bảng điểm đã tính lại")
    options = parser.parse_args(arguments)
    try:
        files = []
        for path in (options.ho_so, options.dong, options.danh_sach, options.diem):
            with open(path, "rb") as file:
                files.append(file.read())
        record = json.loads(files[0])
        problems = check(record, files[1], files[2], files[3], options.ra)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, Unreadable) as error:
        print("Không đọc được: %s" % error, file=sys.stderr)
        return KHONG_DOC_DUOC
    for problem in problems[:SHOWN]:
        print("KHÔNG KHỚP: %s" % problem)
    if len(problems) > SHOWN:
        print("… và %d điều khác" % (len(problems) - SHOWN))
    if problems:
        return KHONG_KHOP
    print(
        "Khớp: %d đơn vị, %s dòng, kỳ %s."
        % (len(record["organisations"]), record["row_count"], record["period"])
    )
    return KHOP


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
