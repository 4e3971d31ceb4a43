"""The published roots: as pages, as data, as a feed, and the proof between any two of them."""

from datetime import date

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from portal.core.paging import paginate
from portal.ledger import publication
from portal.ledger.models import LedgerRoot

PER_PAGE = 31
DATA_PER_PAGE = 366
IN_FEED = 30


def root_list(request: HttpRequest) -> HttpResponse:
    """List the roots, newest first, each with the proof that it continues the one before."""
    page = paginate(request, LedgerRoot.objects.all(), per_page=PER_PAGE)
    shown = list(page.object_list)
    older = LedgerRoot.objects.filter(date__lt=shown[-1].date).first() if shown else None
    rows = [
        {"root": root, "before": before} for root, before in zip(shown, [*shown[1:], older], strict=False)
    ]
    crumbs = [("Sổ cái", reverse("ledger:index")), ("Gốc từng ngày", "")]
    return render(request, "ledger/roots.html", {"rows": rows, "page_obj": page, "crumbs": crumbs})


def root_data(request: HttpRequest) -> HttpResponse:
    """The same as JSON; a page holds a year."""
    page = Paginator(LedgerRoot.objects.all(), DATA_PER_PAGE).get_page(request.GET.get("trang"))
    following = ""
    if page.has_next():
        following = f"{_absolute('ledger:root-data')}?trang={page.next_page_number()}"
    response = JsonResponse(publication.roots(list(page.object_list), following=following))
    response["Content-Disposition"] = 'inline; filename="goc-so-cai.json"'
    return response


def consistency_data(request: HttpRequest, first: int, second: int) -> HttpResponse:
    """The proof between two published roots, named by the sizes of their trees."""
    if not 0 < first <= second:
        raise Http404
    # Days without events share a size, and so a root; the earliest stands for all.
    sizes = LedgerRoot.objects.filter(size__in=[first, second]).order_by("date")
    found = {root.size: root for root in reversed(sizes)}
    if first not in found or second not in found:
        raise Http404
    response = JsonResponse(publication.consistency(found[first], found[second]))
    response["Content-Disposition"] = f'inline; filename="nhat-quan-{first}-{second}.json"'
    return response


def feed(request: HttpRequest) -> HttpResponse:
    """The newest roots as Atom, so that other people's machines keep them."""
    atom = Atom1Feed(
        title="Gốc hằng ngày của sổ cái",
        link=_absolute("ledger:roots"),
        description="Mỗi ngày một gốc: ai giữ gốc này thì biết sổ có bị sửa về sau hay không.",
        language="vi",
        author_name=settings.WAGTAIL_SITE_NAME,
        feed_url=_absolute("ledger:feed"),
    )
    for root in LedgerRoot.objects.all()[:IN_FEED]:
        address = _absolute("ledger:root", root.date.isoformat())
        atom.add_item(
            title=f"Gốc ngày {root.date:%d/%m/%Y}",
            link=address,
            unique_id=address,
            description=f"Cỡ cây: {root.size}. Gốc: {root.root}",
            pubdate=root.sealed_at,
            updateddate=root.sealed_at,
        )
    return HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def root_of_day(request: HttpRequest, day: str) -> HttpResponse:
    """One day's root as JSON, in the form that the program for checking takes."""
    try:
        root = get_object_or_404(LedgerRoot, date=date.fromisoformat(day))
    except ValueError as error:
        raise Http404 from error
    return JsonResponse(publication.roots([root]))


def _absolute(name: str, *words: str) -> str:
    return settings.SITE_URL.rstrip("/") + reverse(name, args=words)
