"""How much is paid each time: a loss divided by the playbook's ladder, in sums that people name."""

from __future__ import annotations

import math

from wuzha.simulate.draws import Draws
from wuzha.simulate.fraud.scene import Scene
from wuzha.simulate.sums import YUAN, spoken_one

_STEP = {"growing": 0.7, "equal": 0.0, "falling": -0.4, "test": 0.0}
"""By how much the logarithm of a payment grows from one to the next."""
_TEST = 0.02
"""Share of a test payment."""
_PARTS_MAX = 6


def shares(scene: Scene, count: int) -> list[float]:
    """The shares of the payments in the loss, about; in the order of the payments."""
    ladder = scene.playbook.payments.ladder
    weights = [
        math.exp(_STEP[ladder] * row + 0.35 * float(scene.rng.normal())) for row in range(count)
    ]
    if ladder == "test" and count > 1:
        weights[0] *= _TEST
    return weights


def next_amount(scene: Scene) -> int:
    """What the gang wants next, in minor units: the last payment is all that is left.

    It is rounded, so that what the victim loses is about `case.loss`, not exactly.
    """
    if not scene.ladder:
        return scene.case.loss // 2
    paid = sum(payment.amount for payment in scene.payments)
    left = max(scene.case.loss + scene.paid_back - paid, len(scene.ladder) * YUAN)
    part = left * scene.ladder[0] / sum(scene.ladder)
    return max(spoken_one(scene.rng, part), YUAN)


def split(amount: int, limits: list[int], rng: Draws) -> list[int]:
    """The amount in transfers under one of the limits that fits, six or so; else as a whole.

    `limits` in minor units; the parts sum to the amount.
    """
    fitting = [limit for limit in limits if limit < amount <= _PARTS_MAX * limit]
    if not fitting:
        return [amount]
    limit = fitting[int(rng.random() * len(fitting))]
    parts: list[int] = []
    while amount > limit:
        parts.append(min(spoken_one(rng, limit * (0.9 + 0.1 * rng.random())), limit))
        amount -= parts[-1]
    return [*parts, amount]
