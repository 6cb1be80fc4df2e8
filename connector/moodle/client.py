"""The one place that speaks HTTP to the LMS: a form goes out, a JSON value or a sorted error comes back."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

import requests
import tenacity
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError, ReadTimeoutError

from connector.errors import BorderError, OddError, RefusedError, WaitError
from connector.moodle.asking.batch_sizes import Sizes
from connector.moodle.asking.batching import answers, asked_together, told_together
from connector.moodle.asking.calls import Call, Reply
from connector.moodle.asking.encoding import Parameter, encoded, form
from connector.moodle.asking.errors import (
    HALF,
    TIMEOUT,
    TOO_MUCH_ASKED,
    HttpReply,
    check_status,
    moment_told,
    stops_everything,
    value_of,
)
from connector.moodle.asking.flow import Flow
from connector.moodle.asking.pace import Pace
from connector.moodle.asking.portions import in_portions
from connector.moodle.asking.request import Request, Told
from connector.moodle.asking.spending import Spending, Statistics
from connector.moodle.functions import Function

__all__ = ["MOST_IN_BATCH", "Access", "Moodle", "Statistics"]

MOST_IN_BATCH = 250
"""Each call of a batch takes three form variables, and `MOST_VARIABLES` is 900."""

_MOST_OF_A_BODY = 5
"""Times `read_timeout`: a body that has not come to its end by then never will, though it still drips."""

_CHUNK = 1 << 18

_SETTINGS = {
    "moodlewssettingraw": "1",
    "moodlewssettinglang": "en",
    "moodlewssettingtimezone": "UTC",
    "moodlewssettingfileurl": "0",
}


@dataclass(frozen=True)
class Access:
    """Where the LMS is, how to get in, and how gently to ask."""

    url: str
    """The site's address exactly as in its own settings (wwwroot)."""

    token: str = field(repr=False)
    requests_in_flight: int = 4
    requests_per_second: float = 10
    connect_timeout: float = 10
    """Seconds, as the next one."""

    read_timeout: float = 120
    tries: int = 4


