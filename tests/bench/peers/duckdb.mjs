// The benchmark's main peer: DuckDB folds, matches and classifies the same files (duckdb.sql).
//   node duckdb.mjs DAY --now TS [--threads N] [--trades FILE]
// Prints its counts by finding kind, and `duplicate_fills`, as one JSON object.
import { createRequire } from "node:module";
import { readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(join(here, "../../../build/bench-npm/package.json"));
const { DuckDBInstance } = require("@duckdb/node-api");

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    now: { type: "string" },
    threads: { type: "string", default: "2" },
    trades: { type: "string" },
  },
});
const day = positionals[0];
const config = JSON.parse(readFileSync(join(day, "config.json"), "utf8"));

const quoted = (text) => `'${String(text).replaceAll("'", "''")}'`;
const seconds = (duration) => {
  const [, count, unit] = /^(\d+)(ms|s|m|h|d)$/.exec(duration);
  return Number(count) * { ms: 0.001, s: 1, m: 60, h: 3600, d: 86400 }[unit];
};
const interval = (duration) => `to_seconds(${seconds(duration)})`;

const variables = {
  config: quoted(join(day, "config.json")),
  decisions: quoted(join(day, "decision-log.jsonl")),
  journal: quoted(join(day, "order-journal.jsonl")),
  snapshot: quoted(join(day, "broker-snapshot.json")),
  snapshot_bytes: String(statSync(join(day, "broker-snapshot.json")).size + 1024),
  now: `${quoted(options.now)}::TIMESTAMP`,
  grace: interval(config.reconcile.in_flight_grace),
  order_ttl: interval(config.reconcile.order_ttl),
  tolerance_units: String(config.reconcile.tolerance_units),
};

const statements = (file) =>
  readFileSync(join(here, file), "utf8").replaceAll(/^\s*--.*$/gm, "").split(";").map((text) => text.trim())
    .filter((text) => text !== "");

const instance = await DuckDBInstance.create(":memory:", { threads: options.threads });
const connection = await instance.connect();
for (const [name, value] of Object.entries(variables)) await connection.run(`set variable ${name} = ${value}`);
for (const statement of statements("duckdb.sql")) {
  const started = performance.now();
  await connection.run(statement);
  if (process.env.PEER_TIMES) console.error((performance.now() - started).toFixed(0), "ms", statement.slice(0, 60));
}
if (options.trades !== undefined) {
  const [select] = statements("duckdb_trades.sql");
  await connection.run(`copy (${select}) to ${quoted(options.trades)} (format csv, header)`);
}

const counts = {};
const rows = await connection.runAndReadAll("select kind, count(*)::int from finding group by kind order by kind");
for (const [kind, count] of rows.getRows()) counts[kind] = count;
const repeats = await connection.runAndReadAll(
  "select coalesce(sum(times - 1), 0)::int from fills where times > 1 and not conflict");
counts.duplicate_fills = repeats.getRows()[0][0];
console.log(JSON.stringify(counts));
