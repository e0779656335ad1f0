#include <memory>

#include "inputs.hpp"
#include "tiyf/io/digest.hpp"
#include "tiyf/limits/compare.hpp"
#include "verbs.hpp"

namespace tiyf {

cli::Verb hash_verb() {
  auto config_path = std::make_shared<std::optional<std::string>>();
  return {.name = "hash",
          .summary = "print the SHA-256 of the config's canonical risk_limits",
          .setup =
              [config_path](CLI::App& verb) {
                verb.add_option("--config", *config_path, "config with risk_limits; - is stdin")
                    ->required()
                    ->option_text("FILE");
                verb.footer(
                    "Canonical: the risk_limits object alone, compact, keys sorted, numbers in plain "
                    "notation, symbols "
                    "in our spelling; {} without risk_limits.");
              },
          .run = [config_path](const cli::Common&, const cli::Log&) -> Result<int> {
            TIYF_TRY(config, load_config(*config_path));
            TIYF_TRY(canonical, limits::canonical_text(config.value.risk_limits));
            TIYF_CHECK(write_result(io::sha256_hex(canonical) + "\n", std::nullopt));
            return cli::exit_ok;
          }};
}

}  // namespace tiyf
