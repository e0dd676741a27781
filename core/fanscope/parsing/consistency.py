"""What no field can know by itself: whether schemes, network, data and seeds fit each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from math import prod

from fanscope.datasets import DatasetInfo, describe
from fanscope.errors import Issue, SpecError, shorten
from fanscope.layout import NetworkLayout, NormNode, lay_out, walk
from fanscope.picture_folder import check_counts, is_there, list_folder
from fanscope.schemes import LEARNED_FROM_LOSS, resolve
from fanscope.spec import (
    DigitsData,
    ExperimentSpec,
    HypernetworkSpec,
    ImageFolderData,
    ListedSchedule,
    MlpSpec,
    SchemeChoice,
)
from fanscope.suggestions import suggest


def find_inconsistencies(spec: ExperimentSpec, tree: Mapping[str, object]) -> Iterator[Issue]:
    """Yield an issue for everything in a well-formed spec that does not fit together.

    Args:
        spec: What the tree was read as.
        tree: What the user wrote; it tells ``xavier`` from ``{name: xavier}``.
    """
    try:
        layout = lay_out(spec.network)
    except SpecError as error:
        yield from error.issues
        return
    if not layout.layers:
        prefix = "network.main" if isinstance(spec.network, HypernetworkSpec) else "network"
        message = "has no layer with weights, so there is nothing to initialize; add linear, conv2d or attention"
        yield Issue(f"{prefix}.layers", "", message)
        return
    yield from _check_schemes(spec, tree, layout)
    yield from _check_data(spec, layout)
    yield from _check_norms(spec, layout)
    yield from _check_tasks(spec, layout)
    yield from _check_seeds(spec)
    yield from _check_listed_steps(spec)
    yield from _check_intent(spec, layout)


def _check_intent(spec: ExperimentSpec, layout: NetworkLayout) -> Iterator[Issue]:
    """Yield a pattern that no layer's name fits."""
    names = [layer.name for layer in layout.layers]
    for index, pattern in enumerate(spec.intent.zeros):
        if not any(fnmatchcase(name, pattern) for name in names):
            there = f"; the layers are {', '.join(names[:5])}{', ...' if len(names) > 5 else ''}"
            message = f"no layer has such a name{suggest(pattern, names) or there}"
            yield Issue(f"intent.zeros.{index}", shorten(pattern), message)


def _check_norms(spec: ExperimentSpec, layout: NetworkLayout) -> Iterator[Issue]:
    """Yield a norm that would take the variance of a single value."""
    for node in walk(layout.program):
        if not isinstance(node, NormNode) or node.kind not in ("batchnorm", "groupnorm"):
            continue
        channels, *sides = node.input
        of_channels = 1 if node.kind == "batchnorm" else channels // node.groups
        if spec.training.batch_size * of_channels * prod(sides) == 1:
            message = f"{node.kind} at {node.norm.name} would take the variance of one value; it must be 2 or more"
            yield Issue("training.batch_size", "1", message)
            return


def _check_tasks(spec: ExperimentSpec, layout: NetworkLayout) -> Iterator[Issue]:
    code, tasks = (
        None if layout.hypernet is None else layout.hypernet.code,
        describe(spec.data).tasks,
    )
    if code is None or code.kind != "task" or tasks == 1:
        return
    if len(code.embeddings) != tasks:
        message = (
            f"data {spec.data.name} has {tasks} tasks; the hypernetwork needs an embedding for each"
        )
        yield Issue("network.conditioning.tasks", str(len(code.embeddings)), message)


def _check_schemes(
    spec: ExperimentSpec, tree: Mapping[str, object], layout: NetworkLayout
) -> Iterator[Issue]:
    written = tree["schemes"]
    first_with_label: dict[str, int] = {}
    for index, choice in enumerate(spec.schemes):
        is_bare = isinstance(written, list | tuple) and isinstance(written[index], str)
        field = f"schemes.{index}"
        found = (*_try(choice, layout), *_check_calibration(spec, choice))
        issues = [_move_below(field, issue, is_bare=is_bare) for issue in found]
        yield from issues
        if issues:
            continue
        first = first_with_label.setdefault(choice.label, index)
        if first != index:
            yield Issue(field, shorten(choice.label), f"is the same as schemes.{first}")


def _try(choice: SchemeChoice, layout: NetworkLayout) -> tuple[Issue, ...]:
    try:
        resolve(choice).assign(layout)
    except SpecError as error:
        return error.issues
    return ()


def _check_calibration(spec: ExperimentSpec, choice: SchemeChoice) -> Iterator[Issue]:
    """Yield that a scheme that learns its scales from a loss knows the cross-entropy only."""
    if spec.loss == "cross-entropy" or choice.name not in LEARNED_FROM_LOSS:
        return
    message = (
        f"{choice.name} learns its scales from a cross-entropy, and here the loss is {spec.loss}"
    )
    yield Issue("", choice.name, f"{message}; use lsuv, which looks at activations alone")


def _move_below(field: str, issue: Issue, *, is_bare: bool) -> Issue:
    is_whole = not issue.field or (is_bare and issue.field == "name")
    below = field if is_whole else f"{field}.{issue.field}"
    return Issue(below, issue.value, issue.message)


