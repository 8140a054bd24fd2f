"""An object store in an S3 bucket. Needs a service that honours If-Match and If-None-Match on PutObject.

botocore retries requests that fail. Retried here are only those that it takes for successful: a body that was
cut or altered in transit, a list cut before its first byte. See :mod:`propctl.storage.s3_put` for conditional
puts.
"""

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final, TypeVar

from propctl.storage.contract import StoredObject, check_conditions, check_key
from propctl.storage.s3_connection import S3Connection
from propctl.storage.s3_errors import damaged, is_absent, translated
from propctl.storage.s3_put import etag_of, put_if

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import (
        ListObjectsV2OutputTypeDef,
        ListObjectsV2RequestTypeDef,
        PutObjectRequestTypeDef,
    )

T = TypeVar("T")

MAX_READS: Final = 3
PAGE_SIZE: Final = 1000


class S3Store:
    """An :class:`ObjectStore` below *prefix* of *bucket*; the first use makes the first request."""

    def __init__(
        self,
        bucket: str,
        prefix: str,
        connection: S3Connection,
        *,
        page_size: int = PAGE_SIZE,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._bucket = bucket
        self._base = prefix and prefix + "/"
        self._connection = connection
        self._page_size = page_size
        self._sleep = sleep

    @property
    def url(self) -> str:
        """``s3://bucket/prefix``, which holds no secret."""
        return f"s3://{self._bucket}/{self._base}".rstrip("/")

    def get(self, key: str) -> StoredObject | None:
        """See :meth:`ObjectStore.get`."""
        check_key(key)
        with translated(f"read {key} from {self.url}", "nothing was read"):
            return _retry_damaged(lambda: self._read(key))

    def put(self, key: str, data: bytes, *, if_absent: bool = False, if_match: str | None = None) -> str:
        """See :meth:`ObjectStore.put`; TemporaryError also when the winner of a race cannot be known."""
        check_key(key)
        check_conditions(if_absent=if_absent, if_match=if_match)
        request = self._request(key, data)
        if if_absent:
            request["IfNoneMatch"] = "*"
        if if_match is not None:
            request["IfMatch"] = f'"{if_match}"'
        with translated(f"write {key} to {self.url}", "the write does not count"):
            client = self._connection.client()
            if if_absent or if_match is not None:
                return put_if(client, request, self._sleep)
            return etag_of(client.put_object(**request).get("ETag"))

    def list(self, prefix: str, start_after: str = "") -> Iterator[str]:
        """See :meth:`ObjectStore.list`; each page is fetched when the iteration reaches it.

        Objects whose key has another form are skipped.
        """
        request: ListObjectsV2RequestTypeDef = {
            "Bucket": self._bucket,
            "Prefix": self._base + prefix,
            "MaxKeys": self._page_size,
        }
        if start_after:
            request["StartAfter"] = self._base + start_after
        while True:
            page = self._fetch_page(request)
            for entry in page.get("Contents", []):
                key = entry.get("Key", "").removeprefix(self._base)
                if _is_key(key):
                    yield key
            if not page["IsTruncated"]:
                return
            request["ContinuationToken"] = page["NextContinuationToken"]

    def delete(self, key: str) -> None:
        """See :meth:`ObjectStore.delete`."""
        from botocore.exceptions import ClientError

        check_key(key)
        with translated(f"delete {key} from {self.url}", "it may still be there"):
            try:
                self._connection.client().delete_object(Bucket=self._bucket, Key=self._base + key)
            except ClientError as error:
                if not is_absent(error):  # AWS reports no absent object here, but others do
                    raise

    def _read(self, key: str) -> StoredObject | None:
        from botocore.exceptions import ClientError

        try:
            answer = self._connection.client().get_object(Bucket=self._bucket, Key=self._base + key)
        except ClientError as error:
            if is_absent(error):
                return None
            raise
        return StoredObject(answer["Body"].read(), etag_of(answer.get("ETag")))

    def _fetch_page(self, request: "ListObjectsV2RequestTypeDef") -> "ListObjectsV2OutputTypeDef":
        def fetch() -> "ListObjectsV2OutputTypeDef":
            return _complete(self._connection.client().list_objects_v2(**request))

        place = f"s3://{self._bucket}/{request.get('Prefix', '')}"
        with translated(f"list {place}", "what it holds is unknown"):
            return _retry_damaged(fetch)

    def _request(self, key: str, data: bytes) -> "PutObjectRequestTypeDef":
        options = self._connection.options
        request: PutObjectRequestTypeDef = {"Bucket": self._bucket, "Key": self._base + key, "Body": data}
        if options.sse:
            request["ServerSideEncryption"] = options.sse
        if options.kms_key_id:
            request["SSEKMSKeyId"] = options.kms_key_id
        return request


def _complete(page: "ListObjectsV2OutputTypeDef") -> "ListObjectsV2OutputTypeDef":
    """*page*; ResponseParserError when it does not say whether there are more.

    Otherwise an answer that was cut before its first byte would pass for an empty list.
    """
    from botocore.parsers import ResponseParserError

    expected = {"IsTruncated", "NextContinuationToken"} if page.get("IsTruncated") else {"IsTruncated"}
    if not expected <= page.keys():
        raise ResponseParserError("a list that does not say whether it ends")
    return page


def _retry_damaged(fetch: Callable[[], T]) -> T:
    """What *fetch* returns; it is called again when the answer did not arrive whole."""
    from tenacity import Retrying, retry_if_exception_type, stop_after_attempt

    again = retry_if_exception_type(damaged())
    return Retrying(retry=again, stop=stop_after_attempt(MAX_READS), reraise=True)(fetch)


def _is_key(text: str) -> bool:
    try:
        check_key(text)
    except ValueError:
        return False
    return True
