"""The one place that speaks HTTP to the LMS: a form goes out, a JSON value or a sorted error comes back."""

import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Self, TypeVar

import requests
import tenacity
from requests.adapters import HTTPAdapter

from connector.errors import BorderError, OddError, RefusedError, WaitError
from connector.moodle.batching import answers
from connector.moodle.calls import Call, Reply
from connector.moodle.encoding import Parameter, arguments, form
from connector.moodle.errors import TIMEOUT, TOO_MUCH_ASKED, HttpReply, read_reply, told_error, wrong_shape
from connector.moodle.functions import Function
from connector.moodle.pace import Pace

LONGEST_PAUSE = 120
"""Seconds: `Retry-After` is honoured up to here; Moodle's maintenance page asks for 300."""

MOST_IN_BATCH = 250
"""Each call of a batch takes three form variables, and `MOST_VARIABLES` is 900."""

_Asked = TypeVar("_Asked")
_Told = TypeVar("_Told")

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


@dataclass(frozen=True)
class Statistics:
    """What has been asked so far."""

    requests: int = 0
    bytes_received: int = 0
    """Of answers, unpacked."""

    seconds: float = 0
    """Summed over requests, also those that ran side by side."""


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
        self._pace = Pace(access.requests_per_second, clock, sleep)
        self._in_flight = threading.BoundedSemaphore(access.requests_in_flight)
        self._lock = threading.Lock()
        self._statistics = Statistics()
        self._session = requests.Session()
        self._session.headers.update({"Accept-Encoding": "gzip", "User-Agent": "marshrut"})
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(pool_maxsize=access.requests_in_flight))

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
        return self._statistics

    def call(self, function: Function, **parameters: Parameter) -> Any:
        """Return the JSON value that the function answers, after waiting out what passes.

        Raises WaitError when the tries are used up, RefusedError, OddError.
        """
        return self._patiently(function, parameters)

    def batch(self, calls: Sequence[Call], *, size: int = 200, in_order: bool = False) -> list[Reply]:
        """Return a reply to each call, in order, `size` calls a request and several requests at once.

        Without the batch function they go one by one, several at once. With `in_order` each call begins after
        the one before it has ended. Raises WaitError where the site stays silent.
        """
        most = min(size, MOST_IN_BATCH) if not in_order else MOST_IN_BATCH
        parts = [calls[start : start + most] for start in range(0, len(calls), most)]
        told = self._each(self._batched, parts, in_order=in_order) if self.can_batch else [None]
        replies = [reply for part in told if part is not None for reply in part]
        if len(replies) == len(calls):
            return replies
        return self._each(self._alone, calls, in_order=in_order)

    def _batched(self, calls: Sequence[Call]) -> list[Reply] | None:
        """Return the replies to one batch; None where the service has no batch function."""
        if not self.can_batch:
            return None
        try:
            return answers(calls, self._exchange, self._alone)
        except RefusedError as error:
            if error.detail.get("code") != "accessexception":
                raise
            self.can_batch = False
            return None

    def _exchange(self, calls: Sequence[Call]) -> list[Reply]:
        """Send calls in one request; the replies end with the first error."""
        asked: list[Parameter] = [
            {"function": call.function.value, "arguments": arguments(call.arguments), "settingraw": True}
            for call in calls
        ]
        give_up_on = TOO_MUCH_ASKED if len(calls) > 1 else frozenset[str]()
        told = self._patiently(Function.BATCH, {"requests": asked}, give_up_on)
        try:
            return [_nested(each, call) for each, call in zip(told["responses"], calls, strict=False)]
        except (TypeError, KeyError, ValueError):
            raise wrong_shape(Function.BATCH) from None

    def _alone(self, call: Call) -> Reply:
        """Send one call by itself; an error that asking again won't mend is its reply."""
        try:
            return Reply(self._patiently(call.function, call.arguments))
        except (RefusedError, OddError) as error:
            return Reply(error=error)

    def _each(
        self, ask: Callable[[_Asked], _Told], parts: Sequence[_Asked], *, in_order: bool
    ) -> list[_Told]:
        """Return what `ask` says to each part, several at once; after an error nothing more is begun."""
        if in_order or len(parts) <= 1:
            return [ask(part) for part in parts]
        with ThreadPoolExecutor(self.access.requests_in_flight) as pool:
            futures = [pool.submit(ask, part) for part in parts]
            try:
                return [future.result() for future in futures]
            finally:
                for future in futures:
                    future.cancel()

    def _patiently(
        self,
        function: Function,
        parameters: Mapping[str, Parameter],
        give_up_on: frozenset[str] = frozenset(),
    ) -> Any:
        """Ask until there is an answer, at most `tries` times, with growing pauses."""

        def worth_waiting(error: BaseException) -> bool:
            return isinstance(error, WaitError) and error.text_id not in give_up_on

        retrying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(self.access.tries),
            wait=_pause,
            retry=tenacity.retry_if_exception(worth_waiting),
            sleep=self._sleep,
            reraise=True,
        )
        return retrying(self._ask, function, parameters)

    def _ask(self, function: Function, parameters: Mapping[str, Parameter]) -> Any:
        """Send one request, once."""
        body = [
            ("wstoken", self.access.token),
            ("wsfunction", function.value),
            ("moodlewsrestformat", "json"),
            *_SETTINGS.items(),
            *form(parameters),
        ]
        with self._in_flight:
            self._pace.wait()
            reply = self._post(body)
        try:
            return read_reply(reply)
        except BorderError as error:
            error.detail.setdefault("function", function.value)
            raise

    def _post(self, body: list[tuple[str, str]]) -> HttpReply:
        began, received = self._clock(), 0
        timeouts = (self.access.connect_timeout, self.access.read_timeout)
        try:
            told = self._session.post(self._server, data=body, timeout=timeouts, allow_redirects=False)
            received = len(told.content)
        except requests.RequestException as error:
            raise _silence(error) from None
        finally:
            self._count(received, self._clock() - began)
        return HttpReply(
            told.status_code,
            told.headers.get("Content-Type", ""),
            told.content,
            told.headers.get("Location"),
            told.headers.get("Retry-After"),
        )

    def _count(self, received: int, seconds: float) -> None:
        with self._lock:
            so_far = self._statistics
            self._statistics = Statistics(
                so_far.requests + 1, so_far.bytes_received + received, so_far.seconds + seconds
            )