def _check_data(spec: ExperimentSpec, layout: NetworkLayout) -> Iterator[Issue]:
    try:
        describe(spec.data)
        _check_folder(spec)
    except SpecError as error:
        yield from error.issues
        return
    yield from _check_sizes(spec, layout)
    yield from _check_batch(spec)
    yield from _check_loss(spec)


def _check_folder(spec: ExperimentSpec) -> None:
    data = spec.data
    if isinstance(data, ImageFolderData) and is_there(data.path):
        check_counts(list_folder(data.path), data.path, classes=data.classes, examples=None)


def _check_loss(spec: ExperimentSpec) -> Iterator[Issue]:
    if spec.loss == "cross-entropy" and not describe(spec.data).classes:
        message = f"data {spec.data.name} has no classes; leave it out, or mean-squared-error"
        yield Issue("training.loss", "cross-entropy", message)


def _check_sizes(spec: ExperimentSpec, layout: NetworkLayout) -> Iterator[Issue]:
    prefix = "network.main" if isinstance(spec.network, HypernetworkSpec) else "network"
    if isinstance(spec.main, MlpSpec):
        yield from _check_widths(spec, spec.main.widths, f"{prefix}.widths")
    else:
        yield from _check_shapes(spec, layout, prefix)


def _check_widths(spec: ExperimentSpec, widths: tuple[int, ...], field: str) -> Iterator[Issue]:
    data = describe(spec.data)
    sizes = ((0, data.features, _say_features(data)), (len(widths) - 1, data.outputs, data.asked))
    for index, size, fact in sizes:
        if widths[index] != size:
            place = f"{field}.{index}"
            message = f"data {data.name} has {fact}; {place} must be {size}"
            yield Issue(place, str(widths[index]), message)


def _say_features(data: DatasetInfo) -> str:
    return f"{data.features} feature{'s' if data.features > 1 else ''}"


def _check_shapes(spec: ExperimentSpec, layout: NetworkLayout, prefix: str) -> Iterator[Issue]:
    data = describe(spec.data)
    yield from _check_input(spec, data, layout.input, f"{prefix}.input")
    yield from _check_vocabulary(data, layout, f"{prefix}.layers.0.vocabulary")
    if layout.output != (data.outputs,):
        message = (
            f"the last layer gives {list(layout.output)}; data {data.name} has {data.asked}, "
            f"so it must give [{data.outputs}]"
        )
        yield Issue(f"{prefix}.layers", "", message)


def _check_input(
    spec: ExperimentSpec, data: DatasetInfo, written: tuple[int, ...], field: str
) -> Iterator[Issue]:
    row = (data.features,)
    if written in (data.shape or written, row) and prod(written) == data.features:
        return
    if not data.shape:
        message = f"data {data.name} has {_say_features(data)}, and this shape has {prod(written)}"
    else:
        message = (
            f"an example of data {data.name} has the shape {list(data.shape)}; write input: {list(data.shape)}, "
            f"or {list(row)} for its values in one row"
        )
    if isinstance(spec.data, DigitsData) and _is_enlarged(written):
        message += f"; or enlarge the digits, data: {{name: digits, shape: {list(written)}}}"
    yield Issue(field, str(list(written)), message)


def _is_enlarged(shape: tuple[int, ...]) -> bool:
    return len(shape) == 3 and shape[0] <= 64 and all(s % 8 == 0 and s <= 1024 for s in shape[1:])


def _check_vocabulary(data: DatasetInfo, layout: NetworkLayout, field: str) -> Iterator[Issue]:
    if not layout.reads_tokens:
        return
    rows = layout.layers[0].weight.shape[0]
    if not data.vocabulary:
        message = (
            f"an embedding looks up whole numbers, and the values of data {data.name} are not whole"
        )
        yield Issue(field, str(rows), message)
    elif rows < data.vocabulary:
        message = (
            f"data {data.name} has the values 0 to {data.vocabulary - 1}; "
            f"{field} must be at least {data.vocabulary}"
        )
        yield Issue(field, str(rows), message)


def _check_batch(spec: ExperimentSpec) -> Iterator[Issue]:
    data, batch_size = describe(spec.data), spec.training.batch_size
    available = data.num_train // data.tasks
    if batch_size > available:
        yield Issue(
            "training.batch_size",
            str(batch_size),
            f"data {spec.data.name} has {available:,} training examples{' a task' if data.tasks > 1 else ''}; "
            f"training.batch_size must be at most that",
        )


def _check_seeds(spec: ExperimentSpec) -> Iterator[Issue]:
    if isinstance(spec.seeds, int):
        return
    first_at: dict[int, int] = {}
    for index, seed in enumerate(spec.seeds):
        first = first_at.setdefault(seed, index)
        if first != index:
            yield Issue(f"seeds.{index}", str(seed), f"is the same as seeds.{first}")


def _check_listed_steps(spec: ExperimentSpec) -> Iterator[Issue]:
    if not isinstance(spec.record, ListedSchedule):
        return
    for index, step in enumerate(spec.record.steps):
        if step > spec.num_updates:
            message = f"training ends at step {spec.num_updates}"
            yield Issue(f"record.steps.{index}", str(step), message)
