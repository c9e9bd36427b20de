// What a checkpoint belongs to.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace revoke_mc::reports {

struct CheckpointHead {
    std::string program;  ///< the version that made it
    std::string spec;     ///< its file, for messages
    std::string text;     ///< fingerprint of the spec and of what it uses
    std::map<std::string, std::int64_t> parameters;
    std::string reduction;  ///< what was in effect
    std::string system;     ///< fingerprint of the transition system
    bool operator==(const CheckpointHead&) const = default;
};

/// Why a search for `wanted` cannot go on from a checkpoint with the head `found`, as a clause ("is of another
/// version …"); empty: it can. File names do not count.
[[nodiscard]] std::string why_not(const CheckpointHead& found, const CheckpointHead& wanted);

/// Files begin with this, then the number of the format's version and a newline.
inline constexpr const char* checkpoint_magic = "revoke-mc checkpoint ";
inline constexpr const char* checkpoint_version = "1";
[[nodiscard]] inline std::string checkpoint_first_line() {
    return std::string(checkpoint_magic) + checkpoint_version + "\n";
}

}  // namespace revoke_mc::reports
