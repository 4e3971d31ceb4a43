"""Rules of the house that no linter knows."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.paths import ROOT

CODE = ("portal", "cms", "search", "content", "scripts", "bench")
TEMPLATES = ROOT / "themes"
# Templates that the framework finds by their name alone.
FOUND_BY_NAME = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}
# The only files that may tell Django that text is safe markup, each for its own generated text.
MARKUP = {
    "portal/core/html.py",
    "portal/core/icons.py",
    "portal/core/templatetags/ui.py",
    "search/highlight.py",
}


def sources(*folders: str) -> Iterator[Path]:
    for folder in folders or CODE:
        yield from sorted(path for path in (ROOT / folder).rglob("*.py") if "__pycache__" not in path.parts)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_no_file_is_longer_than_one_idea():
    files = [*sources(*CODE, "tests"), *(ROOT / "themes").rglob("*.css"), *(ROOT / "themes").rglob("*.js")]
    counted = {
        name(path): len(path.read_text().splitlines()) for path in files if "migrations" not in path.parts
    }
    assert {path: lines for path, lines in counted.items() if lines > 400} == {}


def test_every_room_says_what_it_is_for():
    quiet = []
    for path in sources():
        room = path.parent.name in {"management", "commands", "migrations", "templatetags"}
        if path.name == "__init__.py" and not room and not ast.get_docstring(ast.parse(path.read_text())):
            quiet.append(name(path))
    assert quiet == []


def test_every_template_is_used():
    known = {
        path.relative_to(templates).as_posix()
        for templates in TEMPLATES.glob("*/templates")
        for path in templates.rglob("*")
        if path.is_file()
    }
    text = "\n".join(
        path.read_text() for path in [*sources(*CODE), *TEMPLATES.rglob("*.html"), *TEMPLATES.rglob("*.txt")]
    )
    unused = {template for template in known - FOUND_BY_NAME if template not in text}
    assert {template for template in unused if not _belongs_to_a_class(template, text)} == set()


def _belongs_to_a_class(template: str, text: str) -> bool:
    """Wagtail names a page's template after its class, and looks for some of its own templates first."""
    folder, _, file = template.rpartition("/")
    if folder.startswith(("wagtail", "captcha", "registration")):
        return True
    if folder == "notifications":  # a letter is named once for its three files
        return f'"{file.split(".")[0]}"' in text
    words = file.removesuffix(".html").split("_")
    return re.search(rf"class {''.join(word.capitalize() for word in words)}\b", text) is not None


def test_only_few_places_declare_text_to_be_markup():
    trusting = {
        name(path) for path in sources() if re.search(r"\bmark_safe\b|\bSafeString\(", path.read_text())
    }
    assert trusting <= MARKUP
    assert [
        name(path) for path in TEMPLATES.rglob("*.html") if re.search(r"\|\s*safe\b", path.read_text())
    ] == []


def test_public_templates_bring_no_inline_script_or_style():
    pattern = re.compile(r"<script(?![^>]*\bsrc=)|<style\b|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)
    elsewhere = {"admin", "wagtailadmin", "notifications"}  # a letter has no stylesheet beside it
    public = [path for path in TEMPLATES.rglob("*.html") if not elsewhere & set(path.parts)]
    assert [name(path) for path in public if pattern.search(path.read_text())] == []


def test_locks_name_versions_and_hashes_and_no_place():
    for lock in (ROOT / "requirements").glob("*.txt"):
        text = lock.read_text()
        assert "://" not in text, lock.name
        assert "index-url" not in text, lock.name
        pinned = re.findall(r"^[a-z0-9].*$", text, re.MULTILINE)
        assert pinned
        assert all("==" in line and line.endswith("\\") for line in pinned), lock.name


def test_no_test_is_switched_off():
    pattern = re.compile(r"pytest\.(mark\.)?(skip|xfail|importorskip)")
    assert [name(path) for path in sources("tests") if pattern.search(path.read_text())] == []


@pytest.mark.parametrize("folder", CODE)
def test_nothing_is_left_to_do_later(folder):
    pattern = re.compile(r"#.*\b(TODO|FIXME|XXX|TEMPORARY)\b")
    assert [name(path) for path in sources(folder) if pattern.search(path.read_text())] == []
