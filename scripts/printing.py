"""What lays out notices as PDF: Pango, and a typeface with the measures of Times and every Vietnamese letter.

Installed only where something is missing and this process may. Without it the portal runs all the same: a notice
then opens as a web page that the browser prints.
"""

import ctypes.util
from pathlib import Path

from scripts import apt

LIBRARIES = {
    "pango-1.0": "libpango-1.0-0",
    "pangoft2-1.0": "libpangoft2-1.0-0",
    "harfbuzz-subset": "libharfbuzz-subset0",
}
FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".fonts")
# Files whose family the notice's style sheet names, and the smallest package that brings one.
FONTS = ("Tinos-Regular.ttf", "NotoSerif-Regular.ttf", "DejaVuSerif.ttf")
FONT_PACKAGE = "fonts-croscore"


def missing() -> list[str]:
    """Return the packages that this machine lacks."""
    found = [package for name, package in LIBRARIES.items() if ctypes.util.find_library(name) is None]
    has_font = any(next(folder.rglob(name), None) for folder in FONT_FOLDERS for name in FONTS)
    return found if has_font else [*found, FONT_PACKAGE]


def provide() -> str:
    """Install what is missing; return "" when nothing is, else what to install by hand."""
    packages = missing()
    if not packages:
        return ""
    if apt.install(*sorted({*packages, FONT_PACKAGE})):
        packages = missing()
    return f"packages {' '.join(packages)}" if packages else ""
