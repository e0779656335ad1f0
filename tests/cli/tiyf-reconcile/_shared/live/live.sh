# The runs that ask the broker through an adapter. `$0` is the case's cmd, so the example adapter is found from there.
# shellcheck shell=bash
PATH="$(realpath "$(dirname "$0")/../../../../tools/example-adapter"):$PATH"
export EXAMPLE_BROKER="$PWD/broker-state" TIYF_NOW=2025-10-06T12:00:05Z
mkdir "$EXAMPLE_BROKER"
cp broker.json "$EXAMPLE_BROKER"

# configure JQ: config.json asks the example adapter, once and with hardly a pause; JQ changes it further.
configure() {
  jq '.broker = {command: ["example-adapter"], timeout: "30s", attempts: 1, confirm_after: "1ms"} | '"$1" \
    config.json >config.new
  mv config.new config.json
}

# adapter SCRIPT: the config asks ./adapter, which is SCRIPT; $1 and $2 are the request.
adapter() {
  printf '#!/usr/bin/env bash\n%s\n' "$1" >adapter
  chmod +x adapter
  configure '.broker.command = ["./adapter"]'
}

# market JQ: something happens at the broker.
market() {
  jq "$1" "$EXAMPLE_BROKER/broker.json" >market.new
  mv market.new "$EXAMPLE_BROKER/broker.json"
}

# The clock is frozen by TIYF_NOW, for the adapter too.
live() {
  tiyf-reconcile run --config config.json --decision-log decisions.jsonl --order-journal journal.jsonl \
    --state-dir state --output-dir out "$@"
}

# What a run left behind, in a few lines.
outcome() {
  sed 's/ reconcile_id=.*//' out/summary.txt
  jq --compact-output '{status, kill_switch, clear_to_trade, restart_reason, unconfirmed, error: .error.message}
    | del(.[] | nulls)' out/reconcile-report.json
  jq --raw-output '"alert " + .alert' out/alerts.jsonl
  jq --compact-output '[.event, .broker_client_order_id, .reason]' out/corrections.jsonl
  tiyf-reconcile kill-switch status --state-dir state | sed 's/ reconcile_id=.*//'
}

# A process of that id is gone, or dead and not yet looked after.
is_gone() {
  local state
  for _ in $(seq 250); do
    state=$(sed 's/.*) //; s/ .*//' "/proc/$1/stat" 2>/dev/null) || return 0
    [[ "$state" == Z ]] && return 0
    sleep 0.02
  done
  return 1
}
