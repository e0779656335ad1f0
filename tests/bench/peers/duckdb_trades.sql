-- trades.csv (CONTRACT §5): our fills, and those that the broker lists and we lack, by time.
with listed as (
  select f.* replace (coalesce(a.symbol, f.symbol) as symbol)
  from (select unnest(fills, recursive := true) from document) f left join alias a on a.broker_symbol = f.symbol),
ours as (
  select f.ts, l.decision_id, f.id, coalesce(l.broker_order_id, m.bid) as broker_order_id, f.fill_id, l.symbol, l.side,
    f.size, f.price,
    case when b.fill_id is not null or (not exists (from listed x where x.broker_order_id = l.broker_order_id)
      and m.bid is not null and m.bfilled >= m.filled) then 'both' else 'journal' end as source
  from fills f join local l using (id) left join matched m using (id)
  left join listed b on b.fill_id = f.fill_id and b.broker_order_id = l.broker_order_id),
caught as (
  select b.ts, m.decision_id, m.id, m.bid as broker_order_id, b.fill_id, m.symbol, m.side, b.size, b.price,
    'broker' as source
  from matched m join listed b on b.broker_order_id = m.bid
  anti join fills f on f.id = m.id and f.fill_id = b.fill_id
  where m.bfilled > m.filled and not m.mismatch and m.id is not null)
select strftime(t.ts, '%Y-%m-%dT%H:%M:%S.%gZ') as utc_ts, t.decision_id, t.id as broker_client_order_id,
  t.broker_order_id, t.fill_id, t.symbol, t.side, t.size::double as size, t.price::double as price,
  d.price::double as intended_price,
  round((case t.side when 'buy' then t.price - d.price else d.price - t.price end / a.pip_size)::double, 9)
    as slippage_pips,
  t.source
from (select * from ours union all select * from caught) t
left join decision d on d.decision_id = t.decision_id left join alias a on a.symbol = t.symbol
order by t.ts, t.decision_id, t.id, t.broker_order_id, t.fill_id;
