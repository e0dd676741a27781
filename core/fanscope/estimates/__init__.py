"""What an experiment will cost, from its spec alone, and whether that is allowed.

Nothing is allocated: a spec of a trillion parameters is counted in whole numbers and refused.
"""

from fanscope.estimates.estimate import Estimates, estimate
from fanscope.estimates.limits import Limits, check_limits

__all__ = ["Estimates", "Limits", "check_limits", "estimate"]
