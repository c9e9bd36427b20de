#include "reports/certificate/write.hpp"

#include <algorithm>
#include <numeric>

#include "explorer/base/limits.hpp"
#include "model/language/program/fingerprint.hpp"
#include "reports/certificate/decode.hpp"
#include "reports/certificate/encode.hpp"
#include "reports/certificate/ranks.hpp"
#include "reports/file.hpp"

namespace revoke_mc::reports {

using evidence::Claim;
using program::PropertyId;
using program::ThreadId;

CertificateStates::CertificateStates(const program::Program& program)
    : program_(program), columns_(program), controls_(program.threads.size()), rows_(columns_) {}

void CertificateStates::add(const lower::Lowered& lowered, const std::uint64_t* state) {
    limits::poll();
    const auto numbers = columns_.add(interpreter_state(program_, lowered, state), controls_);
    if (!numbers) throw std::logic_error("a state of the search is none of the language");
    rows_.add(*numbers);
}

CertificateStates::Sorted CertificateStates::sorted() const {
    Sorted out;
    std::vector<std::vector<std::uint32_t>> becomes;  // by thread and control
    for (const evidence::Controls& controls : controls_) {
        std::vector<std::uint32_t> order(controls.size());
        std::iota(order.begin(), order.end(), 0U);
        std::ranges::sort(order, {}, [&](std::uint32_t number) { return evidence::bytes_of(controls[number]); });
        evidence::Controls& sorted = out.controls.emplace_back();
        becomes.emplace_back(order.size());
        for (const std::uint32_t number : order) becomes.back()[number] = sorted.add(controls[number]);
    }
    limits::claim(std::uint64_t{rows_.size()} * columns_.size() * sizeof(std::uint32_t));
    for (std::uint32_t i = 0; i < rows_.size(); ++i) {
        evidence::Row numbers = rows_[i];
        for (std::size_t t = 0; t < becomes.size(); ++t) numbers[t] = becomes[t][numbers[t]];
        out.rows.push_back(std::move(numbers));
    }
    std::ranges::sort(out.rows);
    return out;
}

namespace {

std::vector<PropertyId> possibilities(const program::Program& program, const std::vector<PropertyId>& holds) {
    std::vector<PropertyId> out;
    std::ranges::copy_if(holds, std::back_inserter(out),
                         [&](PropertyId id) { return program.properties[id].is_possibility(); });
    return out;
}

evidence::Head head_of(const CertificateStates& states) {
    const program::Program& program = states.program();
    evidence::Head out;
    out.spec = program.file;
    out.title = program.title;
    out.hash = program::fingerprint(*program.sources, program.parameters);
    for (const program::Parameter& parameter : program.parameters) out.parameters[parameter.name] = parameter.value;
    out.symmetric = states.symmetric;
    return out;
}

}  // namespace

CertificateSummary write_certificate(const CertificateStates& states, const std::vector<PropertyId>& holds,
                                     std::map<std::string, std::string> not_covered, unsigned threads,
                                     const std::string& file) {
    CertificateStates::Sorted sorted = states.sorted();
    evidence::StateGraph graph(states.program(), states.symmetric);
    graph.set_controls(sorted.controls);
    CertificateEncoder encoder(graph.controls());
    for (const evidence::Row& numbers : sorted.rows) {
        limits::poll();
        const std::uint32_t size = graph.size();
        const auto place = graph.add(numbers);
        if (graph.size() != size) encoder.add(graph.row(place.state));
    }
    const StepGraph steps(graph, possibilities(states.program(), holds), threads);
    std::vector<Claim> claims;
    for (const PropertyId id : holds) {
        auto claim = evidence_for(steps, id, claim_kind(states.program(), id));
        if (claim)
            claims.push_back(std::move(*claim));
        else
            not_covered[states.program().properties[id].name] = "the reference interpreter does not find it so";
    }
    CertificateSummary out{graph.size(), 0, 0, {}, not_covered};
    for (const Claim& claim : claims) out.covered.push_back(claim.property);
    evidence::Head head = head_of(states);
    head.not_covered = std::move(not_covered);
    const std::string bytes = encoder.finish(std::move(head), claims);
    write_file(file, bytes);
    out.plain_bytes = encoder.plain_bytes();
    out.bytes = bytes.size();
    return out;
}

}  // namespace revoke_mc::reports
