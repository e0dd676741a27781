"""Projects over HTTP: what their checks measured, in numbers and as a picture."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from support.problem_details import read_problem
from support.server import Server, run_app
from support.specs import TINY
from support.working import working

PROJECT = "owner/net"
URL = f"/api/projects/{PROJECT}"
NETWORK: dict[str, Any] = {"kind": "mlp", "widths": [64, 128, 10], "activation": "tanh"}
SPEC: dict[str, Any] = TINY | {"network": NETWORK, "schemes": ["xavier", "kaiming"], "seeds": 3}
CHANGED: dict[str, Any] = SPEC | {
    "network": NETWORK | {"activation": "linear"},
    "schemes": ["xavier", {"name": "normal", "std": 1.0}],
}
"""No tanh shrinks the signal between the layers, nor the gradient on its way back."""


@pytest.fixture(scope="module")
def ids() -> list[str]:
    """Ids of the checks, oldest first; the last has failed runs."""
    return []


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory, ids: list[str]) -> Iterator[Server]:
    """A server with a project of four checks: two alike, one changed, one in error."""
    home = tmp_path_factory.mktemp("home")
    with run_app(home) as server:
        with working(server.store, home):
            for commit, spec in (
                ("1111111aaaa", SPEC),
                ("2222222bbbb", SPEC),
                ("3333333cccc", CHANGED),
            ):
                fields = {"spec": spec, "project": PROJECT, "commit": commit, "branch": "main"}
                response = server.client.post("/api/checks", json=fields)
                assert response.status_code == 200, response.text
                ids.append(response.json()["id"])
                if len(ids) == 1:
                    server.client.post(f"/api/checks/{ids[0]}/baseline")
        fields = {"spec": SPEC | {"seeds": 1, "schemes": ["xavier"]}, "project": PROJECT}
        last = server.client.post("/api/checks", params={"wait": 0}, json=fields).json()
        lease = server.store.lease_job(server.store.queued_jobs()[0], "worker", 30)
        assert lease is not None
        server.store.fail_run(lease, lease.runs[0].id, "no memory")
        ids.append(last["id"])
        yield server


def test_the_list_names_the_newest_check(history: Server, ids: list[str]) -> None:
    listed = history.client.get("/api/projects").json()
    (project,) = listed["items"]
    assert listed["next_cursor"] is None
    assert (project["name"], project["num_checks"]) == (PROJECT, 4)
    assert project["baseline_id"] == ids[0]
    latest = project["latest"]
    assert (latest["id"], latest["status"], latest["commit"]) == (ids[3], "error", None)


class TestHistory:
    def test_is_oldest_first(self, history: Server, ids: list[str]) -> None:
        told = history.client.get(f"{URL}/history").json()
        assert told["project"] == PROJECT
        assert [item["id"] for item in told["items"]] == ids
        assert [item["is_baseline"] for item in told["items"]] == [True, False, False, False]
        assert told["items"][0]["commit"] == "1111111aaaa"
        assert told["items"][3]["status"] == "error"
        assert told["items"][3]["schemes"] == []
        assert set(told["schemes"]) == {"xavier", "kaiming", "normal(std=1.0)"}

    def test_the_newest_so_many(self, history: Server, ids: list[str]) -> None:
        told = history.client.get(f"{URL}/history", params={"limit": 2}).json()
        assert [item["id"] for item in told["items"]] == ids[2:]

    def test_numbers_are_those_of_the_runs(self, history: Server, ids: list[str]) -> None:
        item = history.client.get(f"{URL}/history").json()["items"][0]
        xavier = next(each for each in item["schemes"] if each["scheme"] == "xavier")
        result = history.store.load_result(ids[0])
        tracks = [run.track for run in result.runs_of("xavier")]
        for position, layer in enumerate(xavier["layers"]):
            values = [
                float(track.statistic(layer, "preactivation", "second_moment")[0])
                for track in tracks
                if track is not None
            ]
            assert len(values) == 3
            spread = xavier["second_moment"]
            told = [spread[end][position] for end in ("low", "median", "high")]
            assert told == pytest.approx(
                np.log10([min(values), np.median(values), max(values)]).tolist()
            )

    def test_what_drifted_from_the_baseline_is_told(self, history: Server, ids: list[str]) -> None:
        items = history.client.get(f"{URL}/history").json()["items"]
        drifted = [
            {each["scheme"]: each["drifted"] for each in item["schemes"]} for item in items[:3]
        ]
        assert drifted[:2] == [{"xavier": [], "kaiming": []}] * 2
        assert drifted[2] == {"xavier": ["main.0", "main.1"], "normal(std=1.0)": []}
        check = history.client.get(f"/api/checks/{ids[2]}").json()
        assert check["drifted"] == drifted[2]
        experiment = history.client.get(f"/api/experiments/{ids[2]}").json()
        assert experiment["verdicts"] == check["verdicts"]
        assert "drifted" in experiment["summaries"][0]["sentence"]
        (verdict,) = [each for each in check["verdicts"] if each["rule"] == "FS115"]
        assert (verdict["scheme"], verdict["layer"]) == ("xavier", "main.0")

    def test_what_could_not_be_compared_is_remarked(self, history: Server, ids: list[str]) -> None:
        remarks = [
            history.client.get(f"/api/checks/{check_id}").json()["remarks"] for check_id in ids[:3]
        ]
        assert remarks == [
            [],
            [],
            ["the baseline does not know normal(std=1.0); store a new one to have it compared"],
        ]

    def test_there_is_none_of_an_unknown_project(self, history: Server) -> None:
        response = history.client.get("/api/projects/owner/history")
        assert response.status_code == 404
        assert "owner" in read_problem(response)["detail"]


class TestFigure:
    def test_marks_drift_where_the_quantity_drifted(self, history: Server) -> None:
        """Without tanh nothing changes of the first layer's pre-activation, only the gradient that reaches it."""
        drifted = {
            quantity: {
                trace["name"]
                for trace in history.client.get(
                    f"{URL}/figures/history", params={"scheme": "xavier", "quantity": quantity}
                ).json()["data"]
                if "diamond-open" in trace.get("marker", {}).get("symbol", ())
            }
            for quantity in ("second_moment", "between_input_var", "gradient")
        }
        assert drifted["gradient"] == {"main.0"}
        forward = drifted["second_moment"] | drifted["between_input_var"]
        assert forward == {"main.1"}

    def test_a_scheme_that_the_baseline_lacks_is_not_said_to_stand_still(
        self, history: Server
    ) -> None:
        params = {"scheme": "normal(std=1.0)"}
        figure = history.client.get(f"{URL}/figures/history", params=params).json()
        assert "none was compared" in figure["layout"]["meta"]["summary"]

    def test_draws_the_scheme(self, history: Server) -> None:
        response = history.client.get(f"{URL}/figures/history", params={"scheme": "xavier"})
        figure = response.json()
        assert response.status_code == 200
        names = [trace["name"] for trace in figure["data"] if "name" in trace]
        assert names == ["main.0", "main.1"]
        ticks = figure["layout"]["xaxis"]["ticktext"]
        assert ticks[:3] == ["1111111", "2222222", "3333333"]
        assert "4 checks" in figure["layout"]["meta"]["summary"]

    @pytest.mark.parametrize("quantity", ["second_moment", "between_input_var", "gradient"])
    def test_has_three_quantities(self, history: Server, quantity: str) -> None:
        response = history.client.get(f"{URL}/figures/history", params={"quantity": quantity})
        assert response.json()["data"]

    def test_has_an_etag_that_tells_a_new_baseline(self, history: Server, ids: list[str]) -> None:
        first = history.client.get(f"{URL}/figures/history")
        headers = {"if-none-match": first.headers["etag"]}
        assert history.client.get(f"{URL}/figures/history", headers=headers).status_code == 304
        narrow = history.client.get(
            f"{URL}/figures/history", params={"narrow": True}, headers=headers
        )
        assert narrow.status_code == 200
        history.client.delete(f"/api/checks/{ids[0]}/baseline")
        changed = history.client.get(f"{URL}/figures/history", headers=headers)
        history.client.post(f"/api/checks/{ids[0]}/baseline")
        assert changed.status_code == 200

    @pytest.mark.parametrize(
        ("params", "status"),
        [
            ({"scheme": "nonsense"}, 404),
            ({"layer": "main.9"}, 404),
            ({"quantity": "nonsense"}, 422),
            ({"limit": 0}, 422),
        ],
    )
    def test_refuses_what_is_not_there(
        self, history: Server, params: dict[str, Any], status: int
    ) -> None:
        response = history.client.get(f"{URL}/figures/history", params=params)
        assert response.status_code == status
        read_problem(response)

    def test_before_anything_was_measured(self, server: Server) -> None:
        fields = {"spec": SPEC, "project": "new"}
        server.client.post("/api/checks", params={"wait": 0}, json=fields)
        figure = server.client.get("/api/projects/new/figures/history").json()
        assert "No check has measured" in figure["layout"]["meta"]["summary"] + str(
            figure["layout"]["annotations"]
        )
