# SPDX-License-Identifier: Apache-2.0
"""The judgement sees a difference where there is one, and none where there is none."""

import random

import pytest
from samples import gap_of_medians, median, p_of_distance, p_of_ranks, take


def noise(seed, shift=0.0, width=1.0):
    dice = random.Random(seed)
    return [20 + shift + width * dice.expovariate(1) for _ in range(2000)]


def test_medians():
    assert median([3, 1, 2]) == 2 and median([4, 1, 2, 3]) == 2.5
    assert gap_of_medians([1, 1, 1], [1.5, 1.5, 1.5]) == 0.5


@pytest.mark.parametrize("p_of", [p_of_ranks, p_of_distance])
def test_one_distribution_is_seldom_taken_for_two(p_of):
    low = [p_of(noise(seed), noise(seed + 1000)) < 0.01 for seed in range(100)]
    assert sum(low) <= 5


@pytest.mark.parametrize("p_of", [p_of_ranks, p_of_distance])
def test_a_shift_by_less_than_a_hundredth_is_seen(p_of):
    assert p_of(noise(1), noise(2, shift=0.15)) < 1e-4


def test_another_shape_with_the_same_middle_is_seen():
    one, wide = noise(1), noise(2, width=1.5)
    wide = [value - median(wide) + median(one) for value in wide]
    assert p_of_distance(one, wide) < 1e-4


def test_the_usual_tables():
    """What a statistics book says of these."""
    assert p_of_ranks(list(range(0, 20)), list(range(10, 30))) == pytest.approx(4.97e-5, rel=0.01)
    assert p_of_distance(list(range(100)), list(range(19, 119))) == pytest.approx(0.05, abs=0.01)


def test_every_call_gets_its_samples_in_an_order_by_chance():
    seen = []
    calls = {"a": lambda: seen.append("a"), "b": lambda: seen.append("b")}
    taken = take(50, calls, dice=random.Random(1))
    assert [len(times) for times in taken.values()] == [50, 50]
    assert 30 < sum(one != other for one, other in zip(seen, seen[1:])) < 70
