// Sessions, presets, judged fills: CONTRACT §2 "sessions", §6 "tiyf-slippage".
#include <doctest/doctest.h>

#include "tiyf/slippage/report.hpp"
#include "tiyf/slippage/session.hpp"

using namespace tiyf;
using namespace tiyf::slippage;

namespace {

UtcTime at(std::string_view text) { return UtcTime::parse(text).value(); }
Decimal number(std::string_view text) { return Decimal::parse(text).value(); }

FillToJudge fill(std::string_view ts, Side side, std::string_view intended, std::string_view price,
                 std::string_view symbol = "EURUSD") {
  FillToJudge f;
  f.ts = at(ts);
  f.side = side;
  f.symbol = Symbol(symbol);
  f.price = number(price);
  if (!intended.empty()) f.intended_price = number(intended);
  return f;
}

Config with_presets(std::vector<SlippagePreset> presets) {
  Config config;
  config.slippage_presets = std::move(presets);
  return config;
}

Judgement judged(std::vector<FillToJudge> fills, const Config& config) {
  auto judgement = judge(std::move(fills), config);
  REQUIRE(judgement.has_value());
  return *judgement;
}

constexpr const char* kEu = "2025-10-06T08:00:00Z";

}  // namespace

TEST_CASE("sessions: the defaults, boundaries exact to the nanosecond") {
  const Config config;
  const auto session = [&](std::string_view ts) { return session_of(config.sessions, at(ts)); };
  CHECK(session("2025-10-06T00:00:00Z") == "asia");
  CHECK(session("2025-10-06T06:59:59.999999999Z") == "asia");
  CHECK(session("2025-10-06T07:00:00Z") == "eu");
  CHECK(session("2025-10-06T11:59:59.999999999Z") == "eu");
  CHECK(session("2025-10-06T12:00:00Z") == "us");
  CHECK(session("2025-10-06T17:00:00Z") == "overnight");
  CHECK(session("2025-10-06T23:59:59.999999999Z") == "overnight");
  CHECK(session("2025-10-06T01:30:00+02:30") == "overnight");
  CHECK(session("1969-12-31T23:59:59.999999999Z") == "overnight");
}

TEST_CASE("sessions: a range may wrap midnight") {
  const std::vector<SessionHours> sessions{{"day", 6, 22}, {"night", 22, 6}};
  CHECK(session_of(sessions, at("2025-10-06T21:59:59.999999999Z")) == "day");
  CHECK(session_of(sessions, at("2025-10-06T22:00:00Z")) == "night");
  CHECK(session_of(sessions, at("2025-10-07T00:00:00Z")) == "night");
  CHECK(session_of(sessions, at("2025-10-07T05:59:59.999999999Z")) == "night");
  CHECK(session_of(sessions, at("2025-10-07T06:00:00Z")) == "day");
  CHECK(session_of({{"all", 0, 24}}, at("2025-10-07T23:00:00Z")) == "all");
}

TEST_CASE("presets: symbol+session, symbol+*, *+session, *+*, none") {
  std::vector<SlippagePreset> presets{{"*", "*", Decimal(4)},
                                      {"*", "eu", Decimal(3)},
                                      {"EURUSD", "*", Decimal(2)},
                                      {"EURUSD", "eu", Decimal(1)}};
  const auto found = [&] {
    const auto preset = find_preset(with_presets(presets), Symbol("EURUSD"), "eu");
    return preset ? preset->max_slippage_pips.text() : "none";
  };
  for (const auto* expected : {"1", "2", "3", "4"}) {
    CHECK(found() == expected);
    presets.pop_back();
  }
  CHECK(found() == "none");
  CHECK_FALSE(find_preset(Config{}, Symbol("EURUSD"), "eu"));
  CHECK_FALSE(find_preset(with_presets({{"EURUSD", "us", Decimal(1)}}), Symbol("EURUSD"), "eu"));
}

TEST_CASE("slippage: adverse is positive on both sides, better is negative and never a breach") {
  CHECK(slippage_pips(Side::buy, number("1.1"), number("1.10008"), number("0.0001"))->text() == "0.8");
  CHECK(slippage_pips(Side::buy, number("1.1"), number("1.0999"), number("0.0001"))->text() == "-1");
  CHECK(slippage_pips(Side::sell, number("1.1"), number("1.0999"), number("0.0001"))->text() == "1");
  CHECK(slippage_pips(Side::sell, number("150"), number("150.01"), number("0.01"))->text() == "-1");
  CHECK(slippage_pips(Side::buy, number("1"), number("1.1"), number("0.3"))->text() == "0.333333333");
  const auto j = judged({fill(kEu, Side::buy, "1.1", "1.0")}, with_presets({{"*", "*", Decimal(0)}}));
  CHECK(j.worst() == Verdict::within);
}

