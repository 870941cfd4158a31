"""Service for tests of papers and stars: entries of the ledger, and a paper read back from its PDF."""

from datetime import datetime, timedelta
from io import BytesIO

import pdfplumber
import zxingcpp

from models.hours import Book, Entry, EntryKind, Grade
from models.ledger import append
from tests.county import VILLAGE, Place

IDENTITY = "11010519491231002X"  # the example of GB 11643


async def entered(
    place: Place,
    person: int,
    minutes: int = 90,
    *,
    days_ago: float = 3,
    chain: str = VILLAGE,
    request: int | None = None,
    book: Book = Book.CREDIT,
) -> Entry:
    """An entry of the ledger for service that began some days ago."""
    start: datetime = place.clock() - timedelta(days=days_ago)
    async with place.database.begin() as session:
        return await append(
            session,
            Entry(
                chain=chain,
                person_id=person,
                kind=EntryKind.SERVED,
                book=book,
                minutes=minutes,
                start=start,
                end=start + timedelta(minutes=minutes),
                grade=Grade.A,
                request_id=request,
                at=place.clock(),
            ),
        )


def read_pdf(content: bytes) -> tuple[int, str, list[str]]:
    """(pages, the text without blanks, what its QR codes say), read from the page as it looks."""
    with pdfplumber.open(BytesIO(content)) as document:
        page = document.pages[0]
        codes = [one.text for one in zxingcpp.read_barcodes(page.to_image(resolution=150).original)]
        return len(document.pages), "".join((page.extract_text() or "").split()), codes
