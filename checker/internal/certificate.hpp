// Certificates: the states of a search are kept, and evidence for what holds is written to a file.
#pragma once

#include <optional>
#include <string>

#include "checker/checker.hpp"
#include "checker/internal/search.hpp"
#include "reports/certificate/write.hpp"

namespace revoke_mc::checker {

class CertificateTaker final : public StateTaker {
public:
    explicit CertificateTaker(const program::Program& program) : states_(std::in_place, program) {}
    void begin(std::vector<std::string> symmetric) override { states_->symmetric = std::move(symmetric); }
    void take(const lower::Lowered& lowered, const std::uint64_t* state) override;
    /// Nothing if they were too many: why_not(). The search goes on without them.
    [[nodiscard]] const std::optional<reports::CertificateStates>& states() const { return states_; }
    [[nodiscard]] const std::string& why_not() const { return why_not_; }

private:
    std::optional<reports::CertificateStates> states_;
    std::string why_not_;
};

/// Whether instances may be exchanged in the states: not where something is claimed of one of them, or of what threads
/// do for ever, nor where the verifier would not do it.
[[nodiscard]] bool may_exchange(const program::Program& program);

/// Writes options.certificate and fills checked.certificate. Nothing is written without a complete search.
void certify(const program::Program& program, const SearchOutcome& found, const CertificateTaker& taker,
             const CheckOptions& options, CheckedSpec& checked);

}  // namespace revoke_mc::checker
