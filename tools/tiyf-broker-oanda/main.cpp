#include <memory>

#include "options.hpp"
#include "tiyf/cli/tool.hpp"
#include "verbs.hpp"

int main(int argc, char** argv) {
  using namespace tiyf;
  const auto options = std::make_shared<Options>();
  return cli::tool_main(argc, argv, "tiyf-broker-oanda",
                        "Adapter to OANDA's v20 REST API: the broker command of tiyf-reconcile.",
                        [options](CLI::App& tool) { add_options(tool, *options); },
                        {snapshot_verb(options), cancel_verb(options)});
}
