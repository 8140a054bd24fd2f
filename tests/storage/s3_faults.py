"""How one exchange with S3 may go wrong, for the proxy to do."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said; ``length`` is the body's, also that of one that HEAD leaves out."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    length: int


@dataclass(frozen=True, slots=True)
class Request:
    """What the client asked, and the way to have it done by the server."""

    method: str
    path: str
    headers: dict[str, str]
    perform: Callable[[], Answer]


Fault = Callable[[Request], Answer | None]
"""Answers a request; None closes the connection without a word."""


def passes(request: Request) -> Answer | None:
    return request.perform()


def drops(request: Request) -> Answer | None:
    """The request is lost."""
    return None


def loses(request: Request) -> Answer | None:
    """The request is performed, and its answer is lost."""
    request.perform()
    return None


def says(status: int, code: str, message: str = "as the test wants it") -> Fault:
    """An answer of S3's form; the request is not performed."""
    body = f"<Error><Code>{code}</Code><Message>{message}</Message></Error>".encode()
    return lambda _: Answer(status, (("Content-Type", "application/xml"),), body, len(body))


def says_after(status: int, code: str) -> Fault:
    """The request is performed, and the answer denies it."""

    def answer(request: Request) -> Answer | None:
        request.perform()
        return says(status, code)(request)

    return answer


def after(act: Callable[[], object], fault: Fault) -> Fault:
    """*fault*, once *act* was done: what others do meanwhile."""

    def answer(request: Request) -> Answer | None:
        act()
        return fault(request)

    return answer


def followed_by(act: Callable[[], object], fault: Fault) -> Fault:
    """*fault*, and then *act*."""

    def answer(request: Request) -> Answer | None:
        result = fault(request)
        act()
        return result

    return answer


def cuts(request: Request) -> Answer | None:
    """Half of the body arrives."""
    whole = request.perform()
    return Answer(whole.status, whole.headers, whole.body[: whole.length // 2], whole.length)


def empties(request: Request) -> Answer | None:
    """Headers arrive, and nothing of the body."""
    whole = request.perform()
    return Answer(whole.status, whole.headers, b"", whole.length)


def alters(request: Request) -> Answer | None:
    """One bit of the body is another."""
    whole = request.perform()
    body = bytes([whole.body[0] ^ 1]) + whole.body[1:]
    return Answer(whole.status, whole.headers, body, whole.length)
