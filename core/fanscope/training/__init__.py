"""Training [torch]: data, optimizers and the loop, a generator of steps and frames."""

from fanscope.training.data import Dataset, Examples, load_dataset
from fanscope.training.loop import train
from fanscope.training.run import Step

__all__ = ["Dataset", "Examples", "Step", "load_dataset", "train"]
