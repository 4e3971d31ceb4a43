"""Rules that hold for every file of the theme."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
THEME = ROOT / "themes" / "sen"
TEMPLATES = THEME / "templates"
STATIC = THEME / "static" / "sen"
CODE = ("portal", "cms", "search", "content")
ALL = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
PUBLIC = [name for name in ALL if "/admin/" not in name and not name.startswith("wagtailadmin/")]
COMPONENTS = [name for name in ALL if name.startswith("components/")]

# Django, Wagtail and the captcha look these up by name.
FOUND_BY_NAME = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}
OVERRIDES = ("wagtailadmin/", "captcha/widgets/")
LETTERS = "notifications/"


@cache
def _names_in_code() -> frozenset[str]:
    """Every string of the code, and the template names that Wagtail derives from page classes."""
    found: set[str] = set()
    for path in (path for room in CODE for path in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
            elif isinstance(node, ast.ClassDef):
                snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", node.name).lower()
                found |= {f"{room}/{snake}.html" for room in ("pages", "disclosures")}
    return frozenset(found)


@cache
def _names_in_templates() -> frozenset[str]:
    pattern = re.compile(r"""\{%\s*(?:include|extends)\s+["']([^"']+)["']""")
    return frozenset(name for path in TEMPLATES.rglob("*.html") for name in pattern.findall(path.read_text()))


@pytest.mark.parametrize("name", ALL)
def test_every_template_is_used(name: str) -> None:
    if name in FOUND_BY_NAME or name.startswith(OVERRIDES):
        return
    if name.startswith(LETTERS) and "/admin/" not in name:
        # A letter is named once for its subject, its text and its page.
        assert name.removeprefix(LETTERS).removesuffix(".html") in _names_in_code() | {"layout"}
        return
    assert name in _names_in_code() | _names_in_templates()


@pytest.mark.parametrize("name", PUBLIC)
def test_no_template_has_inline_style_or_script(name: str) -> None:
    text = (TEMPLATES / name).read_text()
    # An e-mail has no stylesheet beside it, and no policy that would refuse its own.
    if not name.startswith(LETTERS):
        assert not re.search(r"\sstyle\s*=", text)
        assert not re.search(r"<style\b", text, re.IGNORECASE)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text, re.IGNORECASE)
    assert all('src="' in tag for tag in re.findall(r"<script\b[^>]*>", text))
    assert "javascript:" not in text


@pytest.mark.parametrize("name", PUBLIC)
def test_no_template_asks_another_site(name: str) -> None:
    text = (TEMPLATES / name).read_text()
    assert not re.search(r"""(?:src|srcset|action)=["'](?:https?:)?//""", text)
    assert not re.search(r"""<link\b[^>]*href=["'](?:https?:)?//""", text)


@pytest.mark.parametrize("name", ALL)
def test_no_template_marks_text_as_safe(name: str) -> None:
    assert not re.search(r"\|\s*safe\b|autoescape\s+off", (TEMPLATES / name).read_text())


@pytest.mark.parametrize("name", COMPONENTS)
def test_every_component_says_what_it_is_on_top(name: str) -> None:
    assert (TEMPLATES / name).read_text().startswith("{% comment %}\n")


FOR_STAFF = {"admin.css", "desk.css", "import.css"}
ON_EVERY_PAGE = {"site.css", "components.css"}


def test_the_stylesheets_of_a_residents_page_stay_small() -> None:
    sizes = {path.name: path.stat().st_size for path in STATIC.glob("*.css") if path.name not in FOR_STAFF}
    own = [size for name, size in sizes.items() if name not in ON_EVERY_PAGE]
    assert sum(sizes[name] for name in ON_EVERY_PAGE) + max(own) < 40_000


@pytest.mark.parametrize("name", PUBLIC)
def test_a_residents_page_has_at_most_one_stylesheet_of_its_own(name: str) -> None:
    if name.endswith("_paper.html"):
        return  # becomes a PDF on the server; nobody's line carries its sheets
    linked = set(re.findall(r"sen/(\w+\.css)", (TEMPLATES / name).read_text()))
    assert len(linked - ON_EVERY_PAGE) <= 1


def test_the_scripts_stay_small() -> None:
    """One script on every page, one more on the staff's desk, and the way out of the tip pages."""
    sizes = {path.name: path.stat().st_size for path in STATIC.glob("*.js")}
    assert set(sizes) == {"site.js", "desk.js", "quick-exit.js"}
    assert max(sizes.values()) < 5_000


@pytest.mark.parametrize("path", sorted(STATIC.glob("*.*")), ids=lambda path: path.name)
def test_a_static_file_stays_readable_and_on_the_site(path: Path) -> None:
    text = path.read_text()
    assert text.count("\n") < 400
    assert not re.search(r"url\(\s*['\"]?(?:https?:)?//|@import", text)


def test_every_custom_property_that_is_used_exists() -> None:
    css = "".join(path.read_text() for path in STATIC.glob("*.css"))
    # Those that begin with w- are Wagtail's own.
    assert set(re.findall(r"var\(--(?!w-)([\w-]+)", css)) <= set(re.findall(r"--([\w-]+)\s*:", css))


def test_a_page_needs_two_stylesheets_and_one_script() -> None:
    base = (TEMPLATES / "base.html").read_text()
    assert base.count('rel="stylesheet"') == 2
    assert base.count("<script") == 1
