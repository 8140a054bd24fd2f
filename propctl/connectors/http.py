"""GET over HTTP: time-outs, pacing, retries, a size cap, and an error that says what each failure means.

Retried are time-outs, broken connections, 408, 425, 429, 5xx and answers that are not whole. A refusal (401,
403, 406) is never retried, nor is what a setting must change first: an untrusted certificate, a proxy that
wants a password. No request pretends to come from another program.
"""

import io
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from propctl.connectors.body_checks import NotWholeError
from propctl.connectors.http_connection import (
    PROXY_PASSWORD_NEEDED,
    connection_reason,
    make_client,
    password_fault,
    setting_fault,
    without_credentials,
)
from propctl.connectors.pacing import Deadline, Pacer
from propctl.connectors.payloads import (
    Answer,
    PayloadChangedError,
    Request,
    RequestConfigurationError,
    RequestRefusedError,
    RequestUnavailableError,
)
from propctl.connectors.retries import (
    MAX_ATTEMPTS,
    MAX_RETRY_AFTER,
    NEVER,
    TransientError,
    backoff,
    observed_attempt,
    provider_clock_of,
    requested_wait,
    retry_after,
)
from propctl.domain.metric_labels import RequestObserver, RequestOutcome, ignore_request
from propctl.domain.redaction import hidden
from propctl.proxies import find_proxy

if TYPE_CHECKING:
    import httpx
    from tenacity import RetryCallState

REFUSALS: Final = frozenset({401, 403, 406})
RETRIED: Final = frozenset({408, 425, 429})
CONNECT_SECONDS: Final = 5.0
MAX_ANSWER_BYTES: Final = 64 * 1024 * 1024

MOVED_HINT: Final = "the provider may have moved it, or the base URL is wrong: see `propctl config show`"
REFUSAL_HINT: Final = (
    "the provider refuses this network or request form; run from a network it accepts (some cloud addresses "
    "are refused), or ask it for access; propctl does not work round a refusal"
)
RETRY_HINT: Final = (
    "nothing was published; run again later, or check that the provider is reachable from here"
)


@dataclass(frozen=True, slots=True)
class HttpPolicy:
    """How requests to one host are made; ``timeout_seconds`` limits a whole attempt."""

    base_url: str
    user_agent: str
    timeout_seconds: float
    check_body: Callable[[bytes], None]
    """Raises NotWholeError for a body that is not the requested document."""
    accept: str = "application/json"


