#include "state.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "tiyf/io/files.hpp"
#include "tiyf/json/value.hpp"
#include "tiyf/json/writer.hpp"

namespace tiyf {
namespace {

constexpr std::string_view kHistory = "reconcile-history.jsonl";

Result<KillSwitch> read_switch(std::string_view text, const std::string& file) {
  TIYF_TRY(document, json::parse_document(text, file));
  const json::Cursor top(document, file);
  TIYF_TRY(flag_at, top.at("kill_switch"));
  TIYF_TRY(flag, flag_at.count());
  TIYF_TRY(since_at, top.at("since"));
  TIYF_TRY(since, since_at.time());
  TIYF_TRY(updated_at, top.maybe("updated"));
  std::optional<UtcTime> updated;
  if (updated_at) {
    TIYF_TRY(time, updated_at->time());
    updated = time;
  }
  TIYF_TRY(id_at, top.at("reconcile_id"));
  TIYF_TRY(id, id_at.string());
  TIYF_TRY(reasons_at, top.at("reasons"));
  TIYF_TRY(reasons, reasons_at.items());
  KillSwitch out{.set = flag != 0, .since = since, .updated = updated, .reconcile_id = id};
  for (const auto& item : reasons) {
    TIYF_TRY(reason, item.string());
    out.reasons.push_back(reason);
  }
  return out;
}

}  // namespace

Result<io::FileLock> StateDir::lock() const { return io::FileLock::acquire(file("lock")); }

KillSwitch StateDir::kill_switch() const {
  const auto path = file("kill-switch.json");
  const auto unreadable = [](const Error& error) {
    return KillSwitch{.set = true,
                      .reasons = {"the kill switch cannot be read and counts as set: " + error.text()}};
  };
  const auto text = io::read_if_present(path);
  if (!text) return unreadable(text.error());
  if (!*text) return {};
  auto value = read_switch(**text, path);
  return value ? *std::move(value) : unreadable(value.error());
}

Result<void> StateDir::write_kill_switch(const KillSwitch& value) const {
  json::Writer w(json::Layout::pretty);
  w.begin_object().member("schema", "tiyf.kill_switch.v1").member("kill_switch", value.set ? 1 : 0);
  w.member("since", *value.since).member_if("updated", value.updated);
  if (!value.reconcile_id.empty()) w.member("reconcile_id", value.reconcile_id);
  w.key("reasons").begin_array();
  for (const auto& reason : value.reasons) w.value(reason);
  TIYF_TRY(text, w.end_array().end_object().finish());
  return io::write_whole(file("kill-switch.json"), text);
}

Result<void> StateDir::set_kill_switch(UtcTime now, std::string_view reconcile_id,
                                       const std::vector<std::string>& reasons) const {
  const auto before = kill_switch();
  return write_kill_switch({.set = true,
                            .since = before.set && before.since ? before.since : now,
                            .updated = now,
                            .reconcile_id = std::string(reconcile_id),
                            .reasons = reasons});
}

Result<void> StateDir::clear_kill_switch(UtcTime now, std::string_view reconcile_id) const {
  return write_kill_switch({.set = false, .since = now, .reconcile_id = std::string(reconcile_id)});
}

Result<Counters> StateDir::counters() const {
  const auto path = file("counters.json");
  TIYF_TRY(text, io::read_if_present(path));
  return text ? read_counters(*text, path) : Result<Counters>(Counters{});
}

Result<void> StateDir::save(const Counters& counters) const {
  return io::write_whole(file("counters.json"), counters_json(counters));
}

Result<void> StateDir::append_history(std::string_view line) const {
  return io::append_durably(file(kHistory), line);
}

Result<void> StateDir::must_exist() const {
  if (io::is_folder(path_)) return {};
  return fail(Error{ErrorKind::missing, "there is no such state folder; give --state-dir", path_});
}

// Of a history of years few lines are about a cancel: only those are taken apart.
Result<CancelRequests> StateDir::cancel_requests() const {
  const auto path = file(kHistory);
  TIYF_TRY(present, io::read_if_present(path));
  const std::string text = std::move(present).value_or("");
  CancelRequests out;
  for (auto at = text.find(kCancelRequested); at != std::string::npos; at = text.find(kCancelRequested, at)) {
    const auto begin = text.rfind('\n', at) + 1;
    at = std::min(text.find('\n', at), text.size());
    // A line that a crash has torn was not followed by a request.
    const auto entry = json::parse_document(std::string_view(text).substr(begin, at - begin), path);
    if (!entry) continue;
    const auto* event = entry->find("event");
    const auto* id = entry->find("broker_order_id");
    if (event != nullptr && event->text == kCancelRequested && id != nullptr)
      out.insert(BrokerOrderId(id->text));
  }
  return out;
}

Result<History> StateDir::history() const {
  const auto path = file(kHistory);
  History out;
  TIYF_TRY(present, io::read_if_present(path));
  const std::string text = std::move(present).value_or("");
  for (std::size_t at = 0; at < text.size();) {
    const auto end = text.find('\n', at);
    const auto line = std::string_view(text).substr(at, end == std::string::npos ? end : end - at);
    out.last_is_damaged = end == std::string::npos || !json::parse_document(line, path);
    if (!out.last_is_damaged) out.lines.emplace_back(line);
    at = end == std::string::npos ? text.size() : end + 1;
  }
  return out;
}

}  // namespace tiyf
