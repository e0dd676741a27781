"""Predict every scheme of a spec at step 0.

Networks that are one dense layer after the other have a theory of their own (perceptron.py); all others the general
one (general.py), node by node.
"""

from __future__ import annotations

from fanscope.data_moments import data_moments
from fanscope.image_geometry import image_geometry
from fanscope.layout import lay_out
from fanscope.schemes import resolve
from fanscope.spec import ExperimentSpec
from fanscope.theory.chain import chain_of
from fanscope.theory.findings import describe, find_nothing
from fanscope.theory.general import general_findings
from fanscope.theory.perceptron import perceptron_findings
from fanscope.theory.prediction import Prediction


def predict(spec: ExperimentSpec) -> dict[str, Prediction]:
    """Return what theory says about step 0, by scheme label.

    Values are medians of a single draw's measurement; None where theory's assumptions do not hold
    (entries that are not independent with mean 0, attention, the largest value of a window, any loss but the
    cross-entropy), where the data's geometry is unknown, and beyond the range of a float64.

    Raises:
        SpecError: A scheme is unknown, has bad parameters or does not fit the network.
    """
    layout = lay_out(spec.network)
    assignments = [resolve(choice).assign(layout) for choice in spec.schemes]
    labels = [choice.label for choice in spec.schemes]
    if spec.loss != "cross-entropy":
        return predict_nothing(spec)
    moments = data_moments(spec.data)
    n = min(spec.training.batch_size, moments.num_examples)
    if chain_of(layout) is None:
        geometry = image_geometry(spec.data)
        findings = general_findings(layout, assignments, moments, geometry, n=n)
    else:
        findings = perceptron_findings(layout, assignments, moments, n=n)
    return describe(layout, assignments, labels, findings)


def predict_nothing(spec: ExperimentSpec) -> dict[str, Prediction]:
    """Return predictions that say nothing but what the scheme itself sets: the heads' variances.

    Raises:
        SpecError: As :func:`predict`.
    """
    layout = lay_out(spec.network)
    assignments = [resolve(choice).assign(layout) for choice in spec.schemes]
    labels = [choice.label for choice in spec.schemes]
    return describe(layout, assignments, labels, find_nothing(len(layout.layers), len(labels)))