class Moodle:
    """A site's web service. Safe to use from several threads."""

    def __init__(
        self,
        access: Access,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.access = access
        self.can_batch = True
        """Whether the token's service has the batch function: preflight knows, or the first refusal tells."""

        self._server = f"{access.url.rstrip('/')}/webservice/rest/server.php"
        self._sleep = sleep
        self._clock = clock
        self._pace = Pace(Flow.begin(access.requests_in_flight, access.requests_per_second), clock, sleep)
        self._sizes = Sizes()
        self._spending = Spending()
        self._server_time: datetime | None = None
        self._lock = threading.Lock()
        self._session = _session(self._server, access.requests_in_flight)

    def __repr__(self) -> str:
        return f"Moodle({self.access.url!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connections."""
        self._session.close()

    @property
    def statistics(self) -> Statistics:
        """Return what has been asked so far."""
        return self._spending.told()

    @property
    def server_time(self) -> datetime | None:
        """Return the earliest moment that the LMS has told by its own clock, in UTC; None before it answered."""
        return self._server_time

    @property
    def flow(self) -> Flow:
        """Return how hard the LMS is asked now."""
        return self._pace.flow

    def call(self, function: Function, **parameters: Parameter) -> Any:
        """Return the JSON value that the function answers, after waiting out what passes.

        Raises WaitError when the tries are used up, RefusedError, OddError.
        """
        return self._patiently(Request(function, parameters)).value

    def batch(self, calls: Sequence[Call], *, size: int = 200, in_order: bool = False) -> list[Reply]:
        """Return a reply to each call, in order, at most `size` calls a request and several requests at once.

        Calls that have proved slow or large are asked fewer at once. Without the batch function they go one by
        one, several at once. With `in_order` each call begins after the one before it has ended. Raises
        WaitError where the site stays silent, RefusedError where nothing more can be asked.
        """
        most, hands = (MOST_IN_BATCH, 1) if in_order else (size, self.access.requests_in_flight)
        most = min(most, MOST_IN_BATCH)
        replies: list[Reply | None] = [None] * len(calls)
        if self.can_batch:
            replies = in_portions(calls, lambda rest: self._sizes.fitting(rest[:most]), self._batched, hands)
        left = [call for call, reply in zip(calls, replies, strict=True) if reply is None]
        alone = iter(in_portions(left, lambda _: 1, lambda part: [self._alone(part[0])], hands))
        told = (next(alone) if reply is None else reply for reply in replies)
        return [reply for reply in told if reply is not None]

    def _batched(self, calls: Sequence[Call]) -> list[Reply] | None:
        """Return the replies to one batch; None where the service has no batch function."""
        if not self.can_batch:
            return None
        try:
            return answers(calls, self._exchange, self._alone, self._sizes)
        except RefusedError as error:
            if error.detail.get("code") != "accessexception":
                raise
            self.can_batch = False
            return None

    def _exchange(self, calls: Sequence[Call]) -> list[Reply]:
        """Send calls in one request; the replies end with the first error."""
        give_up_on = TOO_MUCH_ASKED if len(calls) > 1 else frozenset[str]()
        asked = Request(Function.BATCH, {"requests": asked_together(calls)}, calls)
        told = self._patiently(asked, give_up_on)
        self._sizes.learn(told.spent)
        return told_together(told.value, calls)

    def _alone(self, call: Call) -> Reply:
        """Send one call by itself; an error that asking again won't mend is its reply."""
        try:
            return Reply(self.call(call.function, **call.arguments))
        except (RefusedError, OddError) as error:
            if stops_everything(error):
                raise
            return Reply(error=error)

    def _patiently(self, asked: Request, give_up_on: frozenset[str] = frozenset()) -> Told:
        """Ask until there is an answer, at most `tries` times, with growing pauses."""

        def worth_waiting(error: BaseException) -> bool:
            return isinstance(error, WaitError) and error.text_id not in give_up_on

        retrying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(self.access.tries),
            wait=tenacity.wait_exponential_jitter(initial=1, max=30, jitter=1),
            retry=tenacity.retry_if_exception(worth_waiting),
            sleep=self._sleep,
            reraise=True,
        )
        return retrying(self._ask, asked)

    def _ask(self, asked: Request) -> Told:
        """Send one request, once."""
        variables = [
            ("wstoken", self.access.token),
            ("wsfunction", asked.function.value),
            ("moodlewsrestformat", "json"),
            *_SETTINGS.items(),
            *form(asked.parameters),
        ]
        reply, value, turn = None, None, None
        try:
            with self._pace.turn() as turn:
                reply = self._post(encoded(variables))
                check_status(reply)
            value = value_of(reply)
        except BorderError as error:
            error.detail.setdefault("function", asked.function.value)
            raise
        finally:
            spent = asked.spent(value, turn.seconds if turn else 0, len(reply.body) if reply else 0)
            self._spending.add(spent)
        self._note_time(reply)
        return Told(value, spent)

    def _note_time(self, reply: HttpReply) -> None:
        told = moment_told(reply.date)
        with self._lock:
            if told is not None and (self._server_time is None or told < self._server_time):
                self._server_time = told

    def _post(self, body: bytes) -> HttpReply:
        """Send a form and return the answer, whatever it is; raise what it means that none came."""
        latest = self._clock() + _MOST_OF_A_BODY * self.access.read_timeout
        timeouts = (self.access.connect_timeout, self.access.read_timeout)
        try:
            with self._session.post(
                self._server, data=body, timeout=timeouts, allow_redirects=False, stream=True
            ) as told:
                content = self._content(told, latest)
        except (requests.RequestException, HTTPError) as fault:
            error = _silence(fault)
        else:
            headers = told.headers
            return HttpReply(
                told.status_code,
                headers.get("Content-Type", ""),
                content,
                headers.get("Location"),
                headers.get("Retry-After"),
                headers.get("Date"),
            )
        raise error

    def _content(self, told: requests.Response, latest: float) -> bytes:
        """Read a body piece by piece as it comes: `read_timeout` ends silence, not a body that drips for ever."""
        pieces = []
        while piece := told.raw.read1(_CHUNK, decode_content=True):
            pieces.append(piece)
            if self._clock() > latest:
                raise WaitError(TIMEOUT)
        return b"".join(pieces)


def _session(server: str, in_flight: int) -> requests.Session:
    """Return a session for many requests to one address: the environment is looked at once, not for each."""
    session = requests.Session()
    session.headers.update(
        {
            "Accept-Encoding": "gzip",
            "Content-Type": "application/x-www-form-urlencoded",
            "User-Agent": "marshrut",
        }
    )
    for scheme in ("http://", "https://"):
        session.mount(scheme, HTTPAdapter(pool_maxsize=in_flight))
    told = session.merge_environment_settings(server, {}, stream=None, verify=None, cert=None)
    session.proxies, session.verify = told["proxies"], told["verify"]
    session.trust_env = False
    return session


_KINDS: tuple[tuple[type[Exception], type[BorderError], str], ...] = (
    (requests.exceptions.SSLError, RefusedError, "lms.error.certificate"),
    (requests.exceptions.ProxyError, WaitError, "lms.error.proxy"),
    (requests.exceptions.ConnectTimeout, WaitError, "lms.error.unreachable"),
    (requests.exceptions.ReadTimeout, WaitError, TIMEOUT),
    (requests.exceptions.ConnectionError, WaitError, "lms.error.unreachable"),
    (requests.exceptions.InvalidURL, RefusedError, "lms.error.bad_url"),
    (requests.exceptions.InvalidSchema, RefusedError, "lms.error.bad_url"),
    (requests.exceptions.MissingSchema, RefusedError, "lms.error.bad_url"),
    (ReadTimeoutError, WaitError, TIMEOUT),  # these two while the body comes, which requests leaves to us
    (HTTPError, WaitError, HALF),
)


def _silence(fault: Exception) -> BorderError:
    """Return what it means that no whole answer came; the texts of `requests` never get further than here."""
    found = (error(text_id) for kind, error, text_id in _KINDS if isinstance(fault, kind))
    return next(found, OddError("lms.error.request"))
