// tiyf.config.v1: CONTRACT §2 "Config".
#include <doctest/doctest.h>

#include "tiyf/documents/config.hpp"

using namespace tiyf;

namespace {

std::string document(std::string_view members) {
  std::string text = R"({"schema": "tiyf.config.v1")";
  if (!members.empty()) text += ", " + std::string(members);
  return text + "}";
}

Config read(std::string_view members) {
  auto config = documents::read_config(document(members), "c.json");
  REQUIRE_MESSAGE(config.has_value(), members, ": ", (config ? "" : config.error().text()));
  return *config;
}

// The pointer a refusal names; every refusal of a config is of kind config.
std::string refused_at(std::string_view members) {
  const auto config = documents::read_config(document(members), "c.json");
  REQUIRE_MESSAGE(!config.has_value(), members);
  CHECK(config.error().kind == ErrorKind::config);
  CHECK(config.error().file == "c.json");
  return config.error().pointer;
}

}  // namespace

TEST_CASE("config: every key is optional but the schema") {
  const auto config = read("");
  CHECK(config.reconcile.tolerance_pips.text() == "0.5");
  CHECK(config.reconcile.order_ttl.text() == "2d");
  CHECK(config.broker.attempts == 3);
  CHECK(config.idempotency_cache.ttl.text() == "2d");
  CHECK(config.sessions.size() == 4);
  CHECK_FALSE(config.slippage_presets);
  CHECK_FALSE(config.risk_limits);
  for (const auto* text :
       {"{}", "[]", "", R"({"schema":"tiyf.config.v2"})", R"({"schema":"tiyf.config.v1","schema":1})"})
    CHECK_MESSAGE(documents::read_config(text, "c.json").error().kind == ErrorKind::config, text);
}

TEST_CASE("config: the contract's example is read whole") {
  const auto config = read(R"("account": "101-004-1234567-001",
 "risk_limits": {"daily_loss_cap": 1000, "symbol_caps": {"eur_usd": "1e5"}},
 "instruments": [{"symbol": "eurusd", "pip_size": 0.0001, "aliases": ["EUR_USD", "EUR/USD"]}],
 "reconcile": {"tolerance_pips": 0.7, "tolerance_units": 1, "in_flight_grace": "11s", "max_snapshot_age": "12m",
               "order_ttl": "49h", "cancel_stale_orders": true, "partial_fill": "requeue",
               "expected": {"stale_orders": 1, "orphan_orders": 2}},
 "broker": {"command": ["tiyf-broker-x", "--demo"], "timeout": "250ms", "attempts": 5, "confirm_after": "0s"},
 "idempotency_cache": {"path": "/var/lib/tiyf/order-id-cache.db", "ttl": "7d"},
 "sessions": {"day": [6, 22], "night": [22, 6]},
 "slippage_presets": [{"symbol": "Eur_Usd", "session": "night", "max_slippage_pips": "0.80"},
                      {"symbol": "*", "session": "*", "max_slippage_pips": 0}])");
  CHECK(config.account == "101-004-1234567-001");
  CHECK(config.instruments.symbol("eur/usd").value == "EURUSD");
  CHECK(config.reconcile.tolerance_pips.text() == "0.7");
  CHECK(config.reconcile.tolerance_units.text() == "1");
  CHECK(config.reconcile.in_flight_grace.text() == "11s");
  CHECK(config.reconcile.max_snapshot_age.text() == "12m");
  CHECK(config.reconcile.order_ttl.text() == "49h");
  CHECK(config.reconcile.cancel_stale_orders);
  CHECK(config.reconcile.partial_fill == PartialFillPolicy::requeue);
  CHECK(config.reconcile.expected_stale_orders == 1);
  CHECK(config.reconcile.expected_orphan_orders == 2);
  CHECK(config.broker.command == std::vector<std::string>{"tiyf-broker-x", "--demo"});
  CHECK(config.broker.timeout.text() == "250ms");
  CHECK(config.broker.attempts == 5);
  CHECK(config.broker.confirm_after.nanos == 0);
  CHECK(config.idempotency_cache.path == "/var/lib/tiyf/order-id-cache.db");
  CHECK(config.idempotency_cache.ttl.text() == "7d");
  REQUIRE(config.slippage_presets->size() == 2);
  CHECK(config.slippage_presets->at(0).symbol == "*");
  CHECK(config.slippage_presets->at(1).symbol == "EURUSD");
  CHECK(config.slippage_presets->at(1).max_slippage_pips.text() == "0.8");
  CHECK(config.risk_limits->daily_loss_cap->text() == "1000");
  CHECK(config.risk_limits->symbol_caps->at(Symbol("EURUSD")).text() == "100000");
}

