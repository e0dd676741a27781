"""Theory: what should happen in a network at step 0, with an interval. Numbers only, no torch."""

from fanscope.theory.as_json import prediction_json
from fanscope.theory.predict import predict, predict_nothing
from fanscope.theory.prediction import Estimate, LayerPrediction, Prediction

__all__ = [
    "Estimate",
    "LayerPrediction",
    "Prediction",
    "predict",
    "predict_nothing",
    "prediction_json",
]
