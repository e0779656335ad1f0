// Caps compared, hashed, mirrored, and exposure: CONTRACT §6 "tiyf-limits".
#include <doctest/doctest.h>

#include "tiyf/limits/report.hpp"

using namespace tiyf;
using namespace tiyf::limits;

namespace {

Decimal number(std::string_view text) { return Decimal::parse(text).value(); }

Limits caps(std::optional<Decimal> daily, std::map<Symbol, Decimal> symbols) {
  return {.daily_loss_cap = daily, .symbol_caps = std::move(symbols)};
}

Order order(std::string_view id, Side side, std::int64_t size, std::int64_t filled,
            OrderStatus status = OrderStatus::accepted) {
  Order o;
  o.broker_id = BrokerOrderId(id);
  o.symbol = Symbol("EURUSD");
  o.side = side;
  o.size = Decimal(size);
  o.filled = Decimal(filled);
  o.status = status;
  return o;
}

Snapshot with_net(std::int64_t net) {
  Snapshot s;
  s.positions.emplace().set(Symbol("EURUSD"), Decimal(net), std::nullopt);
  return s;
}

ExposureReport exposed(const Snapshot& s, const std::optional<Limits>& ours) {
  const auto report = exposure(s, ours);
  REQUIRE(report.has_value());
  return *report;
}

std::string mirror(const std::optional<Limits>& brokers) {
  json::Writer w(json::Layout::line);
  write_mirror(w, brokers);
  return w.finish().value();
}

}  // namespace

TEST_CASE("limits: each difference with both values, either side missing included, symbols sorted") {
  const auto ours = caps(Decimal(1000), {{Symbol("EURUSD"), Decimal(1)}, {Symbol("USDJPY"), Decimal(2)}});
  const auto theirs = caps(
      std::nullopt,
      {{Symbol("AUDUSD"), Decimal(3)}, {Symbol("EURUSD"), Decimal(4)}, {Symbol("USDJPY"), number("2.0")}});
  const auto differences = compare(ours, theirs);
  CHECK(differences == std::vector<Difference>{{std::nullopt, Decimal(1000), std::nullopt},
                                               {Symbol("AUDUSD"), std::nullopt, Decimal(3)},
                                               {Symbol("EURUSD"), Decimal(1), Decimal(4)}});
  CHECK(text(differences[0]) == "daily_loss_cap: 1000 here, none at the broker");
  CHECK(compare(ours, ours).empty());
  CHECK(compare(std::nullopt, caps(Decimal(1), {})).size() == 1);
}

TEST_CASE("limits: a broker that states none is unavailable, one that states [] of caps is not") {
  CHECK_FALSE(available(std::nullopt));
  CHECK_FALSE(available(Limits{}));
  CHECK(compare(caps(Decimal(1), {}), Limits{}).empty());
  CHECK(available(Limits{.symbol_caps = std::map<Symbol, Decimal>{}}));
  CHECK(compare(caps(Decimal(1), {}), caps(std::nullopt, {})).size() == 1);
}

TEST_CASE("limits: the canonical text knows no spelling of numbers and no order of keys") {
  CHECK(*canonical_text(
            caps(number("1e3"), {{Symbol("USDJPY"), number("0.50")}, {Symbol("EURUSD"), Decimal(1)}})) ==
        R"({"daily_loss_cap":1000,"symbol_caps":{"EURUSD":1,"USDJPY":0.5}})");
  CHECK(*canonical_text(caps(number("1000.0"), {})) == *canonical_text(caps(Decimal(1000), {})));
  CHECK(*canonical_text(std::nullopt) == "{}");
}

TEST_CASE("limits: the mirror is the design's telemetry object, null when the broker states none") {
  CHECK(mirror(caps(Decimal(1000), {{Symbol("EURUSD"), Decimal(100000)}})) ==
        R"({"daily_loss_cap":1000,"symbol_caps":{"EURUSD":100000}})");
  CHECK(mirror(caps(std::nullopt, {})) == R"({"daily_loss_cap":null,"symbol_caps":{}})");
  CHECK(mirror(Limits{.daily_loss_cap = Decimal(1)}) == R"({"daily_loss_cap":1,"symbol_caps":null})");
  CHECK(mirror(Limits{}) == "null");
  CHECK(mirror(std::nullopt) == "null");
}

TEST_CASE("exposure: open remainders count in the worst direction, closed orders not at all") {
  auto s = with_net(50);
  s.orders = {order("1", Side::buy, 100, 40, OrderStatus::partially_filled), order("2", Side::sell, 300, 0),
              order("3", Side::buy, 1000, 0, OrderStatus::cancelled), order("4", Side::buy, 10, 15)};
  const auto row = exposed(s, std::nullopt).symbols.at(0);
  CHECK(row.open_buy_units == Decimal(60));
  CHECK(row.open_sell_units == Decimal(300));
  CHECK(row.exposure_units == Decimal(250));  // |50 - 300| beats |50 + 60|
  CHECK_FALSE(row.cap_units);
  CHECK_FALSE(row.over);
}

TEST_CASE("exposure: against the lower of the two caps; equal to it is within") {
  auto s = with_net(-100);
  s.limits = caps(std::nullopt, {{Symbol("EURUSD"), Decimal(100)}});
  const auto ours = caps(std::nullopt, {{Symbol("EURUSD"), Decimal(200)}});
  CHECK(exposed(s, ours).status == ExposureStatus::within);
  CHECK(exposed(s, ours).symbols.at(0).cap_units == Decimal(100));
  s.orders = {order("1", Side::sell, 1, 0)};
  CHECK(exposed(s, ours).status == ExposureStatus::over);
  s.limits.reset();
  CHECK(exposed(s, ours).status == ExposureStatus::within);
}

TEST_CASE(
    "exposure: unknown is never 0: without positions, or with part of the orders, nothing is judged within") {
  const auto ours = caps(std::nullopt, {{Symbol("EURUSD"), Decimal(100)}});
  Snapshot unknown;
  CHECK(exposed(unknown, ours).status == ExposureStatus::unavailable);
  CHECK_FALSE(exposed(unknown, ours).symbols.at(0).net_units);
  CHECK_FALSE(exposed(unknown, ours).symbols.at(0).exposure_units);
  Snapshot flat;
  flat.positions.emplace();
  CHECK(exposed(flat, ours).status == ExposureStatus::within);
  CHECK(exposed(flat, ours).symbols.at(0).net_units == Decimal{});
  auto part = with_net(1);
  part.coverage.orders = OrderCoverage::partial;
  CHECK(exposed(part, ours).status == ExposureStatus::unavailable);
  part.positions->set(Symbol("EURUSD"), Decimal(101), std::nullopt);
  CHECK(exposed(part, ours).status == ExposureStatus::over);
}

TEST_CASE("limits report: another config hash is a mismatch, also when the broker states no limits") {
  CompareOutcome outcome{
      .now = *UtcTime::parse("2025-10-06T12:00:00Z"), .check_id = "limits-1", .config_hash = "ab"};
  CHECK_FALSE(outcome.mismatch());
  CHECK(report_json(outcome)->find(R"("status": "unavailable")") != std::string::npos);
  outcome.expected_hash = "ab";
  CHECK_FALSE(outcome.mismatch());
  outcome.expected_hash = "cd";
  CHECK(outcome.mismatch());
  const auto text = report_json(outcome);
  CHECK(text->find(R"("status": "mismatch")") != std::string::npos);
  CHECK(text->find(R"("alert": "ALERT_BROKER_LIMIT_MISMATCH")") != std::string::npos);
}
