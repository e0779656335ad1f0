# shellcheck shell=bash disable=SC2034,SC2154  # sourced: what it sets and uses is the case's
# One order, the frozen clock, and every answer followed by its exit code.
export TIYF_NOW=2025-10-06T12:00:00Z
order=(--decision-id d1 --symbol eurusd --side BUY --size 1e3)
cache() { tiyf-cache --cache "$store" "$@" && echo "exit 0" || echo "exit $?"; }