TEST_CASE("config: an unknown key anywhere is refused by name") {
  CHECK(refused_at(R"("recon": {})") == "/recon");
  CHECK(refused_at(R"("reconcile": {"grace": "1s"})") == "/reconcile/grace");
  CHECK(refused_at(R"("reconcile": {"expected": {"stale": 0}})") == "/reconcile/expected/stale");
  CHECK(refused_at(R"("broker": {"token": "x"})") == "/broker/token");
  CHECK(refused_at(R"("idempotency_cache": {"kind": "x"})") == "/idempotency_cache/kind");
  CHECK(refused_at(R"("instruments": [{"symbol": "A", "pip": 1}])") == "/instruments/0/pip");
  CHECK(refused_at(
            R"("slippage_presets": [{"symbol": "A", "session": "eu", "max_slippage_pips": 1, "x": 1}])") ==
        "/slippage_presets/0/x");
  CHECK(refused_at(R"("risk_limits": {"caps": {}})") == "/risk_limits/caps");
}

TEST_CASE("config: wrong types and ranges are refused where they stand") {
  CHECK(refused_at(R"("account": "")") == "/account");
  CHECK(refused_at(R"("account": null)") == "/account");
  CHECK(refused_at(R"("reconcile": [])") == "/reconcile");
  CHECK(refused_at(R"("reconcile": {"tolerance_pips": -0.1})") == "/reconcile/tolerance_pips");
  CHECK(refused_at(R"("reconcile": {"tolerance_units": 0.0000000001})") == "/reconcile/tolerance_units");
  CHECK(refused_at(R"("reconcile": {"order_ttl": "48 h"})") == "/reconcile/order_ttl");
  CHECK(refused_at(R"("reconcile": {"order_ttl": 48})") == "/reconcile/order_ttl");
  CHECK(refused_at(R"("reconcile": {"cancel_stale_orders": "yes"})") == "/reconcile/cancel_stale_orders");
  CHECK(refused_at(R"("reconcile": {"partial_fill": "drop"})") == "/reconcile/partial_fill");
  CHECK(refused_at(R"("reconcile": {"expected": {"stale_orders": -1}})") ==
        "/reconcile/expected/stale_orders");
  CHECK(refused_at(R"("broker": {"command": []})") == "/broker/command");
  CHECK(refused_at(R"("broker": {"command": "x"})") == "/broker/command");
  CHECK(refused_at(R"("broker": {"command": ["x", ""]})") == "/broker/command/1");
  CHECK(refused_at(R"("broker": {"attempts": 0})") == "/broker/attempts");
  CHECK(refused_at(R"("broker": {"timeout": "0s"})") == "/broker/timeout");
  CHECK(refused_at(R"("idempotency_cache": {"ttl": "0h"})") == "/idempotency_cache/ttl");
  CHECK(refused_at(R"("instruments": [{"pip_size": 1}])").starts_with("/instruments/0"));
  CHECK(refused_at(R"("instruments": [{"symbol": "XAUUSD", "pip_size": 0}])") == "/instruments/0/pip_size");
  CHECK(refused_at(R"("risk_limits": {"daily_loss_cap": -1})") == "/risk_limits/daily_loss_cap");
  CHECK(refused_at(R"("risk_limits": {"symbol_caps": {"EURUSD": "many"}})") ==
        "/risk_limits/symbol_caps/EURUSD");
}

TEST_CASE("config: counts, hours and attempts are JSON numbers, not strings that hold one") {
  CHECK(refused_at(R"("reconcile": {"expected": {"stale_orders": "0"}})") ==
        "/reconcile/expected/stale_orders");
  CHECK(refused_at(R"("reconcile": {"expected": {"orphan_orders": "1"}})") ==
        "/reconcile/expected/orphan_orders");
  CHECK(refused_at(R"("broker": {"attempts": "2"})") == "/broker/attempts");
  CHECK(refused_at(R"("broker": {"attempts": " 2"})") == "/broker/attempts");
  CHECK(refused_at(R"("sessions": {"a": ["0", 12], "b": [12, 24]})") == "/sessions/a/0");
  CHECK(read(R"("broker": {"attempts": 2e0})").broker.attempts == 2);
  CHECK(read(R"("reconcile": {"expected": {"stale_orders": 2.0}})").reconcile.expected_stale_orders == 2);
}

