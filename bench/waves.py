"""`python -m bench.waves`: how many messages it takes, and what they cover, ours against the usual ways.

Three parts, each with the same random numbers for every policy: (a) single requests with a deadline, (b) months on the
model of Manshadi and Rodilitz, with their bound and their policy, (c) the demo county with all rules on. `--sweep` prints the
worst of many seeds and sizes instead.
"""

import argparse
from collections.abc import Sequence
from dataclasses import replace

from bench.waves_months import Size, run_months, sweep_months
from bench.waves_single import SETTINGS, Setting, run_single, sweep_single

WAKES = (0.1, 0.3)


def main(argv: Sequence[str] | None = None) -> None:
    """Run what was asked for."""
    args = _parse(argv)
    parts = args.part or ["a", "b", "c"]
    settings = [_setting(one, args.scale, args.candidates) for one in SETTINGS]
    sizes = [_size(args, wake) for wake in args.wake or WAKES]
    seeds = range(args.seed, args.seed + args.sweep)
    if "a" in parts:
        count = args.requests or 4000
        sweep_single(seeds, settings[:2], count) if args.sweep else run_single(args.seed, settings, count)
    if "b" in parts:
        runs = args.runs or 300
        sweep_months(list(seeds), sizes, runs) if args.sweep else run_months(args.seed, sizes, runs)
    if "c" in parts and not args.sweep:
        from bench.waves_county import run_county

        run_county(args.seed, args.days, args.tires)


def _setting(one: Setting, scale: float, times: float) -> Setting:
    """A crowd `scale` times as large; `times` as many candidates for each request."""
    candidates = max(1, round(one.candidates * times))
    return replace(one, candidates=candidates, crowd=max(candidates, round(one.crowd * scale)))


def _size(args: argparse.Namespace, wake: float) -> Size:
    """A county `scale` times as large: as many times the people and requests, the rest after a message as long as before.

    A slot holds at most one request, so a smaller county has fewer in a slot, and a larger one shorter slots.
    """
    people = args.volunteers or max(5, round(60 * args.scale))
    finer = max(1.0, args.scale)
    slots, rate = max(5, round(args.slots * finer)), args.rate * min(1.0, args.scale)
    return Size(people, args.kinds, rate, slots, round(1.0 - (1.0 - wake) ** (1.0 / finer), 4), args.mean, args.taste)


def _parse(argv: Sequence[str] | None) -> argparse.Namespace:
    read = argparse.ArgumentParser(prog="python -m bench.waves", description=__doc__)
    read.add_argument("--seed", type=int, default=1)
    read.add_argument("--scale", type=float, default=1.0, help="(a, b) times as many people and requests")
    read.add_argument("--part", choices=["a", "b", "c"], action="append", help="only this part; may be given again")
    read.add_argument("--sweep", type=int, default=0, metavar="SEEDS", help="the worst over so many seeds, of a and b")
    read.add_argument("--requests", type=int, default=0, help="(a) requests in the stream")
    read.add_argument("--candidates", type=float, default=1.0, help="(a) times as many candidates for each request")
    read.add_argument("--runs", type=int, default=0, help="(b) months played")
    read.add_argument("--volunteers", type=int, default=0, help="(b)")
    read.add_argument("--kinds", type=int, default=8, help="(b) kinds of request")
    read.add_argument("--rate", type=float, default=0.9, help="(b) requests a slot")
    read.add_argument("--slots", type=int, default=52, help="(b) slots in a month")
    read.add_argument(
        "--wake", type=float, action="append", help="(b) chance to become active again; may be given again"
    )
    read.add_argument("--mean", type=float, default=0.15, help="(b) mean willingness")
    read.add_argument("--taste", type=float, default=0.6, help="(b) how unlike tastes are; 0 alike")
    read.add_argument("--days", type=int, default=30, help="(c) days played")
    read.add_argument("--tires", type=float, default=0.0, help="(c) chance that a message tires somebody for some days")
    return read.parse_args(argv)


if __name__ == "__main__":
    main()
