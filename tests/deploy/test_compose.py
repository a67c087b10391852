import re
from datetime import timedelta
from typing import Any

import pytest
import yaml

from service import __version__
from service.settings import load_settings
from tests.deploy.commands import DEPLOY, parsed, shell_lines
from tests.repo.tree import ROOT

TEXT = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
DOCUMENT: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = DOCUMENT["services"]
OURS = {name for name, service in SERVICES.items() if service["image"].startswith("tanyakabar:")}
# The keys of https://github.com/compose-spec/compose-spec that are used, with the types it gives them.
KEYS: dict[str, tuple[type, ...]] = {
    "image": (str,),
    "build": (dict,),
    "env_file": (str,),
    "environment": (dict,),
    "restart": (str,),
    "init": (bool,),
    "stop_grace_period": (str,),
    "shm_size": (str,),
    "read_only": (bool,),
    "tmpfs": (list,),
    "cap_drop": (list,),
    "security_opt": (list,),
    "profiles": (list,),
    "entrypoint": (list,),
    "command": (list,),
    "ports": (list,),
    "volumes": (list,),
    "healthcheck": (dict,),
    "depends_on": (dict,),
}
HEALTH = {"test", "interval", "timeout", "start_period", "retries", "disable"}
CONDITIONS = {"service_started", "service_healthy", "service_completed_successfully"}
DURATION = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?")


def seconds(text: str) -> float:
    found = DURATION.fullmatch(text)
    assert found
    hours, minutes, rest = (int(part or 0) for part in found.groups())
    return timedelta(hours=hours, minutes=minutes, seconds=rest).total_seconds()


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_has_keys_of_the_specification_only(name: str) -> None:
    service = SERVICES[name]
    assert [key for key, value in service.items() if not isinstance(value, KEYS.get(key, ()))] == []
    assert set(service.get("healthcheck", {})) <= HEALTH
    for each in service.get("depends_on", {}).values():
        assert set(each) == {"condition"}
        assert each["condition"] in CONDITIONS
    for key in ("tmpfs", "cap_drop", "security_opt", "profiles", "entrypoint", "command", "ports", "volumes"):
        assert [value for value in service.get(key, []) if not isinstance(value, str)] == []


def test_the_document_has_keys_of_the_specification_only() -> None:
    assert {key for key in DOCUMENT if not key.startswith("x-")} == {"name", "services", "volumes"}


def test_two_profiles_and_what_each_needs() -> None:
    profiles: dict[str, set[str]] = {}
    for name, service in SERVICES.items():
        (profile,) = service["profiles"]
        profiles.setdefault(profile, set()).add(name)
        assert set(service.get("depends_on", {})) <= profiles[profile]
    assert profiles == {"sqlite": {"tanyakabar"}, "postgres": {"postgres", "migrate", "api", "dispatch", "backup"}}


def test_every_volume_is_declared_and_used() -> None:
    used = {mount.partition(":")[0] for service in SERVICES.values() for mount in service.get("volumes", [])}
    assert used == set(DOCUMENT["volumes"])


@pytest.mark.parametrize("name", sorted(OURS))
def test_the_image_is_of_this_version_and_built_from_this_checkout(name: str) -> None:
    service = SERVICES[name]
    assert service["image"] == f"tanyakabar:{__version__}"
    context = (DEPLOY / service["build"]["context"]).resolve()
    assert context == ROOT
    assert (context / service["build"]["dockerfile"]).is_file()
    assert service["env_file"] == ".env"  # which .gitignore and the image leave out


@pytest.mark.parametrize("name", sorted(OURS))
def test_the_program_takes_the_command_and_is_reached_where_it_listens(name: str) -> None:
    service = SERVICES[name]
    given = parsed(service["command"])
    for published in service.get("ports", []):
        address, _, inside = published.rpartition(":")
        assert address.startswith("127.0.0.1:")
        assert given["port"] == int(inside)
    assert given.get("host", "0.0.0.0") == "0.0.0.0"  # noqa: S104  # the container's own network


def test_roles_are_apart_and_start_on_the_schema_that_they_need() -> None:
    roles = {name: parsed(SERVICES[name]["command"])["role"] for name in ("api", "dispatch")}
    assert roles == {"api": "api", "dispatch": "dispatch"}
    assert parsed(SERVICES["migrate"]["command"]) == {"restored": False}
    for name in roles:
        assert SERVICES[name]["depends_on"] == {"migrate": {"condition": "service_completed_successfully"}}


@pytest.mark.parametrize("name", sorted(OURS | {"backup"}))
def test_it_runs_on_a_read_only_root_and_without_capabilities(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("name", sorted(OURS))
def test_a_stop_waits_longer_than_for_the_answer_to_a_letter(name: str) -> None:
    given = SERVICES[name].get("environment", {})
    settings = load_settings(
        _env_file=None,
        **{key.removeprefix("TANYAKABAR_").lower(): value for key, value in given.items() if key.startswith("TANYA")},
    )
    assert seconds(SERVICES[name]["stop_grace_period"]) > settings.smtp_reply_timeout


def test_images_of_others_have_a_full_version_and_one_postgresql() -> None:
    others = {service["image"] for service in SERVICES.values()} - {f"tanyakabar:{__version__}"}
    assert len(others) == 1
    assert all(re.fullmatch(r"postgres:\d+\.\d+-[a-z]+", image) for image in others)


def services_named(words: list[str]) -> list[str]:
    """Return the services that a command line of compose names, without what is run in them."""
    verb = next(number for number, word in enumerate(words) if word in {"up", "stop", "build", "run", "exec"})
    named = [word for word in words[verb + 1 :] if not word.startswith("-")]
    return named[:1] if words[verb] in {"run", "exec"} else named


def test_the_readme_names_services_of_the_profile_that_it_gives() -> None:
    told = [words for words in shell_lines((DEPLOY / "README.md").read_text(encoding="utf-8")) if "--profile" in words]
    assert len(told) >= 20
    for words in told:
        profile = words[words.index("--profile") + 1]
        assert [name for name in services_named(words) if SERVICES[name]["profiles"] != [profile]] == [], words


def test_the_readme_restores_from_where_the_backup_job_writes_as_the_user_and_database_that_are_there() -> None:
    text = (DEPLOY / "README.md").read_text(encoding="utf-8")
    (restore,) = [words for words in shell_lines(text) if "--entrypoint=pg_restore" in words]
    job = SERVICES["backup"]
    assert restore[-1].startswith(f"{job['environment']['FOLDER']}/")
    assert f"--dbname={job['environment']['PGDATABASE']}" in restore
    for words in shell_lines(text):
        users = [word for word in words if word.startswith("--username=")]
        assert set(users) <= {f"--username={SERVICES['postgres']['environment']['POSTGRES_USER']}"}
