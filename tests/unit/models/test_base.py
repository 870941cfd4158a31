"""Times are kept in UTC on both kinds of database, and one without a zone is not kept at all."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Dialect
from sqlalchemy.dialects import postgresql, sqlite

from models.base import UtcDateTime

DIALECTS = [sqlite.dialect(), postgresql.dialect()]
NOON = datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize("dialect", DIALECTS, ids=["sqlite", "postgres"])
def test_a_time_comes_back_in_utc_and_one_without_a_zone_is_refused(dialect: Dialect) -> None:
    column = UtcDateTime()
    back = column.process_result_value(column.process_bind_param(NOON, dialect), dialect)
    assert back is not None
    assert (back, back.hour, back.utcoffset()) == (NOON.astimezone(UTC), 4, timedelta(0))
    with pytest.raises(ValueError, match="without a zone"):
        column.process_bind_param(NOON.replace(tzinfo=None), dialect)
