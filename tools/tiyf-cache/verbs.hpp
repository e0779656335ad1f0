// One function a verb, one file a verb. The flag outlives them all.
#pragma once

#include "desk.hpp"

namespace tiyf_cache {

[[nodiscard]] cli::Verb reserve_verb(const CachePathFlag& flag);
[[nodiscard]] cli::Verb check_verb(const CachePathFlag& flag);
[[nodiscard]] cli::Verb mark_verb(const CachePathFlag& flag);
[[nodiscard]] cli::Verb get_verb(const CachePathFlag& flag);
[[nodiscard]] cli::Verb list_verb(const CachePathFlag& flag);
[[nodiscard]] cli::Verb stats_verb(const CachePathFlag& flag);
[[nodiscard]] cli::Verb metrics_verb(const CachePathFlag& flag);
[[nodiscard]] cli::Verb purge_verb(const CachePathFlag& flag);
[[nodiscard]] cli::Verb verify_verb(const CachePathFlag& flag);
[[nodiscard]] cli::Verb export_verb(const CachePathFlag& flag);
[[nodiscard]] cli::Verb import_verb(const CachePathFlag& flag);
[[nodiscard]] cli::Verb batch_verb(const CachePathFlag& flag);

}  // namespace tiyf_cache
