#include "tiyf/cli/tool.hpp"
#include "verbs.hpp"

int main(int argc, char** argv) {
  using namespace tiyf;
  return cli::tool_main(argc, argv, "tiyf-limits", "Compares our loss and size caps with the broker's.", {},
                        {mirror_verb(), compare_verb(), exposure_verb(), hash_verb()});
}
