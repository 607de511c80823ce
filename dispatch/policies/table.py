"""Which function is which policy."""

from collections.abc import Callable

from dispatch.domain.choices import PolicyName
from dispatch.policies import capability_first, closest, coverage_aware, own_county_first
from dispatch.policies.options import Ints, Options

POLICIES: dict[PolicyName, Callable[[Options], Ints]] = {
    PolicyName.CLOSEST: closest.order,
    PolicyName.OWN_COUNTY_FIRST: own_county_first.order,
    PolicyName.CAPABILITY_FIRST: capability_first.order,
    PolicyName.COVERAGE_AWARE: coverage_aware.order,
}
