"""English names and counts that its grammar is made of."""

import re

from language.times.numerals import ENGLISH, ORDINALS
from language.times.rules import words

WEEKDAYS = {
    name: index
    for index, names in enumerate(
        (
            "mon monday munday",
            "tue tues tuesday teusday tuseday",
            "wed weds wednesday wensday wednsday wedensday",
            "thu thur thurs thursday thrusday thursdy",
            "fri friday firday fridy",
            "sat saturday saterday satuday satday",
            "sun sunday sundy",
        )
    )
    for name in names.split()
}
PARTS = {
    "morning": "forenoon",
    "mornings": "forenoon",
    "afternoon": "afternoon",
    "afternoons": "afternoon",
    "evening": "evening",
    "evenings": "evening",
    "night": "night",
    "nights": "night",
    "noon": "noon",
    "midday": "noon",
    "lunchtime": "noon",
    "lunchtimes": "noon",
    "arvo": "afternoon",
    "morn": "forenoon",
    "eve": "evening",
    "lunch": "noon",
    "nite": "night",
}
ENDS = r"(?![a-z0-9'])"
WEEKDAY = words(WEEKDAYS)
PART = words(PARTS)
COUNT = r"(?:\d{1,3}|" + "|".join(sorted(ENGLISH, key=len, reverse=True)) + ")"


def ordinal(text: str) -> int:
    return ORDINALS.get(text) or int(re.sub(r"\D", "", text))
