"""Which of the AWS_* variables, files and profiles an error of botocore is about. Makes no request.

botocore reads them by itself, and its errors often say neither the variable nor the file. No secret is shown.
"""

import os
import re
import shlex
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from propctl.certificates import check_bundle
from propctl.domain.hosts import address_of, is_host
from propctl.domain.redaction import hidden
from propctl.errors import ConfigurationError
from propctl.readable_files import UnreadableFileError, check_readable, is_endless, read_text

if TYPE_CHECKING:
    from botocore.session import Session

PREFIX: Final = "AWS_"
KEY_ID: Final = "AWS_ACCESS_KEY_ID"
SECRETS: Final = (
    KEY_ID, "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN",
)  # fmt: skip
WEB_IDENTITY: Final = "AWS_WEB_IDENTITY_TOKEN_FILE"
CONTAINER: Final = ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI")
CONTAINER_HOSTS: Final = ("169.254.170.2", "169.254.170.23", "fd00:ec2::23", "localhost")
TOKEN_FILES: Final = (WEB_IDENTITY, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")
CONFIG_FILES: Final = ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE")
BUNDLES: Final = ("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE")
OTHERS: Final = (*BUNDLES, "SSLKEYLOGFILE")
"""Variables of a file that have another prefix."""

SOURCES_OF_A_PROFILE: Final = (
    "role_arn",
    "web_identity_token_file",
    "sso_session",
    "sso_start_url",
    "login_session",
    "credential_process",
)
LOCAL_SOURCES: Final = (
    "env",
    "assume-role-with-web-identity",
    "sso",
    "shared-credentials-file",
    "config-file",
)
"""botocore's names of sources that are loaded without a request and without another program."""

REMOTE: Final = ("Ec2InstanceMetadata", "EcsContainer")
"""Values of ``credential_source`` that make a request."""

CORRECT_IT: Final = "correct PROPCTL_STORAGE_URL, PROPCTL_S3_* (`propctl config show`) or the AWS_* settings"
UNSET_IT: Final = "correct it, or unset it: docs/storage.md says where credentials come from"

Check = Callable[[str, str], None]


def aws_faults() -> list[ConfigurationError]:
    """What is wrong with the variables and the files that they name, each on its own."""
    checks: tuple[tuple[tuple[str, ...], Check], ...] = (
        (SECRETS, _check_header_text),
        (() if KEY_ID in os.environ else TOKEN_FILES, _check_token_file),
        (CONFIG_FILES, _check_config_file),
        (CONTAINER[1:], _check_container),
        (_first_set(BUNDLES), check_bundle),
        (tuple(name for name in os.environ if name.startswith("AWS_ENDPOINT_URL")), _check_endpoint),
    )
    faults = []
    for names, check in checks:
        for name, value in _set(names):
            try:
                check(name, value)
            except ConfigurationError as error:
                faults.append(error)
    return faults


def check_files_end() -> None:
    """ConfigurationError for a pipe or a device that botocore would read for ever."""
    for name, path in _set((*TOKEN_FILES, *BUNDLES)):
        with suppress(OSError):  # of an absent file botocore itself complains, if it needs it
            if is_endless(path):
                raise _unreadable(name, path, "it is no regular file")


def load_local_sources(session: "Session") -> None:
    """Let botocore read what needs no request, and look for a profile's program (raises its errors)."""
    resolver = session.get_component("credential_provider")
    profile, profiles = session.get_scoped_config(), session.full_config["profiles"].values()
    remote = any("credential_process" in one or one.get("credential_source") in REMOTE for one in profiles)
    for name in LOCAL_SOURCES if remote else (*LOCAL_SOURCES, "assume-role"):
        resolver.get_provider(name).load()
    if "credential_process" in profile:
        _check_program(profile["credential_process"])


def _check_program(command: str) -> None:
    """ConfigurationError when no program is where the *command* of a profile says."""
    try:
        program = shlex.split(command)[0]
    except (ValueError, IndexError) as error:
        reason = "is no command line"
        raise ConfigurationError(f"{credential_source()} {reason}", hint=UNSET_IT) from error
    if shutil.which(program) is None:
        raise ConfigurationError(f"{credential_source()}: {program} is no program", hint=UNSET_IT)


def explanation(error: Exception, text: str = "") -> tuple[str, str]:
    """The reason and the hint for an *error* that a setting causes; *text* is of it, and holds no secret."""
    if isinstance(error, OSError) and error.filename:
        return _file_reason(os.fsdecode(error.filename), error.strerror or "it cannot be read"), UNSET_IT
    names = " or ".join(_named_in(str(error)))
    if names and text:
        return f"{names}: {text}", UNSET_IT
    faults = aws_faults()
    if faults:
        return faults[0].message.partition(";")[0], faults[0].hint
    if names or text:
        return text or f"{names} has a value that is not understood", UNSET_IT if names else CORRECT_IT
    return f"{credential_source()} gives no usable credentials ({type(error).__name__})", UNSET_IT


def _file_reason(path: str, reason: str) -> str:
    names = [name for name, value in _set(_candidates()) if value == path]
    shown = hidden(path)
    return f"{names[0]}={shown}: {reason}" if names else f"{credential_source()}: {shown}: {reason}"


def credential_source() -> str:
    """Where botocore gets credentials from, as far as settings say."""
    values = dict(_set((KEY_ID, WEB_IDENTITY, *CONTAINER)))
    if KEY_ID in values:
        return KEY_ID
    return _profile_source() or next(iter(values), "the default chain of AWS credentials")


def _profile_source() -> str:
    """The option of the profile in force that names a source; empty when the profile cannot be read."""
    import botocore.session
    from botocore.exceptions import BotoCoreError

    session = botocore.session.Session()
    try:
        profile = session.get_scoped_config()
    except BotoCoreError:
        return ""
    name, file = session.get_config_variable("profile"), session.get_config_variable("config_file")
    place = f"of the AWS profile {name or 'default'!r} in {file}"
    return next((f"{option} {place}" for option in SOURCES_OF_A_PROFILE if option in profile), "")


def _named_in(text: str) -> list[str]:
    """The variables whose value an error's *text* repeats as a word; those of secrets are no candidates."""
    words = (rf"(?<![\w./-]){re.escape(value)}(?![\w/-])" for _, value in _set(_candidates()))
    return [name for (name, _), word in zip(_set(_candidates()), words, strict=True) if re.search(word, text)]


def _candidates() -> tuple[str, ...]:
    names = (name for name in os.environ if name.startswith(PREFIX) or name in OTHERS)
    return tuple(name for name in names if name not in SECRETS)


def _set(names: tuple[str, ...], environment: Mapping[str, str] = os.environ) -> list[tuple[str, str]]:
    return [(name, environment[name]) for name in names if environment.get(name)]


def _first_set(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name, _ in _set(names)[:1])


def _check_header_text(name: str, value: str) -> None:
    if not (value.isascii() and value.isprintable() and value == value.strip()):
        raise ConfigurationError(
            f"{name} is not one line of printable ASCII; no request was made", hint=UNSET_IT
        )


def _check_token_file(name: str, path: str) -> None:
    try:
        read_text(path)
    except UnreadableFileError as error:
        raise _unreadable(name, path, str(error)) from error


def _check_config_file(name: str, path: str) -> None:
    """Without a file that is absent, botocore goes on; /dev/null is how users say that there is none."""
    if path == os.devnull:
        return
    try:
        check_readable(Path(path).expanduser())
    except UnreadableFileError as error:
        raise _unreadable(name, path, str(error)) from error
    except RuntimeError as error:  # ~ without a home
        raise _unreadable(name, path, "there is no home directory") from error


def _check_endpoint(name: str, url: str) -> None:
    try:
        parts = urlsplit(url)
        valid = parts.scheme in ("http", "https") and is_host(parts.hostname or "") and parts.port != 0
    except ValueError:
        valid = False
    if not valid:
        raise ConfigurationError(
            f"{name} is not the URL of a service; no request was made", hint="it takes http(s)://host[:port]"
        )


def _check_container(name: str, url: str) -> None:
    """The hosts that botocore asks for credentials."""
    try:
        parts = urlsplit(url)
        valid = parts.scheme == "https" or (parts.scheme == "http" and _is_local(parts.hostname or ""))
    except ValueError:
        valid = False
    if not valid:
        raise ConfigurationError(
            f"{name} is not a URL of a container's credentials; no credentials were read",
            hint=f"it takes https://host, or http:// with a loopback address or {', '.join(CONTAINER_HOSTS)}",
        )


def _is_local(host: str) -> bool:
    address = address_of(host)
    return host in CONTAINER_HOSTS or (address is not None and address.is_loopback)


def _unreadable(name: str, path: str, reason: str) -> ConfigurationError:
    return ConfigurationError(f"{name}={hidden(path)}: {reason}; no credentials were read", hint=UNSET_IT)
