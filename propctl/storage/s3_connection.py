"""The client of one S3 service, built at first use. Knows no keys; boto3 is imported where it is used."""

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from propctl.errors import ConfigurationError

if TYPE_CHECKING:
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

    def _build(self) -> "S3Client":
        import boto3.session
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError

        config = Config(
            connect_timeout=self._connect_seconds,
            read_timeout=self._read_seconds,
            retries={"mode": "standard", "total_max_attempts": self._attempts},
            max_pool_connections=CONNECTIONS,
        )
        try:
            session = boto3.session.Session()
            return session.client("s3", endpoint_url=self.options.endpoint_url, config=config)
        except BotoCoreError:
            raise  # some are ValueErrors too, with a message of their own
        except ValueError as error:
            raise ConfigurationError(
                "the S3 endpoint is no URL; no request was made",
                hint="PROPCTL_S3_ENDPOINT_URL, or AWS_ENDPOINT_URL where that is unset, takes http(s)://host",
            ) from error
