#include "checker/internal/certificate.hpp"

#include <algorithm>
#include <new>

#include "explorer/base/limits.hpp"
#include "model/semantics/evidence/instances.hpp"
#include "model/semantics/lower/lower.hpp"
#include "reports/file.hpp"

namespace revoke_mc::checker {

namespace {

/// Why the work was not done; empty: it was.
template <class Work>
std::string guarded(const Work& work) {
    try {
        work();
        return {};
    } catch (const limits::Exhausted& limit) {
        return "the evidence was cut short: " + std::string(explorer::to_string(reason_of(limit.reason())));
    } catch (const std::bad_alloc&) {
        return "the evidence was cut short: memory";
    } catch (const evidence::Damaged& too_much) {
        return too_much.what();
    }
}

}  // namespace

void CertificateTaker::take(const lower::Lowered& lowered, const std::uint64_t* state) {
    if (!states_) return;
    why_not_ = guarded([&] { states_->add(lowered, state); });
    if (!why_not_.empty()) states_.reset();
}

bool may_exchange(const program::Program& program) {
    return evidence::can_exchange(program) &&
           std::ranges::none_of(program.properties, [](const program::Property& property) {
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
    const std::string why = guarded([&] {
        try {
            const reports::CertificateSummary written = reports::write_certificate(
                *taker.states(), holds, std::move(not_covered), options.threads, options.certificate);
            out = {options.certificate, written.states,  written.plain_bytes,
                   written.bytes,       written.covered, written.not_covered};
        } catch (const reports::FileError& error) {
            out.not_covered["all"] = checked.certificate_error = error.what();
        }
    });
    if (!why.empty()) out.not_covered["all"] = why;
}

}  // namespace revoke_mc::checker
