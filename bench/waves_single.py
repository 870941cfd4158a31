"""Part (a): single requests with a deadline, put to people whose chances to accept, and whose time to answer, must be learned
on the way.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numba  # noqa: F401 - so that `matching.waves` is compiled
import numpy as np
from numpy.typing import NDArray
from rich.progress import track

from bench.waves_show import CONSOLE, Goal, show_goals, show_table, show_worst
from matching.waves import AnswerDelay, Asked, ChanceBook, learn_delay, next_wave

START = datetime(2026, 3, 2, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ITEMS = 6
RELEARN = 50  # requests after which the time to answer is looked at again


@dataclass(frozen=True, slots=True)
class Setting:
    """One kind of request: candidates, minutes to the deadline, mean chance to accept and how alike people are
    (a + b of their Beta distribution: small is unlike), median and spread of the time to answer; people in the crowd.
    """

    name: str
    candidates: int
    minutes: float
    mean: float
    alike: float
    median: float
    spread: float
    crowd: int = 300


SETTINGS = (
    Setting("urgent", 30, 30.0, 0.15, 4.0, 2.5, 0.8),
    Setting("same day", 60, 240.0, 0.08, 4.0, 12.0, 1.0),
    Setting("urgent, people slower to answer", 30, 30.0, 0.15, 4.0, 3.0, 1.0),
    Setting("same day, people more alike", 60, 240.0, 0.08, 8.0, 12.0, 1.0),
)


@dataclass(frozen=True, slots=True)
class Call:
    """One request as fate has it: who could be asked, for what, who would say yes, after how many minutes they answer."""

    people: NDArray[np.int64]
    item: int
    chances: NDArray[np.float64]
    yes: NDArray[np.bool_]
    delay: NDArray[np.float64]


@dataclass(slots=True)
class Outcome:
    """What became of one request: minutes until covered (None: not), messages, yeses beyond the one needed."""

    minutes: float | None
    messages: int
    spare: int = 0


Policy = Callable[[Call, Setting], Outcome]


def draw_calls(seed: int, setting: Setting, count: int) -> list[Call]:
    """A stream of requests to a crowd whose willingness is a person's own, times the item's, times the pair's."""
    rng = np.random.default_rng([seed, setting.candidates, int(1000 * setting.mean), int(setting.alike)])
    own = rng.beta(setting.alike * setting.mean, setting.alike * (1 - setting.mean), setting.crowd)
    item = np.exp(0.25 * rng.standard_normal(ITEMS))
    pair = np.exp(0.3 * rng.standard_normal((setting.crowd, ITEMS)))
    true = np.clip(own[:, None] * (item / item.mean())[None, :] * pair, 0.001, 0.95)
    true *= setting.mean / true.mean()
    return [_draw(rng, np.minimum(true, 0.95), setting) for _ in range(count)]


def _draw(rng: np.random.Generator, true: NDArray[np.float64], setting: Setting) -> Call:
    people = rng.choice(setting.crowd, setting.candidates, replace=False)
    which = int(rng.integers(ITEMS))
    chances = true[people, which]
    yes = rng.random(people.size) < chances
    delay = setting.median * np.exp(setting.spread * rng.standard_normal(people.size))
    mute = ~yes & (rng.random(people.size) < 0.5)
    return Call(people, which, chances, yes, np.where(mute, np.inf, delay))


def everybody(call: Call, setting: Setting) -> Outcome:
    """All at once."""
    return _at(call, setting, np.zeros(call.people.size))


def spread_out(call: Call, setting: Setting) -> Outcome:
    """One by one, in the order the list has, evenly over the time there is."""
    return _at(call, setting, np.arange(call.people.size) * setting.minutes / call.people.size)


def _at(call: Call, setting: Setting, times: NDArray[np.float64]) -> Outcome:
    """Ask at fixed times until somebody says yes."""
    heard = np.where(call.yes, times + call.delay, np.inf)
    first = float(heard.min())
    covered = first <= setting.minutes
    asked = times < (first if covered else np.inf)
    return Outcome(first if covered else None, int(asked.sum()), int((heard[asked] <= setting.minutes).sum()) - covered)


def best_five(chance: Callable[[Call], NDArray[np.float64]]) -> Policy:
    """The five likeliest, at once."""

    def policy(call: Call, setting: Setting) -> Outcome:
        times = np.full(call.people.size, np.inf)
        times[np.argsort(-chance(call), kind="stable")[:5]] = 0.0
        return _at(call, setting, times)

    return policy