def _nested(told: Mapping[str, Any], call: Call) -> Reply:
    if not told["error"]:
        return Reply(json.loads(told["data"]))
    error = told_error(json.loads(told["exception"]))
    error.detail["function"] = call.function.value
    return Reply(error=error)


def _pause(state: tenacity.RetryCallState) -> float:
    """Return seconds until the next try: doubling with jitter, or what the site asks for within reason."""
    error = state.outcome.exception() if state.outcome else None
    told = error.detail.get("retry_after", 0) if isinstance(error, BorderError) else 0
    return max(_GROWING(state), min(float(told), LONGEST_PAUSE))


_GROWING = tenacity.wait_exponential_jitter(initial=1, max=30, jitter=1)


def _silence(error: requests.RequestException) -> BorderError:
    """Return what it means that no answer came at all; requests' own texts never get further than here."""
    if "Read timed out" in str(error):  # told as a ConnectionError where the body stops half-way
        return WaitError(TIMEOUT)
    kinds: tuple[tuple[type[Exception], BorderError], ...] = (
        (requests.exceptions.SSLError, RefusedError("lms.error.certificate")),
        (requests.exceptions.ProxyError, WaitError("lms.error.proxy")),
        (requests.exceptions.ConnectTimeout, WaitError("lms.error.unreachable")),
        (requests.exceptions.ReadTimeout, WaitError(TIMEOUT)),
        (requests.exceptions.ChunkedEncodingError, WaitError("lms.error.half_reply")),
        (requests.exceptions.ContentDecodingError, WaitError("lms.error.half_reply")),
        (requests.exceptions.ConnectionError, WaitError("lms.error.unreachable")),
        (requests.exceptions.InvalidURL, RefusedError("lms.error.bad_url")),
        (requests.exceptions.InvalidSchema, RefusedError("lms.error.bad_url")),
        (requests.exceptions.MissingSchema, RefusedError("lms.error.bad_url")),
    )
    return next((told for kind, told in kinds if isinstance(error, kind)), OddError("lms.error.request"))
