#include "tiyf/cli/help.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace tiyf::cli {
namespace {

constexpr std::size_t width = 80;
constexpr std::size_t widest_left_column = 26;

using Row = std::pair<std::string, std::string>;  // what one types, what it does

// Appends `text` wrapped at `width`: its first line goes on at `column`, the others are indented by `indent`.
// A line break in the text stays one.
void append_wrapped(std::string& out, std::string_view text, std::size_t column, std::size_t indent) {
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(" \n"), text.size());
    const bool at_start = column == indent;
    if (!at_start && column + 1 + end > width) {
      out += '\n' + std::string(indent, ' ');
      column = indent;
    } else if (!at_start) {
      out += ' ';
      ++column;
    }
    out += text.substr(0, end);
    column += end;
    if (end < text.size() && text[end] == '\n') {
      out += '\n' + std::string(indent, ' ');
      column = indent;
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  out += '\n';
}

std::string section(std::string_view title, const std::vector<Row>& rows) {
  if (rows.empty()) return {};
  std::size_t left = 0;
  for (const auto& row : rows)
    if (row.first.size() <= widest_left_column) left = std::max(left, row.first.size());
  const std::size_t indent = 2 + left + 2;
  std::string out = "\n" + std::string(title) + ":\n";
  for (const auto& [name, text] : rows) {
    out += "  " + name;
    out += name.size() > left ? "\n" + std::string(indent, ' ') : std::string(indent - 2 - name.size(), ' ');
    append_wrapped(out, text, indent, indent);
  }
  return out;
}

std::string value_name(const CLI::Option& option) {
  if (!option.get_option_text().empty()) return option.get_option_text();
  return option.get_type_size() == 0 ? std::string() : option.get_type_name();
}

Row describe(const CLI::Option& option) {
  std::string name = option.get_name(option.get_positional(), !option.get_positional());
  for (std::size_t comma = 0; (comma = name.find(',', comma)) != std::string::npos; comma += 2)
    name.insert(comma + 1, " ");
  const auto value = option.get_positional() ? std::string() : value_name(option);
  std::string text = option.get_description();
  if (!option.get_default_str().empty()) text += " (default: " + option.get_default_str() + ")";
  if (option.get_required() && !option.get_positional()) text += " (required)";
  return {value.empty() ? name : name + " " + value, text};
}

enum class Kind { positional, flag };

std::vector<Row> options_of(const CLI::App& app, Kind kind) {
  std::vector<Row> rows;
  for (const CLI::Option* option : app.get_options())
    if (!option->get_group().empty() && option->get_positional() == (kind == Kind::positional))
      rows.push_back(describe(*option));
  return rows;
}

const CLI::App& root_of(const CLI::App& app) {
  return app.get_parent() == nullptr ? app : root_of(*app.get_parent());
}

std::string usage(const CLI::App& app) {
  std::string out = "Usage: " + full_name(app);
  if (!app.get_subcommands({}).empty()) out += " VERB";
  for (const CLI::Option* option : app.get_options())
    if (option->get_required() && !option->get_positional())
      out += " " + option->get_name(false, false) + " " + value_name(*option);
  out += " [OPTION...]";
  for (const CLI::Option* option : app.get_options()) {
    if (!option->get_positional()) continue;
    const auto name = option->get_name(true, false) + (option->get_items_expected_max() > 1 ? "..." : "");
    out += option->get_required() ? " " + name : " [" + name + "]";
  }
  return out;
}

// The tool's own flags as a verb shows them: not --help, which it has itself, and not --version.
std::vector<Row> inherited_options(const CLI::App& app) {
  if (app.get_parent() == nullptr) return {};
  auto rows = options_of(root_of(app), Kind::flag);
  std::erase_if(rows, [](const Row& row) { return row.first == "-h, --help" || row.first == "--version"; });
  return rows;
}

void collect_verbs(const CLI::App& app, std::vector<const CLI::App*>& out) {
  for (const CLI::App* verb : app.get_subcommands({})) {
    if (verb->get_subcommands({}).empty())
      out.push_back(verb);
    else
      collect_verbs(*verb, out);
  }
}

}  // namespace

std::string full_name(const CLI::App& app) {
  return app.get_parent() == nullptr ? app.get_name() : full_name(*app.get_parent()) + " " + app.get_name();
}

std::vector<const CLI::App*> verbs_of(const CLI::App& app) {
  std::vector<const CLI::App*> out;
  collect_verbs(app, out);
  return out;
}

std::string HelpFormatter::make_help(const CLI::App* app, std::string /*name*/,
                                     CLI::AppFormatMode /*mode*/) const {
  std::string out;
  append_wrapped(out, full_name(*app) + (app->get_description().empty() ? "" : ": " + app->get_description()),
                 0, 0);
  out += '\n';
  append_wrapped(out, usage(*app), 0, 0);
  std::vector<Row> verbs;
  for (const CLI::App* verb : verbs_of(*app))
    verbs.emplace_back(full_name(*verb).substr(full_name(*app).size() + 1), verb->get_description());
  out += section("Verbs", verbs);
  out += section("Arguments", options_of(*app, Kind::positional));
  out += section("Options", options_of(*app, Kind::flag));
  out += section("Options of every verb", inherited_options(*app));
  if (!app->get_footer().empty()) {
    out += '\n';
    append_wrapped(out, app->get_footer(), 0, 0);
  }
  return out;
}

}  // namespace tiyf::cli
