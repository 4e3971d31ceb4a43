"""A receipt: as a page that explains it, as a paper to keep, and as a file to check without us."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from portal.ledger import publication
from portal.ledger.models import Event, LedgerRoot
from portal.ledger.paper import receipt_response
from portal.ledger.receipts import Receipt, look_up


def receipt_page(request: HttpRequest, digest: str) -> HttpResponse:
    receipt = _found(digest)
    context = {
        "receipt": receipt,
        "event": receipt.event,
        "document": publication.receipt(receipt.event),
        "crumbs": [("Sổ cái", reverse("ledger:index")), ("Biên nhận", "")],
    }
    return render(request, "ledger/receipt.html", context)


def receipt_data(request: HttpRequest, digest: str) -> HttpResponse:
    """The receipt as JSON; `?co=N` leads to the published root over N leaves instead of the first that has it."""
    event = get_object_or_404(Event.objects.select_related("organisation"), hash=digest)
    response = JsonResponse(publication.receipt(event, root=_wanted_root(request)))
    response["Content-Disposition"] = f'attachment; filename="bien-nhan-{digest[:12]}.json"'
    return response


def receipt_paper(request: HttpRequest, digest: str) -> HttpResponse:
    receipt = _found(digest)
    if not receipt.fits:
        # A paper would look like a proof of what the page calls broken.
        raise Http404
    return receipt_response(request, receipt.event, publication.receipt(receipt.event))


def _found(digest: str) -> Receipt:
    receipt = look_up(digest)
    if receipt is None:
        raise Http404
    return receipt


def _wanted_root(request: HttpRequest) -> LedgerRoot | None:
    size = request.GET.get("co", "")
    if not size:
        return None
    if not (size.isascii() and size.isdecimal() and len(size) < 16):
        raise Http404
    root = LedgerRoot.objects.filter(size=int(size)).order_by("date").first()
    if root is None:
        raise Http404
    return root
