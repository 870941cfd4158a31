"""A list as a file to take away; only for whoever may, see `Action.EXPORT`."""

from collections.abc import Iterable, Sequence

from aiohttp import web

from models.grant import Action, NotAllowed
from services.managing.sheets import as_csv, as_xlsx
from services.summary.plain import Cell, Table
from templates.web.words import word
from web.manage.desk import Desk
from web.shell import HEADERS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def must_export(desk: Desk, *actions: Action) -> None:
    """Refuse unless there is a place whose list the person may both read and take away.

    Raises:
        NotAllowed: there is none.
    """
    if not desk.may_export(*actions):
        raise NotAllowed(Action.EXPORT.value)


def send(desk: Desk, name: str, columns: Sequence[str], rows: Iterable[tuple[Cell, ...]]) -> web.Response:
    """The list as CSV or XLSX, as the address ends; `columns` are names of words."""
    table = Table(word(name, desk.language), tuple(word(one, desk.language) for one in columns), tuple(rows))
    kind = desk.request.match_info["kind"]
    body = as_csv(table) if kind == "csv" else as_xlsx(table)
    day = desk.work.now.astimezone(desk.work.zone).date().isoformat()
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}-{day}.{kind}"'}
    if kind == "csv":
        return web.Response(body=body, content_type="text/csv", charset="utf-8", headers=headers)
    return web.Response(body=body, content_type=XLSX, headers=headers)