TEST_CASE("slippage: equal to the preset is within, a hair more is over, also where the quotient rounds") {
  const auto verdict = [](std::string_view price, std::string_view preset, const Config& base = {}) {
    auto config = base;
    config.slippage_presets = {{"EURUSD", "eu", number(preset)}};
    return judged({fill(kEu, Side::buy, "1.1", price)}, config).worst();
  };
  CHECK(verdict("1.10008", "0.8") == Verdict::within);
  CHECK(verdict("1.100080001", "0.8") == Verdict::over);
  CHECK(verdict("1.1", "0") == Verdict::within);
  CHECK(verdict("1.100000001", "0") == Verdict::over);
  Config thirds;
  CHECK(thirds.instruments.add("EURUSD", number("0.3"), {}));
  CHECK(verdict("1.2", "0.333333333", thirds) == Verdict::over);  // a third of a pip is more than that
  CHECK(verdict("1.2", "0.333333334", thirds) == Verdict::within);
}

TEST_CASE("slippage: a row a symbol and session with mean, worst, over, hits and skipped") {
  auto unpriced = fill(kEu, Side::buy, "1.1", "1.1");
  unpriced.price.reset();
  const auto j = judged(
      {fill(kEu, Side::buy, "1.1", "1.1002"), fill(kEu, Side::buy, "1.1", "1.1"),
       fill(kEu, Side::sell, "1.1", "1.1001"), fill(kEu, Side::buy, "", "1.1"), unpriced,
       fill("2025-10-06T13:00:00Z", Side::buy, "1.1", "1.1"), fill(kEu, Side::buy, "1.1", "1.1", "AUDUSD")},
      with_presets({{"EURUSD", "eu", Decimal(1)}}));
  REQUIRE(j.rows.size() == 3);
  CHECK(j.rows[0].symbol == Symbol("AUDUSD"));
  CHECK(j.rows[0].preset_missing == 1);
  const auto& eu = j.rows[1];
  CHECK(eu.session == "eu");
  CHECK(eu.fills == 3);
  CHECK(eu.skipped == 2);
  CHECK(eu.over == 1);
  CHECK(eu.hits == 3);
  CHECK(eu.mean_slippage_pips->text() == "0.333333333");
  CHECK(eu.worst_slippage_pips->text() == "2");
  CHECK(j.rows[2].session == "us");
  CHECK(j.rows[2].hits == 0);
  CHECK(j.checked == 5);
  CHECK(j.over == 1);
  CHECK(j.preset_missing == 2);
  CHECK(j.skipped == 2);
  CHECK(j.worst() == Verdict::preset_missing);
  PresetHits hits{{{"EURUSD", "eu"}, 4}};
  add_hits(hits, j);
  CHECK(hits == PresetHits{{{"EURUSD", "eu"}, 7}});
}

TEST_CASE(
    "slippage: a skipped fill needs neither preset nor pip size, a judged one without pip size is named") {
  const auto skipped = judged({fill(kEu, Side::buy, "", "2000", "XAUUSD")}, Config{});
  CHECK(skipped.without_pip_size.empty());
  CHECK(skipped.worst() == Verdict::within);
  const auto j = judged({fill(kEu, Side::buy, "2000", "2000", "XAUUSD")}, Config{});
  CHECK(j.without_pip_size == std::set{Symbol("XAUUSD")});
}

TEST_CASE("slippage: what does not fit 18 digits is refused, not rounded") {
  const auto j =
      judge({fill(kEu, Side::buy, "1", "999999999999999999")}, with_presets({{"*", "*", Decimal(1)}}));
  REQUIRE_FALSE(j.has_value());
  CHECK(j.error().kind == ErrorKind::malformed);
}

TEST_CASE("slippage: the order of the fills never matters") {
  auto first = fill(kEu, Side::buy, "1.1", "1.1001");
  first.fill_id = FillId("f1");
  first.decision_id = DecisionId("d1");
  auto second = fill(kEu, Side::buy, "1.1", "1.1003");
  second.fill_id = FillId("f2");
  second.decision_id = DecisionId("d2");
  const ReportContext context{.now = at(kEu), .fills_sha256 = std::string(64, 'a')};
  const auto forwards = report_json(judged({first, second}, Config{}), context);
  REQUIRE(forwards.has_value());
  CHECK(*forwards == *report_json(judged({second, first}, Config{}), context));
  CHECK(forwards->find(R"("alert": "ALERT_SLIPPAGE_PRESET_MISSING")") != std::string::npos);
  CHECK(forwards->find(R"("decision_id": "d1")") != std::string::npos);
}

TEST_CASE("slippage: metrics escape their labels and leave out what was not measured") {
  auto config = with_presets({{"*", "*", Decimal(1)}});
  config.sessions = {{"a\"b\\", 0, 24}};
  const auto j = judged({fill(kEu, Side::buy, "1.1", "1.1001")}, config);
  PresetHits hits;
  add_hits(hits, j);
  CHECK(metrics_text(j, hits) ==
        "# HELP engine_slippage_preset_hits_total Fills judged by a slippage preset.\n"
        "# TYPE engine_slippage_preset_hits_total counter\n"
        "engine_slippage_preset_hits_total{symbol=\"EURUSD\",session=\"a\\\"b\\\\\"} 1\n"
        "# HELP engine_slippage_pips Mean slippage of the fills in pips; adverse is positive.\n"
        "# TYPE engine_slippage_pips gauge\n"
        "engine_slippage_pips{symbol=\"EURUSD\",session=\"a\\\"b\\\\\"} 1\n");
  CHECK(metrics_text(judged({}, config), {}).empty());
}
