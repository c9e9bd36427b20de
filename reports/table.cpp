// The widths of columns follow from their contents; numbers are aligned to the right.
#include "reports/table.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>

#include "reports/internal/columns.hpp"

namespace revoke_mc::reports {
namespace {

constexpr std::size_t cells = 8;
constexpr std::size_t left_aligned = 3;
using Row = std::array<std::string, cells>;

const Row header{"spec", "verdict", "as expected", "states", "transitions", "depth", "bits", "time"};

Row row(const SpecResult& result) {
    const std::string verdict(to_string(result.verdict));
    if (result.verdict == Verdict::error) return {printable(result.spec), verdict, "no", "-", "-", "-", "-", "-"};
    return {printable(result.spec),
            verdict,
            result.as_expected ? "yes" : "no",
            grouped(result.states),
            grouped(result.transitions),
            grouped(result.depth),
            grouped(result.bits_per_state),
            duration(result.seconds)};
}

Colour colour(const SpecResult& result) {
    if (result.as_expected) return Colour::green;
    return result.verdict == Verdict::incomplete ? Colour::yellow : Colour::red;
}

std::string plural(std::size_t count, std::string_view noun) {
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string every_number(const EveryNumberResult& every) {
    return fmt::format("    for every {} ({}): {} views of {}, {}\n", printable(every.parameter),
                       printable(every.component), grouped(every.views), every.k, duration(every.seconds));
}

std::string certificate(const CertificateResult& certificate) {
    std::string out;
    if (!certificate.file.empty())
        out = fmt::format("    certificate {}: {} of {} claims, {}\n", printable(certificate.file),
                          certificate.covered.size(), certificate.covered.size() + certificate.not_covered.size(),
                          size(certificate.bytes));
    for (const auto& [property, why] : certificate.not_covered)
        out += fmt::format("    {} is not covered by a certificate: {}\n", printable(property), printable(why));
    return out;
}

}  // namespace

std::string table(const ResultDocument& document, const Style& style) {
    std::vector<Row> rows{header};
    for (const SpecResult& result : document.results) rows.push_back(row(result));
    const std::vector<std::string> lines = internal::aligned(rows, left_aligned);
    std::string text = style.paint(lines[0], Colour::bold) + "\n";
    for (std::size_t i = 0; i < document.results.size(); ++i) {
        const SpecResult& result = document.results[i];
        text += style.paint(lines[i + 1], colour(result)) + "\n";
        if (result.reason) text += "    incomplete: " + printable(explain_reason(*result.reason)) + "\n";
        for (const EveryNumberResult& every : result.every_number)
            if (every.as_expected) text += every_number(every);
        if (result.certificate) text += certificate(*result.certificate);
        for (const std::string& reason : result.unexpected) text += "    " + printable(reason) + "\n";
    }
    return text;
}

namespace {

/// ", 3 findings, 2 of them accepted"; only the reason to look closer if nobody did.
std::string about_findings(const ResultDocument& document) {
    std::vector<FindingResult> all = document.findings;
    for (const SpecResult& result : document.results)
        all.insert(all.end(), result.findings.begin(), result.findings.end());
    if (all.empty()) return "";
    const auto accepted = std::count_if(all.begin(), all.end(), [](const auto& finding) { return !!finding.accepted; });
    const auto open = all.size() - static_cast<std::size_t>(accepted);
    std::string text = "; " + plural(all.size(), "finding");
    if (open == 0) return text + ", accepted";
    return text + fmt::format(", {} not accepted (--strict lists {})", open, open == 1 ? "it" : "them");
}

}  // namespace

std::string summary(const ResultDocument& document) {
    std::size_t expected = 0;
    std::size_t incomplete = 0;
    std::size_t errors = 0;
    for (const SpecResult& result : document.results) {
        expected += result.as_expected ? 1 : 0;
        incomplete += result.verdict == Verdict::incomplete ? 1 : 0;
        errors += result.verdict == Verdict::error ? 1 : 0;
    }
    const std::size_t total = document.results.size();
    const std::size_t unexpected = total - expected - incomplete - errors;
    std::string text = fmt::format("{}: {} as expected", plural(total, "spec"), expected);
    if (unexpected > 0) text += fmt::format(", {} not as expected", unexpected);
    if (incomplete > 0) text += fmt::format(", {} incomplete", incomplete);
    if (errors > 0) text += fmt::format(", {} in error", errors);
    return text + about_findings(document);
}

std::string explain_reason(const std::string& reason) {
    if (reason == "memory") return "the memory that it may use is used up (--max-memory)";
    if (reason == "states") return "it has as many states as it may have (--max-states)";
    if (reason == "time") return "its time is up (--timeout)";
    if (reason == "interrupt") return "it was interrupted";
    if (reason == "bound") return "a bound of the model was reached (`bound` in the spec)";
    if (reason == "first") return "it stopped at the first violation (--first)";
    return reason;
}

std::string duration(double seconds) {
    if (seconds < 10) return fmt::format("{:.2f}s", seconds);
    if (seconds < 100) return fmt::format("{:.1f}s", seconds);
    const auto whole = static_cast<std::uint64_t>(seconds);
    return fmt::format("{}min {}s", whole / 60, whole % 60);
}

std::string size(std::uint64_t bytes) {
    constexpr std::array units{"bytes", "KiB", "MiB", "GiB", "TiB"};
    auto value = static_cast<double>(bytes);
    std::size_t unit = 0;
    while (value >= 1024 && unit + 1 < units.size()) {
        value /= 1024;
        ++unit;
    }
    return fmt::format("{:.{}f} {}", value, unit == 0 || value >= 10 ? 0 : 1, units[unit]);
}

}  // namespace revoke_mc::reports
