"""What the three parts of the waves benchmark print: tables, goals, and the worst of many."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

CONSOLE = Console(width=124)


@dataclass(frozen=True, slots=True)
class Goal:
    """One aim with its figure: met when `value` is at least (or at most, if `below`) `bound`."""

    text: str
    value: float
    bound: float
    below: bool = False

    @property
    def met(self) -> bool:
        return self.value <= self.bound if self.below else self.value >= self.bound

    @property
    def room(self) -> float:
        """How far inside the aim, relative to it; negative outside."""
        gap = self.bound - self.value if self.below else self.value - self.bound
        return gap / self.bound if self.bound else gap


def show_table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table with its first column to the left and figures to the right."""
    table = Table(title=title, title_justify="left", show_edge=False)
    for at, head in enumerate(heads):
        table.add_column(head, justify="left" if at == 0 or head == "in" else "right")
    for row in rows:
        table.add_row(*row)
    CONSOLE.print(table)


def show_goals(goals: Sequence[Goal]) -> None:
    """Each aim on a line, met or short."""
    for goal in goals:
        word = "[green]met[/]  " if goal.met else "[red]short[/]"
        sign = "<=" if goal.below else ">="
        CONSOLE.print(f"  {word} {goal.text}: {goal.value:.4g} (aim {sign} {goal.bound:.4g})")
    CONSOLE.print()


def show_worst(cases: Sequence[tuple[str, Sequence[Goal]]]) -> None:
    """Over many cases: for each aim how many met it and the worst figure with its case."""
    texts = list(dict.fromkeys(goal.text for _, goals in cases for goal in goals))
    rows = []
    for text in texts:
        found = [(goal.room, name, goal) for name, goals in cases for goal in goals if goal.text == text]
        _, name, worst = min(found, key=lambda one: one[0])
        met = sum(goal.met for _, _, goal in found)
        sign = "<=" if worst.below else ">="
        rows.append([text, f"{met} of {len(found)}", f"{worst.value:.4g}", f"{sign} {worst.bound:.4g}", name])
    show_table("worst of all cases", ["aim", "met", "worst", "bound", "in"], rows)
