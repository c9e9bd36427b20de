// The verifier: whether the evidence of a certificate is one, by the reference interpreter alone.
//
// For each state of the certificate, in parallel and in any order: its steps lead to states of the certificate, and
// what each claim says of it and of its steps is so. README.md in this folder says for each kind of claim what that is,
// and why it is enough.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "model/semantics/evidence/certificate.hpp"

namespace revoke_mc::evidence {

struct ClaimAnswer {
    enum class Answer : std::uint8_t {
        verified,
        refuted,
        not_covered,  ///< nothing can be said of it
        not_claimed   ///< the spec expects it to hold, and the certificate does not say so, nor why not
    };
    std::string property;
    Answer answer = Answer::not_covered;
    std::string why;  ///< refuted: the state and the step; not covered: the reason
    bool operator==(const ClaimAnswer&) const = default;
};

struct Report {
    std::vector<ClaimAnswer> claims;
    std::uint64_t states = 0;       ///< of the certificate; exchanges of instances count once
    std::uint64_t transitions = 0;  ///< steps that were looked at
};

/// The same for any number of threads. Throws Damaged if the certificate is not one for this program, with its
/// parameters. What `interrupt` ends has no report: throws limits::Exhausted.
[[nodiscard]] Report verify(const program::Program& program, const File& certificate, unsigned threads,
                            const std::atomic<bool>* interrupt = nullptr);

}  // namespace revoke_mc::evidence
