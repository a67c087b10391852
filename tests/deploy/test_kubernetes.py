import shutil
import subprocess
from typing import Any

import pytest
import yaml

from service import __version__
from service.api import health, metrics
from service.settings import load_settings
from tests.deploy.commands import DEPLOY, parsed

FILE = DEPLOY / "kubernetes.yaml"
TEXT = FILE.read_text(encoding="utf-8")
DOCUMENTS: list[dict[str, Any]] = list(yaml.safe_load_all(TEXT))
DEPLOYMENTS = {each["metadata"]["name"]: each for each in DOCUMENTS if each["kind"] == "Deployment"}
VERSIONS = {"ConfigMap": "v1", "Service": "v1", "Deployment": "apps/v1"}
MOST_SECONDS_OF_REQUESTS = 5  # that `serve` gives open requests


def of_kind(kind: str) -> dict[str, Any]:
    (found,) = (each for each in DOCUMENTS if each["kind"] == kind)
    return found


def pod(name: str) -> dict[str, Any]:
    spec: dict[str, Any] = DEPLOYMENTS[name]["spec"]["template"]["spec"]
    return spec


def containers() -> list[dict[str, Any]]:
    return [each for name in DEPLOYMENTS for kind in ("initContainers", "containers") for each in pod(name)[kind]]


def test_every_object_is_of_a_kind_and_version_that_stands() -> None:
    assert [
        (each["kind"], each["apiVersion"]) for each in DOCUMENTS if VERSIONS[each["kind"]] != each["apiVersion"]
    ] == []
    assert set(DEPLOYMENTS) == {"tanyakabar-api", "tanyakabar-dispatch"}


@pytest.mark.parametrize("name", DEPLOYMENTS)
def test_a_deployment_selects_its_own_pods(name: str) -> None:
    wanted = DEPLOYMENTS[name]["spec"]["selector"]["matchLabels"]
    assert (
        wanted == DEPLOYMENTS[name]["spec"]["template"]["metadata"]["labels"] == DEPLOYMENTS[name]["metadata"]["labels"]
    )
    others = [each for each in DEPLOYMENTS if DEPLOYMENTS[each]["spec"]["selector"]["matchLabels"] == wanted]
    assert others == [name]


def test_requests_are_led_to_the_pods_that_take_them() -> None:
    service = of_kind("Service")["spec"]
    assert service["selector"] == DEPLOYMENTS["tanyakabar-api"]["spec"]["selector"]["matchLabels"]
    names = {port["name"] for port in pod("tanyakabar-api")["containers"][0]["ports"]}
    assert {port["targetPort"] for port in service["ports"]} <= names


@pytest.mark.parametrize(("name", "role"), [("tanyakabar-api", "api"), ("tanyakabar-dispatch", "dispatch")])
def test_roles_are_apart_and_the_schema_comes_first(name: str, role: str) -> None:
    (before,), (container,) = pod(name)["initContainers"], pod(name)["containers"]
    assert parsed(before["args"]) == {"restored": False}
    given = parsed(container["args"])
    assert (given["role"], given["host"]) == (role, "0.0.0.0")  # noqa: S104  # the pod's own network
    assert [port["containerPort"] for port in container["ports"]] == [given["port"]]


@pytest.mark.parametrize("name", DEPLOYMENTS)
def test_probes_ask_routes_that_are_there(name: str) -> None:
    (container,) = pod(name)["containers"]
    paths = {getattr(route, "path", "") for route in (*health.router.routes, *metrics.router.routes)}
    asked = {kind: container[kind]["httpGet"] for kind in ("startupProbe", "livenessProbe", "readinessProbe")}
    assert {kind: probe["path"] for kind, probe in asked.items()} == {
        "startupProbe": "/healthz", "livenessProbe": "/healthz", "readinessProbe": "/readyz",
    }  # fmt: skip
    assert {probe["port"] for probe in asked.values()} == {port["name"] for port in container["ports"]}
    noted = DEPLOYMENTS[name]["spec"]["template"]["metadata"]["annotations"]
    assert {"/healthz", "/readyz", noted["prometheus.io/path"]} <= paths
    assert int(noted["prometheus.io/port"]) == container["ports"][0]["containerPort"]


def test_what_sends_is_given_longer_to_stop_than_the_answer_to_a_letter_may_take() -> None:
    given = {key.removeprefix("TANYAKABAR_").lower(): value for key, value in of_kind("ConfigMap")["data"].items()}
    reply = load_settings(_env_file=None, **given).smtp_reply_timeout
    assert pod("tanyakabar-dispatch")["terminationGracePeriodSeconds"] > reply
    assert pod("tanyakabar-api")["terminationGracePeriodSeconds"] > MOST_SECONDS_OF_REQUESTS


@pytest.mark.parametrize("name", DEPLOYMENTS)
def test_nobody_in_a_pod_is_root_or_may_become_it(name: str) -> None:
    spec = pod(name)
    assert spec["automountServiceAccountToken"] is False
    assert spec["enableServiceLinks"] is False
    security = spec["securityContext"]
    assert security["runAsNonRoot"] is True
    assert f"USER {security['runAsUser']}:{security['runAsGroup']}\n" in (DEPLOY / "Dockerfile").read_text("utf-8")
    assert security["seccompProfile"] == {"type": "RuntimeDefault"}
    mounted = {volume["name"] for volume in spec["volumes"]}
    for container in (*spec["initContainers"], *spec["containers"]):
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]},
        }  # fmt: skip
        assert {mount["name"] for mount in container["volumeMounts"]} == mounted


def test_secrets_are_referred_to_and_stand_nowhere() -> None:
    assert "Secret" not in {each["kind"] for each in DOCUMENTS}
    settings = of_kind("ConfigMap")["data"]
    assert [name for name in settings if "PASSWORD" in name or "SECRET" in name or "URL" in name] == []
    for container in containers():
        assert container["envFrom"] == [
            {"configMapRef": {"name": of_kind("ConfigMap")["metadata"]["name"]}}, {"secretRef": {"name": "tanyakabar"}},
        ]  # fmt: skip
        assert "env" not in container
    assert "kubectl create secret generic tanyakabar " in TEXT


def test_the_image_is_of_this_version() -> None:
    assert {container["image"] for container in containers()} == {f"registry.example/tanyakabar:{__version__}"}


@pytest.mark.skipif(shutil.which("kubernetes-validate") is None, reason="kubernetes-validate is not here")
def test_the_schemas_of_kubernetes_accept_it() -> None:
    done = subprocess.run(["kubernetes-validate", "--strict", FILE], capture_output=True, text=True, check=False)  # noqa: S603, S607  # a fixed command, where it is installed
    assert done.returncode == 0, done.stdout + done.stderr
