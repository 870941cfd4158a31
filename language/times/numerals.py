"""Numbers as they are written in Chinese and English times."""

DIGITS = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "俩": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}


def _numbered(words: str) -> dict[str, int]:
    """Each line's words with the number at its head."""
    lines = (line.split() for line in words.strip().splitlines())
    return {word: int(value) for value, *names in lines for word in names}


ENGLISH = _numbered("""
1 one a an
2 two couple
3 three
4 four
5 five
6 six
7 seven
8 eight
9 nine
10 ten
11 eleven
12 twelve
13 thirteen
14 fourteen
15 fifteen
16 sixteen
17 seventeen
18 eighteen
19 nineteen
20 twenty
25 twenty-five
30 thirty
40 forty
45 forty-five
50 fifty
60 sixty
90 ninety
""")
ORDINALS = _numbered("""
1 first 1st
2 second 2nd
3 third 3rd
4 fourth 4th
5 fifth 5th
6 sixth
7 seventh
8 eighth
9 ninth
10 tenth
11 eleventh
12 twelfth
13 thirteenth
14 fourteenth
15 fifteenth
16 sixteenth
17 seventeenth
18 eighteenth
19 nineteenth
20 twentieth
21 twenty-first
22 twenty-second
23 twenty-third
24 twenty-fourth
25 twenty-fifth
""")

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
