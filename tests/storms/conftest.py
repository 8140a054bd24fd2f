"""The fixtures of the S3 server, which storms use too."""

from tests.storage.conftest import s3_connection, s3_url

__all__ = ["s3_connection", "s3_url"]
