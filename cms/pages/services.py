"""Set up the pages that the site cannot be without."""

from django.db import transaction
from wagtail.models import Locale, Page, Site

from cms.pages.models import HomePage

TITLE = "Cổng minh bạch và phản ánh Hưng Yên"


@transaction.atomic
def ensure_home() -> HomePage:
    """Return the home page, made the root of the default site in place of the welcome page. Idempotent."""
    home = HomePage.objects.first()
    if home is None:
        root = Page.objects.filter(depth=1).first() or _new_root()
        for welcome in root.get_children().filter(slug="home", content_type__model="page"):
            welcome.delete()
        root.refresh_from_db()
        home = root.add_child(instance=HomePage(title=TITLE, slug="trang-chu"))
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        Site.objects.create(hostname="localhost", root_page=home, is_default_site=True, site_name=TITLE)
    elif site.root_page_id != home.pk:
        site.root_page, site.site_name = home, TITLE
        site.save()
    return home


def _new_root() -> Page:
    """Wagtail's own migration makes the root; a database emptied by hand has none."""
    Locale.objects.get_or_create(language_code="vi")
    return Page.add_root(instance=Page(title="Root", slug="root"))
