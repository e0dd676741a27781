"""What a check could not be compared with, in words."""

from __future__ import annotations

from collections.abc import Sequence

from fanscope.checks.visible import visible
from fanscope.errors import NotFoundError
from fanscope.verdicts import Evidence
from fanscope.wording import say_list
from fanscope_backend.store import CheckRecord, Store

SHORT_COMMIT = 7


def name_check(check_id: str, commit: str | None) -> str:
    """Return what a check is called in little room: its commit, shortened, or the end of its id."""
    return commit[:SHORT_COMMIT] if commit else check_id[-SHORT_COMMIT:]


def remark_comparison(
    store: Store, check: CheckRecord, evidences: Sequence[Evidence]
) -> tuple[str, ...]:
    """Return what is to be said of a comparison with the project's baseline that could not be made.

    Args:
        store: Knows the baseline.
        check: The check that is judged.
        evidences: What it measured, each beside the baseline's numbers of its scheme.
    """
    strangers = [visible(each.scheme) for each in evidences if each.baseline is None]
    if check.compared_with is None or not strangers:
        return ()
    try:
        baseline = store.get_check(check.compared_with)
    except NotFoundError:
        return ("the baseline was deleted while this check ran, so it was compared with nothing",)
    commit = None if baseline.check is None else baseline.check.commit
    return (
        f"the baseline of {visible(name_check(baseline.id, commit))} does not know {say_list(strangers)}; "
        "make a newer check the baseline",
    )
