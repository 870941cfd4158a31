"""How fast, how big and how right the reader is, with and without sentence embeddings, and by the rules alone.

    python -m bench.language [--lines language/data/dev.jsonl] [--model var/language.bin]

Every variant runs in a process of its own on the same lines, one after the other. The figures of the fields count a field
where the annotation says something, and are only honest on lines that the model was not trained on.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import psutil

from language import learning
from language.cli import SHARE, as_row
from language.understand import Reader

VARIANTS = ("embeddings", "every doubt", "characters", "rules")
_PASSES = 3


def main() -> None:
    """Measure all variants and print a table and the ratio between the first two."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=Path, default=Path("language/data/heldout.jsonl"))
    parser.add_argument("--model", type=Path, default=Path("var/language.bin"))
    parser.add_argument("--variant", choices=VARIANTS, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.variant:
        print(json.dumps(measure(args.variant, args.lines, args.model)))
        return
    learning.ensure(args.model)
    results = {variant: _in_a_process(variant, args.lines, args.model) for variant in VARIANTS}
    names = list(results["rules"])
    print(f"{'':22}" + "".join(f"{variant:>14}" for variant in VARIANTS))
    for name in names:
        print(f"{name:22}" + "".join(f"{results[variant][name]:14.1f}" for variant in VARIANTS))
    ratio = results["characters"]["messages/s"] / results["embeddings"]["messages/s"]
    print(f"without embeddings it is {ratio:.1f} times as fast")


def _in_a_process(variant: str, lines: Path, model: Path) -> dict[str, float]:
    command = [
        sys.executable,
        "-m",
        "bench.language",
        "--lines",
        str(lines),
        "--model",
        str(model),
        "--variant",
        variant,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    result: dict[str, float] = json.loads(done.stdout)
    return result


def measure(variant: str, lines: Path, model: Path) -> dict[str, float]:
    """Load, warm up, read all lines some times over, and compare with the annotation."""
    rows = [json.loads(line) for line in lines.read_text(encoding="utf-8").splitlines() if line]
    began = time.perf_counter()
    reader = Reader.load(None if variant == "rules" else model, embeddings=variant in VARIANTS[:2])
    loaded = time.perf_counter() - began
    messages = [(row["text"], datetime.fromisoformat(row["now"])) for row in rows]
    share = 1.0 if variant == "every doubt" else SHARE
    said = [as_row(one) for one in reader.read_all(messages, share=share)]
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(_PASSES):
        reader.read_all(messages, share=share)
    count = _PASSES * len(rows)
    return {
        "load s": loaded,
        "messages/s": count / (time.perf_counter() - wall),
        "messages/s of CPU time": count / (time.process_time() - cpu),
        "RSS MB": psutil.Process().memory_info().rss / 2**20,
        **figures(rows, said),
    }


def figures(gold: list[dict[str, Any]], said: list[dict[str, Any]]) -> dict[str, float]:
    """Per cent right in each field, the top three of the items, dangers caught and false alarms."""

    def share(right: Callable[[Any, Any], bool], counted: Callable[[Any], bool] = lambda _: True) -> float:
        pairs = [(g, s) for g, s in zip(gold, said, strict=True) if counted(g)]
        return 100 * sum(right(g, s) for g, s in pairs) / max(1, len(pairs))

    def same(*names: str) -> Callable[[Any, Any], bool]:
        return lambda g, s: all(g[name] == s[name] for name in names)

    def is_request(g: Any) -> bool:
        return bool(g["intent"] == "request")

    return {
        "intent %": share(same("intent")),
        "item %": share(same("item"), is_request),
        "top three %": share(lambda g, s: g["item"] in [code for code, _ in s["items"][:3]], is_request),
        "dangers caught %": share(same("danger"), lambda g: g["danger"]),
        "false alarms %": 100 - share(same("danger"), lambda g: not g["danger"]),
        "when %": share(same("start", "end"), lambda g: g["start"] or g["end"]),
        "repeat %": share(lambda g, s: _rule(g["repeat"]) == _rule(s["repeat"]), lambda g: g["repeat"]),
        "place %": share(_near, lambda g: g["place"]),
        "people %": share(same("people"), lambda g: g["people"]),
        "other %": share(same("other")),
    }


def _rule(text: str | None) -> frozenset[tuple[str, frozenset[str]]]:
    parts = (part.partition("=") for part in (text or "").split(";") if part)
    return frozenset((name, frozenset(value.split(","))) for name, _, value in parts)


def _near(gold: Any, said: Any) -> bool:
    """Equal, or one contains the other and is at most three characters longer."""
    a, b = gold["place"], said["place"]
    return bool(b) and (a == b or ((a in b or b in a) and abs(len(a) - len(b)) <= 3))


if __name__ == "__main__":
    main()
