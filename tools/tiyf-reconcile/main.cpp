#include "verbs.hpp"

int main(int argc, char** argv) {
  return tiyf::cli::tool_main(
      argc, argv, "tiyf-reconcile", "Compares what the engine believes with what the broker says.",
      [](CLI::App&) {},
      {tiyf::run_verb(), tiyf::expected_verb(), tiyf::observed_verb(), tiyf::compare_verb(),
       tiyf::show_verb(), tiyf::trace_verb(), tiyf::history_verb(), tiyf::kill_switch_status_verb(),
       tiyf::kill_switch_clear_verb()});
}
