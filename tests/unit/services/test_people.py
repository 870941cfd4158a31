"""What a person says of themselves: a language, a name with a phone, a home; and whom a clerk means by words."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from config import Settings
from models.grant import Actor, Held, NotAllowed, Role
from models.person import Person
from services.people import resident_by_words, set_home, set_language, set_name
from services.work import Refusal, Work
from tests.conftest import NOON
from tests.county import COUNTY, NEXT_VILLAGE, OTHER_TOWN, TOWN, VILLAGE


def working(*held: Held) -> Work:
    """The surroundings of somebody in the county; these rules read no table."""
    return Work(AsyncSession(), NOON, Settings(), Actor(1, COUNTY, "zh", frozenset(held)))


def test_a_language_that_there_is() -> None:
    person = Person(area_code=VILLAGE, language="zh")
    assert set_language(working(), person, "en").actor.language == "en"
    with pytest.raises(Refusal, match="changed"):
        set_language(working(), person, "fr")
    assert person.language == "en"


def test_a_name_and_the_phone_beside_it() -> None:
    person = Person(area_code=VILLAGE)
    set_name(working(), person, "  李敏 13800000001 ")
    assert (person.name, person.pinyin, person.phone) == ("李敏", "li min", "+8613800000001")
    set_name(working(), person, "李 敏敏")
    assert (person.name, person.phone) == ("李 敏敏", "+8613800000001"), "what is not said stays"
    for words in ("", "  ", "13900000002", "，13900000002。"):
        with pytest.raises(Refusal, match="name_needed"):
            set_name(working(), person, words)
    assert (person.name, person.phone) == ("李 敏敏", "+8613800000001")


def test_a_home_in_the_county() -> None:
    person = Person(area_code=COUNTY)
    set_home(working(), person, VILLAGE, "3组12号")
    assert (person.area_code, person.door) == (VILLAGE, "3组12号")
    set_home(working(), person, NEXT_VILLAGE)
    assert (person.area_code, person.door) == (NEXT_VILLAGE, "3组12号")
    with pytest.raises(Refusal, match="no_venue"):
        set_home(working(), person, "320831101201")
    assert person.area_code == NEXT_VILLAGE


async def test_a_clerk_names_somebody_of_their_area() -> None:
    clerk = working(Held(Role.CLERK, TOWN))
    with pytest.raises(Refusal, match="name_needed"):
        await resident_by_words(clerk, "，", TOWN)
    with pytest.raises(NotAllowed):
        await resident_by_words(clerk, "王奶奶", OTHER_TOWN)
