"""What an operator sees of a tool that runs: lines for a collector, ids from request to gradebook, and figures."""

from __future__ import annotations

import json
import logging
import re
import urllib.request
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import select

from lti_tool.app import create_app
from lti_tool.delivery.models import DeliveryTry, ScoreDelivery
from lti_tool.logs.lines import JsonFormatter
from lti_tool.settings import Settings
from tests.conftest import World
from tests.functional.grades.test_where_grades_are import take_quiz, wait_for
from tests.support.broker import Broker
from tests.support.closing import close_app
from tests.support.command_line import CommandLine
from tests.support.databases import SECRET, SqliteDatabases
from tests.support.gunicorn import Gunicorn
from tests.support.waiting import await_that

ALERTS = Path(__file__).parents[3] / "deploy/prometheus/alerts.yaml"
OURS = "a-proxys-own-id_0123"


@pytest.fixture
def operator(tmp_path: Path, sqlite_databases: SqliteDatabases) -> CommandLine:
    settings = {"DATABASE_URL": sqlite_databases.fresh(tmp_path), "SECRET_KEY": SECRET, "LOG_FORMAT": "json"}
    settings |= {"METRICS": "true", "ALLOW_PRIVATE_PLATFORMS": "true"}
    return CommandLine(tmp_path, {f"LTI_TOOL_{name}": value for name, value in settings.items()})


def test_each_line_is_json_names_its_request_and_workers_count_together(operator: CommandLine) -> None:
    server = Gunicorn(operator.start("serve", "--bind", "127.0.0.1:0", "--workers", "2", program="lti-tool"))
    await_that(lambda: server.get("/readyz") == (200, "ready\n"))
    asked = urllib.request.Request(f"{server.url}/lti/jwks.json", headers={"X-Request-ID": OURS})
    with urllib.request.urlopen(asked, timeout=60) as answer:
        assert answer.headers["X-Request-ID"] == OURS
    for _ in range(20):
        server.get("/lti/jwks.json")

    counted = {_value(server.get("/metrics")[1], "lti_http_requests_total", endpoint="lti.jwks") for _ in range(10)}
    server.stop()
    lines = [json.loads(line) for line in server.lines]

    assert counted == {21.0}, "whichever worker is asked"
    assert [line["status"] for line in lines if line.get("request_id") == OURS] == [200]
    assert {line["logger"] for line in lines} >= {"gunicorn.error", "lti_tool.requests"}
    assert not any("127.0.0.1" in line["message"] for line in lines if line["logger"] == "lti_tool.requests")


@pytest.mark.parametrize("told", ["short", "x" * 65, "with space in it", "a<script>bcdefg", "ümlaut-123"])
def test_an_id_that_is_none_is_replaced(world: World, told: str) -> None:
    headers = {"X-Request-ID": told.encode().decode("latin-1")}
    answer = world.tool.test_client().get("/healthz", headers=headers)

    assert re.fullmatch(r"[0-9a-f]{16}", answer.headers["X-Request-ID"])


def test_a_try_and_its_line_tell_which_request_handed_in(world: World, caplog: pytest.LogCaptureFixture) -> None:
    said: list[dict[str, Any]] = []
    handler = _Kept(said)
    logging.getLogger("lti_tool").addHandler(handler)
    world.platform.faults.fail = 1
    take_quiz(world, right=7)

    def tries() -> list[tuple[str, str]]:
        with world.tool.extensions["lti"].session_factory() as session:
            query = select(ScoreDelivery.request_id, DeliveryTry.request_id).join(
                ScoreDelivery, ScoreDelivery.id == DeliveryTry.delivery_id
            )
            return [tuple(row) for row in session.execute(query)]

    assert wait_for(lambda: len(tries()) == 1)
    logging.getLogger("lti_tool").removeHandler(handler)
    [(of_score, of_try)] = tries()
    [line] = [line for line in said if "score delivery" in line["message"] and "try 1" in line["message"]]

    assert len(of_score) == 16
    assert of_score == of_try == line["request_id"]


def test_alert_rules_name_figures_that_there_are(settings: Settings) -> None:
    app = create_app(settings.model_copy(update={"metrics": True}))
    client = app.test_client()
    client.get("/healthz")
    told = {family.name for family in text_string_to_metric_families(client.get("/metrics").text)}
    close_app(app)
    rules = [rule for group in yaml.safe_load(ALERTS.read_text("utf-8"))["groups"] for rule in group["rules"]]

    assert len({rule["alert"] for rule in rules}) == len(rules) > 0
    for rule in rules:
        named = {re.sub(r"_(total|bucket)$", "", name) for name in re.findall(r"\blti_[a-z_]+", rule["expr"])}
        assert named, rule
        assert named <= told, rule
        assert set(rule["annotations"]) == {"summary", "description"}


def test_celerys_own_lines_are_json_and_a_worker_waits_for_its_broker_without_end(
    operator: CommandLine, broker: Broker
) -> None:
    broker.stop()
    options = ("--loglevel", "info", "--without-gossip", "--without-mingle")
    command = ("-A", "lti_tool.worker", "worker", *options)
    worker = operator.start(*command, program="celery", LTI_TOOL_BROKER_URL=broker.url)
    assert worker.stderr is not None
    lines: list[dict[str, Any]] = []
    for line in worker.stderr:
        if line.startswith("{"):
            lines.append(json.loads(line))
            if "Trying again" in lines[-1]["message"]:
                break
    worker.kill()
    worker.communicate()
    broker.start()

    assert lines[-1]["logger"].startswith("celery.")
    assert "(1/100)" not in lines[-1]["message"]


def test_a_workers_lines_for_people_are_said_once(operator: CommandLine) -> None:
    says = "import logging, lti_tool.worker as worker; worker.celery.log.setup(loglevel='WARNING')\n"
    says += "logging.getLogger('lti_tool.delivery').info('this one')"

    done = operator(
        "-c", says, program="python", LTI_TOOL_BROKER_URL="redis://127.0.0.1:1/0", LTI_TOOL_LOG_FORMAT="text"
    )

    assert (done.returncode, done.stderr.count("this one")) == (0, 1), done.stderr


class _Kept(logging.Handler):
    """Keeps each line as a collector would read it."""

    def __init__(self, kept: list[dict[str, Any]]) -> None:
        super().__init__()
        self._kept = kept
        self.setFormatter(JsonFormatter())

    def emit(self, record: logging.LogRecord) -> None:
        self._kept.append(json.loads(self.format(record)))


def _value(text: str, name: str, **labels: str) -> float:
    """One sample; others of its family may differ in further labels."""
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    [found] = [each for each in samples if each.name == name and labels.items() <= each.labels.items()]
    return float(found.value)
