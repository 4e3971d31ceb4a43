"""The public page of the ledger: what it is, where each chain ends, and the receipt check."""

from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.core.paging import paginate
from portal.ledger.models import ChainHead
from portal.ledger.proofs import newest_root
from portal.ledger.receipts import NotAHash, Receipt, look_up, read_hash

PER_PAGE = 30


def index(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("ma", "")[:200]
    receipt: Receipt | None = None
    problem = ""
    if asked.strip():
        try:
            receipt = look_up(read_hash(asked))
        except NotAHash as error:
            problem = str(error)
    heads = ChainHead.objects.select_related("organisation").order_by("organisation__name", "pk")
    page = paginate(request, heads, per_page=PER_PAGE)
    context = {
        "newest": newest_root(),
        "asked": asked.strip(),
        "problem": problem,
        "receipt": receipt,
        "page_obj": page,
        "events": heads.aggregate(total=Sum("sequence"))["total"] or 0,
        "crumbs": [("Sổ cái", "")],
    }
    return render(request, "ledger/index.html", context)
