// Writes a trading day of any length, with planted discrepancies and their counts: decision-log.jsonl,
// order-journal.jsonl, broker-snapshot.json, config.json, manifest.json. The same flags give the same bytes
// on every machine.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>

#include "plants.hpp"

namespace tiyf::bench {
namespace {

struct Options {
  std::int64_t orders = 2000;
  std::uint64_t seed = 2;
  int planted = 1;  // of each kind
  int days = 1;
  int listed_hours = 0;  // 0: the broker lists all
  ExtraFields extra_fields = ExtraFields::none;
  std::filesystem::path output;
};

constexpr std::string_view kConfigEnd = R"(
  ],
  "reconcile": {
    "tolerance_pips": 0.5,
    "tolerance_units": 0,
    "in_flight_grace": "10s",
    "max_snapshot_age": "10m",
    "order_ttl": "48h",
    "cancel_stale_orders": false,
    "partial_fill": "keep"
  },
  "sessions": {"asia": [0, 7], "eu": [7, 12], "us": [12, 17], "overnight": [17, 24]},
  "slippage_presets": [
    {"symbol": "EURUSD", "session": "eu", "max_slippage_pips": 1},
    {"symbol": "EURUSD", "session": "us", "max_slippage_pips": 1.2},
    {"symbol": "XAUUSD", "session": "*", "max_slippage_pips": 3},
    {"symbol": "*", "session": "*", "max_slippage_pips": 1.5}
  ]
}
)";

bool write_config(const std::filesystem::path& path) {
  std::ofstream config(path);
  config << R"({
  "schema": "tiyf.config.v1",
  "account": "101-004-1234567-001",
  "instruments": [)";
  std::string_view separator = "\n";
  for (const Instrument& instrument : kInstruments) {
    config << separator
           << fmt::format(R"(    {{"symbol": "{}", "pip_size": {}, "aliases": ["{}"]}})", instrument.symbol,
                          instrument.pip_size, instrument.broker_symbol);
    separator = ",\n";
  }
  config << kConfigEnd;
  config.close();
  return config.good();
}

bool write_manifest(const std::filesystem::path& path, const Options& options, const Plants& plants) {
  std::ofstream manifest(path);
  manifest << fmt::format(
      "{{\n  \"orders\": {},\n  \"seed\": {},\n  \"planted\": {},\n  \"now\": \"{}\",\n  "
      "\"duplicate_fills\": {},\n"
      "  \"counts\": {{",
      options.orders, options.seed, options.planted, time_text(kNow), plants.duplicate_fills());
  std::string_view separator = "\n";
  for (const auto& [kind, count] : plants.findings()) {
    manifest << separator << fmt::format("    \"{}\": {}", kind, count);
    separator = ",\n";
  }
  manifest << "\n  }\n}\n";
  manifest.close();
  return manifest.good();
}

// Ordinary days before the one of the crash, with as many orders each, and all of them closed by its
// midnight.
void write_history(const Options& options, Planner& planner, Day& day, Plants& plants) {
  for (int back = options.days - 1; back > 0; --back)
    for (std::int64_t i = 0; i < options.orders; ++i) {
      const Milliseconds decided = decision_time(i, options.orders, planner.dice()) - back * kDay;
      day.advance(decided);
      plants.ordinary(planner.plan(decided));
    }
}

// The plants stand between the ordinary orders, evenly over the day.
void write_orders(const Options& options, Planner& planner, Day& day, Plants& plants) {
  const std::int64_t all = std::int64_t{options.planted} * Plants::kKinds;
  std::int64_t next = 0;
  for (std::int64_t i = 0; i < options.orders; ++i) {
    const Milliseconds decided = decision_time(i, options.orders, planner.dice());
    day.advance(decided);
    plants.ordinary(planner.plan(decided));
    for (; next < all && (next + 1) * options.orders / (all + 1) <= i; ++next)
      plants.plant(static_cast<int>(next % Plants::kKinds), decided);
  }
}

bool generate(const Options& options) {
  std::filesystem::create_directories(options.output);
  Planner planner(options.seed);
  DayShape shape{.folder = options.output, .days = options.days, .extra_fields = options.extra_fields};
  if (options.listed_hours > 0) shape.listed_since = kSnapshot - options.listed_hours * kHour;
  Day day(std::move(shape));
  Plants plants(planner, day);
  for (int i = 0; i < options.planted; ++i) plants.carried_over();
  write_history(options, planner, day, plants);
  write_orders(options, planner, day, plants);
  if (options.planted > 0) plants.at_the_crash(options.planted);
  day.restart(kRestart, "crash");
  return day.finish() && write_config(options.output / "config.json") &&
         write_manifest(options.output / "manifest.json", options, plants);
}

}  // namespace
}  // namespace tiyf::bench

int main(int argc, char** argv) try {
  tiyf::bench::Options options;
  CLI::App app("Writes a trading day with planted discrepancies");
  app.add_option("--orders", options.orders, "ordinary orders")
      ->check(CLI::Range(1, 10'000'000))
      ->capture_default_str();
  app.add_option("--seed", options.seed, "of the random numbers")->capture_default_str();
  app.add_option("--planted", options.planted, "discrepancies of each kind")
      ->check(CLI::Range(0, 1000))
      ->capture_default_str();
  app.add_option("--days", options.days,
                 "days in the logs, each with as many orders; all but the last are settled")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  app.add_option("--listed-hours", options.listed_hours,
                 "closed orders in the snapshot: of so many hours before it; 0: all")
      ->check(CLI::Range(0, 24))
      ->capture_default_str();
  app.add_flag_callback(
      "--extra-fields", [&] { options.extra_fields = tiyf::bench::ExtraFields::as_an_engine_adds; },
      "lines with fields that the readers ignore");
  app.add_option("--output", options.output, "folder to write to")->required();
  CLI11_PARSE(app, argc, argv);
  if (tiyf::bench::generate(options)) return 0;
  std::cerr << "generate: cannot write to " << options.output << '\n';
  return 74;
} catch (const std::exception& error) {
  std::cerr << "generate: " << error.what() << '\n';
  return 70;
}
