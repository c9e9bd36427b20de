// Each rule of the header, as a function.
#include "checker/internal/verdicts.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "reports/recorder.hpp"
#include "reports/style.hpp"

namespace revoke_mc::checker {
namespace {

using program::Property;
using reports::Verdict;

std::string what_ended(const SearchOutcome& found) {
    if (found.status == explorer::Status::stopped_at_first) return "first";
    return std::string(explorer::to_string(found.reason));
}

/// Two instances of one `for each`.
bool alike(const Property& one, const Property& other) {
    return one.place == other.place && one.name.ends_with(']') && other.name.ends_with(']');
}

/// A sentence if the verdict is not the one that the spec expects.
std::string surprise(const program::Program& program, const SearchOutcome& found, program::PropertyId number) {
    const Property& property = program.properties[number];
    const Verdict verdict = verdict_of(property, found.properties[number]);
    if (verdict == Verdict::incomplete || violated_elsewhere(program, found, number)) return "";
    const bool violated = verdict == Verdict::violated;
    if (violated == property.expect_violated) return "";
    if (!violated) return fmt::format("{} is expected to be violated, but it holds", property.name);
    if (property.kind == Property::Kind::reachable) return fmt::format("{} is not possible", property.name);
    return fmt::format("{} is violated", property.name);
}

void compare(const char* what, const std::optional<std::uint64_t>& expected, std::uint64_t actual,
             std::vector<std::string>& unexpected) {
    if (expected && *expected != actual) {
        unexpected.push_back(
            fmt::format("{} {} expected, {} found", reports::grouped(*expected), what, reports::grouped(actual)));
    }
}

void compare_pinned(const program::ExpectedCounts& counts, const SearchOutcome& found,
                    std::vector<std::string>& unexpected) {
    compare("states", counts.states, found.states, unexpected);
    compare("transitions", counts.transitions, found.transitions, unexpected);
    compare("depth", counts.depth, found.depth, unexpected);
}

std::string describe(const program::Program& program, program::Place place) {
    return place.line == 0 ? "" : program.sources->describe(place);
}

reports::ClaimDetails claim_of(const program::Program& program, const Property& property) {
    return {property.text, describe(program, property.place), property.expect_violated};
}

bool any(const std::vector<reports::PropertyResult>& properties, Verdict verdict) {
    return std::any_of(properties.begin(), properties.end(), [&](const auto& p) { return p.verdict == verdict; });
}

}  // namespace

Verdict verdict_of(const Property& property, const PropertyOutcome& found) {
    if (found.verdict == explorer::Verdict::unknown) return Verdict::incomplete;
    const bool seen = found.verdict == explorer::Verdict::violated;
    const bool wanted = property.kind == Property::Kind::reachable;
    return seen == wanted ? Verdict::holds : Verdict::violated;
}

bool violated_elsewhere(const program::Program& program, const SearchOutcome& found, program::PropertyId number) {
    const Property& property = program.properties[number];
    if (!property.expect_violated || verdict_of(property, found.properties[number]) != Verdict::holds) return false;
    for (const program::PropertyId i : program.properties.ids())
        if (alike(program.properties[i], property) &&
            verdict_of(program.properties[i], found.properties[i]) == Verdict::violated)
            return true;
    return false;
}

void judge(const program::Program& program, const SearchOutcome& found, bool compare_counts,
           reports::SpecResult& result, reports::SpecDetails& details) {
    const bool complete = found.status == explorer::Status::complete;
    for (const program::PropertyId i : program.properties.ids()) {
        const Property& property = program.properties[i];
        const Verdict verdict = verdict_of(property, found.properties[i]);
        result.properties.push_back({.name = property.name,
                                     .kind = to_text(property.kind),
                                     .verdict = verdict,
                                     .trace = {},
                                     .blame = {},
                                     .rule = reports::rule_of(program, property),
                                     .circles = {},
                                     .more_circles = false,
                                     .traces = {},
                                     .untraced = {}});
        details.claims.push_back(claim_of(program, property));
        if (const std::string text = surprise(program, found, i); !text.empty()) {
            result.unexpected.push_back(text);
            details.surprises.push_back({.kind = reports::Surprise::Kind::verdict, .property = i.number()});
        }
    }
    const bool surprised = !result.unexpected.empty();
    if (complete && compare_counts && program.all_defaults()) compare_pinned(program.counts, found, result.unexpected);
    details.surprises.resize(result.unexpected.size(), {.kind = reports::Surprise::Kind::counts,
                                                        .place = describe(program, program.counts.place)});
    const bool violated = any(result.properties, Verdict::violated);
    if (!complete) result.reason = what_ended(found);
    if (!complete && !(surprised && violated)) {
        result.verdict = Verdict::incomplete;
    } else {
        result.verdict = violated ? Verdict::violated : Verdict::holds;
    }
    result.as_expected = complete && result.unexpected.empty() && !any(result.properties, Verdict::incomplete);
}

}  // namespace revoke_mc::checker
