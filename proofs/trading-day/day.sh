# The frozen clock of the example day, and how reconciling it must end.
# shellcheck shell=bash disable=SC2034
day_now=2025-10-06T21:00:00Z
day_exit=2
day_meaning="manual intervention: the findings planted in this day, and no others"
day_drift=0.00543175
