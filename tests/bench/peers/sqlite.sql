-- duckdb.sql in SQLite's dialect. sqlite.sh has loaded the lines, the documents and the settings.
CREATE TABLE alias AS
SELECT a.value AS broker_symbol, i.value ->> 'symbol' AS symbol
FROM config, json_each(config.text, '$.instruments') i, json_each(i.value, '$.aliases') a;

CREATE TABLE decision AS
SELECT line ->> 'broker_client_order_id' AS id, line ->> 'decision_id' AS decision_id, line ->> 'symbol' AS symbol,
  line ->> 'side' AS side, line ->> 'size' AS size, line ->> 'type' AS type, line ->> 'price' AS price,
  julianday(line ->> 'ts') AS ts
FROM decision_line WHERE line ->> 'event' = 'decision';

CREATE TABLE journal AS
SELECT rowid AS line, line ->> 'broker_client_order_id' AS id, line ->> 'event' AS event,
  julianday(line ->> 'ts') AS ts, line ->> 'symbol' AS symbol, line ->> 'side' AS side, line ->> 'size' AS size,
  line ->> 'type' AS type, line ->> 'price' AS price, line ->> 'broker_order_id' AS broker_order_id,
  line ->> 'fill_id' AS fill_id, line ->> 'units' AS units
FROM journal_line;

CREATE TABLE broker AS
SELECT o.value ->> 'broker_order_id' AS bid, o.value ->> 'broker_client_order_id' AS client_id,
  coalesce(a.symbol, o.value ->> 'symbol') AS symbol, o.value ->> 'side' AS side, o.value ->> 'size' AS size,
  o.value ->> 'filled' AS filled, o.value ->> 'type' AS type, o.value ->> 'price' AS price,
  o.value ->> 'status' AS status, julianday(o.value ->> 'created_at') AS created_at,
  o.value ->> 'status' IN ('accepted', 'partially_filled') AS open
FROM document, json_each(document.text, '$.orders') o LEFT JOIN alias a ON a.broker_symbol = o.value ->> 'symbol';

-- Fold. min(line) picks the row that the bare columns come from: the first of two fills with one id stands.
CREATE TABLE fills AS
SELECT id, fill_id, size, min(line) AS line, count(*) AS times,
  min(size) <> max(size) OR min(price) <> max(price) AS conflict
FROM journal WHERE event = 'fill' GROUP BY id, fill_id;

CREATE TABLE filled AS SELECT id, sum(size) AS filled, max(conflict) AS conflict FROM fills GROUP BY id;

CREATE TABLE told AS
SELECT id, sum(event = 'order_sent') AS sends, max(CASE event WHEN 'order_sent' THEN symbol END) AS symbol,
  max(CASE event WHEN 'order_sent' THEN side END) AS side, max(CASE event WHEN 'order_sent' THEN type END) AS type,
  max(CASE event WHEN 'order_sent' THEN size END) AS size, max(CASE event WHEN 'order_sent' THEN price END) AS price,
  max(broker_order_id) AS broker_order_id, max(event = 'order_accepted') AS accepted,
  max(event IN ('order_cancelled', 'order_rejected', 'order_expired')) AS terminal,
  max(ts) AS last_ts, min(ts) AS sent_at
FROM journal WHERE id IS NOT NULL GROUP BY id;

CREATE TABLE replaced AS
SELECT id, size, price, max(line) AS line FROM journal WHERE event = 'order_replaced' GROUP BY id;

-- A full join looks its rows up only where there is an index.
CREATE UNIQUE INDEX told_id ON told(id);
CREATE UNIQUE INDEX filled_id ON filled(id);
CREATE UNIQUE INDEX replaced_id ON replaced(id);
CREATE TABLE local AS
SELECT *, status IN ('sent', 'accepted', 'partially_filled') AS open FROM (
  SELECT coalesce(t.id, d.id) AS id, coalesce(t.symbol, d.symbol) AS symbol, coalesce(t.side, d.side) AS side,
    coalesce(t.type, d.type) AS type, coalesce(r.size, t.size, d.size) AS size,
    CASE WHEN t.id IS NULL THEN d.price ELSE coalesce(r.price, t.price) END AS price, t.broker_order_id, t.sends,
    t.sent_at, coalesce(t.last_ts, d.ts) AS last_ts, coalesce(f.filled, 0) AS filled,
    coalesce(f.conflict, 0) AS conflict,
    CASE WHEN t.id IS NULL THEN 'decided' WHEN f.filled >= coalesce(r.size, t.size) THEN 'filled'
      WHEN t.terminal THEN 'terminal' WHEN f.filled > 0 THEN 'partially_filled' WHEN t.accepted THEN 'accepted'
      ELSE 'sent' END AS status
  FROM decision d FULL JOIN told t ON t.id = d.id LEFT JOIN filled f ON f.id = t.id LEFT JOIN replaced r ON r.id = t.id);
CREATE UNIQUE INDEX local_id ON local(id);
CREATE INDEX local_broker_order_id ON local(broker_order_id);

-- Match.
CREATE TABLE duplicated AS
SELECT client_id AS id FROM broker WHERE open AND client_id IS NOT NULL GROUP BY 1 HAVING count(*) > 1;

