// The text of --help, at most 80 columns wide.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace tiyf::cli {

// For the tool: its verbs ("kill-switch status" in full) and flags. For a verb: its arguments, its options,
// and the tool's flags, which it takes as well. Everything in the order in which it was bound.
class HelpFormatter : public CLI::Formatter {
 public:
  [[nodiscard]] std::string make_help(const CLI::App* app, std::string name,
                                      CLI::AppFormatMode mode) const override;
};

// "tiyf-reconcile kill-switch status": the name of `app` after those of its parents.
[[nodiscard]] std::string full_name(const CLI::App& app);

// The verbs below `app` as one types them after it, in the order in which they were bound.
[[nodiscard]] std::vector<const CLI::App*> verbs_of(const CLI::App& app);

}  // namespace tiyf::cli
