"""The client of one S3 service, built at first use. Knows no keys; boto3 is imported where it is used."""

import threading
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from boto3.session import Session
    from mypy_boto3_s3.client import S3Client

ATTEMPTS: Final = 3
CONNECT_SECONDS: Final = 5.0
READ_SECONDS: Final = 20.0
CONNECTIONS: Final = 16
"""More than the threads of a run, so that none waits for a connection."""


@dataclass(frozen=True, slots=True)
class S3Options:
    """What the storage URL does not say: the service, and how it encrypts what we write.

    Without an endpoint it is AWS, or the service that ``AWS_ENDPOINT_URL`` names; without ``sse``, encryption
    is the bucket's default. ``kms_key_id`` is for ``aws:kms`` alone.
    """

    endpoint_url: str | None = None
    sse: Literal["AES256", "aws:kms"] | None = None
    kms_key_id: str | None = None


AWS: Final = S3Options()
"""Amazon's service, with the bucket's default encryption."""


class S3Connection:
    """One client for all threads; region, credentials and profile are the ``AWS_*`` that boto3 reads.

    *attempts* limits botocore's own retries, which follow connection errors, time-outs, throttling and 5xx.
    """

    def __init__(
        self,
        options: S3Options = AWS,
        *,
        attempts: int = ATTEMPTS,
        connect_seconds: float = CONNECT_SECONDS,
        read_seconds: float = READ_SECONDS,
    ) -> None:
        self.options = options
        self._attempts = attempts
        self._connect_seconds = connect_seconds
        self._read_seconds = read_seconds
        self._lock = threading.Lock()
        self._client: S3Client | None = None

    def client(self) -> "S3Client":
        """The client; the first call takes a third of a second (raises botocore's errors).

        The lock is needed because a client is safe for all threads, but building one is not.
        """
        with self._lock:
            if self._client is None:
                self._client = self._build()
            return self._client

    def check(self) -> None:
        """Everything that is known to be wrong without a request (raises botocore's errors)."""
        import boto3.session
        import botocore.session

        from propctl.storage.aws_environment import load_local_sources

        session = botocore.session.Session()
        load_local_sources(session)
        self._connect(boto3.session.Session(botocore_session=session), "none")

    def _build(self) -> "S3Client":
        import boto3.session

        from propctl.storage.aws_environment import check_files_end

        check_files_end()
        return self._connect(boto3.session.Session())

    def _connect(self, session: "Session", key: str | None = None) -> "S3Client":
        """A client that goes through our choice of a proxy, where botocore's own may be another.

        With a *key*, no source of credentials is asked.
        """
        from urllib.request import getproxies

        from botocore.config import Config

        from propctl.proxies import find_proxy

        config = Config(
            connect_timeout=self._connect_seconds,
            read_timeout=self._read_seconds,
            retries={"mode": "standard", "total_max_attempts": self._attempts},
            max_pool_connections=CONNECTIONS,
        )
        connect = partial(
            session.client,
            "s3",
            endpoint_url=self.options.endpoint_url,
            aws_access_key_id=key,
            aws_secret_access_key=key,
        )
        client: S3Client = connect(config=config)
        url = client.meta.endpoint_url
        proxy = find_proxy(url)
        if proxy is not None or getproxies():
            proxies = {} if proxy is None else {urlsplit(url).scheme: proxy.url}
            client = connect(config=config.merge(Config(proxies=proxies)))
        return client
