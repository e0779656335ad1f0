#include "tiyf/io/launch.hpp"

#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace tiyf::io {
namespace {

std::vector<std::string> paths_of(const std::string& program) {
  if (program.empty() || program.find('/') != std::string::npos) return {program};
  const char* const variable = std::getenv("PATH");
  std::string_view folders = variable != nullptr ? variable : "/bin:/usr/bin";
  std::vector<std::string> out;
  while (true) {
    const auto end = folders.find(':');
    const auto folder = folders.substr(0, end);
    // An empty one is the working folder (POSIX).
    out.push_back(folder.empty() ? "./" + program : std::string(folder) + "/" + program);
    if (end == std::string_view::npos) return out;
    folders.remove_prefix(end + 1);
  }
}

std::vector<std::string> variables_with(const std::map<std::string, std::string>& ours) {
  std::vector<std::string> out;
  for (char** each = environ; *each != nullptr; ++each) {
    const std::string_view variable = *each;
    if (!ours.contains(std::string(variable.substr(0, variable.find('='))))) out.emplace_back(variable);
  }
  for (const auto& [name, value] : ours) out.push_back(name + "=" + value);
  return out;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (auto& text : texts) out.push_back(text.data());
  return out;
}

}  // namespace

Launch::Launch(const Command& command)
    : paths_(paths_of(command.argv.front())),
      words_(command.argv),
      variables_(variables_with(command.environment)),
      places_(pointers(paths_)),
      argv_(pointers(words_)),
      environment_(pointers(variables_)) {
  argv_.push_back(nullptr);
  environment_.push_back(nullptr);
}

}  // namespace tiyf::io
