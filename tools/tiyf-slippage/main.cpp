#include "tiyf/cli/tool.hpp"
#include "verbs.hpp"

int main(int argc, char** argv) {
  using namespace tiyf;
  return cli::tool_main(argc, argv, "tiyf-slippage",
                        "Judges fills against slippage presets by symbol and session.", {},
                        {session_verb(), lookup_verb(), check_verb()});
}
