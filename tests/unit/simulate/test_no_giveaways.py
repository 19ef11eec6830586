"""Nothing in the shape of an event says whether it belongs to a fraud, a twin or ordinary life."""

from __future__ import annotations

from collections import Counter
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from numpy.typing import NDArray

from unit.simulate.shapes import (
    DENSE,
    FRAUD,
    TWIN,
    USUAL,
    cells,
    decades,
    fields,
    form,
    lived,
    of_kind,
    packages,
    phones,
    senders,
    silent,
    texts,
)
from wuzha.vocabulary.event import Kind

KINDS = (Kind.CALL, Kind.MESSAGE, Kind.VISIT, Kind.TRANSFER, Kind.APP)


@cache
def events(kind: Kind) -> tuple[pa.Table, NDArray[np.int64]]:
    """The events of a city with many frauds and of one without, and the side of each."""
    both = [of_kind(lived(11), kind), of_kind(lived(12, people=6_000, days=3, fraud=0.0), kind)]
    table = pa.concat_tables(both, promote_options="default").combine_chunks()
    return table, table["side"].to_numpy()


BEHAVIOUR = {
    (Kind.MESSAGE, "domain"): "frauds send links more often",
    (Kind.MESSAGE, "site"): "the same",
}
"""Fields that fraud fills more or less often because of what it does, with the reason."""


@pytest.mark.parametrize("kind", KINDS)
def test_a_field_is_as_often_unknown_whoever_it_is_about(kind: Kind) -> None:
    table, side = events(kind)
    cell = cells(table, kind)
    if kind is Kind.VISIT:  # what is known of a site hangs on the site
        cell = np.char.add(cell, np.where(silent(table, "page_kind"), "|?", "|"))
    compared = 0
    for name in fields(kind):
        if (kind, name) in BEHAVIOUR or (kind, name) == (Kind.VISIT, "page_kind"):
            continue
        unknown = silent(table, name)
        for here in np.unique(cell[side == FRAUD]):
            ours = unknown[(cell == here) & (side == FRAUD)]
            honest = unknown[(cell == here) & (side != FRAUD)]
            if min(len(ours), len(honest)) >= 40:
                # Numbers and sites come again: a tenth of the events are new ones.
                noise = 3 * np.sqrt(0.25 / (len(ours) / 10) + 0.25 / (len(honest) / 10))
                tight = 0.0 if honest.all() or not honest.any() else noise
                assert abs(ours.mean() - honest.mean()) <= 0.02 + tight, (name, here)
                compared += 1
    assert compared > 10


def test_page_kinds_are_missed_as_often() -> None:
    table, side = events(Kind.VISIT)
    few = cells(table, Kind.VISIT) == "false"
    unknown = silent(table, "page_kind")
    ours, honest = unknown[few & (side == FRAUD)], unknown[few & (side != FRAUD)]
    assert ours.mean() == pytest.approx(honest.mean(), abs=0.12)


FIXED = [
    (Kind.CALL, "caller"),
    (Kind.CALL, "callee"),
    (Kind.CALL, "cell"),
    (Kind.CALL, "device"),
    (Kind.MESSAGE, "receiver"),
    (Kind.VISIT, "device"),
    (Kind.TRANSFER, "person"),
    (Kind.TRANSFER, "payer"),
    (Kind.TRANSFER, "payee"),
    (Kind.TRANSFER, "wallet"),
    (Kind.TRANSFER, "device"),
    (Kind.APP, "device"),
]


@pytest.mark.parametrize(("kind", "name"), FIXED)
def test_identifiers_have_the_forms_of_honest_ones(kind: Kind, name: str) -> None:
    table, side = events(kind)
    column = np.array([form(text) if text else "" for text in texts(table[name])])
    assert set(column[side == FRAUD]) <= set(column[side != FRAUD])


@pytest.mark.parametrize("name", ["person", "payer", "payee", "device"])
def test_numbers_of_identifiers_are_spread_alike(name: str) -> None:
    """First and last digits behind the head of an identifier: no block is kept for anybody."""
    table, side = events(Kind.TRANSFER)
    known = {FRAUD: set[str](), TWIN: set[str]()}
    for text, mine in zip(texts(table[name]), side.tolist(), strict=True):
        if text is not None and text[:1] != "p" and not text.startswith(("6297", "6296")):
            known[FRAUD if mine == FRAUD else TWIN].add(text)
    known[TWIN] -= known[FRAUD]
    assert min(map(len, known.values())) > 90
    head = 4 if name.startswith("pay") else 2
    for place in (*range(head, head + 5), -1):
        digits = [Counter(text[place] for text in known[mine]) for mine in (FRAUD, TWIN)]
        ours, honest = ({d: n / found.total() for d, n in found.items()} for found in digits)
        noise = 4.5 * np.sqrt(0.1 / digits[0].total() + 0.1 / digits[1].total())
        assert all(abs(ours.get(d, 0) - honest.get(d, 0)) < noise for d in "0123456789")


@pytest.mark.parametrize(
    ("kind", "name"),
    [(Kind.VISIT, "domain"), (Kind.APP, "package"), (Kind.MESSAGE, "domain")],
)
def test_names_are_made_of_the_same_signs_and_as_long(kind: Kind, name: str) -> None:
    table, side = events(kind)
    found = [[], []]  # type: list[list[str]]
    for text, mine in set(zip(texts(table[name]), (side == FRAUD).tolist(), strict=True)):
        if text is not None:
            found[mine].append(text)
    honest, ours = found
    assert set("".join(ours)) <= set("".join(honest))
    if name == "domain":
        assert {host.rpartition(".")[2] for host in ours} == {"example"}
    for measure in (len, lambda text: text.count("."), lambda text: sum(map(str.isdigit, text))):
        means = [np.mean([measure(text) for text in texts_]) for texts_ in (ours, honest)]
        spread = np.std([measure(text) for text in honest])
        assert abs(means[0] - means[1]) < 0.5 * spread + 0.1


