"""A stranger with a folder, a copy of the program, and what was published when they looked."""

import json
import subprocess
import sys
from pathlib import Path

from portal.ledger.views.files import PROGRAM


class Stranger:
    def __init__(self, client, folder: Path) -> None:
        self.client, self.folder = client, folder
        self.program = folder / PROGRAM.name
        self.program.write_bytes(self.fetch("/so-cai/kiem_tra_so_cai.py"))

    def fetch(self, address: str) -> bytes:
        answer = self.client.get(address)
        assert answer.status_code == 200, address
        return answer.getvalue()

    def save(self, address: str, name: str) -> Path:
        path = self.folder / name
        path.write_bytes(self.fetch(address))
        return path

    def write(self, name: str, document: object) -> Path:
        path = self.folder / name
        path.write_text(json.dumps(document))
        return path

    def roots(self, name: str = "goc.json") -> Path:
        return self.save("/so-cai/goc.json", name)

    def ledger(self, name: str = "so.ndjson.gz") -> Path:
        return self.save("/so-cai/so-cai.ndjson.gz", name)

    def receipt(self, digest: str, name: str = "bien-nhan.json", size: int = 0) -> Path:
        return self.save(f"/so-cai/bien-nhan/{digest}/bien-nhan.json" + (f"?co={size}" if size else ""), name)

    def check(self, *words: object) -> tuple[int, str]:
        """Run the program on its own: no package of ours, or of anybody, can be imported."""
        command = [sys.executable, "-I", "-S", str(self.program), *map(str, words)]
        done = subprocess.run(
            command,
            cwd=self.folder,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done.returncode, done.stdout + done.stderr
