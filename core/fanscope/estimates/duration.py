"""How long one run takes on one core; several runs at once on several cores end sooner.

Calibrated on an x86-64 core with torch 2.13, one thread, from the whole preset ``mnist-hypernetwork``: its 8 runs of 600 steps
took 3 min 4 s with two at a time, about 46 s of one core each. A hypernetwork is bound by memory, so its step is the bytes moved
over a rate (784-500x5-10 with 50 features: 0.065 s under plain SGD, 0.19 s with momentum, 0.49 s with Adam); a plain network is
bound by arithmetic and, where it is small, by the calls for each layer. Another machine, or one with other work to do, may well
take twice as long; a GPU is many times faster.
"""

from __future__ import annotations

from fanscope.estimates.counting import Sizes, count_products
from fanscope.estimates.memory import BYTES_PER_VALUE
from fanscope.layout import lay_out
from fanscope.schemes import resolve
from fanscope.spec import ExperimentSpec, ImageFolderData

BYTES_PER_S = 16e9
FLOPS_PER_S = 5e10
FACTORED_PASSES = 3
"""A head under plain SGD: read forward, read for the features' gradient and moved in one go."""
DENSE_PASSES = {"sgd": 6, "momentum": 10, "adam": 26, "adamw": 27}
"""How often autograd and torch.optim together move a trained value through memory."""
LAYER_S = 3e-4
CHUNK_S = 5e-5
"""For the embedding of one chunk, whatever its size: thousands of small tensors are updated one by one."""
PICTURE_S = 4e-3
"""To read a photograph of a few hundred pixels a side, unpack and shrink it."""
PROBE_S = 1e-3
RECORDED_VALUE_S = 4e-9
READ_VALUE_S = 4e-10
DRAWN_VALUE_S = 3e-9
START_S = 1.0


def step_s(spec: ExperimentSpec, sizes: Sizes) -> float:
    """Return the duration of one unrecorded step: forward, backward, update."""
    training = spec.training
    passes = FACTORED_PASSES * sizes.factored + DENSE_PASSES[training.optimizer.kind] * sizes.dense
    layout = lay_out(spec.network)
    flops = 6 * count_products(layout) * training.batch_size * sizes.draws
    is_read = isinstance(spec.data, ImageFolderData)
    calls_s = (
        len(layout.layers) * sizes.draws * LAYER_S
        + layout.num_chunks * CHUNK_S
        + is_read * training.batch_size * PICTURE_S
    )
    return passes * BYTES_PER_VALUE / BYTES_PER_S + flops / FLOPS_PER_S + calls_s


def learning_s(spec: ExperimentSpec, sizes: Sizes) -> float:
    """Return how long the schemes that learn scales take for that, one run of each.

    A step of MetaInit took 5 to 11 of training, of GradInit 2 to 4, a layer of LSUV half of one or two thirds.
    """
    learning = [s for s in map(resolve, spec.schemes) if s.info.calibration is not None]
    if not learning:
        return 0.0
    layout = lay_out(spec.network)
    return step_s(spec, sizes) * sum(scheme.learning_steps(layout) for scheme in learning)


def frame_s(sizes: Sizes, *, num_probes: int) -> float:
    """Return what recording adds to a step: the main network's values are counted three times, every trained one is read."""
    counted, read = 3 * sizes.main * RECORDED_VALUE_S, sizes.trained * READ_VALUE_S
    return num_probes * PROBE_S + counted + read


def run_s(spec: ExperimentSpec, sizes: Sizes, *, num_probes: int, frames: int) -> float:
    """Return the duration of one run on one core."""
    start = START_S + sizes.trained * DRAWN_VALUE_S
    recording = frames * frame_s(sizes, num_probes=num_probes)
    return start + (spec.num_updates + 1) * step_s(spec, sizes) + recording
