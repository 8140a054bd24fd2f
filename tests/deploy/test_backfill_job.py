"""``k8s/job-backfill.yaml``: the CronJob's pod with another command, shared by several workers."""

from typing import Any

import kubernetes_validate  # type: ignore[import-untyped]
import pytest
import yaml

from propctl.errors import ExitCode
from tests.deploy.test_cronjob import CONTAINER as CRON_CONTAINER
from tests.deploy.test_cronjob import POD as CRON_POD
from tests.deploy.test_cronjob import POLICY
from tests.docs.pages import text_of
from tests.docs.parsing import parse

JOB: dict[str, Any] = yaml.safe_load(text_of("k8s/job-backfill.yaml"))
SPEC = JOB["spec"]
POD = SPEC["template"]["spec"]
(CONTAINER,) = POD["containers"]


@pytest.mark.parametrize("version", ["1.29", "1.37"])
def test_it_is_valid_for_old_and_new_clusters(version: str) -> None:
    kubernetes_validate.validate(JOB, version, strict=True)


def test_the_pod_is_the_cronjobs_but_for_its_command() -> None:
    """Whatever hardens the one hardens the other."""
    assert POD | {"containers": [CONTAINER | {"command": CRON_CONTAINER["command"]}]} == CRON_POD


def test_the_command_is_one_that_the_program_takes() -> None:
    program, *arguments = CONTAINER["command"]
    assert (program, arguments[:2]) == ("propctl", ["backfill", "work"])
    parse(arguments)


def test_each_pod_is_an_index_and_none_waits_for_another() -> None:
    assert (SPEC["completionMode"], SPEC["completions"]) == ("Indexed", SPEC["parallelism"])


def test_what_every_worker_would_end_with_fails_the_job_and_the_rest_its_index() -> None:
    ignore, fail_job, fail_index = SPEC["podFailurePolicy"]["rules"]
    everybodys = [ExitCode.REFUSED, ExitCode.CONFIGURATION]
    assert (ignore["action"], ignore["onPodConditions"][0]["type"]) == ("Ignore", "DisruptionTarget")
    assert (fail_job["action"], fail_job["onExitCodes"]["values"]) == ("FailJob", everybodys)
    assert (fail_index["action"], fail_index["onExitCodes"]["operator"]) == ("FailIndex", "NotIn")
    assert fail_index["onExitCodes"]["values"] == [ExitCode.OK, *everybodys]


def test_it_ends_and_goes_away() -> None:
    assert SPEC["activeDeadlineSeconds"] > 0
    assert SPEC["ttlSecondsAfterFinished"] > 0


def test_the_policy_of_the_cronjob_covers_its_pods() -> None:
    selected = POLICY["spec"]["podSelector"]["matchLabels"]
    assert selected.items() <= SPEC["template"]["metadata"]["labels"].items()
