"""Numbers as they are written in Chinese and English times."""

DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "俩": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}

ENGLISH = {
    word: value
    for value, words in enumerate(
        "zero|one a an|two couple|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
        "sixteen|seventeen|eighteen|nineteen|twenty".split("|")
    )
    for word in words.split()
} | {"twenty-five": 25, "thirty": 30, "forty": 40, "forty-five": 45, "fifty": 50, "sixty": 60, "ninety": 90}

ORDINALS = {
    word: value
    for value, words in enumerate(
        "|first 1st|second 2nd|third 3rd|fourth 4th|fifth 5th|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|"
        "thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth".split("|")
    )
    for word in words.split()
} | {"twenty-first": 21, "twenty-second": 22, "twenty-third": 23, "twenty-fourth": 24, "twenty-fifth": 25}

# A small number: up to two digits, or Chinese numerals up to 99.
NUMBER = r"(?:\d{1,2}(?!\d)|[二两三四五六七八九]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|[零〇一二两俩三四五六七八九])"
NUMBER_STARTS = "0123456789零〇一二两俩三四五六七八九十廿"


def number(text: str) -> int:
    """The value of a small number in digits, Chinese numerals or an English word; raises ValueError for anything else."""
    if text.isdecimal():
        return int(text)
    if text in ENGLISH:
        return ENGLISH[text]
    tens, ten, ones = text.replace("廿", "二十").partition("十")
    if not ten:
        return _digit(tens)
    return (_digit(tens) if tens else 1) * 10 + (_digit(ones) if ones else 0)


def _digit(text: str) -> int:
    if text not in DIGITS:
        raise ValueError(f"not a number: {text!r}")
    return DIGITS[text]
