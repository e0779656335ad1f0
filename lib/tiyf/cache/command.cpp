#include "tiyf/cache/command.hpp"

#include <fmt/format.h>

#include <array>

#include "tiyf/base/text.hpp"

namespace tiyf::cache {
namespace {

constexpr std::array<std::string_view, 9> kKeys{
    "op", "broker_client_order_id", "decision_id", "symbol", "side", "size", "ttl", "status", "reuse_closed"};
enum Key : std::size_t { op, id, decision_id, symbol, side, size, ttl, status, reuse_closed };

std::unexpected<Error> malformed(std::string message, std::uint64_t column) {
  return fail(Error{.kind = ErrorKind::malformed, .message = std::move(message), .column = column});
}

// Typed access to the scanned line.
struct Fields {
  const json::LineScanner& scanner;

  Result<std::string> text(Key key) const {
    const json::Slice* slice = scanner.at(key);
    if (slice == nullptr) return malformed(fmt::format("{} is missing", kKeys.at(key)), 1);
    if (slice->kind != json::Kind::string || slice->text.empty())
      return malformed(fmt::format("{} must be a text that is not empty", kKeys.at(key)), slice->column);
    return std::string(slice->text);
  }

  Result<Decimal> units() const {
    const json::Slice* slice = scanner.at(size);
    if (slice == nullptr) return malformed("size is missing", 1);
    if (slice->kind != json::Kind::number && slice->kind != json::Kind::string)
      return malformed("size must be a number", slice->column);
    const auto number = Decimal::parse(slice->text);
    if (!number) return malformed(fmt::format("size: {}", describe(number.error())), slice->column);
    if (!number->is_positive()) return malformed("size must be above zero", slice->column);
    return *number;
  }

  Result<Terms> terms() const {
    Terms terms;
    if (const json::Slice* slice = scanner.at(ttl)) {
      const auto duration = parse_ttl(slice->kind == json::Kind::string ? slice->text : std::string_view());
      if (!duration) return malformed("ttl: " + duration.error().message, slice->column);
      terms.ttl = *duration;
    }
    if (const json::Slice* slice = scanner.at(reuse_closed)) {
      if (slice->kind != json::Kind::boolean)
        return malformed("reuse_closed must be true or false", slice->column);
      if (slice->text == "true") terms.closed_ids = ClosedIds::reuse;
    }
    return terms;
  }

  // A reservation needs every field; a check compares what is given.
  Result<Claim> claim(std::string_view operation) const {
    const auto asked = [&](Key key) { return operation == "reserve" || scanner.at(key) != nullptr; };
    TIYF_TRY(client_id, text(id));
    Claim claim{.id = ClientOrderId(client_id)};
    if (asked(decision_id)) {
      TIYF_TRY(decision, text(decision_id));
      claim.decision_id = DecisionId(decision);
    }
    if (asked(symbol)) {
      TIYF_TRY(instrument, text(symbol));
      claim.symbol = Symbol(to_upper(instrument));
    }
    if (asked(side)) {
      TIYF_TRY(word, text(side));
      claim.side = parse_side(word);
      if (!claim.side) return malformed("side must be buy or sell", scanner.at(side)->column);
    }
    if (asked(size)) {
      TIYF_TRY(number, units());
      claim.size = number;
    }
    return claim;
  }

  Result<Status> next_status() const {
    TIYF_TRY(word, text(status));
    const auto parsed = parse_status(word);
    if (!parsed || *parsed == Status::sent)
      return malformed("status must be pending_fill or closed", scanner.at(status)->column);
    return *parsed;
  }
};

}  // namespace

const ClientOrderId& id_of(const Command& command) {
  if (const auto* reserve = std::get_if<ReserveCommand>(&command)) return reserve->claim.id;
  if (const auto* check = std::get_if<CheckCommand>(&command)) return check->claim.id;
  if (const auto* mark = std::get_if<MarkCommand>(&command)) return mark->id;
  return std::get<GetCommand>(command).id;
}

bool writes(const Command& command) {
  return std::holds_alternative<ReserveCommand>(command) || std::holds_alternative<MarkCommand>(command);
}

CommandReader::CommandReader() : scanner_(kKeys) {}

Result<Command> CommandReader::read(std::string_view line) {
  if (const auto fault = scanner_.scan(line)) return malformed(fault->message, fault->column);
  const Fields fields{scanner_};
  TIYF_TRY(operation, fields.text(op));
  if (operation == "reserve" || operation == "check") {
    TIYF_TRY(claim, fields.claim(operation));
    TIYF_TRY(terms, fields.terms());
    if (operation == "reserve") return Command(ReserveCommand{std::move(claim), terms});
    return Command(CheckCommand{std::move(claim), terms});
  }
  TIYF_TRY(client_id, fields.text(id));
  if (operation == "get") return Command(GetCommand{ClientOrderId(client_id)});
  if (operation != "mark")
    return malformed("op must be reserve, check, mark or get", scanner_.at(op)->column);
  TIYF_TRY(status, fields.next_status());
  return Command(MarkCommand{ClientOrderId(client_id), status});
}

std::optional<ClientOrderId> CommandReader::client_id() const {
  const json::Slice* slice = scanner_.at(id);
  if (slice == nullptr || slice->kind != json::Kind::string || slice->text.empty()) return std::nullopt;
  return ClientOrderId(slice->text);
}

Result<Answer> carry_out(Store& store, const Command& command, UtcTime now, Notices& notices) {
  if (const auto* asked = std::get_if<ReserveCommand>(&command))
    return reserve(store, asked->claim, asked->terms, now);
  if (const auto* asked = std::get_if<CheckCommand>(&command))
    return check(store, asked->claim, asked->terms, now, notices);
  if (const auto* asked = std::get_if<MarkCommand>(&command))
    return mark(store, asked->id, asked->status, now);
  return get(store, std::get<GetCommand>(command).id);
}

}  // namespace tiyf::cache
