"""Stored bytes of a frame, beside TensorBoard's event file for the same tensors.

    .venv/bin/python benchmarks/frame_bytes.py

The network and the tensors of ``recording.py``. Writes ``benchmarks/results/frame_bytes.md``.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import fmean

import torch
from recording import Mlp, record_with_fanscope, record_with_tensorboard
from torch.utils.tensorboard import SummaryWriter

OUT = Path(__file__).parent / "results/frame_bytes.md"
FRAMES = 10


def main() -> None:
    torch.set_num_threads(1)
    network, ours = Mlp(), []
    with tempfile.TemporaryDirectory() as folder:
        with SummaryWriter(folder) as writer:
            for step in range(FRAMES):
                tensors = network.step()
                ours.append(len(record_with_fanscope(tensors, step)))
                record_with_tensorboard(writer, tensors, step)
        events = sum(path.stat().st_size for path in Path(folder).rglob("*.tfevents.*"))
    theirs = events / FRAMES
    report = f"""# Stored bytes of a frame

784-500x5-10 tanh MLP, batch 128, 30 tensors (activations, weights, gradients), mean of {FRAMES} frames. `python benchmarks/frame_bytes.py`

| recorder | bytes a frame | / TensorBoard's |
|---|---|---|
| Fanscope: statistics in float64, exact histograms | {fmean(ours):,.0f} | 1 / {theirs / fmean(ours):.1f} (promised: at most 1 / 10) |
| TensorBoard event file | {theirs:,.0f} | 1 |
"""
    OUT.write_text(report)
    print(report)


if __name__ == "__main__":
    main()
