# The run of most cases: the shared inputs at a frozen clock; what differs comes as arguments, or by editing the inputs.
# shellcheck shell=bash
job() {
  tiyf-reconcile run --now "${now:-2025-10-06T12:00:05Z}" --config config.json --decision-log decisions.jsonl \
    --order-journal journal.jsonl --state-dir state --output-dir out "$@"
}
