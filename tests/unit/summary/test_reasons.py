"""Why nobody was found: what most of those who were asked said; who gave back, or was too late, says nothing about it."""

from models.offer import OfferState
from models.queries.summary_now import Answered
from services.summary.actions import why_unmet

O = OfferState  # noqa: E741 - the table below reads better with one letter


def test_the_reason_is_what_most_of_them_said() -> None:
    rows = [
        Answered(1, O.DECLINED, "far", 2),
        Answered(1, O.EXPIRED, None, 1),
        Answered(1, O.SENT, None, 2),
        Answered(2, O.DECLINED, "busy", 1),
        Answered(2, O.DECLINED, None, 2),
        Answered(2, O.WITHDRAWN, None, 9),
        Answered(3, O.REVOKED, None, 1),
        Answered(4, O.EXPIRED, None, 1),
        Answered(4, O.DECLINED, "far", 1),
    ]
    assert why_unmet(rows) == {1: "no_answer", 2: "other", 4: "far"}
