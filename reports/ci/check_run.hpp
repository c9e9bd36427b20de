// A whole `check`, for formats that say more than the result document: where in the specs something is, the traces, and
// what has changed against an earlier run. Plain data.
//
//     CheckRun run{.version = "1.0.0", .strict = true, .exit_code = 1, .specs = {...}};
//     write_file("result.sarif", to_sarif(run));        // reports/ci/sarif.hpp
//     write_file("result.xml", to_junit(run));          // reports/ci/junit.hpp
//
// All formats are made of the same list of issues (reports/ci/issue.hpp): what one of them calls an error is one in the
// others, too.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "reports/comparison.hpp"
#include "reports/result.hpp"
#include "reports/trace.hpp"

namespace revoke_mc::reports {

/// A mistake in a spec, or a warning about it, as its author is told.
struct Remark {
    bool error = true;  ///< else a warning
    std::string place;  ///< "file:line:column"; empty: it is about the spec as a whole
    std::string message;
    std::string hint = {};  ///< what to do; may be empty
    bool operator==(const Remark&) const = default;
};

/// Of a property: what the spec says about it.
struct ClaimDetails {
    std::string text = {};   ///< as written; empty: built in
    std::string place = {};  ///< where it is claimed; empty: built in
    bool expect_violated = false;
};

/// What one sentence of SpecResult::unexpected is about.
struct Surprise {
    enum class Kind : std::uint8_t {
        verdict,      ///< of a property
        counts,       ///< pinned ones
        finding,      ///< one that is not accepted (--strict)
        every_number  ///< `expect holds for every N;`
    } kind = Kind::verdict;
    std::string place = {};    ///< empty: nothing in particular
    std::size_t property = 0;  ///< verdict: its position
    std::size_t finding = 0;   ///< finding: its position
};

/// What there is to know of a spec besides its result.
struct SpecDetails {
    std::string title;
    std::vector<ClaimDetails> claims;  ///< one for each property of the result
    std::vector<Surprise> surprises;   ///< one for each sentence in `unexpected`
    std::vector<Remark> remarks;       ///< of a spec with a mistake, or with warnings
};

struct SpecReport {
    SpecResult result;
    SpecDetails details;
    struct Shown {
        std::size_t property = 0;  ///< position in the result
        TraceDocument trace;
    };
    std::vector<Shown> traces = {};  ///< of violations; several, in order, for `lock_order`
};

struct CheckRun {
    std::string version;  ///< of this program
    bool strict = false;
    int exit_code = 0;
    std::vector<SpecReport> specs;
    std::vector<FindingResult> findings = {};  ///< of files that several of the specs use (strict)
    std::vector<Remark> remarks = {};          ///< about such files
    std::optional<Comparison> comparison = {};
};

/// Its result document.
[[nodiscard]] ResultDocument document_of(const CheckRun& run);

}  // namespace revoke_mc::reports
