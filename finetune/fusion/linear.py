"""Logistic regression that ends as one row of the fusion: few cases, a strong ridge."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

_STEPS = 200
_SMALLEST = 1e-6  # spread of a feature below which it says nothing


@dataclass(frozen=True, slots=True, eq=False)
class Linear:
    """``logit = features @ weight + bias``.

    Attributes:
        weight: float64 (features,), on features as they come.
        bias: On the same logit.
    """

    weight: FloatArray
    bias: float

    def logits(self, features: FloatArray) -> FloatArray:
        """Return the logits of (cases, features)."""
        result: FloatArray = features @ self.weight + self.bias
        return result


def fit_linear(
    features: FloatArray,
    truth: IntArray,
    *,
    ridge: float | FloatArray,
    weight: FloatArray | None = None,
    start: FloatArray | None = None,
    base: float = 0.0,
    floor: FloatArray | None = None,
    pull: float = 0.0,
) -> Linear:
    """Fit by L-BFGS; features are brought to the same spread before the ridge is laid on them.

    Args:
        features: (cases, features).
        truth: (cases,), 0 or 1.
        ridge: Cost of a squared weight of a standardised feature, against the mean log loss; one
            for all, or (features,).
        weight: (cases,) of the loss; as many of each class where None.
        start: (features,) weights that the ridge pulls to, on features as they come; 0 where None.
        base: Log odds that the fit may take for granted: they are no part of the result, so that
            a logit of 0 says "no news".
        floor: (cases, features) whose logits must not be below 0.
        pull: Cost of a squared logit below 0 among ``floor``, mean.
    """
    from scipy.optimize import minimize

    spread = features.std(0)
    spread = np.where(spread < _SMALLEST, np.inf, spread)
    middle = features.mean(0)
    x = (features - middle) / spread
    low = None if floor is None else (floor - middle) / spread
    first = np.zeros(features.shape[1]) if start is None else start
    wanted = np.where(np.isfinite(spread), first * np.where(np.isfinite(spread), spread, 0), 0.0)
    known = first * ~np.isfinite(spread)
    shares = balanced(truth) if weight is None else weight / weight.sum()
    sign = np.where(truth == 1, 1.0, -1.0)

    def cost(packed: FloatArray) -> tuple[float, FloatArray]:
        w, b = packed[:-1], packed[-1]
        margin = sign * (x @ w + b + base)
        pulled = ridge * (w - wanted)
        loss = float(shares @ np.logaddexp(0, -margin)) + float(pulled @ (w - wanted))
        slope = -shares * sign * _sigmoid(-margin)
        gradient = np.append(x.T @ slope + 2 * pulled, slope.sum())
        if low is not None and pull:
            under = np.minimum(low @ w + b, 0)
            loss += pull * float((under**2).mean())
            push = 2 * pull * under / len(low)
            gradient += np.append(low.T @ push, push.sum())
        return loss, gradient

    begun = np.append(wanted, 0.0)
    found = minimize(cost, begun, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS}).x
    raw = found[:-1] / spread + known
    return Linear(raw, float(found[-1] - middle @ (found[:-1] / spread)))


def balanced(truth: IntArray, groups: NDArray[np.str_] | None = None) -> FloatArray:
    """Return weights that add to 1, half for either class; within it all patients alike."""
    each = np.ones(len(truth))
    if groups is not None:
        _, index, counts = np.unique(groups, return_inverse=True, return_counts=True)
        each = 1.0 / counts[index]
    result = np.zeros(len(truth))
    for value in (0, 1):
        chosen = truth == value
        if chosen.any():
            result[chosen] = 0.5 * each[chosen] / each[chosen].sum()
    return result


def _sigmoid(x: FloatArray) -> FloatArray:
    return 0.5 * (1 + np.tanh(x / 2))
