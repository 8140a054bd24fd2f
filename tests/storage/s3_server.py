"""moto's S3 in a process of its own: ``python -m tests.storage.s3_server``.

It says the port that the system gave it, and ends when its stdin does: with the test process, however that
ends. moto looks at a condition and writes in two steps, so requests are taken one at a time: with the server
honest, a lost write is a client's.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

BUCKET: Final = "propctl-test"

ENVIRONMENT: Final = {
    "AWS_ACCESS_KEY_ID": "AKIATESTTESTTESTTEST",
    "AWS_SECRET_ACCESS_KEY": "secret-of-the-tests",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": "/dev/null",
    "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
}
"""What boto3 reads, so that it asks neither the user's files nor a cloud for credentials."""


@contextmanager
def running() -> Iterator[str]:
    """The URL of a server that is up; it goes down at the end."""
    command = [sys.executable, "-m", "tests.storage.s3_server"]
    with subprocess.Popen(
        command,
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as server:
        assert server.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(server.stdout.readline())}"
        finally:
            server.kill()


def main() -> None:
    from moto.moto_server.werkzeug_app import MotoRequestHandler, create_backend_app
    from werkzeug.serving import make_server

    class QuietHandler(MotoRequestHandler):
        def log(self, *_: object) -> None:
            """Nobody reads it, and writing it takes time."""

    s3 = create_backend_app("s3")  # without moto's guessing at the service, which takes most of the time
    one_at_a_time = threading.Lock()

    def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        with one_at_a_time:
            return s3(environ, start_response)

    server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=QuietHandler)
    threading.Thread(target=_end_with_stdin, daemon=True).start()
    sys.stdout.write(f"{server.port}\n")
    sys.stdout.flush()
    server.serve_forever()


def _end_with_stdin() -> None:
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main()
