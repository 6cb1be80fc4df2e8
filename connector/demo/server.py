"""The demo LMS: a made-up site of Moodle served on loopback while a context is open."""

from collections import Counter
from collections.abc import Collection, Iterable
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Any, Self

from connector.demo.asking import Asking, Settings
from connector.demo.district import District
from connector.demo.faults import Fault, FaultLine
from connector.demo.flavour import MOODLE, Flavour
from connector.demo.operations import FUNCTIONS
from connector.demo.protocol import Request, WebService
from connector.demo.replies.report_definitions import REPORT_NAMES
from connector.demo.wire import Server

TOKEN = "0123456789abcdef0123456789abcdef"  # noqa: S105  it opens a made-up site and nothing else
"""The token of every demo site unless another is given."""


class DemoLms:
    """A site made up in memory; `with DemoLms(district) as lms:` serves it at `lms.url`.

    `district` may be replaced between nights. `functions` is the token's service (default: all the demo knows),
    `reports` the custom reports the account sees (all, none, or by name), `latency_s` what every answer waits,
    `faults` the troubles to come, `broken` the error code of a broken service account (WEBSERVICE.md §2.2).
    """

    def __init__(
        self,
        district: District,
        *,
        token: str = TOKEN,
        functions: Collection[str] | None = None,
        reports: bool | Collection[str] = True,
        latency_s: float = 0.0,
        faults: Iterable[Fault] = (),
        broken: str | None = None,
        flavour: Flavour = MOODLE,
    ) -> None:
        self.district = district
        self.token = token
        self.functions = FUNCTIONS if functions is None else tuple(map(str, functions))
        self.reports = _names(reports)
        self.latency_s = latency_s
        self.faults = FaultLine(faults)
        self.broken = broken
        self.flavour = flavour
        self.requests: list[str] = []
        """The function of every HTTP request, in order of arrival."""

        self.calls: Counter[str] = Counter()
        """How often each function was called, inside batches too."""

        self.bytes_sent = 0
        """Bodies as they went over the wire, packed."""

        self._filters: dict[int, dict[str, Any]] = {}
        self._lock = Lock()
        self._closing = Event()
        self._server = Server(self)
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """The site's wwwroot, without a slash at its end; a request to another host name is redirected here."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def forget_requests(self) -> None:
        """Begin to count anew."""
        with self._lock:
            self.requests.clear()
            self.calls.clear()
            self.bytes_sent = 0

    def receive(self, request: Request) -> None:
        """Count a request, and wait as long as the network is said to be slow."""
        with self._lock:
            self.requests.append(request.function)
        self._closing.wait(self.latency_s)

    def answer(self, request: Request) -> str:
        """Answer a request as the district stands now."""
        asking = Asking(
            district=self.district,
            site_url=self.url,
            settings=Settings(),
            flavour=self.flavour,
            functions=self.functions,
            reports=self.reports,
            filters=self._filters,
        )
        return WebService(self.token, asking, self.faults, self._note_call, self.broken).answer(request)

    def _note_call(self, function: str) -> None:
        with self._lock:
            self.calls[function] += 1

    def sent(self, size: int) -> None:
        """Count the bytes of a body that went out."""
        with self._lock:
            self.bytes_sent += size

    def hang(self) -> None:
        """Wait until the site closes."""
        self._closing.wait()


def _names(reports: bool | Collection[str]) -> tuple[str, ...]:  # noqa: FBT001  all, none, or by name
    if isinstance(reports, bool):
        return REPORT_NAMES if reports else ()
    return tuple(reports)
