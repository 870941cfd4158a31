"""Every router, in the order in which they are asked: danger first, buttons and keys, then questions, then free sentences."""

from aiogram import Router

from handlers import (
    ask,
    backfill,
    bank,
    certificates,
    clerk,
    corrections,
    danger,
    day,
    directives,
    fallback,
    free,
    holidays,
    hours,
    instead,
    join,
    manage,
    mine,
    offer,
    plans,
    reminders,
    sheet,
    shop,
    signing,
    stars,
    start,
    talk,
    team,
    visit,
)


def routers() -> list[Router]:
    """The routers of the whole conversation."""
    modules = (
        danger,
        start,
        mine,
        offer,
        visit,
        team,
        clerk,
        manage,
        directives,
        hours,
        bank,
        shop,
        sheet,
        backfill,
        certificates,
        corrections,
        stars,
        join,
        signing,
        free,
        plans,
        day,
        reminders,
        instead,
        holidays,
        ask,
        talk,
        fallback,
    )
    return [module.router for module in modules]