TEST_CASE("config: one spelling belongs to one symbol") {
  CHECK(refused_at(R"("instruments": [{"symbol": "EURUSD"}, {"symbol": "eurusd"}])") == "/instruments/1");
  CHECK(refused_at(
            R"("instruments": [{"symbol": "A", "aliases": ["X"]}, {"symbol": "B", "aliases": ["x"]}])") ==
        "/instruments/1");
  CHECK(refused_at(R"("instruments": [{"symbol": "A", "aliases": ["B"]}, {"symbol": "B"}])") ==
        "/instruments/1");
  CHECK(refused_at(R"("instruments": [{"symbol": "A", "aliases": [""]}])") == "/instruments/0/aliases/0");
  CHECK(refused_at(R"("instruments": [{"symbol": "EURUSD", "aliases": ["EUR_USD"]}],
                      "risk_limits": {"symbol_caps": {"EURUSD": 1, "EUR_USD": 1}})") ==
        "/risk_limits/symbol_caps/EUR_USD");
  CHECK(
      read(R"("instruments": [{"symbol": "A", "aliases": ["a", "X", "x"]}])").instruments.symbol("x").value ==
      "A");
}

TEST_CASE("config: sessions cover 24 hours exactly once, and may wrap midnight") {
  CHECK(read(R"("sessions": {"all": [0, 24]})").sessions.size() == 1);
  const auto wrapped = read(R"("sessions": {"night": [22, 6], "day": [6, 22]})").sessions;
  CHECK(wrapped.at(0).session == "day");
  CHECK(wrapped.at(1).to_hour == 6);
  CHECK(read(R"("sessions": {"am": [0, 12], "pm": [12, 0]})").sessions.at(1).to_hour == 24);
  for (const auto* bad :
       {R"({})", R"({"a": [0, 23]})", R"({"a": [0, 13], "b": [12, 24]})", R"({"a": [6, 5]})"})
    CHECK_MESSAGE(refused_at("\"sessions\": " + std::string(bad)) == "/sessions", bad);
  CHECK(refused_at(R"("sessions": {"a": [0, 0]})") == "/sessions/a");
  CHECK(refused_at(R"("sessions": {"a": [0]})") == "/sessions/a");
  CHECK(refused_at(R"("sessions": {"a": [24, 6]})") == "/sessions/a/0");
  CHECK(refused_at(R"("sessions": {"a": [0, 25]})") == "/sessions/a/1");
  CHECK(refused_at(R"("sessions": {"a": [0.5, 24]})") == "/sessions/a/0");
  CHECK(refused_at(R"("sessions": {"*": [0, 24]})").starts_with("/sessions/"));
}

TEST_CASE("config: a preset names a session that there is, once") {
  CHECK(refused_at(
            R"("slippage_presets": [{"symbol": "EURUSD", "session": "mars", "max_slippage_pips": 1}])") ==
        "/slippage_presets/0/session");
  CHECK(refused_at(R"("sessions": {"all": [0, 24]},
                      "slippage_presets": [{"symbol": "EURUSD", "session": "eu", "max_slippage_pips": 1}])") ==
        "/slippage_presets/0/session");
  CHECK(
      refused_at(R"("slippage_presets": [{"symbol": "EURUSD", "session": "eu", "max_slippage_pips": -1}])") ==
      "/slippage_presets/0/max_slippage_pips");
  CHECK(refused_at(R"("instruments": [{"symbol": "EURUSD", "aliases": ["EUR_USD"]}],
                      "slippage_presets": [{"symbol": "EURUSD", "session": "eu", "max_slippage_pips": 1},
                                           {"symbol": "EUR_USD", "session": "eu", "max_slippage_pips": 2}])") ==
        "/slippage_presets/1");
}

TEST_CASE("instruments: pips without an entry") {
  const Instruments none;
  CHECK(none.pip_size(Symbol("EURUSD"))->text() == "0.0001");
  CHECK(none.pip_size(Symbol("USDJPY"))->text() == "0.01");
  for (const auto* symbol : {"XAUUSD", "XAGUSD", "US30", "EURUSDX", "EUR_US", "DE30EU"})
    CHECK_FALSE_MESSAGE(none.pip_size(Symbol(symbol)), symbol);
  Instruments some;
  CHECK(some.add("xauusd", Decimal(1), {}));
  CHECK(some.pip_size(Symbol("XAUUSD"))->text() == "1");
  CHECK(some.symbol("gbpusd").value == "GBPUSD");
}
