// The two notations of fills: CONTRACT §1 "JSONL", §5 "trades.csv", §6 "check FILLS".
#include <doctest/doctest.h>

#include "tiyf/slippage/read_fills.hpp"

using namespace tiyf;
using namespace tiyf::slippage;

namespace {

const std::string kHeader =
    "utc_ts,decision_id,broker_client_order_id,broker_order_id,fill_id,symbol,side,size,price,intended_price,"
    "slippage_pips,source\n";
const std::string kRow = R"({"utc_ts":"2025-10-06T08:00:00Z","symbol":"EURUSD","side":"buy","price":1.1})";

FillList read(const std::string& text, std::string_view file = "f") {
  auto list = read_fills(text, file, {});
  REQUIRE_MESSAGE(list.has_value(), (list ? "" : list.error().text()));
  return *list;
}

std::string refusal(const std::string& text, std::string_view file = "f") {
  const auto list = read_fills(text, file, {});
  REQUIRE_MESSAGE(!list.has_value(), text);
  CHECK(list.error().kind == ErrorKind::malformed);
  const auto& e = list.error();
  return std::to_string(e.line) + ":" + std::to_string(e.column);
}

}  // namespace

TEST_CASE("fills: JSON lines with blanks, comments, BOM, CRLF and unknown fields") {
  const auto list =
      read("\xEF\xBB\xBF# fills\r\n\r\n" + kRow + "\r\n" +
           R"({"utc_ts":"2025-10-06T08:00:00+01:00","decision_id":"d","broker_client_order_id":"c",)"
           R"("broker_order_id":"b","fill_id":"f","symbol":"eur_usd","side":"SELL","size":"10",)"
           R"("price":"1.1","intended_price":1.2,"slippage_pips":3,"source":"both","x":[1]})" +
           "\n");
  REQUIRE(list.fills.size() == 2);
  CHECK(list.lines == 4);
  CHECK_FALSE(list.fills[0].intended_price);
  const auto& f = list.fills[1];
  CHECK(f.ts.text() == "2025-10-06T07:00:00Z");
  CHECK(f.symbol == Symbol("EUR_USD"));
  CHECK(f.side == Side::sell);
  CHECK(f.size == Decimal(10));
  CHECK(f.intended_price->text() == "1.2");
  CHECK(f.decision_id == DecisionId("d"));
  CHECK(f.client_id == ClientOrderId("c"));
  CHECK(f.broker_id == BrokerOrderId("b"));
  CHECK(f.fill_id == FillId("f"));
}

TEST_CASE("fills: a malformed JSON line is refused with line and column, a torn tail is left out") {
  CHECK(refusal(kRow + "\n{\"utc_ts\":1}\n").starts_with("2:"));
  CHECK(refusal("{}\n").starts_with("1:"));
  CHECK(refusal(R"({"utc_ts":"2025-10-06T08:00:00Z","symbol":"EURUSD","side":"buy"})"
                "\n") == "1:1");
  CHECK(refusal(R"({"utc_ts":"2025-10-06T08:00:00Z","symbol":"EURUSD","side":"long","price":1})"
                "\n") == "1:59");
  CHECK(refusal(R"({"price":0,"utc_ts":"2025-10-06T08:00:00Z","symbol":"EURUSD","side":"buy"})"
                "\n") == "1:10");
  CHECK(refusal(R"({"price":1,"price":1,"utc_ts":"2025-10-06T08:00:00Z","symbol":"EURUSD","side":"buy"})"
                "\n")
            .starts_with("1:"));
  const auto torn = read(kRow + "\n" + kRow.substr(0, 30));
  CHECK(torn.fills.size() == 1);
  CHECK(torn.torn_tail_line == 2);
  CHECK(read(kRow).fills.size() == 1);  // whole, only its newline is missing
}

TEST_CASE("fills: trades.csv, columns by name, empty cells are absent") {
  const auto list = read(kHeader +
                         "2025-10-06T08:00:00Z,d,c,b,f,EURUSD,buy,10,1.1,1.2,-1000,both\r\n"
                         "2025-10-06T08:00:00Z,,,,\"f,\"\"2\"\"\r\nx\",EURUSD,buy,10,,,,journal");
  REQUIRE(list.fills.size() == 2);
  CHECK(list.lines == 4);
  CHECK(list.fills[0].intended_price->text() == "1.2");
  CHECK(list.fills[1].fill_id == FillId("f,\"2\"\r\nx"));
  CHECK_FALSE(list.fills[1].decision_id);
  CHECK_FALSE(list.fills[1].price);
  const auto swapped = read("price,intended_price,side,symbol,utc_ts\n1,2,sell,x,2025-10-06T08:00:00Z\n\n");
  CHECK(swapped.fills.at(0).side == Side::sell);
  CHECK(read(kHeader).fills.empty());
  CHECK(read("").fills.empty());
}

