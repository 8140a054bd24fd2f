"""The conditional put to S3, and which writer won when an answer was lost.

Only S3 judges the condition: 412 is a Conflict. 409 means that another write was in progress, and the put is
retried. When an answer is lost, the retry (botocore's or ours) meets its own object and gets 412; so each put
carries a random token in the object's metadata, and a writer that finds its own token there has won. One that
finds another token cannot know whether its write existed for a moment, and raises a TemporaryError.
"""

import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from propctl.errors import TemporaryError
from propctl.storage.contract import Conflict
from propctl.storage.s3_errors import is_absent, is_unsettled, may_have_written, status_of

if TYPE_CHECKING:
    from botocore.exceptions import ClientError
    from mypy_boto3_s3.client import S3Client
    from mypy_boto3_s3.type_defs import PutObjectRequestTypeDef

TOKEN: Final = "propctl-write"  # noqa: S105 - the name of a metadata entry, not a secret
PAUSES_SECONDS: Final = (0.1, 0.2, 0.4)
"""Pauses before a put that met another write to its key (409) is sent again."""


def put_if(client: "S3Client", request: "PutObjectRequestTypeDef", sleep: Callable[[float], None]) -> str:
    """Put under the condition in *request* and return the new etag.

    Raises Conflict, TemporaryError when the winner cannot be known, and botocore's errors.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    token = secrets.token_hex(16)
    request = {**request, "Metadata": {TOKEN: token}}
    unanswered = False

    def put() -> str:
        nonlocal unanswered
        try:
            return etag_of(client.put_object(**request).get("ETag"))
        except (BotoCoreError, ClientError) as error:
            unanswered = unanswered or may_have_written(error)
            raise

    try:
        return _until_settled(put, sleep)
    except (BotoCoreError, ClientError) as error:
        if unanswered and (etag := _fetch_own_etag(client, request, token)):
            return etag
        if not (isinstance(error, ClientError) and _condition_failed(error, request)):
            raise
        raise _lost_race(request["Key"], unanswered=unanswered) from error


def _until_settled(put: Callable[[], str], sleep: Callable[[float], None]) -> str:
    """What *put* returns; it is called again while another write to the key is in progress."""
    from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_chain, wait_fixed

    retrying = Retrying(
        retry=retry_if_exception(is_unsettled),
        wait=wait_chain(*map(wait_fixed, PAUSES_SECONDS)),
        stop=stop_after_attempt(1 + len(PAUSES_SECONDS)),
        sleep=sleep,
        reraise=True,
    )
    return retrying(put)


def etag_of(header: str | None) -> str:
    """The etag without its quotes; ResponseParserError for an answer without one, which is not S3's."""
    from botocore.parsers import ResponseParserError

    if not header:
        raise ResponseParserError("an answer without an ETag")
    return header.strip('"')


def _fetch_own_etag(client: "S3Client", request: "PutObjectRequestTypeDef", token: str) -> str | None:
    """The object's etag if it carries *token*; None also when the request fails."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        head = client.head_object(Bucket=request["Bucket"], Key=request["Key"])
    except (BotoCoreError, ClientError):
        return None  # the caller reports what happened to the put itself
    return etag_of(head.get("ETag")) if head.get("Metadata", {}).get(TOKEN) == token else None


def _condition_failed(error: "ClientError", request: "PutObjectRequestTypeDef") -> bool:
    return status_of(error) == 412 or ("IfMatch" in request and is_absent(error))


def _lost_race(key: str, *, unanswered: bool) -> Conflict | TemporaryError:
    if not unanswered:
        return Conflict(f"{key} exists or has changed")
    return TemporaryError(
        f"cannot tell who wrote {key} first: S3's answer to this write was lost, and the current "
        "object is another writer's; the write does not count",
        hint="run again: it starts from the current object",
    )
