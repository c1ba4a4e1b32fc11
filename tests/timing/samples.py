# SPDX-License-Identifier: Apache-2.0
"""Times of two kinds of calls, and whether they can be told apart."""

import bisect
import gc
import math
import random
import time


def take(count, calls, fastest_of=1, dice=None):
    """`count` times in seconds of each of `calls` (functions by name), in an order by chance: what
    disturbs the machine, and what one call leaves behind for the next, meets all kinds alike. Each
    is the fastest of as many calls in a row: whoever listens closely waits for a quiet moment."""
    order = [name for name in calls for _ in range(count)]
    (dice or random).shuffle(order)
    taken = {name: [] for name in calls}
    gc.disable()
    try:
        for name in order:
            taken[name].append(min(_seconds_of(calls[name]) for _ in range(fastest_of)))
    finally:
        gc.enable()
    return taken


def _seconds_of(call):
    begin = time.perf_counter()
    call()
    return time.perf_counter() - begin


def median(values):
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def gap_of_medians(one, other):
    """How far the medians lie apart, as a part of the smaller."""
    return abs(median(one) - median(other)) / min(median(one), median(other))


def p_of_ranks(one, other):
    """Mann-Whitney: how likely ranks are this uneven when both are of one distribution. Sees a shift
    however small, once there are enough samples."""
    together = sorted(one + other)
    ranks = [
        (bisect.bisect_left(together, value) + 1 + bisect.bisect_right(together, value)) / 2
        for value in one
    ]
    sizes = len(one) * len(other)
    uneven = sum(ranks) - len(one) * (len(one) + 1) / 2 - sizes / 2
    spread = math.sqrt(sizes * (len(together) + 1) / 12)
    return math.erfc(abs(uneven) / spread / math.sqrt(2))


def p_of_distance(one, other):
    """Kolmogorov-Smirnov: the same for the largest distance of the two distributions. Sees another
    shape where the middle is the same."""
    one, other = sorted(one), sorted(other)
    distance = max(
        abs(bisect.bisect_right(one, value) / len(one) - bisect.bisect_right(other, value) / len(other))
        for value in one + other
    )
    size = math.sqrt(len(one) * len(other) / (len(one) + len(other)))
    scaled = (size + 0.12 + 0.11 / size) * distance
    if scaled < 0.2:
        return 1.0  # The sum below does not converge, and is 1.
    terms = (2 * (-1) ** (k - 1) * math.exp(-2 * (k * scaled) ** 2) for k in range(1, 101))
    return min(1.0, sum(terms))
