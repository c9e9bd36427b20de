// Certificates made for a test: by the checker, and by hand from what the reference search says, true or false.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "checker/checker.hpp"
#include "model/language/program/program.hpp"
#include "model/semantics/evidence/certificate.hpp"
#include "model/semantics/evidence/verify.hpp"
#include "tests/support/program.hpp"

namespace revoke_mc::tests {

/// What a certificate says, as plain data that can be changed.
struct Content {
    evidence::Head head;
    evidence::ThreadControls controls;
    std::vector<evidence::Row> rows;
    std::vector<evidence::Claim> claims;
};
[[nodiscard]] Content content_of(const program::Program& program, const std::string& file);
void write(const Content& content, const std::string& file);

/// Claims that all properties hold, with the states that the reference search finds and with ranks that are any
/// numbers; nothing if there are too many states.
[[nodiscard]] std::optional<Content> all_claims(const program::Program& program, std::mt19937_64& random);

/// What the verifier says; a certificate that it refuses has no answers.
struct Verified {
    std::vector<evidence::ClaimAnswer> claims;
    std::string refusal;
    [[nodiscard]] const evidence::ClaimAnswer* of(const std::string& property) const;
    [[nodiscard]] bool has_verified(const std::string& property) const;
};
[[nodiscard]] Verified verify(const program::Program& program, const std::string& file, unsigned threads = 1);

/// Bytes of the file with the checksum that they should have.
void write_with_checksum(const std::string& file, std::string bytes);

}  // namespace revoke_mc::tests
