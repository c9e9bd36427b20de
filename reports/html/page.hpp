// Results and traces as one HTML file that needs nothing else: `check --html`, `replay --html`.
//
// The file is a frame, our script, our style, and the data as JSON. Text that somebody else wrote is in the data alone,
// where no `<` is left, and gets into the page as text (textContent), never as markup. A Content-Security-Policy names
// the script and the style by their hashes: nothing else runs, nothing is loaded.
//
//     html::Page page;
//     page.traces.push_back({.trace = trace});
//     write_file("report.html", to_html(page));
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "reports/moments.hpp"
#include "reports/replay.hpp"
#include "reports/result.hpp"
#include "reports/trace.hpp"

namespace revoke_mc::reports::html {

/// What became of a trace in another spec.
struct Comparison {
    std::string spec;      ///< the file of the other one
    std::string text;      ///< several lines for people: what was found
    bool settled = false;  ///< the property is not broken there
    Followed followed;
    std::vector<SourceText> sources;
};

struct ShownTrace {
    TraceDocument trace;
    bool expected = false;
    /// In Page::results, if it belongs to a property there.
    std::optional<std::size_t> result = std::nullopt, property = std::nullopt;
    std::optional<Moments> moments = std::nullopt;
    std::string without_moments = {};  ///< why there are none
    std::optional<Comparison> comparison = std::nullopt;
    std::string verdict = {};  ///< what a replay has found, for people
};

struct Page {
    std::optional<ResultDocument> results = std::nullopt;
    std::vector<ShownTrace> traces = {};
};

[[nodiscard]] std::string to_html(const Page& page);

}  // namespace revoke_mc::reports::html
