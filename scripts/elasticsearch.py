"""A real Elasticsearch from Maven Central: the official distribution without its bundled JDK.

It has the server and few of the optional modules (no asciifolding, no edge_ngram, no scripts), and `GET /`
answers 405. What the portal uses works on it and on every larger distribution.
"""

import hashlib
import shutil
import subprocess
import zipfile
from pathlib import Path

from scripts.apt import install
from scripts.console import step
from scripts.paths import CACHE

VERSION = "8.19.21"
ARTIFACT = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"
SHA256 = "215d5f3dbf0609a149f6218a9e47b6ae2df34ebbff3c5754e35f15a5e5393c8a"

SETTINGS = """\
cluster.name: portal-scratch
discovery.type: single-node
network.host: 127.0.0.1
http.port: {http}
transport.port: {transport}
path.data: {folder}/data
path.logs: {folder}/logs
xpack.security.enabled: false
cluster.routing.allocation.disk.threshold_enabled: false
"""


class Missing(Exception):
    """Java or the distribution is not to be had on this machine."""


def unpack(folder: Path, http: int, transport: int) -> Path:
    """Lay a node into the folder, listening on these loopback ports, and return its home."""
    java_home()
    archive = _archive()
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder)
    home = folder / f"elasticsearch-{VERSION}"
    for program in (home / "bin").iterdir():
        program.chmod(0o755)
    text = SETTINGS.format(http=http, transport=transport, folder=folder)
    (home / "config" / "elasticsearch.yml").write_text(text)
    return home


def java_home() -> str:
    java = shutil.which("java")
    if not java and install("openjdk-17-jre-headless"):
        java = shutil.which("java")
    if not java:
        raise Missing("Java is not installed (package openjdk-17-jre-headless)")
    return str(Path(java).resolve().parents[1])


def _archive() -> Path:
    archive = CACHE / f"elasticsearch-{VERSION}.zip"
    if archive.exists() and _sound(archive):
        return archive
    if not shutil.which("mvn") and not install("maven"):
        raise Missing("Maven is not installed (package maven)")
    CACHE.mkdir(parents=True, exist_ok=True)
    with step(f"Fetching Elasticsearch {VERSION} (107 MB, once)"):
        where = [f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={CACHE}"]
        command = ["mvn", "-B", "-q", "dependency:copy", *where]
        subprocess.run(command, check=False, stdin=subprocess.DEVNULL)
    if not (archive.exists() and _sound(archive)):
        raise Missing(f"Maven could not fetch {ARTIFACT}")
    return archive


def _sound(archive: Path) -> bool:
    with archive.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest() == SHA256
