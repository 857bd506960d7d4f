"""Medians, and ratios that noise which hits a whole round does not spoil."""

import statistics
from dataclasses import dataclass


@dataclass(frozen=True)
class Spread:
    median: float
    low: float
    high: float


def spread(values):
    """The median with the lowest and the highest of `values`, which are not none."""
    return Spread(statistics.median(values), min(values), max(values))


def ratios(values, base):
    """How many times as much as `base` each of `values` is, round by round: both were measured
    within the same minute, so what slows a whole round down slows both."""
    if len(values) != len(base):
        raise ValueError("a ratio needs two values of every round")
    return spread([value / other for value, other in zip(values, base)])


def rotated(names, number):
    """The order of round `number`: everyone comes first, and after everyone, as often."""
    shift = number % len(names)
    order = names[shift:] + names[:shift]
    return order if number // len(names) % 2 == 0 else order[::-1]
