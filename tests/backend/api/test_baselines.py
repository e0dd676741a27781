"""Baselines over HTTP: one a project, compared with by what comes later."""

from __future__ import annotations

from pathlib import Path

from fanscope.verdicts.rules.baseline_drift import RULE
from support.problem_details import read_problem
from support.sent_checks import HEALTHY, URL, send, until_ended
from support.server import Server
from support.working import working


class TestBaseline:
    def test_is_one_a_project(self, worked: Server) -> None:
        first = send(worked, project="net", commit="1").json()
        assert (first["is_baseline"], first["compared_with"]) == (False, None)
        made = worked.client.post(f"{URL}/{first['id']}/baseline")
        assert (made.status_code, made.json()["is_baseline"]) == (200, True)
        second = send(worked, project="net", commit="2", baseline=True).json()
        assert second["compared_with"] == first["id"]
        assert (second["is_baseline"], second["becomes_baseline"]) == (True, True)
        assert not worked.client.get(f"{URL}/{first['id']}").json()["is_baseline"]
        (project,) = worked.client.get("/api/projects").json()["items"]
        assert project["baseline_id"] == second["id"]
        unset = worked.client.delete(f"{URL}/{second['id']}/baseline").json()
        assert not unset["is_baseline"]
        assert worked.client.get("/api/projects").json()["items"][0]["baseline_id"] is None

    def test_needs_numbers_and_a_project(self, server: Server, tmp_path: Path) -> None:
        running = send(server, wait=0, project="net").json()
        response = server.client.post(f"{URL}/{running['id']}/baseline")
        assert response.status_code == 409
        assert "running" in read_problem(response)["detail"]
        with working(server.store, tmp_path):
            alone = send(server).json()
        response = server.client.post(f"{URL}/{alone['id']}/baseline")
        assert response.status_code == 409
        assert "project" in read_problem(response)["detail"]

    def test_counts_though_nobody_asked_how_it_ended(self, server: Server, tmp_path: Path) -> None:
        """A job that sends its check and goes away."""
        first = send(server, wait=0, project="net", baseline=True).json()
        with working(server.store, tmp_path):
            until_ended(server, first["id"])
        second = send(server, wait=0, project="net").json()
        assert second["compared_with"] == first["id"]

    def test_an_older_check_that_ends_late_does_not_displace_a_newer_one(
        self, server: Server, tmp_path: Path
    ) -> None:
        older = send(server, wait=0, project="net", baseline=True).json()
        newer = send(server, wait=0, project="net", baseline=True).json()
        with working(server.store, tmp_path):
            for each in (newer, older):
                until_ended(server, each["id"])
        shown = [server.client.get(f"{URL}/{each['id']}").json() for each in (newer, older)]
        assert [each["status"] for each in shown] == ["passed", "passed"]
        assert [each["is_baseline"] for each in shown] == [True, False]
        chosen = server.client.post(f"{URL}/{older['id']}/baseline").json()
        assert chosen["is_baseline"], "but whoever wants it can have it"

    def test_what_drifted_stands_in_the_report(self, worked: Server) -> None:
        network = {"kind": "mlp", "widths": [64, 64, 64, 10], "activation": "tanh"}
        spec = HEALTHY | {"network": network}
        first = send(worked, spec, project="net", baseline=True).json()
        changed = spec | {"network": network | {"activation": "linear"}}
        second = send(worked, changed, project="net").json()
        assert [first["status"], bool(second["drifted"]["xavier"])] == ["passed", True]
        pages = [
            worked.client.get(f"/api/experiments/{each['id']}/report").text
            for each in (first, second)
        ]
        assert [f"<td>{RULE.code}</td>" in page for page in pages] == [False, True]

    def test_says_where_nothing_was_compared(self, server: Server, tmp_path: Path) -> None:
        with working(server.store, tmp_path):
            first = send(server, project="net", baseline=True).json()
            other = send(server, HEALTHY | {"schemes": ["kaiming"]}, project="net").json()
        assert other["remarks"] == [
            "the baseline does not know kaiming; store a new one to have it compared"
        ]
        waiting = send(server, wait=0, project="net").json()
        server.client.delete(f"{URL}/{first['id']}")
        with working(server.store, tmp_path):
            until_ended(server, waiting["id"])
        (remark,) = server.client.get(f"{URL}/{waiting['id']}").json()["remarks"]
        assert "deleted" in remark
