"""Checks over HTTP: sent, waited for, judged, compared, and never passed for want of numbers."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from fanscope import checks
from fanscope.checks import json as report_format
from fanscope.parsing import dump_yaml, parse_spec
from fanscope_backend.judging.endings import judge_checks
from support.frames import make_frame
from support.problem_details import fields_of, read_problem
from support.sent_checks import HEALTHY, TRAP, URL, send, until_ended
from support.server import Server, run_app
from support.specs import TINY
from support.working import working


class TestCreate:
    def test_a_healthy_spec_passes(self, worked: Server) -> None:
        response = send(worked, project="owner/net", commit="abc", branch="main")
        check = response.json()
        assert response.status_code == 200, response.text
        assert response.headers["location"] == f"{URL}/{check['id']}"
        assert (check["status"], check["error"], check["progress"]) == ("passed", None, 1)
        assert (check["project"], check["commit"], check["branch"]) == ("owner/net", "abc", "main")
        assert check["experiment_id"] == check["id"]
        assert check["url"].endswith(f"/experiments/{check['id']}")
        assert not [each for each in check["verdicts"] if each["severity"] == "error"]
        assert worked.client.get(f"{URL}/{check['id']}").json() == check

    def test_a_faulty_spec_fails_and_says_why(self, worked: Server) -> None:
        check = send(worked, TRAP).json()
        assert check["status"] == "failed"
        found = {each["name"]: each for each in check["verdicts"]}
        verdict = found["vanishing-activations"]
        assert (verdict["severity"], verdict["scheme"]) == ("error", "normal(std=0.001)")
        assert verdict["layer"].startswith("main.")
        assert verdict["explanation"]
        assert verdict["advice"]
        assert isinstance(verdict["changes"], list)

    def test_the_answer_is_a_report_for_every_renderer(self, worked: Server) -> None:
        report = report_format.read_report(send(worked, TRAP).json())
        assert isinstance(report, checks.CheckReport)
        assert (report.status, report.has_passed) == ("failed", False)
        assert report.schemes == ("normal(std=0.001)",)
        assert report.profiles[0].layers == tuple(f"main.{i}" for i in range(7))
        assert report.target.steps == 0

    def test_gates_decide(self, worked: Server) -> None:
        rules = {each["rule"] for each in send(worked, TRAP).json()["verdicts"]}
        gates = {"thresholds": {"rules": dict.fromkeys(rules, "off")}}
        lenient = send(worked, TRAP, gates=gates).json()
        assert (lenient["status"], lenient["verdicts"]) == ("passed", [])
        gates = {"thresholds": {"rules": dict.fromkeys(rules, "warning")}}
        assert send(worked, TRAP, gates=gates).json()["status"] == "passed"
        strict = send(worked, TRAP, gates=gates | {"fail_on": "warning"}).json()
        assert strict["status"] == "failed"
        assert strict["gates"]["fail_on"] == strict["fail_on"] == "warning"
        experiment = worked.client.get(f"/api/experiments/{lenient['id']}").json()
        assert experiment["verdicts"] == [], (
            "the experiment is judged by the check's own thresholds"
        )

    def test_the_report_is_judged_by_the_gates(self, worked: Server) -> None:
        strict = send(worked, TRAP).json()
        rules = {each["rule"] for each in strict["verdicts"]}
        lenient = send(
            worked, TRAP, gates={"thresholds": {"rules": dict.fromkeys(rules, "off")}}
        ).json()
        pages = [
            worked.client.get(f"/api/experiments/{each['id']}/report").text
            for each in (strict, lenient)
        ]
        assert [[rule in page for rule in rules] for page in pages] == [
            [True] * len(rules),
            [False] * len(rules),
        ]
        assert ["healthy." in page for page in pages] == [False, True]

    def test_a_rerun_is_a_check_with_the_same_gates(self, worked: Server) -> None:
        gates = {"fail_on": "warning", "thresholds": {"rules": {"FS102": "off"}}}
        first = send(worked, TRAP, gates=gates, project="net", commit="abc").json()
        made = worked.client.post(f"/api/experiments/{first['id']}/rerun").json()
        second = worked.client.get(f"{URL}/{made['id']}", params={"wait": 30}).json()
        assert made["check"] == {"id": made["id"], "status": "running", "project": "net"}
        same = ("gates", "project", "commit", "status", "verdicts", "schemes")
        assert [second[name] for name in same] == [first[name] for name in same]

    @pytest.mark.parametrize("kind", ["application/json", "application/yaml"])
    def test_a_spec_may_be_text(self, worked: Server, kind: str) -> None:
        text = dump_yaml(parse_spec(HEALTHY))
        indented = "".join(f"  {line}\n" for line in text.splitlines())
        if kind == "application/json":
            response = send(worked, text)
        else:
            response = worked.client.post(
                URL, content=f"spec:\n{indented}", headers={"content-type": kind}
            )
        assert response.json()["status"] == "passed"

    def test_step_0_alone_unless_steps_are_asked_for(self, worked: Server) -> None:
        alone, trained = send(worked).json(), send(worked, steps=3).json()
        runs = [
            worked.client.get(f"/api/experiments/{check['id']}").json()["runs"][0]
            for check in (alone, trained)
        ]
        assert [(run["total_steps"], run["status"]) for run in runs] == [
            (0, "finished"),
            (3, "finished"),
        ]
        assert runs[0]["num_frames"] == 1

    def test_listed_steps_beyond_the_end_are_left_out(self, worked: Server) -> None:
        listed = HEALTHY | {"record": {"schedule": "listed", "steps": [2, 4]}}
        assert send(worked, listed).json()["status"] == "passed"

    def test_is_an_experiment_too(self, worked: Server) -> None:
        check = send(worked, project="net").json()
        experiment = worked.client.get(f"/api/experiments/{check['id']}").json()
        mark = {"id": check["id"], "status": "passed", "project": "net"}
        assert experiment["check"] == mark
        (item,) = worked.client.get("/api/experiments").json()["items"]
        assert item["check"] == mark
        assert worked.submit(TINY)["check"] is None
        assert worked.client.get(f"/api/experiments/{check['id']}/report").status_code == 200


class TestWait:
    def test_answers_202_while_it_runs(self, server: Server) -> None:
        response = send(server, wait=0)
        check = response.json()
        assert response.status_code == 202
        assert response.headers["location"] == f"{URL}/{check['id']}"
        assert (check["status"], check["verdicts"], check["version"]) == ("running", [], None)
        again = server.client.get(f"{URL}/{check['id']}", params={"wait": 0.05})
        assert (again.status_code, again.json()) == (202, check)

    def test_is_woken_as_soon_as_it_ends(self, server: Server, tmp_path: Path) -> None:
        with ThreadPoolExecutor() as hand:
            waiting = hand.submit(send, server)
            ends_at = time.monotonic() + 10
            while not server.store.queued_jobs():
                assert time.monotonic() < ends_at
                time.sleep(0.01)
            assert not waiting.done()
            with working(server.store, tmp_path):
                response = waiting.result(timeout=20)
        assert (response.status_code, response.json()["status"]) == (200, "passed")

    def test_a_check_that_is_deleted_meanwhile_is_not_found(self, server: Server) -> None:
        check_id = send(server, wait=0).json()["id"]
        with ThreadPoolExecutor() as hand:
            waiting = hand.submit(server.client.get, f"{URL}/{check_id}", params={"wait": 30})
            time.sleep(0.2)
            assert server.client.delete(f"{URL}/{check_id}").status_code == 204
            response = waiting.result(timeout=10)
        assert response.status_code == 404
        read_problem(response)

    def test_quick_checks_have_a_lane_of_their_own(self, server: Server) -> None:
        send(server, wait=0)
        (quick,) = server.store.queued_jobs("quick")
        long = HEALTHY | {"network": {"kind": "mlp", "widths": [64, *[512] * 4, 10]}}
        send(server, long, wait=0, steps=100_000)
        assert server.store.queued_jobs("quick") == (quick,)
        assert len(server.store.queued_jobs("ordinary")) == 1


class TestError:
    def test_a_failed_run_is_an_error_with_its_reason(self, server: Server) -> None:
        check_id = send(server, wait=0).json()["id"]
        lease = server.store.lease_job(server.store.queued_jobs()[0], "worker", 30)
        assert lease is not None
        server.store.fail_run(lease, lease.runs[0].id, "the worker ran out of memory")
        response = server.client.get(f"{URL}/{check_id}")
        check = response.json()
        assert response.status_code == 200
        assert (check["status"], check["error"]) == ("error", "the worker ran out of memory")
        assert check["verdicts"] == []

    def test_missing_data_is_an_error(self, server: Server, tmp_path: Path) -> None:
        data = tmp_path / "data" / "mnist"
        data.mkdir(parents=True)
        (data / "train-images-idx3-ubyte").write_bytes(b"damaged")
        mnist = HEALTHY | {
            "data": {"name": "mnist"},
            "network": {"kind": "mlp", "widths": [784, 10]},
        }
        for name in ("train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"):
            (data / f"{name}-ubyte").write_bytes(b"damaged")
        with working(server.store, tmp_path):
            check = send(server, mnist).json()
        assert check["status"] == "error"
        assert "mnist" in check["error"]

    def test_a_cancelled_check_is_an_error(self, server: Server) -> None:
        check_id = send(server, wait=0).json()["id"]
        server.client.post(f"/api/experiments/{check_id}/cancel")
        check = server.client.get(f"{URL}/{check_id}").json()
        assert (check["status"], check["error"]) == ("error", "the check was cancelled")

    def test_a_fault_in_judging_is_an_error(
        self, worked: Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: object, **__: object) -> None:
            raise ZeroDivisionError

        monkeypatch.setattr("fanscope_backend.judging.endings.judge_all", fail)
        check = send(worked).json()
        assert (check["status"], check["verdicts"]) == ("error", [])
        assert "ZeroDivisionError" in check["error"]


class TestIdempotency:
    def test_a_key_makes_one_check(self, worked: Server) -> None:
        headers = {"idempotency-key": "k"}
        bodies = [{"spec": HEALTHY}, {"spec": HEALTHY}, {"spec": HEALTHY, "commit": "other"}]
        first, second, other = (
            worked.client.post(URL, json=body, headers=headers) for body in bodies
        )
        assert first.json() == second.json()
        assert other.status_code == 409
        assert read_problem(other)["title"] == "Conflict"
        assert len(worked.client.get(URL).json()["items"]) == 1


class TestList:
    def test_pages_within_a_project(self, worked: Server) -> None:
        ids = [send(worked, project="a").json()["id"] for _ in range(3)]
        send(worked, TRAP, project="b")
        first = worked.client.get(URL, params={"project": "a", "limit": 2}).json()
        params = {"project": "a", "cursor": first["next_cursor"]}
        rest = worked.client.get(URL, params=params).json()
        assert [each["id"] for each in (*first["items"], *rest["items"])] == ids[::-1]
        assert rest["next_cursor"] is None
        newest = worked.client.get(URL).json()["items"][0]
        assert (newest["project"], newest["status"]) == ("b", "failed")
        assert newest["num_errors"] >= 1

    def test_shows_how_checks_ended_that_nobody_asked_for(
        self, server: Server, tmp_path: Path
    ) -> None:
        check_id = send(server, TRAP, wait=0, project="net").json()["id"]
        with working(server.store, tmp_path):
            until_ended(server, check_id)
        (listed,) = server.client.get(URL).json()["items"]
        (project,) = server.client.get("/api/projects").json()["items"]
        (past,) = server.client.get("/api/projects/net/history").json()["items"]
        (experiment,) = server.client.get("/api/experiments").json()["items"]
        shown = (listed, project["latest"], past, experiment["check"])
        assert [each["status"] for each in shown] == ["failed"] * 4
        assert [each["status"] for each in server.client.get(URL).json()["items"]] == ["failed"]

    def test_one_that_is_being_judged_still_runs(self, server: Server) -> None:
        check_id = send(server, wait=0).json()["id"]
        lease = server.store.lease_job(server.store.queued_jobs()[0], "worker", 30)
        assert lease is not None
        server.store.append_frames(lease, lease.runs[0].id, [make_frame(0)], 0, 1.5)
        server.store.finish_run(lease, lease.runs[0].id)
        response = server.client.get(f"{URL}/{check_id}")
        experiment = server.client.get(f"/api/experiments/{check_id}").json()
        assert response.status_code == 202
        assert (experiment["status"], experiment["check"]["status"]) == ("running", "running")
        judge_checks(server.store, [check_id])
        assert server.client.get(f"{URL}/{check_id}").json()["status"] in ("passed", "failed")


class TestDelete:
    def test_takes_the_experiment_with_it(self, worked: Server) -> None:
        check_id = send(worked).json()["id"]
        assert worked.client.delete(f"{URL}/{check_id}").status_code == 204
        for url in (f"{URL}/{check_id}", f"/api/experiments/{check_id}"):
            read_problem(worked.client.get(url))

    def test_an_experiment_is_no_check(self, server: Server) -> None:
        made = server.submit(TINY)
        for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/baseline")):
            response = server.client.request(method, f"{URL}/{made['id']}{path}")
            assert response.status_code == 404
            read_problem(response)
        assert server.client.get(f"/api/experiments/{made['id']}").status_code == 200


class TestBadInput:
    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({}, "spec"),
            ({"spec": 3}, "spec"),
            ({"spec": "a: [", "project": "x"}, "spec"),
            ({"spec": HEALTHY | {"schemes": ["xaver"]}}, "spec.schemes.0"),
            ({"spec": "nonsense: 1"}, "spec.nonsense"),
            ({"spec": HEALTHY, "gate": {}}, "gate"),
            ({"spec": HEALTHY, "gates": {"fail_on": "never"}}, "gates.fail_on"),
            ({"spec": HEALTHY, "gates": {"nonsense": 1}}, "gates.nonsense"),
            (
                {"spec": HEALTHY, "gates": {"thresholds": {"preset": "x"}}},
                "gates.thresholds.preset",
            ),
            (
                {"spec": HEALTHY, "gates": {"thresholds": {"rules": {"FS999": "off"}}}},
                "gates.thresholds.rules.FS999",
            ),
            ({"spec": HEALTHY, "project": ""}, "project"),
            ({"spec": HEALTHY, "project": "a//b"}, "project"),
            ({"spec": HEALTHY, "project": "a/figures"}, "project"),
            ({"spec": HEALTHY, "project": "a\nb"}, "project"),
            ({"spec": HEALTHY, "project": ".."}, "project"),
            ({"spec": HEALTHY, "project": "a/./b"}, "project"),
            ({"spec": HEALTHY, "commit": 7}, "commit"),
            ({"spec": HEALTHY, "baseline": True}, "project"),
            ({"spec": HEALTHY, "baseline": "yes"}, "baseline"),
            ({"spec": HEALTHY, "steps": -1}, "steps"),
            ({"spec": HEALTHY, "steps": 2_000_000}, "spec.training.steps"),
            ({"spec": HEALTHY | {"seeds": 1000}}, "spec.seeds"),
        ],
    )
    def test_names_the_field_and_queues_nothing(
        self, shared_server: Server, body: dict[str, Any], field: str
    ) -> None:
        response = shared_server.client.post(URL, json=body)
        problem = read_problem(response)
        assert response.status_code == 422
        assert field in fields_of(problem), problem
        assert all(error["message"] for error in problem["errors"])
        assert shared_server.store.queued_jobs() == ()
        assert shared_server.client.get(URL).json()["items"] == []

    @pytest.mark.parametrize(
        "text", ["", "- 1", "spec: {", "spec: x\nspec: y", "\x00", "spec: .nan"]
    )
    def test_bad_text_is_unprocessable(self, shared_server: Server, text: str) -> None:
        headers = {"content-type": "application/yaml"}
        response = shared_server.client.post(URL, content=text.encode(), headers=headers)
        assert response.status_code == 422
        read_problem(response)

    def test_offline_without_data(self, tmp_path: Path) -> None:
        mnist = {"data": {"name": "mnist"}, "network": {"kind": "mlp", "widths": [784, 10]}}
        with run_app(tmp_path, offline=True) as server:
            response = send(server, HEALTHY | mnist)
        assert fields_of(read_problem(response)) == ["spec.data.name"]

    @pytest.mark.parametrize(
        ("params", "status"), [({"wait": -1}, 422), ({"wait": 301}, 422), ({"wait": "x"}, 422)]
    )
    def test_bad_waits(self, shared_server: Server, params: dict[str, Any], status: int) -> None:
        response = shared_server.client.post(URL, params=params, json={"spec": HEALTHY})
        assert response.status_code == status
        read_problem(response)
        assert shared_server.store.queued_jobs() == ()

    def test_other_problems_are_problem_details_too(self, shared_server: Server) -> None:
        client = shared_server.client
        for response in (
            client.post(URL, content="x", headers={"content-type": "text/plain"}),
            client.post(URL, content=b"x" * 2_000_000),
            client.get(f"{URL}/{'0' * 32}"),
            client.get(f"{URL}/nonsense"),
            client.patch(URL),
            client.get("/api/projects/nobody/history"),
            client.get("/api/nonsense"),
            client.post(URL, json={"spec": HEALTHY}, headers={"origin": "http://evil.example"}),
        ):
            read_problem(response)
