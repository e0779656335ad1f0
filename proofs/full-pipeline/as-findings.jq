# What the separate tools said, in the words of the one report: the kind of each finding, its ids and its numbers.
# --slurpfile: local (compare's report), slippage, limits, exposure, before and after (the exported cache).
# `as_findings` and `of_report` give the same list when the tools and `tiyf-reconcile run` agree.

def ids: {symbol, broker_client_order_id, broker_order_id, decision_id};
def of_other_tools: ["slippage_over_preset", "slippage_preset_missing", "limit_mismatch", "exposure_over_cap",
                     "cache_entry_restored"];
def numbers: {session, fill_id, slippage_pips, max_slippage_pips, fills, exposure_units, cap_units, caught, limit,
              cap_here: .local.cap?, cap_at_broker: .broker.cap?};
def finding: {kind, severity} + ids + numbers | del(..|nulls);

def of_report: [.findings[] | finding] | sort;

def from_compare: .findings[] | select(.kind | IN(of_other_tools[]) | not) | finding;
def from_slippage:
  (.fills[] | select(.status == "over")
    | {kind: "slippage_over_preset", severity: "warning"} + ids
      + {session, fill_id, slippage_pips, max_slippage_pips}),
  (.alerts[] | select(.alert == "ALERT_SLIPPAGE_PRESET_MISSING")
    | {kind: "slippage_preset_missing", severity: "warning", symbol, decision_id, session, fills: .counts.fills});
def from_limits: .differences[]
  | {kind: "limit_mismatch", severity: "critical", symbol, limit, cap_here: .config, cap_at_broker: .broker};
def from_exposure: .exposures[] | select(.over)
  | {kind: "exposure_over_cap", severity: "critical", symbol, exposure_units, cap_units};
def from_cache($before; $observed): .entries - $before.entries | .[]
  | select(.broker_client_order_id as $id | any($before.entries[]; .broker_client_order_id == $id) | not)
  | . as $entry | ($observed.orders[] | select(.broker_client_order_id == $entry.broker_client_order_id)) as $order
  | {kind: "cache_entry_restored", severity: "warning", broker_order_id: $order.broker_order_id}
    + ($entry | {symbol, broker_client_order_id, decision_id});

def as_findings($compared; $slippage; $limits; $exposure; $before; $after; $observed):
  [($compared | from_compare), ($slippage | from_slippage), ($limits | from_limits), ($exposure | from_exposure),
   ($after | from_cache($before; $observed))] | map(del(..|nulls)) | sort;
