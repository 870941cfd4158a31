"""Part (c): a month in the demo county with all rules on, played for each policy with the same people, wishes and moods.

The people, teams, captains, items and requests are the demo county's own (see `bench.waves_land`), and so are the functions:
who can (`matching.eligible`), the levels from post to center and teams with their captains (`services.candidates`), who first
(`matching.rank` with what was learned), how many and when (`services.dispatch.next_few`), time limits and quiet hours
(`services.limits`, `services.quiet`). Only the database is left out, so that asking everybody can be played at all, and with
it the assignment of a morning's requests all at once. The usual ways know no rest after being asked; ours keeps it.
"""

import asyncio
from datetime import timedelta

import numpy as np

from bench.waves_land import Fate, load
from bench.waves_play import POLICIES, Month
from bench.waves_show import CONSOLE, show_table
from matching.waves.fill import gini

HEADS = (
    "policy",
    "covered in time",
    "÷ everybody's",
    "median minutes",
    "messages/covered",
    "no task in it",
    "no message",
    "Gini messages",
)


def run_county(seed: int, days: int, tires: float) -> None:
    """Print the month for ours and the usual ways."""
    with CONSOLE.status("the demo county and its requests"):
        county = asyncio.run(load(seed, days))
    games = []
    for policy in POLICIES:
        with CONSOLE.status(f"{days} days in the demo county: {policy}"):
            games.append(Month(county, Fate(seed, tires), policy).run())
    title = (
        f"(c) the demo county: {len(county.volunteers)} volunteers in {len(county.teams)} teams, {county.residents} residents, "
        f"{len(county.calls)} requests in {days} days; seed {seed}"
    )
    show_table(title, HEADS, [_line(game, games[1]) for game in games])


def _line(game: Month, everybody: Month) -> list[str]:
    done = [one for one in game.states if one.covered is not None]
    waits = [(one.covered - one.call.filed) / timedelta(minutes=1) for one in done if one.covered is not None]
    messages = np.array([float(game.members[one].messages) for one in game.county.volunteers])
    tasks = np.array([len(game.members[one].busy) for one in game.county.volunteers])
    return [
        game.policy,
        f"{len(done) / len(game.states):.3f}",
        f"{len(done) / max(1, sum(one.covered is not None for one in everybody.states)):.3f}",
        f"{np.median(waits):.0f}",
        f"{messages.sum() / max(1, len(done)):.1f}",
        f"{(tasks == 0).mean():.2f}",
        f"{(messages == 0).mean():.2f}",
        f"{gini(messages):.2f}",
    ]