WORDS = {
    Kind.CALL: ("attestation", "origin_country", "answered"),
    Kind.MESSAGE: ("channel",),
    Kind.VISIT: ("page_kind", "referral", "offers_app"),
    Kind.TRANSFER: ("first_time_payee", "payee_name_matches", "on_call", "overseas"),
    Kind.APP: ("permission", "channel", "on_call", "remote_control"),
}


def circumstances(table: pa.Table, kind: Kind) -> list[pa.Array]:
    """With what a word has to be met in honest life, too."""
    if kind is Kind.CALL:
        return [table["foreign_trunk"], phones(table["caller"])]
    if kind is Kind.MESSAGE:
        return [senders(table["sender"])]
    if kind is Kind.TRANSFER:
        return [table[name] for name in ("channel", "payee_kind", "payer_kind", "incoming")]
    return [table["app_action"], packages(table["package"])] if kind is Kind.APP else []


@pytest.mark.parametrize("kind", KINDS)
def test_every_word_of_fraud_is_one_of_honest_life(kind: Kind) -> None:
    """With its circumstances, and at least half as often as a usual city's frauds use it."""
    table, side = events(kind)
    base = [_joined(circumstances(table, kind), len(table))]
    honest_days, fraud_days = 2_000 * 9 + 6_000 * 3, 2_000 * 9
    scale = USUAL / DENSE * honest_days / fraud_days
    for name in (None, *WORDS[kind]):
        if name == "origin_country":  # single ones are rare on either side
            continue
        key = base[0] if name is None else _joined([base[0], table[name]], len(table))
        ours, honest = Counter(key[side == FRAUD]), Counter(key[side != FRAUD])
        for words, count in ours.items():
            usual = count * scale
            assert usual < 3 or honest[words] >= max(2, usual / 2), (name, words, count)


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind in WORDS for name in WORDS[kind]])
def test_every_word_alone_is_known(kind: Kind, name: str) -> None:
    table, side = events(kind)
    column = np.array([str(word) for word in table[name].to_pylist()])
    honest = Counter(column[side != FRAUD])
    for word, count in Counter(column[side == FRAUD]).items():
        assert honest[word] >= min(5, count), word


def _joined(columns: list[pa.Array], size: int) -> NDArray[np.str_]:
    if not columns:
        return np.full(size, "")
    words = [
        pa.array(column) if isinstance(column, np.ndarray) else column.cast(pa.string())
        for column in columns
    ]
    plain = [pa.chunked_array([w]) if isinstance(w, pa.Array) else w for w in words]
    whole = [word.combine_chunks().fill_null("-") for word in plain]
    return np.array(pc.binary_join_element_wise(*whole, "|").to_pylist())


@pytest.mark.parametrize("kind", KINDS)
def test_instants_are_as_fine(kind: Kind) -> None:
    table, side = events(kind)
    at = table["at"].to_numpy()
    for unit in (1_000, 1_000_000, 60_000_000):
        for mine in (side == FRAUD, side != FRAUD):
            assert np.mean(at[mine] % unit < unit // 10) == pytest.approx(0.1, abs=0.03)
    again = np.flatnonzero(np.diff(np.sort(at)) == 0)
    assert len(again) <= 20


@pytest.mark.parametrize(("payee_kind", "within"), [("personal", 0.15), ("company", 0.3)])
def test_victims_pay_sums_as_round_as_others_do(payee_kind: str, within: float) -> None:
    """About: to firms some honest sums are calculated, while gangs name all of theirs."""
    table, side = events(Kind.TRANSFER)
    out = (table["payee_kind"].to_numpy(zero_copy_only=False) == payee_kind) & ~table[
        "incoming"
    ].to_numpy()
    amount, hop, size = table["amount"].to_numpy(), table["hop"].to_numpy(), decades(table)
    for decade in (4, 5, 6):
        ours = amount[out & (side == FRAUD) & ~hop & (size == decade)]
        honest = amount[out & (side != FRAUD) & (size == decade)]
        if min(len(ours), len(honest)) < 30:
            continue
        for unit in (100, 10 ** (decade - 1)):
            shares = [np.mean(amounts % unit == 0) for amounts in (ours, honest)]
            assert shares[0] == pytest.approx(shares[1], abs=within), (decade, unit)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (Kind.CALL, "duration_s"),
        (Kind.VISIT, "domain_age_days"),
        (Kind.TRANSFER, "amount"),
        (Kind.TRANSFER, "balance_after"),
    ],
)
def test_no_number_is_beyond_honest_ones(kind: Kind, name: str) -> None:
    table, side = events(kind)
    value = table[name].fill_null(0).to_numpy()
    low, high = np.quantile(value[side != FRAUD], [0.0, 1.0])
    inside = (value[side == FRAUD] >= low) & (value[side == FRAUD] <= high)
    assert inside.mean() > 0.985


def test_most_who_bank_from_elsewhere_are_honest() -> None:
    """Mules from elsewhere are no more than others from elsewhere, at the usual rate of frauds."""
    table, side = events(Kind.TRANSFER)
    guests = pc.starts_with(table["person"], "x-").to_numpy()
    assert guests[side == FRAUD].sum() * USUAL / DENSE < guests[side != FRAUD].sum() / 2
