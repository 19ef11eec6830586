from __future__ import annotations

import numpy as np
import pyarrow as pa

from wuzha.lab.novelty import HOUR, NoveltyWatch, Script, Sensitivity, grams_in, phrases

OLD = ["您的快递已到站，请凭取件码领取", "今晚一起吃饭吗，我请客", "尊敬的客户，您的账单已出"]
NEW = "您的数字遗产养老凭证已冻结，请联系登记员办理解封"


def table(rows: list[tuple[int, str, str, str]]) -> pa.Table:
    at, person, sender, text = zip(*rows, strict=True) if rows else ((), (), (), ())
    return pa.table(
        {
            "at": pa.array(at, pa.int64()),
            "person": pa.array(person, pa.string()),
            "sender": pa.array(sender, pa.string()),
            "text": pa.array(text, pa.string()),
        }
    )


def ordinary(hour: int) -> list[tuple[int, str, str, str]]:
    return [
        (hour * HOUR + place, f"p-{place}", "S", OLD[(hour + place) % len(OLD)])
        for place in range(30)
    ]


def run(hours: int, more: dict[int, list[tuple[int, str, str, str]]]) -> list[Script]:
    watch = NoveltyWatch(Sensitivity(learning_hours=48))
    found: list[Script] = []
    for hour in range(hours):
        found += watch.hour(table(ordinary(hour) + more.get(hour, [])), (hour + 1) * HOUR)
    return found


def blast(hour: int, first: int, people: int, text: str) -> list[tuple[int, str, str, str]]:
    return [(hour * HOUR, f"p-{first + n}", f"T{n % 2}", text) for n in range(people)]


def test_what_everybody_always_gets_is_not_new() -> None:
    assert run(72, {}) == []


def test_a_new_wording_is_surfaced_once_when_enough_people_have_it() -> None:
    more = {60 + n: blast(60 + n, 100 + 3 * n, 3, NEW) for n in range(6)}
    found = run(72, more)
    assert [script.at for script in found] == [63 * HOUR]  # 3 + 3 + 3 people reach the 8
    assert found[0].example == NEW
    assert any("数字遗产养老凭证" in phrase for phrase in found[0].phrases)


def test_variants_of_one_script_are_one_finding() -> None:
    variants = [NEW + "！", "提醒：" + NEW, NEW + "，逾期作废"]
    rows = [row for n, text in enumerate(variants) for row in blast(60, 100 + 9 * n, 9, text)]
    assert len(run(72, {60: rows})) == 1


def test_one_person_who_repeats_himself_is_no_script() -> None:
    rows = [(60 * HOUR + n, "p-1", "T", NEW) for n in range(50)]
    assert run(72, {60: rows}) == []


def test_digits_make_no_text_new() -> None:
    codes = {
        hour: [
            (hour * HOUR, f"p-{n}", "S", f"您的验证码是{hour}{n}45，请勿告诉他人")
            for n in range(12)
        ]
        for hour in range(72)
    }
    assert run(72, codes) == []


def test_nothing_is_surfaced_while_learning() -> None:
    assert run(48, {10: blast(10, 100, 20, NEW)}) == []


def test_a_day_is_its_hours() -> None:
    rows = [row for hour in range(72) for row in ordinary(hour)] + blast(71, 100, 20, NEW)
    rows.sort(key=lambda row: row[0])
    watch = NoveltyWatch(Sensitivity(learning_hours=48))
    assert [script.example for script in watch.day(table(rows))] == [NEW]


def test_phrases_are_the_stretches_of_new_trigrams() -> None:
    new = np.array([place for _, place in grams_in("养老凭证")])
    assert phrases("请办理养老凭证吧", new) == ("养老凭证",)
