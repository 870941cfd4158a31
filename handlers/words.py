"""Messages that are a button of the keyboard: the same words in every language, told apart here.

They are compared with the rendered keyboard itself, so that a template's word and what is listened for cannot differ.
"""

from functools import cache

from aiogram.filters import Filter
from aiogram.types import Message

from templates.engine import LANGUAGES, translations

KEYS = {
    "ask": "我要帮忙",
    "mine": "我的点单",
    "visits": "我的服务",
    "offers": "等我答复的",
    "hours": "我的时长",
    "approve": "待核时长",
    "shop": "积分超市",
    "free": "我有空",
    "board": "队里的单子",
    "queue": "待办点单",
    "ask_for": "替人点单",
    "code": "发登录码",
    "summary": "本周小结",
    "dashboard": "管理",
    "join": "我想当志愿者",
    "help": "怎么用",
}


class Key(Filter):
    """A press of a key of the main keyboard."""

    def __init__(self, name: str) -> None:
        self.name = name

    async def __call__(self, message: Message) -> bool:
        return (message.text or "").strip() in spoken(self.name)


@cache
def spoken(name: str) -> frozenset[str]:
    """The words on a key, in each language."""
    return frozenset(translations(language).gettext(KEYS[name]) for language in LANGUAGES)