TEST_CASE("fills: CSV is what is named .csv or starts with a header, everything else is JSON lines") {
  const std::string row = "2025-10-06T08:00:00Z,EURUSD,buy,1,1\n";
  for (const char* header :
       {"utc_ts,symbol,side,price,intended_price\n", "symbol,side,price,intended_price,utc_ts\r\n",
        "\n\"utc_ts\",symbol,side,price,intended_price\n"})
    CHECK_MESSAGE(read(header).fills.empty(), header);
  CHECK(read("\xEF\xBB\xBFutc_ts,symbol,side,price,intended_price\n" + row).fills.size() == 1);
  CHECK(refusal("[1]\n" + kRow + "\n") == "1:1");
  CHECK(refusal("# fills\nhello\n" + kRow + "\n") == "2:1");
  CHECK(refusal("hello\n") == "1:1");
  CHECK(read("hel").torn_tail_line == 1);
  CHECK(read("# utc_ts,utc_ts,utc_ts\n[1").torn_tail_line == 2);
  CHECK(read(R"({"note":"a,utc_ts,b","utc_ts":"2025-10-06T08:00:00Z","symbol":"X","side":"buy","price":1})"
             "\n")
            .fills.size() == 1);
  CHECK(refusal(kRow + "\n", "fills.csv") == "1:2");
  CHECK(refusal("hel", "FILLS.CSV") == "1:1");
  CHECK(read("", "fills.csv").fills.empty());
  CHECK(read("\n\n", "fills.csv").lines == 2);
}

TEST_CASE("fills: a malformed CSV record is refused with its line and column") {
  const std::string good = "2025-10-06T08:00:00Z,d,c,b,\"f\n\",EURUSD,buy,10,1.1,1.2,,both\n";
  CHECK(refusal("a,b\n1,2\n", "f.csv") == "1:1");
  CHECK(refusal("utc_ts,utc_ts,symbol,side,price,intended_price\n") == "1:8");
  CHECK(refusal("utc_ts,symbol,side,price\n") == "1:1");  // without intended prices nothing would be judged
  CHECK(refusal(kHeader + good + "1,2\n") == "4:1");
  CHECK(refusal(kHeader + "1,2,3,4,5,6,7,8,9,10,11,12,13\n") == "2:28");
  CHECK(refusal(kHeader + good + "2025-10-06,d,c,b,f,EURUSD,buy,10,1.1,1.2,,both\n") == "4:1");
  CHECK(refusal(kHeader + "2025-10-06T08:00:00Z,d,c,b,f,,buy,10,1.1,1.2,,both\n") == "2:30");
  CHECK(refusal(kHeader + "2025-10-06T08:00:00Z,d,c,b,f,EURUSD,buy,10,1.1x,1.2,,both\n") == "2:44");
  CHECK(refusal(kHeader + "2025-10-06T08:00:00Z,d,c,b,f,EURUSD,buy,10,\"1.1x\",1.2,,both\n") == "2:44");
  CHECK(refusal(kHeader + "2025-10-06T08:00:00Z,d,c,b,f,EURUSD,buy,-1,1.1,1.2,,both\n") == "2:41");
  CHECK(refusal(kHeader + "2025-10-06T08:00:00Z,d,c,b,\"f\n\",EURUSD,buy,10,x,1.2,,both\n") == "3:17");
  CHECK(refusal(kHeader + "2025-10-06T08:00:00Z,d\"x\",c,b,f,EURUSD,buy,1,1.1,1.2,,both\n") == "2:23");
  CHECK(refusal(kHeader + "2025-10-06T08:00:00Z,\"d\"x,c,b,f,EURUSD,buy,1,1.1,1.2,,both\n") == "2:25");
  CHECK(refusal(kHeader + good + "2025-10-06T08:00:00Z,\"d,c\n") == "4:22");
  CHECK(refusal(kHeader + "\xFF\n") == "2:1");
  CHECK(refusal(kHeader + good + "2025-10-06T08:00:00Z,\xC3\xA4\xE2\x82,c\n") == "4:24");
}
