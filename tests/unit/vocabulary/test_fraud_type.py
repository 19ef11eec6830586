"""The taxonomy of the country pack, and what a broken one says."""

from __future__ import annotations

from typing import Any

import pytest

from wuzha.packs import pack
from wuzha.vocabulary.errors import BadValue
from wuzha.vocabulary.fraud_type import FraudTypeKind, parse_taxonomy

TAXONOMY = pack("cn").taxonomy


def test_leaves_roll_up_into_twelve_classes_and_five_public_types() -> None:
    assert len(TAXONOMY.leaves) >= 69
    assert len(TAXONOMY.classes) == 12
    assert [top.code for top in TAXONOMY.tops] == [
        "rebate",
        "loan",
        "romance_investment",
        "customer_service",
        "police_impersonation",
    ]
    assert {TAXONOMY.rollup(leaf.code) for leaf in TAXONOMY.leaves} == {
        entry.code for entry in TAXONOMY.classes
    }
    assert {TAXONOMY.top(leaf.code) for leaf in TAXONOMY.leaves} == {
        *(top.code for top in TAXONOMY.tops),
        None,
    }


def test_any_kind_of_code_rolls_up() -> None:
    assert TAXONOMY.rollup("refund") == "shop_service"
    assert TAXONOMY.rollup("shop_service") == "shop_service"
    assert TAXONOMY.rollup("customer_service") is None
    assert TAXONOMY.top("refund") == TAXONOMY.top("shop_service") == "customer_service"
    assert TAXONOMY.top("customer_service") == "customer_service"


def test_pig_butchering_is_an_investment_fraud_that_the_public_knows_by_itself() -> None:
    assert TAXONOMY.rollup("pig_butchering") == "investment"
    assert TAXONOMY.top("pig_butchering") == "romance_investment"
    assert TAXONOMY.top("stock_tutor") is None


def test_an_unknown_code_is_nothing() -> None:
    assert TAXONOMY.get("nonsense") is None
    assert TAXONOMY.rollup("nonsense") is None
    assert TAXONOMY.top("nonsense") is None


def test_names_are_unique_in_both_languages_and_written_in_them() -> None:
    for kind in FraudTypeKind:
        entries = [entry for entry in TAXONOMY.types.values() if entry.kind is kind]
        assert len({entry.zh for entry in entries}) == len(entries)
        assert len({entry.en for entry in entries}) == len(entries)
    for entry in TAXONOMY.types.values():
        assert entry.en.isascii(), entry.code
        assert entry.means_en.isascii(), entry.code
        assert not entry.means_zh.isascii(), entry.code


def test_the_field_term_is_kept_beside_the_name() -> None:
    mule, refund = TAXONOMY.types["mule_recruitment"], TAXONOMY.types["refund"]

    assert mule.term == "跑分"
    assert refund.term == refund.zh


TEXTS = {"zh": "名", "en": "name", "means_zh": "义", "means_en": "meaning"}


def broken(**changes: Any) -> dict[str, Any]:
    whole = {
        "version": "1",
        "tops": {"public": TEXTS},
        "classes": {"some": {**TEXTS, "top": "public"}, "other": TEXTS},
        "leaves": {"one": {**TEXTS, "class": "some"}},
    }
    return {**whole, **changes}


def test_the_smallest_taxonomy_is_accepted() -> None:
    assert parse_taxonomy(broken()).top("one") == "public"


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"version": ""}, "`version` is missing"),
        ({"leaves": {}}, "`leaves`"),
        ({"tops": None}, "`tops`"),
        ({"leaves": {"Bad code": TEXTS}}, "`Bad code` is not a code"),
        ({"leaves": {"some": {**TEXTS, "class": "some"}}}, "`some` is there twice"),
        ({"leaves": {"one": "text"}}, "`one` has no entries"),
        ({"leaves": {"one": {**TEXTS, "class": "some", "zh": " "}}}, "`one` lacks `zh`"),
        ({"leaves": {"one": {**TEXTS}}}, "`one` needs a `class`"),
        ({"leaves": {"one": {**TEXTS, "class": "public"}}}, "`one` needs a `class`"),
        ({"classes": {"some": {**TEXTS, "top": "none"}}}, "`some` names a `top`"),
        (
            {"leaves": {"one": {**TEXTS, "class": "some", "top": "public"}}},
            "`one` names a `top` although",
        ),
    ],
)
def test_a_broken_taxonomy_says_which_entry(changes: dict[str, Any], named: str) -> None:
    with pytest.raises(BadValue) as refused:
        parse_taxonomy(broken(**changes))

    assert refused.value.code == "bad_taxonomy"
    assert named in refused.value.detail
