"""Trained models: LightGBM text or ONNX, never pickles, which could run code."""

from wuzha.screen.models.load import Predictor, load_model

__all__ = ["Predictor", "load_model"]
