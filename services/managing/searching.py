"""Searching people by name: by characters, or by the pinyin in full or its initials. Names are unsealed in memory only."""

from pypinyin import lazy_pinyin

from models.crypto import keyring
from models.queries.manage_people import FOUND_AT_MOST, SealedName, sealed_names
from services.work import Work


async def people_called(work: Work, words: str, *, volunteers: bool = False) -> list[int]:
    """The ids of the people (or volunteers) whom the actor may know and whose name fits, at most `FOUND_AT_MOST`."""
    said = "".join(words.split()).lower()
    if not said or said.isdigit():
        return []
    rows = await sealed_names(work.session, work.actor, volunteers=volunteers)
    found = [row.id for row in rows if _fits(row, said)]
    return found[:FOUND_AT_MOST]


def fits(name: str, pinyin: str, said: str) -> bool:
    """Whether a name is meant: 王秀英 (wang xiu ying) by 秀英, wxy, wangxiu or wang."""
    if not said.isascii():
        return said in name
    syllables = pinyin.lower().split()
    return "".join(syllables).startswith(said) or "".join(one[0] for one in syllables).startswith(said)


def _fits(row: SealedName, said: str) -> bool:
    if row.name is None:
        return False
    ring = keyring()
    if not said.isascii():
        return said in ring.unseal(row.name, f"person.name:{row.id}")
    if row.pinyin is not None:
        return fits("", ring.unseal(row.pinyin, f"person.pinyin:{row.id}"), said)
    name = ring.unseal(row.name, f"person.name:{row.id}")
    return fits(name, " ".join(lazy_pinyin(name)), said)
