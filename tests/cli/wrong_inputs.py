"""Wrong inputs, and the exit code that each ends with. What they are answered is in ``wrong_inputs.txt``.

``{folder}`` is a folder of the test's own with ``file`` (no directory), ``bytes`` (no text) and ``url`` (of
Redis, with a password, and of no known form) in it, and a store ``damaged``, its pointer and manifest cut.
"""

from typing import Final

Case = tuple[int, str]
"""Exit code, and the command line with its variables before it."""

OPTIONS: Final[tuple[Case, ...]] = (
    (2, ""),
    (2, "nope"),
    (2, "snapshot"),
    (2, "snapshot nope"),
    (2, "fetch --bad"),
    (2, "fetch --dry-run"),
    (2, "fetch nhl"),
    (2, "run-once MLB"),
    (2, "run-once mlb extra"),
    (2, "fetch --format xml"),
    (2, "fetch --market luck"),
    (2, "fetch --market"),
    (2, "opportunities --limit 0"),
    (2, "opportunities --limit ten"),
    (2, "opportunities --min-prob 1.5"),
    (2, "opportunities --min-prob high"),
    (2, "opportunities --min-edge much"),
    (2, "opportunities --sort luck"),
    (2, "opportunities --view past"),
    (2, "snapshot ls --namespace other"),
    (2, "run-once --splay -1"),
    (2, "run-once --splay soon"),
    (2, "health --only luck"),
    (2, "health nba"),
    (2, "statcast nba"),
    (2, "config show extra"),
    (2, "config chek"),
    (2, "providers terms --all"),
    (2, "snapshot show nope"),
    (2, "snapshot show nope --date 2025-06-08"),
    (2, "snapshot verify nope"),
    (2, "snapshot rebuild"),
    (2, "snapshot rebuild nope"),
    (2, "opportunities --limit=0"),
    (2, "providers"),
    (2, "--bad"),
)

DATES: Final[tuple[Case, ...]] = (
    (2, "fetch --date 2025-13-01"),
    (2, "fetch --date 2025-02-29"),
    (2, "fetch --date yesterday"),
    (2, "fetch --date 20250608"),
    (2, "fetch --date 06/08/2025"),
    (2, "run-once --date 2025-6-8"),
    (2, "run-once --date 1900-12-31"),
    (2, "run-once --date 2026-06-10"),
    (2, "opportunities --date 2025-06-09"),
    (2, "snapshot show --date 2025-06-09"),
    (2, "snapshot verify --date 2025-06-09"),
    (2, "statcast --start 2025-06-07 --end 2025-06-01"),
    (2, "statcast --end 2025-06-08"),
    (2, "statcast --start 2024-09-01 --end 2025-06-07"),
    (2, "statcast --start soon"),
)

