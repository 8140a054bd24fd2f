"""What the errors of S3 and botocore mean for a run. Makes no request; botocore is imported where it is used.

Messages carry S3's code and sentence, or words of ours: botocore's text about a failed request may repeat the
output of a credential process. Its text is kept only for errors that it finds before any request.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from traceback import walk_tb
from typing import TYPE_CHECKING, Final

from propctl.errors import ConfigurationError, PropctlError, RefusedError, TemporaryError
from propctl.storage.aws_environment import CORRECT_IT, aws_faults, credential_source, explanation

if TYPE_CHECKING:
    from botocore.exceptions import BotoCoreError, ClientError

MAX_REASON_LENGTH: Final = 300

FULL: Final = frozenset(
    {"InsufficientStorage", "QuotaExceeded", "XMinioAdminBucketQuotaExceeded", "XMinioStorageFull"}
)
PASSING: Final = frozenset({"BadDigest", "IncompleteBody", "RequestTimeout", "SlowDown", "Throttling"})
"""Temporary, although their status does not show it."""
PASSING_STATUSES: Final = frozenset({408, 409, 425, 429})
REFUSED: Final = frozenset({"ExpiredToken", "InvalidToken", "RequestExpired", "TokenRefreshRequired"})
REFUSED_STATUSES: Final = frozenset({401, 403})
UNSUPPORTED: Final = frozenset({"MethodNotAllowed", "NotImplemented"})

TRY_AGAIN: Final = (
    "run again later; if the error stays, check that the S3 service is up and reachable from here"
)
FREE_SPACE: Final = "free space or raise the quota of the storage, then run again"
GET_ACCESS: Final = (
    "renew or correct the AWS_* credentials, or let them get, put, delete and list below the storage URL; "
    "S3 also refuses when an object is missing and they may not list, and when the clock is wrong"
)
OTHER_SERVICE: Final = (
    "use a service that supports GetObject, ListObjectsV2, and PutObject with If-Match and If-None-Match"
)
CHECK_TLS: Final = "check the endpoint's scheme and host, and AWS_CA_BUNDLE when its certificate is your own"


@contextmanager
def translated(attempt: str, consequence: str) -> Iterator[None]:
    """Turn an error of botocore in the block into the PropctlError that says what it means for a run.

    Its sources of credentials raise whatever reading a file or an answer raises, so any exception counts that
    passed through botocore. Others are bugs of ours.
    """
    from botocore.exceptions import BotoCoreError, ClientError
    from botocore.parsers import ResponseParserError
    from urllib3.exceptions import HTTPError

    try:
        yield
    except ClientError as error:
        kind, hint = _answer_meaning(error)
        raise kind(_message(attempt, _answer_text(error), consequence), hint=hint) from error
    except BotoCoreError as error:
        kind, reason, hint = _failure_meaning(error)
        raise kind(_message(attempt, reason, consequence), hint=hint) from error
    except (ResponseParserError, HTTPError) as error:
        reason = "the answer was cut, or is not S3's"
        raise TemporaryError(_message(attempt, reason, consequence), hint=TRY_AGAIN) from error
    except Exception as error:
        if isinstance(error, PropctlError | MemoryError) or not _passed_through_botocore(error):
            raise
        reason, hint = explanation(error)
        raise ConfigurationError(_message(attempt, reason, consequence), hint=hint) from error


def damaged() -> tuple[type[Exception], ...]:
    """Errors of an answer that was cut or altered in transit, after which botocore does not retry."""
    from botocore.exceptions import FlexibleChecksumError, IncompleteReadError, ResponseStreamingError
    from botocore.parsers import ResponseParserError
    from urllib3.exceptions import HTTPError

    return FlexibleChecksumError, IncompleteReadError, ResponseStreamingError, ResponseParserError, HTTPError


def status_of(error: "ClientError") -> int:
    """The HTTP status of the answer."""
    return error.response["ResponseMetadata"]["HTTPStatusCode"]


def code_of(error: "ClientError") -> str:
    """S3's error code; the status as text when the answer had no body in S3's form."""
    return error.response.get("Error", {}).get("Code", "")


def is_absent(error: "ClientError") -> bool:
    """Whether there is no such object. A 404 with another code is a missing bucket, or not S3 at all."""
    return code_of(error) == "NoSuchKey"


def is_unsettled(error: BaseException) -> bool:
    """Whether another write to the same key was under way: ConditionalRequestConflict, OperationAborted."""
    from botocore.exceptions import ClientError

    return isinstance(error, ClientError) and status_of(error) == 409


def may_have_written(error: "ClientError | BotoCoreError") -> bool:
    """Whether the write may have succeeded in spite of *error*, because an attempt at it went unanswered.

    A 5xx counts as no answer: the service may have failed after writing.
    """
    from botocore import exceptions as aws

    if isinstance(error, aws.ClientError):
        return status_of(error) >= 500 or error.response["ResponseMetadata"]["RetryAttempts"] > 0
    return isinstance(error, aws.ConnectionError | aws.HTTPClientError)


def _answer_meaning(error: "ClientError") -> tuple[type[PropctlError], str]:
    code, status = code_of(error), status_of(error)
    if code in FULL:
        return TemporaryError, FREE_SPACE
    if code in UNSUPPORTED:
        return ConfigurationError, OTHER_SERVICE
    if code in PASSING or status in PASSING_STATUSES or status >= 500:
        return TemporaryError, TRY_AGAIN
    if code in REFUSED or status in REFUSED_STATUSES:
        return RefusedError, GET_ACCESS
    return ConfigurationError, CORRECT_IT


def _failure_meaning(error: "BotoCoreError") -> tuple[type[PropctlError], str, str]:
    """The service did not answer; or no request was made, because the settings are missing or wrong."""
    from botocore.exceptions import HTTPClientError, SSLError

    if (
        isinstance(error, SSLError) or type(error) is HTTPClientError
    ):  # no kind of its own: a value for a header
        for fault in aws_faults():
            return ConfigurationError, fault.message.partition(";")[0], fault.hint
    for kinds, meaning, reason, hint in _failures():
        if isinstance(error, kinds):
            return meaning, f"{reason} ({type(error).__name__})", hint
    return ConfigurationError, *explanation(error, str(error))


def _passed_through_botocore(error: Exception) -> bool:
    modules = (frame.f_globals.get("__name__", "") for frame, _ in walk_tb(error.__traceback__))
    return any(module.partition(".")[0] in ("boto3", "botocore") for module in modules)


def _failures() -> tuple[tuple[tuple[type[Exception], ...], type[PropctlError], str, str], ...]:
    """Kinds of failure and what they mean; the first match applies."""
    from botocore import exceptions as aws

    timeouts = (aws.ReadTimeoutError, aws.ConnectTimeoutError)
    proxied = "the proxy of HTTPS_PROXY, HTTP_PROXY or ALL_PROXY did not connect"
    connections = (aws.ConnectionError, aws.HTTPClientError)
    corruptions = (aws.IncompleteReadError, aws.FlexibleChecksumError)
    sources = (aws.CredentialRetrievalError, aws.MetadataRetrievalError)
    logins = (aws.SSOError, aws.LoginError, aws.TokenRetrievalError)
    return (
        ((aws.SSLError,), ConfigurationError, "no secure connection to the endpoint", CHECK_TLS),
        ((aws.ResponseStreamingError,), TemporaryError, "the answer was cut", TRY_AGAIN),
        (timeouts, TemporaryError, "the endpoint did not answer in time", TRY_AGAIN),
        ((aws.ProxyConnectionError,), TemporaryError, proxied, TRY_AGAIN),
        (connections, TemporaryError, "the connection to the endpoint failed", TRY_AGAIN),
        (corruptions, TemporaryError, "the answer was cut or altered in transit", TRY_AGAIN),
        (sources, TemporaryError, f"{credential_source()} did not return credentials", TRY_AGAIN),
        (logins, RefusedError, f"the login of {credential_source()} has expired or is missing", GET_ACCESS),
    )


def _answer_text(error: "ClientError") -> str:
    sentence = error.response.get("Error", {}).get("Message", "")
    return f"{code_of(error)} ({status_of(error)}) {sentence}"


def _message(attempt: str, reason: str, consequence: str) -> str:
    """The message on one line, without the password of an endpoint's URL."""
    reason = re.sub(r"(?<=//)[^/@\s]*@", "…@", reason)
    reason = " ".join(reason.split())[:MAX_REASON_LENGTH].rstrip(" .")
    return f"cannot {attempt}: {reason}; {consequence}"
