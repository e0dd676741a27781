"""The life of an experiment over HTTP."""

from __future__ import annotations

import time
from dataclasses import asdict

import pytest

import fanscope
from fanscope.estimates import Limits, check_limits
from fanscope.parsing import parse_spec
from fanscope.result import Divergence
from fanscope_backend.judging.endings import judge_checks
from fanscope_backend.store import CheckOrder
from support.frames import make_frame
from support.server import Server
from support.specs import TINY

URL = "/api/experiments"


def train_first_run(server: Server, *, diverged: bool = False) -> str:
    lease = server.store.lease_job(server.store.queued_jobs()[0], "worker", 30)
    assert lease is not None
    run_id = lease.runs[0].id
    loss = float("nan") if diverged else 2.5
    server.store.append_frames(lease, run_id, [make_frame(0), make_frame(2, loss=loss)], 2, loss)
    server.store.finish_run(lease, run_id, Divergence(2, "main.1") if diverged else None)
    return run_id


class TestCreate:
    def test_answers_with_the_experiment(self, server: Server) -> None:
        response = server.client.post(URL, json=TINY)
        made = response.json()
        assert response.status_code == 201
        assert response.headers["location"] == f"{URL}/{made['id']}"
        assert (made["status"], made["progress"], made["time_left_s"]) == ("queued", 0, None)
        assert made["spec"]["schemes"] == ["xavier", {"name": "normal", "std": 0.1}]
        assert made["spec"]["record"] == {"schedule": "log", "frames": 60}
        assert parse_spec(made["spec_yaml"]) == parse_spec(TINY)
        assert [(run["scheme"], run["seed"]) for run in made["runs"]][:2] == [
            ("xavier", 0),
            ("normal(std=0.1)", 0),
        ]
        assert {summary["severity"] for summary in made["summaries"]} == {"pending"}
        assert made["estimate"]["runs"] == 4
        assert server.client.get(f"{URL}/{made['id']}").json() == made

    def test_announces_the_jobs_in_order(self, server: Server) -> None:
        server.submit(TINY)
        ends_at = time.monotonic() + 5
        while len(server.queue.job_ids) < 4 and time.monotonic() < ends_at:
            time.sleep(0.01)
        assert server.queue.job_ids == list(server.store.queued_jobs())

    def test_reads_yaml(self, server: Server) -> None:
        text = "network: {kind: mlp, widths: [64, 10]}\nschemes: [xavier]\n"
        headers = {"content-type": "application/yaml; charset=utf-8"}
        response = server.client.post(URL, content=text, headers=headers)
        assert response.status_code == 201
        assert response.json()["name"] == "untitled"

    def test_with_a_key_makes_one_experiment(self, server: Server) -> None:
        headers = {"idempotency-key": "k"}
        first = server.client.post(URL, json=TINY, headers=headers)
        second = server.client.post(URL, json=TINY, headers=headers)
        other = server.client.post(URL, json=TINY | {"name": "other"}, headers=headers)
        assert [r.status_code for r in (first, second, other)] == [201, 200, 409]
        assert first.json() == second.json()
        assert other.headers["content-type"] == "application/problem+json"
        assert len(server.client.get(URL).json()["items"]) == 1

    def test_shows_hostile_names_as_they_are(self, server: Server) -> None:
        name = "<script>alert(1)</script> \u202e'; drop table runs; --"
        made = server.submit(TINY | {"name": name})
        assert made["name"] == name
        response = server.client.get(f"{URL}/{made['id']}")
        assert response.headers["content-type"] == "application/json"
        assert response.headers["x-content-type-options"] == "nosniff"


class TestRead:
    def test_shows_a_run_that_diverged(self, server: Server) -> None:
        made = server.submit(TINY)
        run_id = train_first_run(server, diverged=True)
        read = server.client.get(f"{URL}/{made['id']}").json()
        run = read["runs"][0]
        assert run["id"] == run_id
        assert (run["status"], run["loss"], run["progress"]) == ("finished", None, 1)
        assert run["diverged_at"] == {"step": 2, "layer": "main.1"}
        assert server.client.get(URL).json()["items"][0]["diverged"] == 1
        assert read["status"] == "running"
        assert read["progress"] == 0.25
        assert read["time_left_s"] >= 0
        assert server.client.get(f"/api/runs/{run_id}").json() == run
        assert server.client.get(f"{URL}/{made['id']}/steps").json() == {"steps": [0, 2]}


