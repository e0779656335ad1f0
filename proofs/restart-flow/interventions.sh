# The design's manual-intervention list, entry by entry: a host that was clear to trade, one thing that happens, one run.
# Each leaves a line in interventions.txt. The control entries are at the limit, not beyond, and trading goes on: what the
# others show comes from what happened and from nothing else. Sourced by run.
# shellcheck shell=bash disable=SC2154

# What happens.
nothing() { :; }
at_broker() { # JQ
  local state=$EXAMPLE_BROKER/broker.json
  jq "$1" "$state" >changed.json
  mv changed.json "$state"
}
configured() { # JQ
  jq "$1" config.json >changed.json
  mv changed.json config.json
}
one_is_expected() { at_broker "$1" && configured '.reconcile.expected = {orphan_orders: 1}'; }
one_unit_is_tolerated() { at_broker "$1" && configured '.reconcile.tolerance_units = 1'; }
adapter_is() { # SCRIPT
  printf '#!/usr/bin/env bash\n%s\n' "$1" >adapter
  chmod +x adapter
  configured '.broker += {command: ["./adapter"], timeout: "2s", attempts: 1}'
}
cache_is() { # FILE [COMMAND…]: a cache with the open order in it; what is done to it then
  configured ".idempotency_cache = {path: \"$1\"}"
  tiyf-cache --cache "$1" --quiet reserve --id E1-000902 --decision-id D-902 --symbol EURUSD --side sell --size 5000 >reserved.json
  "${@:2}"
}
orphan='{broker_order_id: "B-7", symbol: "GBP_USD", side: "sell", size: 9000, filled: 0, status: "accepted", created_at: "2025-10-06T11:40:00Z"}'

# entry NAME COMMAND…
entry() {
  local folder="$work/entries/$RANDOM$RANDOM" code=0 name=$1
  mkdir --parents "$folder/broker"
  cp "$inputs/config.json" "$folder"
  head --lines=2 "$inputs/decision-log.jsonl" >"$folder/decisions.jsonl"
  head --lines=5 "$inputs/order-journal.jsonl" >"$folder/journal.jsonl"
  cp "$inputs/broker-before.json" "$folder/broker/broker.json"
  (
    cd "$folder" || exit
    "${@:2}"
    tiyf-reconcile run --config config.json --decision-log decisions.jsonl --order-journal journal.jsonl \
      --output-dir out --state-dir state --quiet 2>>"$out/interventions.log" || code=$?
    echo "$name: exit $code, $(jq --raw-output '"\(.status), report \(.kill_switch), clear to trade \(.clear_to_trade)"' out/reconcile-report.json)," \
      "$(grep '^engine_kill_switch' out/metrics.txt)," \
      "$(tiyf-reconcile kill-switch status --state-dir state --quiet | head --lines=1 | sed 's/ since=.*//')," \
      "alerts [$(jq --raw-output .alert out/alerts.jsonl | paste --serial --delimiters=' ')]," \
      "critical [$(jq --raw-output '.findings[] | select(.severity == "critical") | .kind' out/reconcile-report.json | paste --serial --delimiters=' ')]"
  ) >>"$out/interventions.txt"
}

