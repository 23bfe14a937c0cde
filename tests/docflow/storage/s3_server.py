"""What a bucket needs of S3's HTTP interface, in memory, on loopback. Checks no signature."""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

_MODIFIED = "2026-03-01T12:00:00.000Z"


class Bucket(ThreadingHTTPServer):
    """objects: by key. status: answered to everything while it is not 0."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.objects: dict[str, bytes] = {}
        self.parts: dict[int, bytes] = {}
        self.status = 0
        self.num_requests = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Bucket
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments: object) -> None:
        """Says nothing."""

    def handle_one_request(self) -> None:
        with contextlib.suppress(ConnectionError):
            super().handle_one_request()

    def do_GET(self) -> None:
        if "list-type" in self._query():
            self._list()
        else:
            self._object(with_body=True)

    def do_HEAD(self) -> None:
        self._object(with_body=False)

    def do_PUT(self) -> None:
        body = self._body()
        if self._is_down():
            return
        query = self._query()
        if "partNumber" in query:
            self.server.parts[int(query["partNumber"][0])] = body
        else:
            self.server.objects[self._key()] = body
        self._answer(200, etag=str(len(body)))

    def do_POST(self) -> None:
        body = self._body().decode()
        if self._is_down():
            return
        query = self._query()
        if "delete" in query:
            keys = re.findall(r"<Key>(.*?)</Key>", body)
            for key in keys:
                self.server.objects.pop(key, None)
            deleted = "".join(f"<Deleted><Key>{key}</Key></Deleted>" for key in keys)
            self._answer(200, f"<DeleteResult>{deleted}</DeleteResult>")
        elif "uploads" in query:
            self._answer(
                200,
                "<InitiateMultipartUploadResult><Bucket>b</Bucket><Key>k</Key>"
                "<UploadId>1</UploadId></InitiateMultipartUploadResult>",
            )
        else:
            parts = [self.server.parts[number] for number in sorted(self.server.parts)]
            self.server.objects[self._key()] = b"".join(parts)
            self.server.parts.clear()
            self._answer(
                200,
                "<CompleteMultipartUploadResult><Location>l</Location><Bucket>b</Bucket>"
                "<Key>k</Key><ETag>1</ETag></CompleteMultipartUploadResult>",
            )

    def do_DELETE(self) -> None:
        self.server.objects.pop(self._key(), None)
        self._answer(204)

    def _list(self) -> None:
        if self._is_down():
            return
        prefix = self._query().get("prefix", [""])[0]
        entries = "".join(
            f"<Contents><Key>{escape(key)}</Key><LastModified>{_MODIFIED}</LastModified>"
            f"<ETag>{len(content)}</ETag><Size>{len(content)}</Size></Contents>"
            for key, content in sorted(self.server.objects.items())
            if key.startswith(prefix)
        )
        self._answer(
            200,
            f"<ListBucketResult><Name>b</Name><IsTruncated>false</IsTruncated>{entries}"
            "</ListBucketResult>",
        )

    def _object(self, *, with_body: bool) -> None:
        if self._is_down():
            return
        content = self.server.objects.get(self._key())
        if content is None:
            self._answer(404, with_body=with_body)
        else:
            self._answer(200, content, etag=str(len(content)), with_body=with_body)

    def _is_down(self) -> bool:
        self.server.num_requests += 1
        if self.server.status:
            self._answer(self.server.status)
        return self.server.status != 0

    def _answer(
        self, status: int, content: str | bytes = b"", *, etag: str = "1", with_body: bool = True
    ) -> None:
        body = content.encode() if isinstance(content, str) else content
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", f'"{etag}"')
        self.send_header("Last-Modified", "Sun, 01 Mar 2026 12:00:00 GMT")
        self.end_headers()
        if with_body:
            self.wfile.write(body)

    def _key(self) -> str:
        # /bucket/key
        return unquote(urlsplit(self.path).path).split("/", 2)[2]

    def _query(self) -> dict[str, list[str]]:
        return parse_qs(urlsplit(self.path).query, keep_blank_values=True)

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))


@contextlib.contextmanager
def serve_bucket() -> Iterator[Bucket]:
    """A bucket that answers until the block ends."""
    bucket = Bucket()
    thread = threading.Thread(target=bucket.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield bucket
    finally:
        bucket.shutdown()
        bucket.server_close()
        thread.join()
