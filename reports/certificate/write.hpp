// One certificate: the states of a search, and evidence for what it says holds.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "model/semantics/evidence/certificate.hpp"
#include "model/semantics/evidence/rows.hpp"
#include "model/semantics/lower/lower.hpp"

namespace revoke_mc::reports {

/// States of a search, as they come, in any order.
class CertificateStates {
public:
    explicit CertificateStates(const program::Program& program);

    /// A packed state of the lowered program.
    void add(const lower::Lowered& lowered, const std::uint64_t* state);
    /// Components of which one state stands for all exchanges of instances.
    std::vector<std::string> symmetric = {};

    [[nodiscard]] const program::Program& program() const { return program_; }
    [[nodiscard]] std::uint32_t size() const { return rows_.size(); }
    /// The states in an order of their own, with controls in another: the same whatever order they came in.
    struct Sorted {
        evidence::ThreadControls controls;
        std::vector<evidence::Row> rows;
    };
    [[nodiscard]] Sorted sorted() const;

private:
    const program::Program& program_;
    evidence::Columns columns_;
    evidence::ThreadControls controls_;
    evidence::RowSet rows_;
};

/// What was written.
struct CertificateSummary {
    std::uint64_t states = 0, plain_bytes = 0, bytes = 0;
    std::vector<std::string> covered;                ///< properties
    std::map<std::string, std::string> not_covered;  ///< properties, and why
};

/// `holds`: what is to be claimed; `not_covered`: what cannot be, and why. Throws limits::Exhausted, FileError.
[[nodiscard]] CertificateSummary write_certificate(const CertificateStates& states,
                                                   const std::vector<program::PropertyId>& holds,
                                                   std::map<std::string, std::string> not_covered, unsigned threads,
                                                   const std::string& file);

}  // namespace revoke_mc::reports
