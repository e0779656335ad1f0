-- The comparison of CONTRACT §3 and §4 as one would write it in SQL: fold, match, classify, positions (units; the
-- average prices of positions depend on the order of fills and are left out, which is a gift to this contender).
-- duckdb.mjs sets the variables and runs these statements one after the other.

create temp table alias as
select unnest(i.aliases) as broker_symbol, i.symbol, i.pip_size
from (select unnest(instruments) as i
      from read_json(getvariable('config'), columns = {instruments:
        'STRUCT(symbol VARCHAR, pip_size DECIMAL(18, 9), aliases VARCHAR[])[]'}));

create temp table decision as
select decision_id, broker_client_order_id as id, symbol, side, size, type, price, ts
from read_json(getvariable('decisions'), format = 'newline_delimited', columns = {
  ts: 'TIMESTAMP', event: 'VARCHAR', decision_id: 'VARCHAR', broker_client_order_id: 'VARCHAR', symbol: 'VARCHAR',
  side: 'VARCHAR', size: 'DECIMAL(18, 9)', type: 'VARCHAR', price: 'DECIMAL(18, 9)'})
where event = 'decision';

create temp table journal as
select broker_client_order_id as id, * exclude (broker_client_order_id)
from read_json(getvariable('journal'), format = 'newline_delimited', columns = {
  ts: 'TIMESTAMP', event: 'VARCHAR', broker_client_order_id: 'VARCHAR', decision_id: 'VARCHAR', symbol: 'VARCHAR',
  side: 'VARCHAR', size: 'DECIMAL(18, 9)', type: 'VARCHAR', price: 'DECIMAL(18, 9)', broker_order_id: 'VARCHAR',
  fill_id: 'VARCHAR', units: 'DECIMAL(18, 9)'});

create temp table document as
select * from read_json(getvariable('snapshot'), format = 'unstructured',
  maximum_object_size = getvariable('snapshot_bytes'), columns = {
  as_of: 'TIMESTAMP',
  orders: 'STRUCT(broker_order_id VARCHAR, broker_client_order_id VARCHAR, symbol VARCHAR, side VARCHAR,
    size DECIMAL(18, 9), filled DECIMAL(18, 9), avg_fill_price DECIMAL(18, 9), type VARCHAR, price DECIMAL(18, 9),
    status VARCHAR, created_at TIMESTAMP)[]',
  fills: 'STRUCT(fill_id VARCHAR, broker_order_id VARCHAR, symbol VARCHAR, side VARCHAR, size DECIMAL(18, 9),
    price DECIMAL(18, 9), ts TIMESTAMP)[]',
  positions: 'STRUCT(symbol VARCHAR, side VARCHAR, units DECIMAL(18, 9))[]'});

create temp table broker as
select o.* replace (coalesce(a.symbol, o.symbol) as symbol), o.status in ('accepted', 'partially_filled') as open
from (select unnest(orders, recursive := true) from document) o left join alias a on a.broker_symbol = o.symbol;

-- Fold. The first of two fills with one id stands.
create temp table fills as
select id, fill_id, arg_min(size, rowid) as size, arg_min(price, rowid) as price, min(ts) as ts, count(*) as times,
  min(size) <> max(size) or min(price) <> max(price) as conflict, min(rowid) as line
from journal where event = 'fill' group by id, fill_id;

create temp table filled as
select id, sum(size) as filled, bool_or(conflict) as conflict from fills group by id;

create temp table told as
select id,
  count(*) filter (event = 'order_sent') as sends,
  first(symbol) filter (event = 'order_sent') as symbol,
  first(side) filter (event = 'order_sent') as side,
  first(type) filter (event = 'order_sent') as type,
  coalesce(arg_max(size, rowid) filter (event = 'order_replaced'), first(size) filter (event = 'order_sent')) as size,
  coalesce(arg_max(price, rowid) filter (event = 'order_replaced'), first(price) filter (event = 'order_sent')) as price,
  any_value(broker_order_id) as broker_order_id,
  arg_max(event, rowid) filter (event in ('order_cancelled', 'order_rejected', 'order_expired')) as terminal,
  bool_or(event = 'order_accepted') as accepted, max(ts) as last_ts, min(ts) as sent_at
from journal where id is not null group by id;

create temp table local as
select id, d.decision_id, coalesce(t.symbol, d.symbol) as symbol, coalesce(t.side, d.side) as side,
  coalesce(t.type, d.type) as type, coalesce(t.size, d.size) as size,
  case when t.id is null then d.price else t.price end as price, t.broker_order_id, t.sends, t.sent_at,
  coalesce(t.last_ts, d.ts) as last_ts, coalesce(f.filled, 0) as filled, coalesce(f.conflict, false) as conflict,
  case when t.id is null then 'decided' when f.filled >= t.size then 'filled' when t.terminal is not null then t.terminal
    when f.filled > 0 then 'partially_filled' when t.accepted then 'accepted' else 'sent' end as status,
  status in ('sent', 'accepted', 'partially_filled') as open
