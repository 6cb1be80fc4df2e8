"""The HTTP side of the demo LMS: connections kept alive, gzip, redirects from a wrong host, ordered troubles."""

import gzip
import sys
from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol
from urllib.parse import urlsplit

from connector.demo.faults import FaultLine, Trouble
from connector.demo.protocol import Request, read_request

ENDPOINT = "/webservice/rest/server.php"

_ELSEWHERE = "http://elsewhere.invalid/"
_JSON = "application/json"
_XML = "application/xml; charset=utf-8"
_HTML = "text/html; charset=utf-8"
_FORM = "application/x-www-form-urlencoded"
_PAGE = "<!DOCTYPE html>\n<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n"
_WORTH_PACKING = 500
"""Bytes below which web servers leave an answer unpacked."""

_PACKING = 1
"""The quickest level: the demo's time is spent on the loopback anyway."""


class Site(Protocol):
    """What stands behind the wire."""

    faults: FaultLine

    @property
    def url(self) -> str:
        """The address the site believes to have."""

    def receive(self, request: Request) -> None:
        """Count a request, and wait as long as the network is said to be slow."""

    def answer(self, request: Request) -> str:
        """Answer it."""

    @property
    def now(self) -> int:
        """The clock of the site, in UTC seconds."""

    def sent(self, size: int) -> None:
        """Count what went out, packed."""

    def done(self) -> None:
        """Count a request as answered."""

    def hang(self) -> None:
        """Wait until the site closes."""


class Server(ThreadingHTTPServer):
    """Listens on a free port of loopback."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, site: Site) -> None:
        self.site = site
        super().__init__(("127.0.0.1", 0), Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a client that hangs up: that is its own business."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """One connection; it serves request after request."""

    protocol_version = "HTTP/1.1"
    server_version = "Apache"
    sys_version = ""
    wbufsize = -1
    disable_nagle_algorithm = True
    server: Server
    in_flight = False

    def do_GET(self) -> None:
        """Serve a request whose parameters stand in the address."""
        self._serve("")

    def do_POST(self) -> None:
        """Serve a form; a body of another type is not read as parameters."""
        body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode("utf-8", "replace")
        self._serve(body if self.headers.get("Content-Type", "").startswith(_FORM) else "")

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Write the site's own clock into the Date of an answer."""
        return super().date_time_string(self.server.site.now if timestamp is None else timestamp)

    def log_message(self, *_: object) -> None:
        """Say nothing: an address may hold a token."""

    def _serve(self, body: str) -> None:
        site, address = self.server.site, urlsplit(self.path)
        if self.headers.get("Host") != urlsplit(site.url).netloc:
            self.send(HTTPStatus.SEE_OTHER, headers={"Location": site.url + address.path})
        elif address.path != ENDPOINT:
            self.send(HTTPStatus.NOT_FOUND, _PAGE.format(title="Not Found"), kind=_HTML)
        else:
            self._serve_call(read_request(address.query, body))

    def _serve_call(self, request: Request) -> None:
        site = self.server.site
        site.receive(request)
        self.in_flight = True
        try:
            trouble = site.faults.trouble_with([request.function, *request.nested])
            if trouble:
                _TROUBLES[trouble](self, request)
            else:
                self.send(HTTPStatus.OK, site.answer(request), kind=_JSON if request.as_json else _XML)
        finally:
            self.land()

    def land(self) -> None:
        """Count the request as answered, once; before the body goes out, for then the client may ask anew."""
        if self.in_flight:
            self.in_flight = False
            self.server.site.done()

    def send(
        self,
        status: HTTPStatus,
        text: str = "",
        *,
        kind: str = _HTML,
        headers: Mapping[str, str] | None = None,
        share: float = 1.0,
    ) -> None:
        """Send an answer, packed where the client takes that; `share` below 1 breaks off within the body."""
        body = text.encode()
        self.send_response(status)
        if len(body) > _WORTH_PACKING and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, _PACKING)
            self.send_header("Content-Encoding", "gzip")
        for name, value in {"Content-Type": kind, **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.server.site.sent(len(body))
        self.land()
        self.wfile.write(body[: int(len(body) * share)])
        self.wfile.flush()

    def cut(self) -> None:
        """Close the connection without a word."""
        self.close_connection = True


def _half(handler: Handler, request: Request) -> None:
    handler.send(HTTPStatus.OK, handler.server.site.answer(request), kind=_JSON, share=0.5)
    handler.cut()


def _hang(handler: Handler, _: Request) -> None:
    handler.server.site.hang()
    handler.cut()


def _page(status: HTTPStatus, title: str = "", **headers: str) -> Callable[[Handler, Request], None]:
    text = _PAGE.format(title=title) if title else ""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler, _: handler.send(status, text, kind=_HTML, headers=named)


_TROUBLES: dict[Trouble, Callable[[Handler, Request], None]] = {
    Trouble.HTTP_500_EMPTY: _page(HTTPStatus.INTERNAL_SERVER_ERROR),
    Trouble.HTTP_403_EMPTY: _page(HTTPStatus.FORBIDDEN),
    Trouble.HTML: _page(HTTPStatus.OK, "Welcome"),
    Trouble.MAINTENANCE_503: _page(HTTPStatus.SERVICE_UNAVAILABLE, "Maintenance", Retry_After="300"),
    Trouble.REDIRECT_303: _page(HTTPStatus.SEE_OTHER, Location=_ELSEWHERE),
    Trouble.CUT_CONNECTION: lambda handler, _: handler.cut(),
    Trouble.HALF_BODY: _half,
    Trouble.TIMEOUT: _hang,
    Trouble.TOO_MANY_429: _page(HTTPStatus.TOO_MANY_REQUESTS, "Too Many Requests", Retry_After="1"),
    Trouble.BAD_GATEWAY_502: _page(HTTPStatus.BAD_GATEWAY, "Bad Gateway"),
}
