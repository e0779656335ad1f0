#include "broker.hpp"
#include "tiyf/io/files.hpp"
#include "tiyf/json/writer.hpp"
#include "tiyf/oanda/order_list.hpp"
#include "verbs.hpp"

namespace tiyf {
namespace {

using oanda::TransactionId;

// What happened from transaction `opening`, which created the order and has its id, to now.
Result<oanda::History> history_since(Broker& broker, oanda::Transaction opening) {
  oanda::History history;
  auto last = opening.id;
  history.add_earlier(std::move(opening));
  for (;;) {
    TIYF_TRY(list, broker.read(broker.requests().since(last), oanda::read_transactions));
    const auto newest = list.last;
    last = history.add_newer(std::move(list), last);
    if (last >= newest) return history;
  }
}

std::string named(TransactionId order) { return "order " + std::to_string(order); }

// Cancelled for another order in its stead is not cancelled: what was decided goes on under another id.
Error replacement(TransactionId order, const oanda::Fate& fate) {
  const bool known = !fate.successors.empty();
  return {.kind = ErrorKind::unreachable,
          .message = named(order) + " is not cancelled: it was replaced, by " +
                     (known ? named(fate.successors.back()) + ", which is the one to cancel if it is open"
                            : std::string("an order that its history does not name"))};
}

Error unknown(Error error, const std::string& what) {
  error.kind = ErrorKind::unreachable;
  error.message = what + ": " + error.message;
  return error;
}

// The broker has no such order to cancel: was it closed before, or was it never there? What cannot be looked
// up is neither.
Result<OrderStatus> closed_before(Broker& broker, TransactionId order, Error refusal) {
  const auto why = "no " + named(order) + " at the broker, ";
  auto opening = broker.read(broker.requests().transaction(order), oanda::read_one_transaction);
  if (!opening) {
    const bool denied = opening.error().kind == ErrorKind::missing &&
                        !oanda::read_error_message(broker.refused_with()).empty();
    if (!denied) return fail(unknown(std::move(opening).error(), why + "and its history is not to be had"));
    refusal.message = why + "and none in its history: " + refusal.message;
    return fail(std::move(refusal));
  }
  if (opening->id != order)
    return fail(ErrorKind::malformed, why + "and its history answers for another transaction");
  const auto history = history_since(broker, *std::move(opening));
  if (!history) return fail(unknown(history.error(), why + "and its history is not to be had"));
  const auto fate = oanda::fate_of(*history, order);
  if (!fate) return fail(unknown(fate.error(), why + "and its history proves nothing"));
  if (fate->replaced) return fail(replacement(order, *fate));
  if (fate->status && is_terminal(*fate->status)) return *fate->status;
  if (fate->status)
    return fail(unknown(std::move(refusal), "not cancelled, though the history closes it nowhere"));
  refusal.message = why + "and in its history the id is not an order's: " + refusal.message;
  return fail(std::move(refusal));
}

// missing only where the broker's own words prove that there is no such order: all else is not known.
Result<OrderStatus> cancel(Broker& broker, TransactionId order) {
  auto answer = broker.put(broker.requests().cancel(order));
  if (answer) {
    TIYF_TRY(cancelled, oanda::read_cancelled(*answer, order));
    return oanda::status_after(cancelled);
  }
  auto error = std::move(answer).error();
  if (error.kind == ErrorKind::missing && oanda::denies_order(broker.refused_with()))
    return closed_before(broker, order, std::move(error));
  error.kind = ErrorKind::unreachable;
  return fail(std::move(error));
}

// 66 only for an order that is not there; whatever kept the broker from saying so is not known (3).
std::unexpected<Error> refused(Error error, const Broker& broker) {
  const auto kind = error.kind == ErrorKind::missing ? ErrorKind::missing : ErrorKind::unreachable;
  auto out = as_unreachable(std::move(error), broker);
  out.error().kind = kind;
  return out;
}

Result<int> run(const Options& options, const std::string& order_id, const cli::Common& common,
                const cli::Log& log) {
  const auto order = oanda::parse_transaction_id(order_id);
  if (!order || std::to_string(*order) != order_id)
    return fail(ErrorKind::usage, "'" + order_id + "' is no order id of OANDA: digits are expected");
  TIYF_TRY(clock, common.clock());
  TIYF_TRY(settings, settle(options, clock));
  TIYF_TRY(broker, Broker::make(options, settings, log));
  auto status = cancel(broker, *order);
  if (!status) return refused(std::move(status).error(), broker);
  json::Writer w(json::Layout::line);
  w.begin_object().member("broker_order_id", order_id).member("status", name(*status)).end_object();
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
                "before. Exit 66: the broker says that it knows no such order; 3: the broker cannot be "
                "asked, or "
                "the order is still open or was replaced.");
          },
      .run = [options, order_id](const cli::Common& common,
                                 const cli::Log& log) { return run(*options, *order_id, common, log); }};
}

}  // namespace tiyf
