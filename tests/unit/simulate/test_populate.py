"""Residents and the world around them."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from wuzha.packs import pack
from wuzha.simulate.furnish import cells, furnish, register
from wuzha.simulate.people import AGE_BANDS, EDUCATION, JOBS, People, Places
from wuzha.simulate.plan import CityPlan
from wuzha.simulate.pool import Pool
from wuzha.simulate.populate import populate, scattered
from wuzha.simulate.world import World
from wuzha.vocabulary.account import account
from wuzha.vocabulary.domain import domain, registered_domain
from wuzha.vocabulary.phone import phone_is_assigned
from wuzha.vocabulary.sender import sender_id
from wuzha.vocabulary.text import normal_form

CN = pack("cn")


@cache
def built(people: int = 10_000, seed: int = 1) -> tuple[Pool, Places, People, World]:
    plan = CityPlan(people=people, seed=seed)
    pool = Pool()
    places, residents = populate(plan, CN, pool)
    return pool, places, residents, furnish(plan, CN, pool)


def columns(part: Any) -> dict[str, Any]:
    return {field.name: getattr(part, field.name) for field in fields(part)}


def test_the_same_seed_makes_the_same_people_and_another_seed_others() -> None:
    first, again, other = built(400, 5), built.__wrapped__(400, 5), built(400, 6)
    for part in (2, 3):
        for name, column in columns(first[part]).items():
            assert np.array_equal(column, columns(again[part])[name]), name
    texts = [city[0].take(np.arange(len(city[0]), dtype=np.int32)) for city in (first, again)]
    assert texts[0].equals(texts[1])
    assert not np.array_equal(first[2].phone, other[2].phone)


def test_ages_follow_the_pyramid() -> None:
    shares = np.bincount(built()[2].age_band, minlength=len(AGE_BANDS)) / 10_000
    assert shares == pytest.approx([0.16, 0.34, 0.35, 0.15], abs=0.01)


def test_children_go_to_school_and_the_old_rest() -> None:
    people = built()[2]
    jobs = np.array(JOBS)[people.job]
    assert set(jobs[people.age < 18]) == {"pupil"}
    assert (jobs[people.age > 65] == "retired").mean() > 0.7
    assert set(jobs[people.age_band == 1]) >= {"student", "worker", "office", "trader", "jobless"}
    assert set(people.education[people.age < 16]) == {EDUCATION.index("basic")}


def test_carefulness_is_independent_of_education_and_age() -> None:
    people = built()[2]
    for groups in (people.education, people.age_band):
        means = [people.careful[groups == group].mean() for group in np.unique(groups)]
        assert max(means) - min(means) < 0.04
    assert 0 < people.careful.min() < 0.05
    assert 0.95 < people.careful.max() < 1


def test_rates_have_the_means_of_the_pack_and_differ_by_age() -> None:
    people = built()[2]
    means = yaml.safe_load(CN.text("city/people.yaml"))["means"]
    for name, mean in means.items():
        assert getattr(people, name).mean() == pytest.approx(mean)
    grown = people.pays[(people.age >= 18) & (people.age <= 65)].mean()
    assert people.pays[people.age < 18].mean() < grown / 2
    assert people.pays[people.age > 65].mean() < grown / 1.5


def test_households_are_families_in_one_place() -> None:
    people = built()[2]
    assert (np.diff(people.household) >= 0).all()
    assert people.household[0] == 0
    sizes = np.bincount(people.household)
    assert sizes.min() >= 1
    assert 1.8 < sizes.mean() < 3.5
    same = people.household[1:] == people.household[:-1]
    assert (people.region[1:][same] == people.region[:-1][same]).all()
    grown = np.bincount(people.household, people.age >= 22)
    children = people.age < 18
    assert (grown[people.household[children]] >= 1).mean() > 0.99


@pytest.mark.parametrize("size", [1, 2, 3, 40, 10_000])
def test_everybody_knows_others_and_trusts_the_nearest_most(size: int) -> None:
    people = built(size)[2]
    assert (people.contacts >= 0).all()
    assert (people.contacts < size).all()
    if size > 1:
        assert (people.contacts != np.arange(size)[:, None]).all()
    assert (np.diff(people.trust, axis=1) <= 0).all()
    assert people.trust.min() > 0
    assert people.trust.max() <= 1


def test_the_first_contacts_are_the_family() -> None:
    people = built()[2]
    together = np.bincount(people.household)[people.household] > 1
    nearest = people.contacts[together, 0]
    assert (people.household[nearest] == people.household[together]).all()


def test_only_some_of_the_young_live_abroad() -> None:
    people = built()[2]
    assert 0 < people.abroad.mean() < 0.02
    assert set(np.array(JOBS)[people.job[people.abroad]]) <= {"student", "office", "pupil"}


def test_no_identifier_is_given_twice() -> None:
    pool, _, people, world = built()
    accounts = [people.account, people.savings, world.stranger, world.merchant, world.employer]
    accounts += [world.company, world.exchange, world.public]
    texts = pool.take(np.concatenate(accounts)).to_pylist()
    assert len(set(texts)) == len(texts)
    assert all(account(text) == text for text in texts[::97])
    phones = np.concatenate([people.phone, world.stranger_phone, world.courier_phone])
    assert len(np.unique(phones)) == len(phones)
    assert not np.isin(world.center_phone, phones).any()
    devices = pool.take(people.device).to_pylist()
    assert len(set(devices)) == len(devices)


def test_no_home_number_is_a_real_one() -> None:
    _, _, people, world = built()
    own = (people.phone, world.stranger_phone, world.courier_phone, world.center_phone)
    for numbers in own:
        assert not any(phone_is_assigned(number) for number in numbers[::53].tolist())


@given(
    st.lists(st.integers(0, 2 * 10**7 - 1), unique=True, max_size=200),
    st.integers(8, 13),
    st.integers(0, 1000),
)
def test_scattered_numbers_never_meet(index: list[int], digits: int, seed: int) -> None:
    numbers = scattered(np.array(index, np.int64), digits, seed, "6299").tolist()
    assert len(set(numbers)) == len(index)
    assert all(0 <= number < 10**digits for number in numbers)


def test_registers_are_in_normal_form() -> None:
    home = CN.home
    assert all(sender_id(entry, home) == entry for entry in register(CN, "senders.txt"))
    assert all(entry.startswith("+86") for entry in register(CN, "service_lines.txt"))
    assert all(account(entry) == entry for entry in register(CN, "public_payees.txt"))
    sites = register(CN, "sites.txt")
    assert all(registered_domain(domain(entry)) == entry for entry in sites)
    names = ("senders", "service_lines", "public_payees", "sites", "rare_chat_apps")
    for name in names:
        entries = register(CN, f"{name}.txt")
        assert len(set(entries)) == len(entries) > 15


def test_every_site_of_the_register_has_a_kind_and_an_age() -> None:
    kinds = yaml.safe_load(CN.text("city/world.yaml"))["known_sites"]
    named = {f"{word}.example" for words in kinds.values() for word in words}
    known = register(CN, "sites.txt")
    assert named == set(known)
    pool, _, _, world = built()
    hosts = pool.take(world.site).to_pylist()
    row = [hosts.index(site) for site in known]
    assert (world.site_kind[row] >= 0).all()
    assert world.site_age[row].min() > 30


def test_some_honest_sites_are_young_and_some_come_later() -> None:
    pool, _, _, world = built()
    assert 0.01 < (world.site_age < 30).mean() < 0.1
    assert world.site_age.min() < 0
    hosts = pool.take(world.site).to_pylist()
    assert all(registered_domain(domain(host)) == host for host in hosts[::31])
    assert all(host.endswith((".example", ".test")) for host in hosts)


def test_texts_are_filled_and_in_normal_form() -> None:
    pool, _, _, world = built()
    for codes in (world.code_text, world.chat_text, world.advert_text):
        texts = pool.take(codes).to_pylist()
        assert len(set(texts)) > len(texts) / 10
        for text in texts[::17]:
            assert text == normal_form(text)
            assert "{" not in text


def test_cells_are_the_same_whenever_they_are_asked_for() -> None:
    plan, pool = CityPlan(people=500), Pool()
    first = cells(plan, CN, pool)
    assert np.array_equal(cells(plan, CN, pool), first)
    assert len(set(first.tolist())) == len(first)