# intervene FOLDER: the whole list.
intervene() {
  out=$1
  export TIYF_NOW=2025-10-06T11:55:00Z
  entry "control: nothing happens" nothing
  entry "stale order" at_broker 'del(.orders[1])'
  entry "orphan order" at_broker ".orders += [$orphan]"
  entry "control: one orphan order is expected" one_is_expected ".orders += [$orphan]"
  entry "two orphan orders, one is expected" one_is_expected ".orders += [$orphan, ($orphan | .broker_order_id = \"B-9\")]"
  entry "control: average prices 0.5 pips apart" at_broker '.positions[0].avg_price = 1.17005'
  entry "average prices 0.6 pips apart" at_broker '.positions[0].avg_price = 1.17006'
  entry "one unit more at the broker" at_broker '.positions[0].units = 10001'
  entry "control: one unit more, one is tolerated" one_unit_is_tolerated '.positions[0].units = 10001'
  entry "the broker is flat" at_broker '.positions = []'
  entry "a position that the engine lacks" at_broker '.positions += [{symbol: "GBP_USD", side: "sell", units: 1}]'
  entry "control: a cache, JSON" cache_is cache.json
  entry "cache CRC mismatch" cache_is cache.json sed --in-place 's/"size": *5000/"size": 5001/' cache.json
  entry "cache without its checksum" cache_is cache.json sed --in-place '/"crc32"/d' cache.json
  entry "cache cut short" cache_is cache.json truncate --size=40 cache.json
  entry "cache empty" cache_is cache.json truncate --size=0 cache.json
  entry "control: a cache, SQLite" cache_is cache.db
  entry "cache load failure, SQLite" cache_is cache.db dd if=/dev/zero of=cache.db bs=16 count=1 conv=notrunc status=none
  entry "broker unreachable: the adapter fails" adapter_is 'exit 1'
  entry "broker unreachable: no answer in time" adapter_is 'sleep 600'
  entry "broker unreachable: the adapter is killed" adapter_is 'kill -KILL $$'
  entry "broker unreachable: no adapter there" configured '.broker.command = ["./no-such-adapter"]'
  entry "broker unreachable: an empty answer" adapter_is ':'
  entry "broker unreachable: an answer cut short" adapter_is 'head --bytes=300 broker/broker.json'
  entry "broker unreachable: another document" adapter_is 'cat config.json'
}

# ends NAME EXIT STATUS ALERT CRITICAL: the kill switch set wherever ops look for it, not clear to trade.
ends() {
  criterion "$1: the kill switch is set, not clear to trade" entry_is \
    "$1: exit $2, $3, report 1, clear to trade false, engine_kill_switch 1, kill_switch=1, alerts [$4], critical [$5]"
}
goes_on() {
  criterion "$1: trading goes on" entry_is \
    "$1: exit 0, healthy, report 0, clear to trade true, engine_kill_switch 0, kill_switch=0, alerts [], critical [$2]"
}
entry_is() {
  grep --quiet --line-regexp --fixed-strings -- "$1" "$artifacts/interventions.txt" ||
    { grep --fixed-strings -- "${1%%, *}" "$artifacts/interventions.txt" || cat "$artifacts/interventions.txt"; return 1; }
}

judge_interventions() {
  local name
  local diverges=(2 manual_intervention ALERT_RECONCILE_DIVERGENCE) unreachable=(3 failed ALERT_RECONCILE_FAILED '')
  local unloadable=(2 manual_intervention 'ALERT_RECONCILE_DIVERGENCE ALERT_IDEMPOTENCY_PERSISTENCE_FAILED' cache_unreadable)
  for name in "nothing happens" "average prices 0.5 pips apart" "one unit more, one is tolerated" "a cache, JSON" "a cache, SQLite"; do
    goes_on "control: $name" ''
  done
  goes_on "control: one orphan order is expected" orphan_broker_order
  ends "stale order" "${diverges[@]}" stale_local_order
  ends "orphan order" "${diverges[@]}" orphan_broker_order
  ends "two orphan orders, one is expected" "${diverges[@]}" "orphan_broker_order orphan_broker_order"
  for name in "average prices 0.6 pips apart" "one unit more at the broker" "the broker is flat" "a position that the engine lacks"; do
    ends "$name" "${diverges[@]}" position_drift
  done
  for name in "cache CRC mismatch" "cache without its checksum" "cache cut short" "cache empty" "cache load failure, SQLite"; do
    ends "$name" "${unloadable[@]}"
  done
  for name in "the adapter fails" "no answer in time" "the adapter is killed" "no adapter there" "an empty answer" \
    "an answer cut short" "another document"; do
    ends "broker unreachable: $name" "${unreachable[@]}"
  done
  criterion "every entry was judged" test "$(wc --lines <"$artifacts/interventions.txt")" = $((6 + 3 + 4 + 5 + 7))
}
