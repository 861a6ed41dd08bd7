"""A delivery on the real site from its upload to its end: checked, read in, analysed, undone."""

import http.cookiejar
import io
import json
import re
import urllib.parse
import urllib.request
import zipfile
from pathlib import Path

import pytest

from newsclaims.local import paths
from newsclaims.local.programs import wait_until
from tests.journeys.copies import Copy
from tests.journeys.test_up import a_batch

pytestmark = pytest.mark.journey

BOUNDARY = "a-line-that-parts"
LEFT_OVER = """
    SELECT (SELECT count(*) FROM articles_article WHERE batch_id = %s),
           (SELECT count(*) FROM claims_analysis a
              JOIN articles_article t ON t.id = a.article_id WHERE t.batch_id = %s)
"""


class Visitor:
    """Somebody who is signed in and fills in forms as a browser without JavaScript does."""

    def __init__(self, address: str, password: str) -> None:
        self.address = address
        self.jar = http.cookiejar.CookieJar()
        cookies = urllib.request.HTTPCookieProcessor(self.jar)
        self.opener = urllib.request.build_opener(cookies)
        self.get("/login/")
        self.post("/login/", username="admin", password=password)

    def get(self, path: str) -> str:
        return self._open(urllib.request.Request(self.address + path))[1]

    def post(self, path: str, **fields: str) -> tuple[str, str]:
        data = urllib.parse.urlencode({**fields, "csrfmiddlewaretoken": self._token()}).encode()
        return self._open(urllib.request.Request(self.address + path, data))

    def upload(self, name: str, content: bytes) -> str:
        """Send a file to be checked; return the path of its batch."""
        fields = {"csrfmiddlewaretoken": self._token(), "check": "on"}
        part = f"--{BOUNDARY}\r\nContent-Disposition: form-data; name="
        body = "".join(
            f'{part}"{key}"\r\n\r\n{value}\r\n' for key, value in fields.items()
        ).encode()
        body += f'{part}"files"; filename="{name}"\r\n\r\n'.encode() + content
        body += f"\r\n--{BOUNDARY}--\r\n".encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        sent = urllib.request.Request(f"{self.address}/batches/new/", body, kind)
        return urllib.parse.urlsplit(self._open(sent)[0]).path

    def _open(self, request: urllib.request.Request) -> tuple[str, str]:
        with self.opener.open(request, timeout=30) as answer:
            return answer.url, answer.read().decode()

    def _token(self) -> str:
        return next(str(one.value) for one in self.jar if one.name == "csrftoken")


def test_a_delivery_is_checked_read_in_analysed_and_undone(tmp_path: Path, home: paths.Home):
    sample = a_batch(tmp_path / "sample", 1)
    copy = Copy(tmp_path / "home", sample)
    try:
        copy.wait_until_ready()
        before = copy.ask("SELECT count(*) FROM claims_statement")
        visitor = Visitor(
            f"http://127.0.0.1:{copy.port}",
            (tmp_path / "home" / "admin-password").read_text().strip(),
        )
        path = visitor.upload("monday.zip", _delivery(tmp_path))

        def state() -> str:
            found = re.search(r'id="state">([^<]*)<', visitor.get(path))
            return found[1] if found else ""

        assert wait_until(lambda: state().startswith("Checked: "), 30), state()
        sheet = visitor.get(f"{path}check/")
        sent = dict(
            re.findall(r'name="((?:take|outlet|published|title)-\d+)" value="([^"]*)"', sheet)
        )
        sent |= {"shown": "1", "take-1": "on", "outlet-1": "The Dock Gazette", "do": "go on"}
        visitor.post(f"{path}check/", **sent)
        assert wait_until(lambda: state().startswith("Done: "), 60), state()
        told = json.loads(visitor.get(f"/api{path}"))
        assert [(item["name"], item["state"]) for item in told["items"]] == [
            ("monday.zip:0.txt", "linked"),
            ("monday.zip:empty.txt", "failed"),
        ]
        number = int(path.strip("/").rpartition("/")[2])
        assert copy.ask(
            "SELECT o.name FROM articles_article a JOIN articles_outlet o ON o.id = a.outlet_id"
            " WHERE a.batch_id = %s",
            number,
        ) == [("The Dock Gazette",)]

        visitor.post(f"{path}rollback/")

        assert wait_until(lambda: state() == "Rolled back.", 30), state()
        assert copy.ask(LEFT_OVER, number, number) == [(0, 0)]
        assert copy.ask("SELECT count(*) FROM claims_statement") == before
        assert copy.end() == 0
    finally:
        copy.clear_away()


def _delivery(folder: Path) -> bytes:
    text = (a_batch(folder / "monday", 1) / "0.txt").read_text("utf-8")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("0.txt", text.replace("Ardle", "Hexley").replace("harbour", "dock"))
        archive.writestr("empty.txt", "")
    return packed.getvalue()
