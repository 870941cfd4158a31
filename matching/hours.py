"""Arithmetic of stretches of time: what is left of some when others are taken away."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from matching.plain import Window


def within(window: Window, free: Iterable[Window]) -> list[Window]:
    """The parts of a window that lie in free time, in order, those that touch made one."""
    merged: list[Window] = []
    for part in sorted(free, key=lambda stretch: stretch.start):
        start, end = max(part.start, window.start), min(part.end, window.end)
        if start >= end:
            continue
        if merged and start <= merged[-1].end:
            merged[-1] = Window(merged[-1].start, max(merged[-1].end, end))
        else:
            merged.append(Window(start, end))
    return merged


def without(stretches: Iterable[Window], taken: Sequence[Window]) -> list[Window]:
    """What is left of some stretches when others are taken out, in order."""
    left = list(stretches)
    for gone in taken:
        left = [part for stretch in left for part in _cut(stretch, gone)]
    return left


def _cut(stretch: Window, gone: Window) -> Iterable[Window]:
    if not stretch.overlaps(gone):
        yield stretch
        return
    if stretch.start < gone.start:
        yield Window(stretch.start, gone.start)
    if gone.end < stretch.end:
        yield Window(gone.end, stretch.end)


def grown(window: Window, by: timedelta) -> Window:
    """A window made longer at both ends."""
    return Window(window.start - by, window.end + by)


def fits(stretches: Iterable[Window], length: timedelta) -> bool:
    """Whether one of them is long enough."""
    return any(stretch.end - stretch.start >= length for stretch in stretches)
