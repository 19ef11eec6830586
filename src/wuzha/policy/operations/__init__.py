"""The closed list of what a policy can compute, with no engine in sight."""

from wuzha.policy.operations.aggregates import AGGREGATES
from wuzha.policy.operations.functions import FUNCTIONS

__all__ = ["AGGREGATES", "FUNCTIONS"]
