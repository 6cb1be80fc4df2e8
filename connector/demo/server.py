"""The demo LMS: a made-up site of Moodle served on loopback while a context is open."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from threading import Event, Lock, Thread
from time import perf_counter
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, Self

from connector.demo.asking import Asking, Settings
from connector.demo.clock import standing_at
from connector.demo.district import District, local_seconds
from connector.demo.faults import Fault, FaultLine
from connector.demo.flavour import MOODLE, Flavour
from connector.demo.notebook import HOUR
from connector.demo.operations import FUNCTIONS
from connector.demo.protocol import Meddler, Request, WebService
from connector.demo.replies.report_definitions import REPORT_NAMES, Report, report_named
from connector.demo.wire import Server

TOKEN = "0123456789abcdef0123456789abcdef"  # noqa: S105  it opens a made-up site and nothing else
"""The token of every demo site unless another is given."""

_NIGHT = 5 * HOUR // 2
"""What a site's clock shows unless set: half past two in the night that begins the district's day."""

Filters = Collection[str] | Mapping[str, Collection[str]] | None
More = ParamSpec("More")


class DemoLms:
    """A site made up in memory; `with DemoLms(district) as lms:` serves it at `lms.url`.

    `district` may be replaced between nights. `functions` is the token's service (default: all the demo knows)
    less those named in `without`; `reports` the custom reports the account sees (all, none, by name, or reports of
    one's own), `filters` those an administrator added to them (None: all; names for every report, or names by
    report), `latency_s` what every answer waits, `slowness` the seconds each call of a function takes, in batches too,
    `faults` the troubles to come, `broken` the error code of a broken service account (WEBSERVICE.md §2.2).
    """

    def __init__(
        self,
        district: District,
        *,
        token: str = TOKEN,
        functions: Collection[str] | None = None,
        without: Collection[str] = (),
        reports: bool | Collection[str | Report] = True,
        filters: Filters = None,
        latency_s: float = 0.0,
        slowness: Mapping[str, float] | None = None,
        faults: Iterable[Fault] = (),
        broken: str | None = None,
        flavour: Flavour = MOODLE,
    ) -> None:
        self.district = district
        self.token = token
        self.functions = _less(FUNCTIONS if functions is None else functions, without)
        self.reports = _told(reports)
        self.filters = filters
        self.latency_s = latency_s
        self.slowness = dict(slowness or {})
        self.faults = FaultLine(faults)
        self.broken = broken
        self.flavour = flavour
        self.meddlers: dict[str, Meddler] = {}
        """By function, what makes a wrong answer of the right one: rows twice, a page again, another type."""

        self.requests: list[str] = []
        """The function of every HTTP request, in order of arrival."""

        self.calls: Counter[str] = Counter()
        """How often each function was called, inside batches too."""

        self.seconds: defaultdict[str, float] = defaultdict(float)
        """How long the site worked on the requests of each function, the wait of `latency_s` left out."""

        self.bytes_sent = 0
        """Bodies as they went over the wire, packed."""

        self.most_at_once = 0
        """How many requests were in flight at the busiest moment."""

        self._at_once = 0
        self._now: int | None = None
        self._filter_values: dict[int, dict[str, Any]] = {}
        self._lock = Lock()
        self._turning = Lock()
        self._closing = Event()
        self._server = Server(self)
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """The site's wwwroot, without a slash at its end; a request to another host name is redirected here."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def now(self) -> int:
        """The site's own clock in UTC seconds, which the Date of its answers shows.

        Until it is set it stands in the night of the district's day, and moves on with the district.
        """
        return local_seconds(self.district.day) + _NIGHT if self._now is None else self._now

    @now.setter
    def now(self, moment: int | datetime) -> None:
        self._now = int(moment.timestamp()) if isinstance(moment, datetime) else moment

    def change(
        self,
        happening: Callable[Concatenate[District, int, More], District],
        *args: More.args,
        **options: More.kwargs,
    ) -> None:
        """Let something happen on the running site, at the moment its clock shows (`happenings`)."""
        with self._turning:
            self.district = happening(self.district, self.now, *args, **options)

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
            self.seconds.clear()
            self.bytes_sent = 0
            self.most_at_once = self._at_once

    def receive(self, request: Request) -> None:
        """Count a request, and wait as long as the network is said to be slow."""
        with self._lock:
            self.requests.append(request.function)
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        self._closing.wait(self.latency_s)

    def answer(self, request: Request) -> str:
        """Answer a request as the district stands now."""
        began = perf_counter()
        service = WebService(
            self.token, self._asking(), self.faults, self._note_call, self.broken, self.meddlers
        )
        answer = service.answer(request)
        with self._lock:
            self.seconds[request.function] += perf_counter() - began
        return answer

    def _asking(self) -> Asking:
        now = self.now
        return Asking(
            district=self._standing_at(now),
            site_url=self.url,
            settings=Settings(),
            flavour=self.flavour,
            functions=self.functions,
            reports=self._visible_reports(),
            filter_values=self._filter_values,
            now=now,
        )

    def _standing_at(self, now: int) -> District:
        """Let the clock take effect on the district, without losing what happens to it meanwhile."""
        with self._turning:
            if self.district.next_turn <= now:
                self.district = standing_at(self.district, now)
            return self.district

    def _visible_reports(self) -> tuple[Report, ...]:
        named = (one if isinstance(one, Report) else report_named(one, self.flavour) for one in self.reports)
        reports = sorted((report for report in named if report), key=lambda report: report.name)
        if self.filters is None:
            return tuple(reports)
        return tuple(replace(report, filters=_added(self.filters, report.name)) for report in reports)

    def _note_call(self, function: str) -> None:
        with self._lock:
            self.calls[function] += 1
        if function in self.slowness:
            self._closing.wait(self.slowness[function])

    def sent(self, size: int) -> None:
        """Count the bytes of a body that went out."""
        with self._lock:
            self.bytes_sent += size

    def done(self) -> None:
        """Count a request as answered."""
        with self._lock:
            self._at_once -= 1

    def hang(self) -> None:
        """Wait until the site closes."""
        self._closing.wait()


def _less(functions: Collection[str], without: Collection[str]) -> tuple[str, ...]:
    return tuple(str(each) for each in functions if each not in set(without))


def _told(reports: bool | Collection[str | Report]) -> tuple[str | Report, ...]:  # noqa: FBT001  all or none
    if isinstance(reports, bool):
        return REPORT_NAMES if reports else ()
    return tuple(reports)


def _added(filters: Collection[str] | Mapping[str, Collection[str]], report: str) -> frozenset[str]:
    return frozenset(filters.get(report, ()) if isinstance(filters, Mapping) else filters)
