"""LibreOffice, which only the tests need: they open the reports that the portal writes."""

import shutil

from scripts import apt

PROGRAM = "soffice"
PACKAGES = ("libreoffice-writer-nogui", "libreoffice-calc-nogui")


def provide() -> str:
    """Install what is missing where this process may; return "" when nothing is, else what to install by hand."""
    if shutil.which(PROGRAM) or (apt.install(*PACKAGES) and shutil.which(PROGRAM)):
        return ""
    return f"packages {' '.join(PACKAGES)}"