from decision d full join told t using (id) left join filled f using (id);

-- Match by client id, failing that by broker id. Of several broker orders under one client id: two or more open are a
-- finding of their own, else the open one or the newest is the match.
create temp table duplicated as
select broker_client_order_id as id from broker where open and broker_client_order_id is not null
group by 1 having count(*) > 1;

create temp table matched as
with one as (
  select * from broker where broker_client_order_id is null
    or broker_client_order_id not in (select id from duplicated)
  qualify broker_client_order_id is null
    or row_number() over (partition by broker_client_order_id order by open desc, created_at desc) = 1),
by_client as (
  select b.broker_order_id as bid, l.id as lid from one b join local l on l.id = b.broker_client_order_id),
by_broker as (
  select b.broker_order_id as bid, l.id as lid from one b anti join by_client c on c.bid = b.broker_order_id
  join local l on l.broker_order_id = b.broker_order_id)
select l.*, b.broker_order_id as bid, b.symbol as bsymbol, b.side as bside, b.type as btype, b.size as bsize,
  b.price as bprice, coalesce(b.filled, 0) as bfilled, b.status as bstatus, b.open as bopen, b.created_at,
  l.id is not null and b.broker_order_id is not null
    and ((l.open or l.status = 'decided') and (b.open or b.status = 'filled')
         and (l.symbol <> b.symbol or l.side <> b.side or l.size <> b.size
              or coalesce(l.type <> b.type, false) or coalesce(l.price <> b.price, false)  -- only when both are given
              or (b.status = 'filled' and b.filled < b.size))
      or not l.open and b.filled > l.filled and b.filled > l.size) as mismatch
from (select * from by_client union all select * from by_broker) m
full join (select * from local anti join duplicated using (id)) l on l.id = m.lid
full join one b on b.broker_order_id = m.bid;

-- Classify.
create temp table limits as
select as_of, least(as_of, getvariable('now')) - getvariable('grace') as settled,
  getvariable('now') - getvariable('order_ttl') as expired from document;

create temp table opening as
select symbol, arg_max(case side when 'buy' then units else -units end, rowid) as units, max(rowid) as line
from journal where event = 'position_snapshot' group by symbol;

create temp table position as
with ours as (
  select symbol, units from opening
  union all
  select l.symbol, case l.side when 'buy' then f.size else -f.size end
  from fills f join told l using (id) left join opening o on o.symbol = l.symbol where f.line > coalesce(o.line, -1)
  union all
  select symbol, case side when 'buy' then bfilled - filled else filled - bfilled end
  from matched where bfilled > filled and not mismatch),
theirs as (
  select coalesce(a.symbol, p.symbol) as symbol, case p.side when 'buy' then p.units else -p.units end as units
  from (select unnest(positions, recursive := true) from document) p left join alias a on a.broker_symbol = p.symbol)
select symbol, sum(units) as drift
from (select symbol, units from ours union all select symbol, -units from theirs) group by symbol;

create temp table finding as
with row as (select * from matched, limits)
select unnest(list_filter([
  case when open and bid is null and last_ts < settled then 'stale_local_order' end,
  case when open and bid is null and last_ts >= settled then 'in_flight_order' end,
  case when id is null and bopen then 'orphan_broker_order' end,
  case when status = 'decided' and bid is not null then 'unjournaled_order_caught_by_reconcile' end,
  case when status = 'decided' and bid is null then 'decision_not_sent' end,
  case when status = 'sent' and bstatus <> 'rejected' then 'ack_caught_by_reconcile' end,
  case when mismatch then 'order_mismatch' end,
  case when id is not null and bfilled > filled and bopen then 'partial_fill_caught_by_reconcile' end,
  case when id is not null and bfilled > filled and not bopen then 'fill_caught_by_reconcile' end,
  case when open and bstatus in ('cancelled', 'rejected', 'expired') then 'cancel_caught_by_reconcile' end,
  case when bid is not null and filled > bfilled then 'fill_missing_on_broker' end,
  case when not open and status <> 'decided' and bopen then 'closed_here_open_on_broker' end,
  case when open and bopen and coalesce(created_at, sent_at) < expired then 'stale_order_over_ttl' end,
  case when conflict then 'fill_conflict' end,
  case when filled > size then 'overfill' end,
  case when sends = 0 then 'journal_gap' end], kind -> kind is not null)) as kind
from row where open or bid is not null or status = 'decided' or conflict or filled > size or sends = 0
union all select 'duplicate_broker_order' from duplicated
union all select 'position_drift' from position where abs(drift) > getvariable('tolerance_units');
