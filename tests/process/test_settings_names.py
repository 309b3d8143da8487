"""Settings whose names or limits are told elsewhere too: slips in a name, the lease, the container's port."""

import json
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from bot.services.dispatch import LONGEST_TIMEOUT, SendSettings
from bot.settings import read
from tests.process.programs import command
from tests.process.settings_cases import wrong
from tests.sources import ROOT

pytestmark = pytest.mark.usefixtures("setting")


def test_a_slip_in_a_name_is_named_wherever_it_stands(setting: Any, tmp_path: Path) -> None:
    setting(TELEGRAM_TOKN="x")
    (tmp_path / ".env").write_text("DROM_PORTS=8001\nDROM_DB_PASSWORD=secret\nOTHER=1\nDROM_PORT=8002\n")
    assert wrong() == ["DROM_PORTS: there is no such setting", "DROM_TELEGRAM_TOKN: there is no such setting"]
    assert wrong(demo=True) == wrong()


def test_the_password_of_compose_and_others_names_are_no_slips(setting: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    setting(DB_PASSWORD="secret", PORT="8001")
    monkeypatch.setenv("DROMEDARY", "1")
    assert read().port == 8001


def test_the_longest_wait_ends_under_the_lease_and_a_longer_one_is_a_wrong_setting(setting: Any) -> None:
    setting(HTTP_TIMEOUT=str(LONGEST_TIMEOUT))
    assert SendSettings({}, timeout=read().http_timeout).timeout == LONGEST_TIMEOUT
    longer = LONGEST_TIMEOUT + 0.01
    setting(HTTP_TIMEOUT=str(longer))
    assert [line.partition(":")[0] for line in wrong()] == ["DROM_HTTP_TIMEOUT"]
    with pytest.raises(ValueError, match="DROM_HTTP_TIMEOUT"):
        SendSettings({}, timeout=longer)


@pytest.mark.process
def test_a_wait_too_long_ends_with_the_code_of_settings(tmp_path: Path) -> None:
    done = command(tmp_path, {"DROM_HTTP_TIMEOUT": "38", "DROM_DATA_DIR": str(tmp_path)}, "run")
    assert (done.returncode, done.stdout) == (3, "")
    assert "DROM_HTTP_TIMEOUT" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("port", "asked"), [("", 8000), ("8123", 8123)])
def test_the_containers_health_is_asked_at_the_port_that_is_set(
    setting: Any, monkeypatch: pytest.MonkeyPatch, port: str, asked: int
) -> None:
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", "")
    check = json.loads(next(line for line in text.splitlines() if "HEALTHCHECK" in line).partition("CMD ")[2])
    urls: list[str] = []
    monkeypatch.setattr(urllib.request, "urlopen", lambda url, timeout: urls.append(url))
    setting(PORT=port)
    assert check[:2] == ["python", "-c"]
    exec(compile(check[2], "Dockerfile", "exec"), {})
    assert urls == [f"http://127.0.0.1:{asked}/healthz"]


def test_the_image_holds_what_its_user_could_not_keep_compiled() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    compiled = next(number for number, line in enumerate(lines) if " -m compileall " in line)
    assert {"bot", "flows", "storage"} <= set(lines[compiled].split())
    assert compiled < lines.index("USER drom")
