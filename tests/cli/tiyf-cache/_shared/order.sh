# One order, the frozen clock, and every answer followed by its exit code.
export TIYF_NOW=2025-10-06T12:00:00Z
order=(--decision-id d1 --symbol eurusd --side BUY --size 1e3)
cache() { tiyf-cache --cache "$store" "$@" && echo "exit 0" || echo "exit $?"; }
