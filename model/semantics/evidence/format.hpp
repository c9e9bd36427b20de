// What the writer and the reader of certificates share.
#pragma once

#include <cstdint>
#include <string>

#include "model/semantics/evidence/certificate.hpp"

namespace revoke_mc::evidence {

inline constexpr const char* format_name = "revoke-mc/certificate";
inline constexpr std::size_t rows_in_block = 16384;
/// Of one piece, not compressed.
inline constexpr std::uint64_t largest_piece = std::uint64_t{1} << 32U;

/// Throws Damaged.
[[nodiscard]] Claim::Kind kind_of(const std::string& word);
/// Sixteen of them.
[[nodiscard]] std::string digits(std::uint64_t number);

}  // namespace revoke_mc::evidence
