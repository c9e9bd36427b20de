// Certificates: the states of a search are kept, and evidence for what holds is written to a file.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "checker/checker.hpp"
#include "checker/internal/search.hpp"
#include "reports/certificate/write.hpp"

namespace revoke_mc::checker {

class CertificateTaker final : public StateTaker {
public:
    explicit CertificateTaker(const program::Program& program) : states_(program) {}
    void begin(const lower::Lowered& lowered, std::vector<std::string> symmetric) override;
    void take(const std::uint64_t* state) override;
    [[nodiscard]] const reports::CertificateStates& states() const { return states_; }

private:
    reports::CertificateStates states_;
    const lower::Lowered* lowered_ = nullptr;
};

/// Whether instances may be exchanged in the states: not where something is claimed of one of them, or of what threads
/// do for ever.
[[nodiscard]] bool may_exchange(const program::Program& program);

/// Writes options.certificate and fills checked.certificate. Nothing is written without a complete search.
void certify(const program::Program& program, const SearchOutcome& found, const CertificateTaker& taker,
             const CheckOptions& options, CheckedSpec& checked);

}  // namespace revoke_mc::checker
