#include <malloc.h>

#include "verbs.hpp"

int main(int argc, char** argv) {
  // Pieces of up to a megabyte come out of memory that was used before: with pages of their own, which is
  // what glibc gives them from 128 KiB on, a small run would be half a megabyte larger.
  mallopt(M_MMAP_THRESHOLD, 1 << 20);
  return tiyf::cli::tool_main(
      argc, argv, "tiyf-reconcile", "Compares what the engine believes with what the broker says.",
      [](CLI::App&) {},
      {tiyf::run_verb(), tiyf::expected_verb(), tiyf::observed_verb(), tiyf::compare_verb(),
       tiyf::show_verb(), tiyf::trace_verb(), tiyf::history_verb(), tiyf::kill_switch_status_verb(),
       tiyf::kill_switch_clear_verb()});
}