class HttpClient:
    """A client of one host for several threads, with one pace and one deadline."""

    def __init__(
        self,
        policy: HttpPolicy,
        pacer: Pacer,
        deadline: Deadline,
        *,
        transport: "httpx.BaseTransport | None" = None,
        sleep: Callable[[float], None] = time.sleep,
        observe: RequestObserver = ignore_request,
    ) -> None:
        self._policy = policy
        self._pacer = pacer
        self._deadline = deadline
        self._sleep = sleep
        self._observe = observe
        self._lock = threading.Lock()
        self._closing = False
        self._active = 0
        self._base_url, credentials = without_credentials(policy.base_url)
        headers = {"User-Agent": policy.user_agent, "Accept": policy.accept}
        self._proxy = None if transport else find_proxy(self._base_url)
        self._client = make_client(self._base_url, credentials, headers, self._proxy, transport)

    def get(self, request: Request) -> Answer:
        """The answer to *request* (a RequestError after the last retry)."""
        from tenacity import Retrying, retry_if_exception_type

        retrying = Retrying(
            retry=retry_if_exception_type(TransientError),
            stop=self._should_stop,
            wait=backoff,
            sleep=self._sleep,
            reraise=True,
        )
        try:
            return retrying(self._attempt, request)
        except TransientError as error:
            wait = error.retry_after or 0.0
            long_wait = wait if MAX_RETRY_AFTER < wait < NEVER else 0.0
            raise RequestUnavailableError(
                request, str(error), hint=RETRY_HINT, wait_seconds=long_wait
            ) from error

    def close(self) -> None:
        """Start no more attempts; connections close when the last thread that uses them has finished."""
        with self._lock:
            self._closing = True
        self._close_if_idle()

    @contextmanager
    def _in_use(self) -> Iterator[None]:
        with self._lock:
            if self._closing:
                raise TransientError("the run has ended", NEVER)
            self._active += 1
        try:
            yield
        finally:
            with self._lock:
                self._active -= 1
            self._close_if_idle()

    def _close_if_idle(self) -> None:
        with self._lock:
            idle = self._closing and self._active == 0
        if idle:
            self._client.close()

    def _attempt(self, request: Request) -> Answer:
        if not self._pacer.wait(self._deadline.remaining()) or self._deadline.remaining() <= 0:
            paused_for = self._pacer.paused_for()
            if paused_for > max(MAX_RETRY_AFTER, self._deadline.remaining()):
                raise TransientError(
                    f"the provider asks to be left alone for {paused_for:.0f} s more", paused_for
                )
            raise TransientError(f"the run's deadline of {self._deadline.seconds:g} s comes first", NEVER)
        with observed_attempt(request, self._observe):
            return self._exchange(request)

    def _exchange(self, request: Request) -> Answer:
        import httpx

        limit = self._attempt_seconds()
        end = time.monotonic() + limit
        timeout = httpx.Timeout(limit, connect=min(CONNECT_SECONDS, limit))
        url = self._base_url + request.text
        try:
            with self._in_use(), self._client.stream("GET", url, timeout=timeout) as response:
                self._check_status(request, response)
                body = self._read_body(request, response, end)
        except httpx.TimeoutException as error:
            reason = f"no answer within {limit:g} s"
            raise TransientError(reason, outcome=RequestOutcome.TIMEOUT) from error
        except (httpx.TransportError, httpx.DecodingError) as error:
            fault = setting_fault(error, self._proxy)
            if fault is not None:
                raise RequestConfigurationError(request, fault.reason, hint=fault.hint) from error
            reason = connection_reason(error, hidden(self._policy.base_url), self._proxy)
            raise TransientError(reason, outcome=RequestOutcome.CONNECTION_ERROR) from error
        try:
            self._policy.check_body(body)
        except NotWholeError as error:
            raise TransientError(str(error), outcome=RequestOutcome.INCOMPLETE) from error
        return Answer(body, provider_clock_of(response))

    def _attempt_seconds(self) -> float:
        """The limit of one attempt: the time-out, or the time until the run's deadline if that is shorter."""
        return round(max(0.01, min(self._policy.timeout_seconds, self._deadline.remaining())), 2)

    def _check_status(self, request: Request, response: "httpx.Response") -> None:
        status = response.status_code
        if status == 200:
            return
        reason = f"HTTP {status} {response.reason_phrase}".rstrip()
        if status == PROXY_PASSWORD_NEEDED and self._proxy is not None:
            fault = password_fault(self._proxy)
            raise RequestConfigurationError(request, fault.reason, hint=fault.hint)
        if status in REFUSALS:
            raise RequestRefusedError(request, f"refused with {reason}", hint=REFUSAL_HINT)
        if status in RETRIED or status >= 500:
            wait = retry_after(response)
            if wait is not None:
                self._pacer.pause(wait)
            throttled = status == 429
            outcome = RequestOutcome.THROTTLED if throttled else RequestOutcome.SERVER_ERROR
            raise TransientError(reason, wait, outcome)
        raise PayloadChangedError(request, f"answered {reason}", hint=MOVED_HINT)

    def _read_body(self, request: Request, response: "httpx.Response", end: float) -> bytes:
        """The body, within the size cap and until the attempt's *end* on the monotonic clock."""
        body = io.BytesIO()  # returns its bytes without copying them
        for chunk in response.iter_bytes():
            body.write(chunk)
            if body.tell() > MAX_ANSWER_BYTES:
                reason = f"answered more than {MAX_ANSWER_BYTES // 2**20} MiB"
                raise PayloadChangedError(request, reason, hint=MOVED_HINT)
            if self._closing:
                raise TransientError("the run has ended", NEVER)
            if time.monotonic() > end:
                reason = f"no whole answer within {self._policy.timeout_seconds:g} s"
                raise TransientError(reason, outcome=RequestOutcome.TIMEOUT)
        return body.getvalue()

    def _should_stop(self, state: "RetryCallState") -> bool:
        """Whether the attempts are used up, or the next one would come too late."""
        wait = requested_wait(state) or 0.0
        if self._closing or state.attempt_number >= MAX_ATTEMPTS:
            return True
        return wait > MAX_RETRY_AFTER or state.upcoming_sleep >= self._deadline.remaining()
