#include "cancels.hpp"

#include "tiyf/json/writer.hpp"

namespace tiyf {
namespace {

json::Writer begin_line(std::string_view event, const Cancellable& order, const CancelDesk& desk) {
  json::Writer w(json::Layout::line);
  w.begin_object().member("event", event).member("now", desk.clock.now());
  w.member("reconcile_id", desk.reconcile_id).member("broker_order_id", order.broker_id.value);
  w.member("broker_client_order_id", order.client_id.value);
  return w;
}

Result<void> record(json::Writer w, const CancelDesk& desk) {
  TIYF_TRY(line, w.end_object().finish());
  return desk.state.append_history(line + "\n");
}

void tell(const Cancellable& order, const CancelAnswer& answer, const CancelDesk& desk) {
  const bool confirmed = confirms(answer, order.broker_id);
  desk.log.write(confirmed ? cli::Level::warn : cli::Level::error,
                 confirmed ? "cancel_confirmed" : "cancel_not_confirmed",
                 {{"broker_client_order_id", order.client_id.value},
                  {"broker_order_id", order.broker_id.value},
                  {"reconcile_id", desk.reconcile_id},
                  {"answered_order_id", answer.broker_id.value},
                  {"answered_status", std::string(name(answer.status))}});
}

}  // namespace

Result<CancelAnswers> cancel_orders(const std::vector<Cancellable>& orders, const CancelDesk& desk) {
  CancelAnswers answers;
  for (const auto& order : orders) {
    TIYF_CHECK(record(begin_line(kCancelRequested, order, desk), desk));
    auto answer = desk.adapter.cancel(order.broker_id);
    if (!answer) {
      auto error = std::move(answer).error();
      error.message = "cancelling " + order.broker_id.value + ": " + error.message;
      return fail(std::move(error));
    }
    tell(order, *answer, desk);
    auto line = begin_line("cancel_answered", order, desk);
    line.member("answered_order_id", answer->broker_id.value).member("answered_status", name(answer->status));
    TIYF_CHECK(record(std::move(line), desk));
    answers.emplace(order.broker_id, *std::move(answer));
  }
  return answers;
}

}  // namespace tiyf