class Waves:
    """Ours: rank by what was learned, ask in waves, learn from the answers. `told` gives it the true chances and times instead."""

    def __init__(self, setting: Setting, told: bool = False) -> None:
        self.book = ChanceBook()
        self.told = told
        self.prior = AnswerDelay(min(30.0, max(3.0, setting.minutes / 10)) * MINUTE)  # as `services.dispatch` begins
        self.delay = AnswerDelay(setting.median * MINUTE, setting.spread) if told else self.prior
        self.answered: list[float] = []
        self.silent: list[float] = []
        self.requests = 0

    def chances(self, call: Call) -> NDArray[np.float64]:
        """What is believed of each candidate."""
        if self.told:
            return call.chances
        return np.array([self.book.chance(int(person), call.item) for person in call.people])

    def __call__(self, call: Call, setting: Setting) -> Outcome:
        believed = self.chances(call)
        order = np.argsort(-believed, kind="stable")
        ranked = believed[order].tolist()
        asked: dict[int, float] = {}
        deadline, now, covered = setting.minutes, 0.0, None
        while deadline - now > 1e-6:
            wave = next_wave(
                ranked,
                asked=[self._heard(call, order, place, at, now) for place, at in asked.items()],
                now=START + now * MINUTE,
                deadline=START + deadline * MINUTE,
                answer_delay=self.delay,
            )
            asked |= dict.fromkeys(wave.ask, now)
            look = now + wave.wait / MINUTE
            answers = [(at + call.delay[order[place]], place) for place, at in asked.items()]
            soon = min((one for one in answers if one[0] > now), default=(np.inf, -1))
            now = min(look, soon[0])
            if soon[0] <= min(look, deadline) and call.yes[order[soon[1]]]:
                covered = float(soon[0])
                break
        self._learn(call, order, asked, min(now, deadline))
        times = np.full(call.people.size, np.inf)
        times[order[list(asked)]] = list(asked.values())
        late = np.where(call.yes, times + call.delay, np.inf) <= deadline
        return Outcome(covered, len(asked), int(late.sum()) - (covered is not None))

    def _heard(self, call: Call, order: NDArray[np.int64], place: int, at: float, now: float) -> Asked:
        who = order[place]
        answer = bool(call.yes[who]) if at + call.delay[who] <= now else None
        return Asked(place, START + at * MINUTE, answer)

    def _learn(self, call: Call, order: NDArray[np.int64], asked: dict[int, float], now: float) -> None:
        self.requests += 1
        if self.requests % RELEARN == 0 and not self.told:
            self.delay = learn_delay(self.answered, self.silent, self.prior)
        for place, at in asked.items():
            one = self._heard(call, order, place, at, now)
            if one.answer is None:
                self.silent.append(now - at)
            else:
                self.answered.append(float(call.delay[order[place]]))
            person = int(call.people[order[place]])
            weight = 1.0 if one.answer is not None else self.delay.answered((now - at) * MINUTE)
            self.book.observe(person, call.item, one.answer is True, weight)


def run_single(seed: int, settings: Sequence[Setting], count: int) -> None:
    """Print a table and the aims for each setting."""
    for setting in settings:
        found = _all(seed, setting, count)
        rows = [_line(name, done, found["everybody"]) for name, done in found.items()]
        title = (
            f"(a) {setting.name}: {setting.candidates} candidates, {setting.minutes:.0f} minutes, mean chance {setting.mean}; "
            f"{count} requests, seed {seed}"
        )
        heads = ["policy", "covered", "÷ everybody's", "messages", "÷ everybody's", "median minutes", "needless yeses"]
        show_table(title, heads, rows)
        show_goals(_goals(found))


def sweep_single(seeds: Sequence[int], settings: Sequence[Setting], count: int) -> None:
    """Print the worst over seeds and settings."""
    cases = []
    for setting in settings:
        for seed in seeds:
            goals = _goals(_all(seed, setting, count, brief=True))
            name = f"{setting.name}, seed {seed}"
            CONSOLE.print(name + ": " + ", ".join(f"{goal.value:.4f}{'' if goal.met else ' SHORT'}" for goal in goals))
            cases.append((name, goals))
    show_worst(cases)


def _all(seed: int, setting: Setting, count: int, brief: bool = False) -> dict[str, list[Outcome]]:
    calls = draw_calls(seed, setting, count)
    ours = Waves(setting)
    policies: dict[str, Policy] = {"ours": ours, "everybody": everybody}
    if not brief:
        policies |= {
            "ours, told chances and times": Waves(setting, told=True),
            "best five (ours' ranking)": best_five(ours.chances),
            "one by one": spread_out,
        }
    return {
        name: [
            policy(call, setting)
            for call in track(
                calls, f"{setting.name}: {name}", console=CONSOLE, transient=True, disable=not CONSOLE.is_terminal
            )
        ]
        for name, policy in policies.items()
    }


def _share(done: Sequence[Outcome]) -> float:
    return sum(one.minutes is not None for one in done) / len(done)


def _messages(done: Sequence[Outcome]) -> float:
    return sum(one.messages for one in done) / len(done)


def _line(name: str, done: list[Outcome], everyone: list[Outcome]) -> list[str]:
    minutes = [one.minutes for one in done if one.minutes is not None]
    return [
        name,
        f"{_share(done):.4f}",
        f"{_share(done) / _share(everyone):.4f}",
        f"{_messages(done):.2f}",
        f"{_messages(done) / _messages(everyone):.3f}",
        f"{np.median(minutes):.1f}",
        f"{sum(one.spare for one in done) / len(done):.2f}",
    ]


def _goals(found: dict[str, list[Outcome]]) -> list[Goal]:
    ours, everyone = found["ours"], found["everybody"]
    half = len(ours) // 2
    return [
        Goal("covered ÷ ask-everybody's", _share(ours) / _share(everyone), 0.999),
        Goal("messages ÷ ask-everybody's", _messages(ours) / _messages(everyone), 0.2, below=True),
        Goal("the same, second half (learned)", _messages(ours[half:]) / _messages(everyone[half:]), 0.2, below=True),
    ]
