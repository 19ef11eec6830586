"""Episodes: those that a policy is judged by, and when their people were warned."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wuzha.lab.columns import NEVER, Flag, Whole, Words, flags, whole, words
from wuzha.simulate.truth import Truth


@dataclass(frozen=True)
class Counted:
    """The episodes that count, as columns; `payment_*` are their payments.

    `number` is the episode's row in the truth, `payment_row` a payment's row in these columns.
    """

    number: Whole
    person: Whole
    contact_at: Whole
    first_payment_at: Whole
    last_payment_at: Whole
    loss: Whole
    playbook: Words
    type: Words
    payment_row: Whole
    payment_at: Whole
    payment_amount: Whole

    def __len__(self) -> int:
        return len(self.number)


@dataclass(frozen=True)
class Warned:
    """The first warning of each counted episode.

    `row` is the decision's row among the sightings, `at` its instant: the first decision that
    warns the episode's person at or after contact; -1 and NEVER if none comes. `asked` says that
    at this instant a payment of the episode itself was answered with challenge, delay, hold or
    block: the payer is asked before the money moves, so that payment comes after the warning. An
    action of allow or label asks nobody, and such a warning comes after the payment.
    """

    row: Whole
    at: Whole
    asked: Flag
    counted: Counted

    @property
    def before_last(self) -> Flag:
        """The last payment comes after the warning."""
        return self._precedes(self.counted.last_payment_at)

    @property
    def before_first(self) -> Flag:
        return self._precedes(self.counted.first_payment_at)

    @property
    def before_last_strict(self) -> Flag:
        """At an instant before that of the last payment, whatever was asked."""
        return self.at < self.counted.last_payment_at

    @property
    def before_first_strict(self) -> Flag:
        return self.at < self.counted.first_payment_at

    def _precedes(self, payment_at: Whole) -> Flag:
        found: Flag = (self.at < payment_at) | (self.asked & (self.at == payment_at))
        return found

    @property
    def payments_after(self) -> Flag:
        """Which payments come after the warning."""
        row, at = self.counted.payment_row, self.counted.payment_at
        found: Flag = (self.at[row] < at) | (self.asked[row] & (self.at[row] == at))
        return found


def counted_episodes(truth: Truth, person: Whole, begins: int, end: int) -> Counted:
    """The episodes that paid, with all payments in `[begins, end)`.

    `person` is each episode's person as a row of the people.
    """
    table, payments = truth.episodes, truth.payments
    first = whole(table, "first_payment_at", -1)
    last = whole(table, "last_payment_at", NEVER)
    counts = flags(table, "paid") & (first >= begins) & (last < end)
    number = whole(table, "episode")[counts]
    place = np.full(int(whole(table, "episode").max(initial=-1)) + 1, -1)
    place[number] = np.arange(len(number))
    payment_row = place[whole(payments, "episode")]
    ours = payment_row >= 0
    return Counted(
        number=number,
        person=person[counts],
        contact_at=whole(table, "contact_at")[counts],
        first_payment_at=first[counts],
        last_payment_at=last[counts],
        loss=whole(table, "loss")[counts],
        playbook=words(table, "playbook")[counts],
        type=words(table, "type")[counts],
        payment_row=payment_row[ours],
        payment_at=whole(payments, "at")[ours],
        payment_amount=whole(payments, "amount")[ours],
    )