class TestList:
    def test_pages(self, server: Server) -> None:
        ids = [server.submit(TINY | {"name": f"n{i}"})["id"] for i in range(3)]
        first = server.client.get(URL, params={"limit": 2}).json()
        rest = server.client.get(URL, params={"cursor": first["next_cursor"]}).json()
        assert [each["id"] for each in (*first["items"], *rest["items"])] == ids[::-1]
        assert rest["next_cursor"] is None

    def test_filters(self, server: Server) -> None:
        server.submit(TINY | {"name": "Alpha"})
        beta = server.submit(TINY | {"name": "beta", "schemes": ["kaiming"]})
        server.client.post(f"{URL}/{beta['id']}/cancel")
        for params in ({"q": "BET"}, {"status": "cancelled"}, {"scheme": "kaiming"}):
            items = server.client.get(URL, params=params).json()["items"]
            assert [item["name"] for item in items] == ["beta"]

    def test_shows_measured_profiles_and_predicted_ones(self, server: Server) -> None:
        server.submit(TINY)
        train_first_run(server)
        (item,) = server.client.get(URL).json()["items"]
        measured, predicted = item["profile"]
        assert measured == {
            "scheme": "xavier",
            "layers": ["main.0", "main.1"],
            "second_moment": [1.0, 1.0],
            "measured": True,
        }
        assert not predicted["measured"]
        assert len(predicted["second_moment"]) == 2
        assert all(moment > 0 for moment in predicted["second_moment"])
        assert item["schemes"] == ["xavier", "normal(std=0.1)"]

    def test_of_an_ended_experiment_needs_no_frames(self, server: Server) -> None:
        made = server.submit(TINY | {"schemes": ["xavier"], "seeds": 1})
        train_first_run(server)
        (before,) = server.client.get(URL).json()["items"]
        assert server.store.get_experiment(made["id"]).digest is not None
        (after,) = server.client.get(URL).json()["items"]
        assert before == after

    def test_what_other_rules_have_said_is_judged_anew(self, server: Server) -> None:
        """Rules change within a version too; what they said before must not stay."""
        made = server.submit(TINY | {"schemes": ["xavier"], "seeds": 1})
        train_first_run(server)
        before = server.client.get(f"{URL}/{made['id']}").json()
        digest = dict(server.store.get_experiment(made["id"]).digest or {})
        outdated = [{"scheme": "xavier", "severity": "error", "sentence": "outdated."}]
        server.store.save_digest(
            made["id"], digest | {"judged_by": fanscope.__version__, "summaries": outdated}
        )
        assert server.client.get(f"{URL}/{made['id']}").json() == before
        without = {name: value for name, value in digest.items() if name != "judged_by"}
        server.store.save_digest(made["id"], without | {"summaries": outdated})
        assert server.client.get(f"{URL}/{made['id']}").json() == before

    def test_a_check_under_a_rule_that_is_gone_can_still_be_read(self, server: Server) -> None:
        thresholds = {"preset": "fanscope", "rules": {"FS999": {"severity": "off"}}}
        order = CheckOrder(gates={"fail_on": "error", "thresholds": thresholds})
        spec = parse_spec(TINY | {"schemes": ["xavier"], "seeds": 1})
        made = server.store.create_check(
            spec, order, asdict(check_limits(spec, Limits()))
        ).experiment
        train_first_run(server)
        judge_checks(server.store, [made.id])
        assert server.client.get(f"{URL}/{made.id}").json()["check"]["status"] == "error"
        assert server.client.get(f"/api/checks/{made.id}").json()["status"] == "error"


class TestChange:
    def test_cancels_and_conflicts_after_the_end(self, server: Server) -> None:
        made = server.submit(TINY | {"schemes": ["xavier"], "seeds": 1})
        cancelled = server.client.post(f"{URL}/{made['id']}/cancel")
        assert (cancelled.status_code, cancelled.json()["status"]) == (200, "cancelled")
        server.submit(TINY | {"schemes": ["xavier"], "seeds": 1})
        train_first_run(server)
        finished = server.client.get(URL, params={"status": "finished"}).json()["items"][0]
        assert server.client.post(f"{URL}/{finished['id']}/cancel").status_code == 409

    def test_reruns(self, server: Server) -> None:
        made = server.submit(TINY)
        again = server.client.post(f"{URL}/{made['id']}/rerun")
        assert again.status_code == 201
        assert again.json()["id"] != made["id"]
        assert again.json()["spec"] == made["spec"]

    def test_deletes(self, server: Server) -> None:
        made = server.submit(TINY)
        assert server.client.delete(f"{URL}/{made['id']}").status_code == 204
        assert server.client.get(f"{URL}/{made['id']}").status_code == 404
        assert server.client.delete(f"{URL}/{made['id']}").status_code == 404


@pytest.mark.parametrize("part", ["", "/events", "/steps", "/figures/loss", "/report", "/spec"])
@pytest.mark.parametrize("name", ["0" * 32, "nope", "%00", "..%2f", "é"])
def test_an_unknown_experiment_is_not_found(shared_server: Server, name: str, part: str) -> None:
    response = shared_server.client.get(f"{URL}/{name}{part}")
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
