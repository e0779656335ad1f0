#include "show.hpp"

#include <fmt/format.h>

#include "tiyf/base/text.hpp"
#include "tiyf/json/value.hpp"

namespace tiyf {
namespace {

using json::Value;

constexpr std::size_t kWidth = 80;
constexpr std::size_t kRows = 20;  // of one list, before it is cut

std::string text_of(const Value& object, std::string_view key, std::string_view otherwise = "") {
  const auto* member = object.find(key);
  if (member == nullptr || member->kind == json::Kind::null) return std::string(otherwise);
  if (member->kind == json::Kind::boolean) return member->boolean ? "yes" : "no";
  return printable(member->text);
}

const std::vector<Value>& list_of(const Value& object, std::string_view key) {
  static const std::vector<Value> none;
  const auto* member = object.find(key);
  return member == nullptr ? none : member->items;
}

class Page {
 public:
  Page(Detail detail, Colour colour) : detail_(detail), colour_(colour) {}

  [[nodiscard]] std::string painted(std::string_view text, std::string_view word) const {
    const std::string_view code =
        word == "critical" || word == "failed" || word == "manual_intervention" || word == "hold" ? "1;31"
        : word == "warning" || word == "degraded"                                                 ? "33"
        : word == "healthy" || word == "match" || word == "safe_to_retry"                         ? "32"
                                                                                                  : "";
    if (colour_ == Colour::off || code.empty()) return std::string(text);
    return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
  }

  void line(std::string_view text = "") { out_ += fmt::format("{}\n", text); }

  // Wraps at blanks; every line is indented.
  void wrapped(std::string_view text, std::size_t indent) {
    const auto room = kWidth - indent;
    while (!text.empty()) {
      auto cut = text.size();
      if (cut > room) {
        cut = text.rfind(' ', room);
        if (cut == std::string_view::npos || cut == 0) cut = room;
      }
      line(std::string(indent, ' ').append(text.substr(0, cut)));
      text.remove_prefix(cut);
      while (text.starts_with(' ')) text.remove_prefix(1);
    }
  }

  template <class Row>
  void rows(const std::vector<Value>& items, std::string_view what, const Row& row) {
    const auto shown = detail_ == Detail::all ? items.size() : std::min(items.size(), kRows);
    for (std::size_t i = 0; i < shown; ++i) row(items[i]);
    if (shown < items.size()) line(fmt::format("  … {} more {}: show --all", items.size() - shown, what));
  }

  [[nodiscard]] Detail detail() const { return detail_; }
  [[nodiscard]] std::string text() && { return std::move(out_); }

 private:
  Detail detail_;
  Colour colour_;
  std::string out_;
};

void head(Page& page, const Value& report) {
  const auto status = text_of(report, "status");
  const bool called_for = text_of(report, "kill_switch") == "1";
  const auto clear = text_of(report, "clear_to_trade");
  page.line(fmt::format("{}   {}", page.painted(status, status), text_of(report, "reconcile_id")));
  page.line(fmt::format("kill switch {}   clear to trade: {}", called_for ? "CALLED FOR" : "not called for",
                        clear));
  if (!called_for && clear == "no")
    page.line("the kill switch is still set: see `tiyf-reconcile kill-switch status`");
  page.line(
      fmt::format("now {}   broker as of {}", text_of(report, "now"), text_of(report, "as_of", "unknown")));
  if (report.find("restart_reason") != nullptr)
    page.wrapped("engine restarted: " + text_of(report, "restart_reason"), 0);
  if (const auto* error = report.find("error")) {
    page.line();
    page.line(page.painted("could not compare", "critical") +
              fmt::format(" (exit {})", text_of(*error, "code")));
    auto place = text_of(*error, "file");
    for (const auto* part : {"line", "column"})
      if (error->find(part) != nullptr) place += ":" + text_of(*error, part);
    page.wrapped((place.empty() ? "" : place + ": ") + text_of(*error, "message"), 2);
  }
}

void finding(Page& page, const Value& row) {
  const auto severity = text_of(row, "severity");
  std::string ids;
  for (const auto* key : {"symbol", "broker_client_order_id", "broker_order_id"})
    if (const auto id = text_of(row, key); !id.empty()) ids += " " + id;
  page.line(fmt::format("  {} {}{}", page.painted(fmt::format("{:<8}", severity), severity),
                        text_of(row, "kind"), ids));
  page.wrapped(text_of(row, "message"), 11);
  std::string evidence;
  std::size_t shown = 0;
  for (const auto& item : list_of(row, "evidence")) {
    if (++shown > 4) break;
    evidence +=
        fmt::format("{}{}:{}", evidence.empty() ? "" : "  ", text_of(item, "input"), text_of(item, "line"));
  }
  if (shown > 4) evidence += "  …";
  if (!evidence.empty()) page.wrapped(evidence, 11);
}

void findings(Page& page, const Value& report) {
  const auto& all = list_of(report, "findings");
  if (all.empty() && report.find("error") != nullptr) return;
  page.line();
  if (all.empty()) {
    page.line("no findings");
    return;
  }
  page.line("findings");
  if (const auto* counts = report.find("counts"))
    for (const auto& [kind, count] : counts->members) page.line(fmt::format("  {:>6}  {}", count.text, kind));
  page.line();
  std::vector<Value> worth;
  for (const auto& row : all)
    if (page.detail() == Detail::all || text_of(row, "severity") != "info") worth.push_back(row);
  page.rows(worth, "findings", [&](const Value& row) { finding(page, row); });
  if (worth.size() < all.size())
    page.line(fmt::format("  … {} of severity info: show --all", all.size() - worth.size()));
}

void positions(Page& page, const Value& report) {
  const auto& all = list_of(report, "positions");
  if (all.empty()) return;
  page.line();
  page.line(fmt::format("{:<8} {:>11} {:>11} {:>10} {:>7}  {}", "position", "here", "broker", "drift", "pips",
                        "reason"));
  page.rows(all, "positions", [&](const Value& row) {
    const Value nothing;
    const auto* local = row.find("local");
    const auto* broker = row.find("broker");
    const auto status = text_of(row, "status");
    const auto reason = text_of(row, "reason");
    page.line(fmt::format("{:<8} {:>11} {:>11} {:>10} {:>7}  {}", text_of(row, "symbol"),
                          text_of(local ? *local : nothing, "net_units", "?"),
                          text_of(broker ? *broker : nothing, "net_units", "?"),
                          text_of(row, "drift_units", "?"), text_of(row, "drift_pips", "-"),
                          page.painted(reason, status == "mismatch" ? "critical" : status)));
  });
}

void advice(Page& page, const Value& report) {
  const auto& all = list_of(report, "retry_advice");
  if (all.empty()) return;
  page.line();
  page.line("retry advice");
  page.rows(all, "orders", [&](const Value& row) {
    const auto word = text_of(row, "advice");
    page.line(fmt::format("  {} {}", page.painted(fmt::format("{:<14}", word), word),
                          text_of(row, "broker_client_order_id")));
    page.wrapped(text_of(row, "reason"), 17);
  });
}

}  // namespace

Result<std::string> show_report(std::string_view text, std::string_view file, Detail detail, Colour colour) {
  TIYF_TRY(report, json::parse_document(text, file));
  TIYF_CHECK(json::Cursor(report, std::string(file)).require_schema("tiyf.reconcile_report.v1"));
  Page page(detail, colour);
  head(page, report);
  findings(page, report);
  positions(page, report);
  advice(page, report);
  return std::move(page).text();
}

}  // namespace tiyf
