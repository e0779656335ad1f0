#include "broker.hpp"
#include "tiyf/io/files.hpp"
#include "tiyf/json/writer.hpp"
#include "tiyf/oanda/order_list.hpp"
#include "verbs.hpp"

namespace tiyf {
namespace {

using oanda::TransactionId;

// The whole of what happened to the order, from its creating transaction (which has its id) to now.
Result<oanda::History> history_of(Broker& broker, TransactionId order) {
  oanda::History history;
  TIYF_TRY(opening, broker.read(broker.requests().transaction(order), oanda::read_one_transaction));
  history.add_earlier(std::move(opening));
  for (TransactionId last = order;;) {
    TIYF_TRY(list, broker.read(broker.requests().since(last), oanda::read_transactions));
    const auto newest = list.last;
    last = history.add_newer(std::move(list), last);
    if (last >= newest) return history;
  }
}

// The broker has no such order to cancel: was it closed before, or was it never there?
Result<OrderStatus> closed_before(Broker& broker, TransactionId order, Error refusal) {
  const auto id = std::to_string(order);
  const auto history = history_of(broker, order);
  if (!history) {
    if (history.error().kind == ErrorKind::missing) {
      refusal.message = "no order " + id + " at the broker, and none in its history: " + refusal.message;
      return fail(std::move(refusal));
    }
    return as_unreachable(history.error(), broker);
  }
  const auto status = oanda::proven_status(*history, order);
  if (!status) {
    refusal.message =
        "no order " + id + " at the broker, and its history does not say why: " + refusal.message;
    return fail(std::move(refusal));
  }
  if (!is_terminal(*status)) {
    refusal.message = "not cancelled, though the history closes it nowhere: " + refusal.message;
    return as_unreachable(std::move(refusal), broker);
  }
  return *status;
}

Result<OrderStatus> cancel(Broker& broker, TransactionId order) {
  auto answer = broker.put(broker.requests().cancel(order));
  if (!answer) {
    auto error = std::move(answer).error();
    error.message = broker.redacted(std::move(error.message));
    if (error.kind != ErrorKind::missing) return as_unreachable(std::move(error), broker);
    return closed_before(broker, order, std::move(error));
  }
  auto cancelled = oanda::read_cancelled(*answer, order);
  if (!cancelled) return as_unreachable(std::move(cancelled).error(), broker);
  return oanda::status_after(*cancelled);
}

Result<int> run(const Options& options, const std::string& order_id, const cli::Common& common,
                const cli::Log& log) {
  const auto order = oanda::parse_transaction_id(order_id);
  if (!order || std::to_string(*order) != order_id)
    return fail(ErrorKind::usage, "'" + order_id + "' is no order id of OANDA: digits are expected");
  TIYF_TRY(clock, common.clock());
  TIYF_TRY(settings, settle(options, clock));
  TIYF_TRY(broker, Broker::make(options, settings, log));
  TIYF_TRY(status, cancel(broker, *order));
  json::Writer w(json::Layout::line);
  w.begin_object().member("broker_order_id", order_id).member("status", name(status)).end_object();
  TIYF_TRY(text, w.finish());
  TIYF_CHECK(io::write_stdout(text + "\n"));
  return cli::exit_ok;
}

}  // namespace

cli::Verb cancel_verb(const std::shared_ptr<Options>& options) {
  auto order_id = std::make_shared<std::string>();
  return {
      .name = "cancel",
      .summary = "cancel one order and print what became of it",
      .setup =
          [order_id](CLI::App& verb) {
            verb.add_option("BROKER_ORDER_ID", *order_id, "the order, as a snapshot names it")->required();
            verb.footer(
                "Prints the status that the broker's answer proves: cancelled, or how the order had closed "
                "before. "
                "Exit 66: the broker knows no such order; 3: the broker cannot be asked, or the order is "
                "still "
                "open.");
          },
      .run = [options, order_id](const cli::Common& common,
                                 const cli::Log& log) { return run(*options, *order_id, common, log); }};
}

}  // namespace tiyf
