from __future__ import annotations

from wuzha.bench.simulate import live, peak_bytes
from wuzha.simulate.plan import CityPlan


def test_a_city_is_lived_to_its_last_day() -> None:
    lived = live(CityPlan(people=1_000, days=2))
    assert lived.people_days == 2_000
    assert lived.events > 10_000
    assert lived.rate > 0
    assert 500 < lived.bytes_each < 10_000
    assert peak_bytes() > lived.day_bytes
