"""What a person says of themselves: consent, language, where they live."""

import re
from dataclasses import replace

from pypinyin import lazy_pinyin

from models.grant import Action
from models.person import Person, set_phone
from models.queries.people import person_by_phone
from services.work import Refusal, Work

CONSENT_VERSION = 1
LANGUAGES = ("zh", "en")
PHONE = re.compile(r"(?:\+?86[- ]?)?(1[3-9]\d{9})|(0\d{2,3}[- ]?\d{7,8})")


def consent(work: Work, person: Person) -> None:
    """Note that the person agreed to the present version of the notice."""
    person.consented_at, person.consent_version = work.now, CONSENT_VERSION


def set_language(work: Work, person: Person, language: str) -> Work:
    """Set a person's language; returns the surroundings in which the next message is rendered.

    Raises:
        Refusal: there is no such language.
    """
    if language not in LANGUAGES:
        raise Refusal("changed")
    person.language = language
    return replace(work, actor=replace(work.actor, language=language))


def set_name(work: Work, person: Person, words: str) -> None:
    """Set a person's name, and the phone where one stands beside it.

    Raises:
        Refusal: no name is in the words.
    """
    phone, name = phone_in(words)
    name = " ".join(name.split())[:40]
    if not name:
        raise Refusal("name_needed")
    person.name = name
    person.pinyin = " ".join(lazy_pinyin(name))
    if phone:
        set_phone(person, phone)


def set_home(work: Work, person: Person, area_code: str, door: str | None = None) -> None:
    """Set where a person lives; an unknown door stays as it was.

    Raises:
        Refusal: the place is not in the county.
    """
    if not area_code.startswith(work.actor.county_code):
        raise Refusal("no_venue")
    person.area_code = area_code
    if door:
        person.door = door


def phone_in(text: str) -> tuple[str | None, str]:
    """A phone number in a text, normalised to +86…, and the text without it."""
    found = PHONE.search(text)
    if found is None:
        return None, text.strip()
    digits = re.sub(r"\D", "", found.group(1) or found.group(2))
    rest = (text[: found.start()] + " " + text[found.end() :]).strip(" ,，。:：")
    return "+86" + digits.removeprefix("0"), rest


async def resident_by_words(work: Work, words: str, area_code: str) -> Person:
    """The person whom a clerk means by a name and perhaps a phone: known by the phone, or new in the clerk's area.

    Raises:
        Refusal: no name is in the words.
        NotAllowed: the actor may not file for others there.
    """
    phone, name = phone_in(words)
    if phone and (known := await person_by_phone(work.session, work.actor, phone)):
        return known
    work.actor.must(Action.FILE_FOR_OTHERS, area_code=area_code)
    name = re.split(r"[，,。;；\s]", name.strip(), maxsplit=1)[0][:20]
    if not name:
        raise Refusal("name_needed")
    person = Person(area_code=area_code, language=work.actor.language, created_at=work.now)
    person.name = name
    set_phone(person, phone)
    work.session.add(person)
    await work.session.flush()
    return person
