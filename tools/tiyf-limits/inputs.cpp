#include "inputs.hpp"

#include "tiyf/documents/config.hpp"
#include "tiyf/documents/snapshot.hpp"
#include "tiyf/io/files.hpp"

namespace tiyf {

void add_both_sides(CLI::App& verb, Inputs& inputs) {
  verb.add_option("--config", inputs.config, "config with risk_limits; - is stdin")
      ->required()
      ->option_text("FILE");
  verb.add_option("--broker", inputs.broker, "broker snapshot; - is stdin")->required()->option_text("FILE");
}

void add_output(CLI::App& verb, std::optional<std::string>& path) {
  verb.add_option("--output", path, "write the document to FILE instead of stdout")->option_text("FILE");
}

Result<Loaded<Config>> load_config(const std::optional<std::string>& path) {
  if (!path) return Loaded<Config>{};
  TIYF_TRY(text, io::read_all(*path));
  TIYF_TRY(config, documents::read_config(text, *path));
  return Loaded<Config>{std::move(text), std::move(config)};
}

Result<Loaded<Snapshot>> load_broker(const std::string& path, const Config& config) {
  TIYF_TRY(text, io::read_all(path));
  TIYF_TRY(snapshot, documents::read_broker_snapshot(text, path, config.instruments));
  if (config.account && snapshot.account && *config.account != *snapshot.account)
    return fail(Error{.kind = ErrorKind::malformed,
                      .message = "the snapshot is of account " + *snapshot.account + ", the config's is " +
                                 *config.account + ": nothing was compared",
                      .file = path,
                      .pointer = "/account"});
  return Loaded<Snapshot>{std::move(text), std::move(snapshot)};
}

Result<BothSides> load_both(const Inputs& inputs) {
  if (inputs.config == "-" && inputs.broker == "-")
    return fail(ErrorKind::usage, "only one input can be read from stdin");
  TIYF_TRY(config, load_config(inputs.config));
  TIYF_TRY(broker, load_broker(inputs.broker, config.value));
  return BothSides{std::move(config), std::move(broker)};
}

Result<void> check_output(const std::optional<std::string>& path, const Inputs& inputs) {
  return io::check_output(path, {inputs.config.value_or("-"), inputs.broker});
}

Result<void> write_result(std::string_view text, const std::optional<std::string>& path) {
  return path && *path != "-" ? io::write_whole(*path, text) : io::write_stdout(text);
}

}  // namespace tiyf
