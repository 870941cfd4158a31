"""Whom to send where, all at once: most requests covered first, then the least total cost, with a proof."""

from matching.assign.certificate import Certificate
from matching.assign.solve import Assignment, assign, warm_up

__all__ = ["Assignment", "Certificate", "assign", "warm_up"]
