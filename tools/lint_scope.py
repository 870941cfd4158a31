"""Find queries that go round the scope: `python -m tools.lint_scope [FOLDER …]`.

A query on a guarded table (`models.scope.GUARDED`) is legal in a function that takes an `actor` or is marked
`@unscoped("why")`, and nowhere else. Prints each fault with its place and exits with 1 where there is one.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from models.scope import GUARDED

FOLDERS = ("models", "services", "handlers", "web", "bot", "webchat")
READING = {"select", "get", "get_one", "update", "delete"}


def faults(file: Path) -> Iterator[tuple[int, str]]:
    """(line, what) of each query in a file that goes round the scope."""
    tree = ast.parse(file.read_text(encoding="utf-8"), filename=str(file))
    yield from _visit(tree, allowed=False)


def _visit(node: ast.AST, *, allowed: bool) -> Iterator[tuple[int, str]]:
    for child in ast.iter_child_nodes(node):
        inside = allowed
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            inside = allowed or _is_scoped(child)
        if isinstance(child, ast.Call) and not inside and (table := _guarded(child)):
            yield child.lineno, table
        yield from _visit(child, allowed=inside)


def _is_scoped(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    arguments = [*function.args.args, *function.args.kwonlyargs]
    takes_actor = any(argument.arg == "actor" for argument in arguments)
    marks = (mark for mark in function.decorator_list if isinstance(mark, ast.Call))
    return takes_actor or any(_name(mark.func) == "unscoped" for mark in marks)


def _guarded(call: ast.Call) -> str | None:
    """The guarded table that a call reads or changes, if it does."""
    if _name(call.func) not in READING:
        return None
    named = (_name(part.value if isinstance(part, ast.Attribute) else part) for part in call.args)
    return next((name for name in named if name in GUARDED), None)


def _name(node: ast.AST) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def main(folders: list[str]) -> int:
    """Check the folders; the exit code."""
    found = 0
    for folder in folders or FOLDERS:
        for file in sorted(Path(folder).rglob("*.py")):
            for line, table in faults(file):
                found += 1
                print(f'{file}:{line}: a query on {table} without an actor; take one, or mark it @unscoped("why")')
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
