from pathlib import Path

from fanscope.cli.log_files import KEPT, set_aside


def test_the_last_logs_are_kept_newest_first(tmp_path: Path) -> None:
    log = tmp_path / "backend.log"
    set_aside(log)
    for start in range(KEPT + 3):
        log.write_text(f"start {start}")
        set_aside(log)
        assert not log.exists()
    kept = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert kept == {f"backend.log.{age}": f"start {KEPT + 3 - age}" for age in range(1, KEPT + 1)}
