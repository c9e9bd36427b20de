// What those who write and who read certificates share.
#pragma once

#include <cstdint>
#include <string>

#include "model/semantics/evidence/certificate.hpp"

namespace revoke_mc::evidence {

inline constexpr const char* format_name = "revoke-mc/certificate";
/// At the end of the file: program::text_hash() of all before.
inline constexpr std::size_t hash_digits = 16;
inline constexpr std::size_t rows_in_block = 16384;
/// Of a file, and of one piece of it before it was compressed.
inline constexpr std::uint64_t largest_file = std::uint64_t{1} << 40U;
inline constexpr std::uint64_t largest_piece = std::uint64_t{1} << 32U;

/// Throws Damaged.
[[nodiscard]] Claim::Kind kind_of(const std::string& word);

}  // namespace revoke_mc::evidence
