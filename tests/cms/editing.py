"""What the admin's editor posts, as a browser would."""

import json

from cms.disclosures.models import BudgetPage


def rich_text(text: str) -> str:
    """The editor's own form of one paragraph."""
    block = {
        "key": "a", "text": text, "type": "unstyled", "depth": 0,
        "inlineStyleRanges": [], "entityRanges": [], "data": {},
    }  # fmt: skip
    return json.dumps({"blocks": [block], "entityMap": {}})


def budget_form(page: BudgetPage | None, summary: str = "Nội dung mẫu.") -> dict[str, str]:
    """What the editor's form posts for a budget with one line on each side."""
    lines = list(page.lines.all()) if page else []
    data = {
        "title": page.title if page else "Dự toán ngân sách",
        "year": "2026", "form": "approved", "unit": "million",
        "decision_number": "12/QĐ-UBND", "decision_date": "2026-01-05", "summary": rich_text(summary),
        "revenue_estimate": "100", "expenditure_estimate": "90",
        "revenue_actual": "", "expenditure_actual": "",
        "go_live_at": "", "expire_at": "",
    }  # fmt: skip
    for prefix, total in (("lines", 2), ("attachments", 0), ("figures", 0), ("comments", 0)):
        initial = len(lines) if prefix == "lines" else 0
        data |= {
            f"{prefix}-TOTAL_FORMS": str(total), f"{prefix}-INITIAL_FORMS": str(initial),
            f"{prefix}-MIN_NUM_FORMS": "0", f"{prefix}-MAX_NUM_FORMS": "1000",
        }  # fmt: skip
    for number, (section, amount) in enumerate((("revenue", "100"), ("expenditure", "90"))):
        data |= {
            f"lines-{number}-section": section, f"lines-{number}-name": f"Mục {number}",
            f"lines-{number}-level": "0", f"lines-{number}-code": "", f"lines-{number}-estimate": amount,
            f"lines-{number}-actual": "",
            f"lines-{number}-ORDER": str(number + 1), f"lines-{number}-DELETE": "",
            f"lines-{number}-id": str(lines[number].pk) if number < len(lines) and lines[number].pk else "",
        }  # fmt: skip
    return data
