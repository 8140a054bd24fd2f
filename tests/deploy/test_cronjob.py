"""``k8s/cronjob-run-once.yaml``: its schema, its meaning, and its command against the live program."""

import re
from typing import Any

import kubernetes_validate  # type: ignore[import-untyped]
import pytest
import yaml

from propctl.domain.cadence import RUN_PERIOD
from propctl.errors import ExitCode
from propctl.settings import Settings, known_variables
from tests.deploy.test_crontab import RANGES, minutes_in, values
from tests.docs.pages import text_of
from tests.docs.parsing import parse

DOCUMENTS: list[dict[str, Any]] = list(yaml.safe_load_all(text_of("k8s/cronjob-run-once.yaml")))
CRONJOB, POLICY = DOCUMENTS
SPEC = CRONJOB["spec"]
JOB = SPEC["jobTemplate"]["spec"]
POD = JOB["template"]["spec"]
(CONTAINER,) = POD["containers"]
ENVIRONMENT = {entry["name"]: entry for entry in CONTAINER["env"]}
OF_BOTO3 = {
    "AWS_DEFAULT_REGION", "AWS_EC2_METADATA_DISABLED", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"
}  # fmt: skip
SECRET = re.compile(r"SECRET|PASSWORD|TOKEN|ACCESS_KEY_ID|REDIS_URL$")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document["kind"])
@pytest.mark.parametrize("version", ["1.29", "1.37"])
def test_it_is_valid_for_old_and_new_clusters(document: dict[str, Any], version: str) -> None:
    kubernetes_validate.validate(document, version, strict=True)


def test_a_key_that_does_not_exist_would_be_found() -> None:
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(CRONJOB | {"spec": SPEC | {"timezone": "UTC"}}, "1.37", strict=True)


def test_it_runs_every_ten_minutes_and_at_night_only_if_due() -> None:
    fields = SPEC["schedule"].split()
    assert len(fields) == 5
    minute, hour, *days = (values(field, *bounds) for field, bounds in zip(fields, RANGES, strict=True))
    assert (minute, hour) == (set(range(0, 60, minutes_in(RUN_PERIOD))), set(range(24)))
    assert fields[2:] == ["*"] * len(days)
    assert "--if-due" in CONTAINER["command"]
    assert SPEC["timeZone"] == "America/New_York"


def test_no_two_runs_overlap_and_none_starts_late() -> None:
    assert (SPEC["concurrencyPolicy"], SPEC["startingDeadlineSeconds"]) == ("Forbid", 120)
    assert len(CRONJOB["metadata"]["name"]) <= 52


def test_a_run_ends_before_the_next_is_due_and_has_time_for_its_deadline() -> None:
    splay = float(CONTAINER["command"][-1])
    longest = splay + Settings.model_fields["run_deadline"].default + POD["terminationGracePeriodSeconds"]
    assert longest < JOB["activeDeadlineSeconds"] < RUN_PERIOD.total_seconds()


def test_finished_jobs_go_away() -> None:
    assert JOB["ttlSecondsAfterFinished"] > 0
    assert 0 < SPEC["successfulJobsHistoryLimit"] < 10
    assert 0 < SPEC["failedJobsHistoryLimit"] < 10


def test_what_a_retry_cannot_mend_fails_the_job_and_a_disruption_does_not_count() -> None:
    fail, ignore = JOB["podFailurePolicy"]["rules"]
    hopeless = [ExitCode.USAGE, ExitCode.DATA, ExitCode.REFUSED, ExitCode.CONFIGURATION]
    assert fail["action"] == "FailJob"
    assert fail["onExitCodes"] == {"containerName": CONTAINER["name"], "operator": "In", "values": hopeless}
    assert ignore["action"] == "Ignore"
    assert ignore["onPodConditions"] == [{"type": "DisruptionTarget", "status": "True"}]
    assert (POD["restartPolicy"], JOB["backoffLimit"]) == ("Never", 2)


def test_the_pod_is_restricted() -> None:
    assert POD["securityContext"]["runAsNonRoot"] is True
    assert POD["securityContext"]["runAsUser"] > 0
    assert POD["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert POD["automountServiceAccountToken"] is False
    own = CONTAINER["securityContext"]
    assert (own["allowPrivilegeEscalation"], own["readOnlyRootFilesystem"]) == (False, True)
    assert own["capabilities"] == {"drop": ["ALL"]}


def test_the_only_place_to_write_is_tmp() -> None:
    writable = [mount["mountPath"] for mount in CONTAINER["volumeMounts"] if not mount.get("readOnly")]
    assert writable == ["/tmp"]  # noqa: S108 - in a container of its own
    volumes = {volume["name"]: volume for volume in POD["volumes"]}
    assert "emptyDir" in volumes["tmp"]
    assert {mount["name"] for mount in CONTAINER["volumeMounts"]} == volumes.keys()


def test_it_asks_for_what_it_needs_and_takes_no_more() -> None:
    resources = CONTAINER["resources"]
    assert resources["requests"].keys() == resources["limits"].keys() >= {"cpu", "memory"}


def test_the_image_is_named_by_a_digest_that_nobody_takes_for_one() -> None:
    assert re.fullmatch(r"registry\.example/propctl@sha256:0{64}", CONTAINER["image"])


def test_the_command_is_one_that_the_program_takes() -> None:
    program, *arguments = CONTAINER["command"]
    assert (program, arguments[0]) == ("propctl", "run-once")
    parse(arguments)


def test_every_variable_is_one_that_is_read() -> None:
    assert ENVIRONMENT.keys() - OF_BOTO3 <= known_variables()


def test_secrets_come_from_a_secret_and_stand_on_no_command_line() -> None:
    plain = {name for name, entry in ENVIRONMENT.items() if "valueFrom" not in entry}
    assert [name for name in plain if SECRET.search(name)] == []
    mounted = next(mount for mount in CONTAINER["volumeMounts"] if mount["name"] == "secrets")
    assert ENVIRONMENT["PROPCTL_REDIS_URL_FILE"]["value"] == f"{mounted['mountPath']}/redis-url"
    assert not any("://" in word for word in CONTAINER["command"])


def test_storage_is_shared_and_no_terms_are_accepted_for_anybody() -> None:
    assert ENVIRONMENT["PROPCTL_STORAGE_URL"]["value"].startswith("s3://")
    assert ENVIRONMENT["PROPCTL_ACCEPT_PROVIDER_TERMS"]["value"] == "false"


def test_the_policy_is_about_these_pods_and_lets_nobody_in() -> None:
    selected = POLICY["spec"]["podSelector"]["matchLabels"]
    assert selected.items() <= JOB["template"]["metadata"]["labels"].items()
    assert (POLICY["spec"]["policyTypes"], POLICY["spec"]["ingress"]) == (["Ingress", "Egress"], [])


def test_they_reach_names_https_redis_and_the_gateway_alone() -> None:
    ports = [[port["port"] for port in rule["ports"]] for rule in POLICY["spec"]["egress"]]
    assert ports == [[53, 53], [443], [6379], [9091]]
    assert all(rule["to"] for rule in POLICY["spec"]["egress"])
