#include "checker/internal/certificate.hpp"

#include <algorithm>

#include "explorer/base/limits.hpp"
#include "model/semantics/lower/lower.hpp"

namespace revoke_mc::checker {

namespace {

std::string cut_short(const limits::Exhausted& limit) {
    return "the evidence was cut short: " + std::string(explorer::to_string(reason_of(limit.reason())));
}

}  // namespace

void CertificateTaker::begin(const lower::Lowered& lowered, std::vector<std::string> symmetric) {
    lowered_ = &lowered;
    states_->symmetric = std::move(symmetric);
}

void CertificateTaker::take(const std::uint64_t* state) {
    if (!states_) return;
    try {
        states_->add(*lowered_, state);
    } catch (const limits::Exhausted& limit) {
        why_not_ = cut_short(limit);
        states_.reset();
    }
}

bool may_exchange(const program::Program& program) {
    return std::ranges::none_of(program.properties, [](const program::Property& property) {
        const bool of_one = property.name.find('[') != std::string::npos;
        return property.kind == program::Property::Kind::progress || (of_one && property.is_possibility());
    });
}

void certify(const program::Program& program, const SearchOutcome& found, const CertificateTaker& taker,
             const CheckOptions& options, CheckedSpec& checked) {
    reports::CertificateResult& out = checked.result.certificate.emplace();
    if (found.status != explorer::Status::complete) {
        out.not_covered["all"] = "the search is not complete: " + std::string(explorer::to_string(found.reason));
        return;
    }
    if (!taker.states() || taker.states()->size() == 0) {
        out.not_covered["all"] = taker.states() ? "there is no state: every start is cut" : taker.why_not();
        return;
    }
    std::vector<program::PropertyId> holds;
    for (const program::PropertyId id : program.properties.ids())
        if (checked.result.properties[id.number()].verdict == reports::Verdict::holds) holds.push_back(id);
    std::map<std::string, std::string> not_covered;
    for (const program::EveryNumber& every : program.every_number)
        not_covered["for every " + every.parameter] = "what holds for every number of instances has no evidence here";
    try {
        const reports::CertificateSummary written = reports::write_certificate(
            *taker.states(), holds, std::move(not_covered), options.threads, options.certificate);
        out = {options.certificate, written.states,  written.plain_bytes,
               written.bytes,       written.covered, written.not_covered};
    } catch (const evidence::WriteError& error) {
        checked.certificate_error = error.what();
        out.not_covered["all"] = error.what();
    } catch (const limits::Exhausted& limit) {
        out.not_covered["all"] = cut_short(limit);
    }
}

}  // namespace revoke_mc::checker
