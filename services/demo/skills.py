"""What volunteers of each calling can do, and the certificates that they hold."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Calling:
    """A kind of volunteer: item codes, certificates, how many in a thousand, and whether their background is checked."""

    name: str
    skills: tuple[str, ...]
    certificates: tuple[str, ...] = ()
    share: int = 10
    vetted: bool = False


NEIGHBOUR = ("A01", "A02", "A04", "A07", "B02", "B09", "C09", "D02", "D03", "D04", "E02", "F01", "F03", "F04", "F06")
CARING = ("A03", "A09", "A10", "B01", "D01", "D06", "D07", "D09", "E01", "F02")
CALLINGS = (
    Calling("热心邻居", NEIGHBOUR, share=300),
    Calling("关爱员", NEIGHBOUR + CARING, share=260, vetted=True),
    Calling("理发师", ("A05", *NEIGHBOUR[:4]), ("barber",), 25),
    Calling("护工", ("A06", "B08", *CARING), ("carer",), 40, vetted=True),
    Calling("司机", ("A08", "A02", "B01", "B02", "F04"), ("driver",), 45, vetted=True),
    Calling("护士", ("B03", "B01", "B02", "F05"), ("nurse", "first_aid"), 50, vetted=True),
    Calling("康复师", ("B04", "B01"), ("therapist",), 12, vetted=True),
    Calling("医生", ("B05", "B06", "F05"), ("doctor", "first_aid"), 30, vetted=True),
    Calling("心理咨询师", ("B07", "D01"), ("counsellor",), 15, vetted=True),
    Calling("水电工", ("C01", "C02", "C03", "C05", "F06"), ("plumber", "electrician"), 60),
    Calling("锁匠", ("C04",), ("locksmith",), 14, vetted=True),
    Calling("木匠瓦匠", ("C06", "C08"), ("builder", "carpenter"), 25),
    Calling("燃气员", ("C07", "F06"), ("gas",), 14),
    Calling("律师", ("D05", "D07"), ("lawyer",), 12),
    Calling("调解员", ("D06", "D07", "D08"), ("mediator",), 25),
    Calling("教师", ("E01", "E02", "E03", "E08", "D09"), (), 45, vetted=True),
    Calling("文艺骨干", ("E03", "E04", "E05", "D08"), (), 40),
    Calling("宣讲员", ("E06", "E07", "E09", "D07", "D09"), (), 30),
    Calling("应急队员", ("F01", "F03", "F04", "F05", "F06", "F07"), ("first_aid",), 40),
)