VARIABLES: Final[tuple[Case, ...]] = (
    (78, "USE_FREE_INGESTION=maybe run-once"),
    (78, "PROPCTL_PROVIDER_MODE=paid fetch"),
    (78, "PROPCTL_ACCEPT_PROVIDER_TERMS=perhaps fetch"),
    (78, "PROPCTL_MLB_STATS_API_URL=statsapi.mlb.com fetch"),
    (78, "PROPCTL_MLB_STATS_API_URL=http://me:hunter2@127.0.0.1:99999 fetch"),
    (78, "PROPCTL_BASEBALL_SAVANT_URL=ftp://me:hunter2@savant.test fetch"),
    (78, "PROPCTL_MLB_STATS_API_URL=http://127.0.0.1?token=hunter2 fetch"),
    (78, "PROPCTL_USER_AGENT=schläger fetch"),
    (78, "PROPCTL_MAX_RPS=fast fetch"),
    (78, "PROPCTL_MAX_RPS=-1 fetch"),
    (78, "PROPCTL_HTTP_TIMEOUT=0 fetch"),
    (78, "PROPCTL_RUN_DEADLINE=86401 run-once"),
    (78, "PROPCTL_SNAPSHOT_TTL=1.5 run-once"),
    (78, "PROPCTL_STATCAST_WINDOW_DAYS=366 run-once"),
    (78, "PROPCTL_LOG_FORMAT=xml snapshot ls"),
    (78, "PROPCTL_NOW=noon snapshot ls"),
    (78, "PROPCTL_NOW=2025-06-08T10:00:00 snapshot ls"),
    (78, "PROPCTL_MLB_STATS_API_URL=https://statsapi.test snapshot ls"),
    (78, "PROPCTL_MLB_STATS_API_URL=https://statsapi.test PROPCTL_NOW= snapshot ls"),
    (78, "PROPCTL_MLB_STATS_API_URL=https://statsapi.test PROPCTL_NOW= PROPCTL_MAX_RPS= fetch"),
    (78, "PROPCTL_MLB_STATS_API_URL=https://statsapi.test PROPCTL_NOW= PROPCTL_MAX_RPS= statcast"),
    (78, "PROPCTL_S3_SSE=rot13 snapshot ls"),
    (78, "PROPCTL_S3_ENDPOINT_URL=s3.test snapshot ls"),
    (78, "PROPCTL_REDIS_URL=http://me:hunter2@cache snapshot ls"),
    (78, "PROPCTL_REDIS_URL=hunter2 snapshot ls"),
    (78, "PROPCTL_REDIS_URL=redis://cache?timeout=5 snapshot ls"),
)

FILES: Final[tuple[Case, ...]] = (
    (78, "PROPCTL_STORAGE_URL=/srv/store snapshot ls"),
    (78, "PROPCTL_STORAGE_URL=ftp://me:hunter2@host/ snapshot ls"),
    (78, "PROPCTL_STORAGE_URL=file://host/store snapshot ls"),
    (78, "PROPCTL_STORAGE_URL=file:/// snapshot ls"),
    (78, "PROPCTL_STORAGE_URL=file:///srv/store?x snapshot ls"),
    (78, "PROPCTL_STORAGE_URL=memory://store snapshot ls"),
    (78, "PROPCTL_STORAGE_URL=s3://me:hunter2@bucket snapshot ls"),
    (78, "PROPCTL_STORAGE_URL=s3://Bucket snapshot ls"),
    (78, "PROPCTL_STORAGE_URL=s3://bucket//prefix snapshot ls"),
    (78, "PROPCTL_STORAGE_URL=s3://bucket PROPCTL_S3_ENDPOINT_URL=http://me:hunter2@s3.test snapshot ls"),
    (78, "PROPCTL_STORAGE_URL=s3://bucket PROPCTL_S3_SSE_KMS_KEY_ID=mine snapshot ls"),
    (78, "PROPCTL_STORAGE_URL=file://{folder}/file snapshot ls"),
    (78, "PROPCTL_STORAGE_URL=file://{folder}/file/store snapshot ls"),
    (78, "PROPCTL_REDIS_URL_FILE={folder}/nowhere snapshot ls"),
    (78, "PROPCTL_REDIS_URL_FILE={folder} snapshot ls"),
    (78, "PROPCTL_REDIS_URL_FILE={folder}/bytes snapshot ls"),
    (78, "PROPCTL_REDIS_URL_FILE={folder}/url PROPCTL_REDIS_URL=redis://cache snapshot ls"),
    (78, "PROPCTL_REDIS_URL_FILE={folder}/url snapshot ls"),
    (65, "PROPCTL_STORAGE_URL=file://{folder}/damaged opportunities"),
    (65, "PROPCTL_STORAGE_URL=file://{folder}/damaged snapshot show"),
    (65, "PROPCTL_STORAGE_URL=file://{folder}/damaged snapshot show 0123456789abcdef"),
    (65, "PROPCTL_STORAGE_URL=file://{folder}/damaged snapshot ls --long"),
    (65, "PROPCTL_STORAGE_URL=file://{folder}/damaged snapshot rebuild 0123456789abcdef"),
)

CASES: Final = (*OPTIONS, *DATES, *VARIABLES, *FILES)