CREATE TABLE one AS
SELECT b.*, coalesce((SELECT id FROM local WHERE id = b.client_id),
                     (SELECT id FROM local WHERE broker_order_id = b.bid)) AS lid
FROM (SELECT *, row_number() OVER (PARTITION BY coalesce(client_id, bid) ORDER BY open DESC, created_at DESC) AS nth
      FROM broker) b
WHERE (nth = 1 OR client_id IS NULL) AND (client_id IS NULL OR client_id NOT IN (SELECT id FROM duplicated));

CREATE INDEX one_lid ON one(lid);
CREATE TABLE matched AS
SELECT l.*, b.bid, b.status AS bstatus, b.open AS bopen, coalesce(b.filled, 0) AS bfilled, b.created_at,
  l.id IS NOT NULL AND b.bid IS NOT NULL
    AND ((l.open OR l.status = 'decided') AND (b.open OR b.status = 'filled')
         AND (l.symbol <> b.symbol OR l.side <> b.side OR l.size <> b.size OR coalesce(l.type <> b.type, 0)
              OR coalesce(l.price <> b.price, 0) OR (b.status = 'filled' AND b.filled < b.size))
      OR NOT l.open AND b.filled > l.filled AND b.filled > l.size) AS mismatch
FROM (SELECT * FROM local WHERE id NOT IN (SELECT id FROM duplicated)) l FULL JOIN one b ON b.lid = l.id;

-- Classify.
CREATE TABLE opening AS
SELECT symbol, CASE side WHEN 'buy' THEN units ELSE -units END AS units, max(line) AS line
FROM journal WHERE event = 'position_snapshot' GROUP BY symbol;

CREATE TABLE position AS
SELECT symbol, sum(units) AS drift FROM (
  SELECT symbol, units FROM opening
  UNION ALL
  SELECT l.symbol, CASE l.side WHEN 'buy' THEN f.size ELSE -f.size END
  FROM fills f JOIN local l ON l.id = f.id LEFT JOIN opening o ON o.symbol = l.symbol WHERE f.line > coalesce(o.line, -1)
  UNION ALL
  SELECT symbol, CASE side WHEN 'buy' THEN bfilled - filled ELSE filled - bfilled END
  FROM matched WHERE bfilled > filled AND NOT mismatch
  UNION ALL
  SELECT coalesce(a.symbol, p.value ->> 'symbol'),
    CASE p.value ->> 'side' WHEN 'buy' THEN -(p.value ->> 'units') ELSE p.value ->> 'units' END
  FROM document, json_each(document.text, '$.positions') p LEFT JOIN alias a ON a.broker_symbol = p.value ->> 'symbol')
GROUP BY symbol;

CREATE TABLE limits AS
SELECT min(julianday(document.text ->> '$.as_of'), now) - grace AS settled, now - order_ttl AS expired
FROM document, setting;

CREATE TABLE finding AS
SELECT 'stale_local_order' AS kind FROM matched, limits WHERE open AND bid IS NULL AND last_ts < settled
UNION ALL SELECT 'in_flight_order' FROM matched, limits WHERE open AND bid IS NULL AND last_ts >= settled
UNION ALL SELECT 'orphan_broker_order' FROM matched WHERE id IS NULL AND bopen
UNION ALL SELECT 'unjournaled_order_caught_by_reconcile' FROM matched WHERE status = 'decided' AND bid IS NOT NULL
UNION ALL SELECT 'decision_not_sent' FROM matched WHERE status = 'decided' AND bid IS NULL
UNION ALL SELECT 'ack_caught_by_reconcile' FROM matched WHERE status = 'sent' AND bstatus <> 'rejected'
UNION ALL SELECT 'order_mismatch' FROM matched WHERE mismatch
UNION ALL SELECT CASE WHEN bopen THEN 'partial_fill_caught_by_reconcile' ELSE 'fill_caught_by_reconcile' END
  FROM matched WHERE id IS NOT NULL AND bfilled > filled
UNION ALL SELECT 'cancel_caught_by_reconcile' FROM matched
  WHERE open AND bstatus IN ('cancelled', 'rejected', 'expired')
UNION ALL SELECT 'fill_missing_on_broker' FROM matched WHERE bid IS NOT NULL AND filled > bfilled
UNION ALL SELECT 'closed_here_open_on_broker' FROM matched WHERE NOT open AND status <> 'decided' AND bopen
UNION ALL SELECT 'stale_order_over_ttl' FROM matched, limits
  WHERE open AND bopen AND coalesce(created_at, sent_at) < expired
UNION ALL SELECT 'fill_conflict' FROM matched WHERE conflict
UNION ALL SELECT 'overfill' FROM matched WHERE filled > size
UNION ALL SELECT 'journal_gap' FROM matched WHERE sends = 0
UNION ALL SELECT 'duplicate_broker_order' FROM duplicated
UNION ALL SELECT 'position_drift' FROM position, setting WHERE abs(drift) > tolerance_units;

SELECT json_group_object(kind, count) FROM (
  SELECT kind, count(*) AS count FROM finding GROUP BY kind
  UNION ALL SELECT 'duplicate_fills', coalesce(sum(times - 1), 0) FROM fills WHERE times > 1 AND NOT conflict);
