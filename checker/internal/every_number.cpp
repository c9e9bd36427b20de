// Nothing is settled by half: a limit makes the result incomplete, anything else that is not excluded is not as
// expected.
#include "checker/internal/every_number.hpp"

#include <algorithm>

#include "checker/every_result.hpp"
#include "checker/internal/contents.hpp"

namespace revoke_mc::checker {
namespace {

bool is_asked(const program::EveryNumber& expected, const reports::EveryProperty& property) {
    if (expected.names.empty()) return property.about_states && !property.expected_violated;
    return std::ranges::find(expected.names, property.name) != expected.names.end();
}

reports::EveryNumberResult heading(const reports::EveryResult& found) {
    reports::EveryNumberResult out;
    out.parameter = found.parameter;
    out.component = found.component;
    out.seconds = found.seconds;
    if (found.rounds.empty()) return out;
    out.k = found.rounds.back().k;
    out.views = found.rounds.back().views;
    return out;
}

void cut_short(const std::string& reason, reports::SpecResult& result) {
    result.as_expected = false;
    result.reason = reason;
    if (result.verdict == reports::Verdict::holds) result.verdict = reports::Verdict::incomplete;
}

void keep(const Spec& spec, const program::EveryNumber& expected, const AnyNumberOptions& options,
          reports::SpecResult& result) {
    const AnyNumber answer = check_any_number(spec, expected.parameter, options);
    const reports::EveryResult found = every_result(spec, answer);
    reports::EveryNumberResult every = heading(found);
    every.as_expected = !found.not_applicable;
    if (found.not_applicable)
        result.unexpected.push_back("expected to hold for every " + expected.parameter +
                                    ", which is not applicable: " + *found.not_applicable);
    for (std::size_t i = 0; i < found.properties.size(); ++i) {
        const reports::EveryProperty& property = found.properties[i];
        if (found.not_applicable || !is_asked(expected, property) || property.answer == reports::EveryAnswer::holds)
            continue;
        every.as_expected = false;
        if (property.answer == reports::EveryAnswer::unknown && answer.properties[i].limit)
            cut_short(std::string(explorer::to_string(*answer.properties[i].limit)), result);
        else
            result.unexpected.push_back(property.name + " is expected to hold for every " + expected.parameter + ": " +
                                        reports::answer_text(property, expected.parameter) + " (check --any " +
                                        expected.parameter + " tells more)");
    }
    if (!every.as_expected) result.as_expected = false;
    result.every_number.push_back(std::move(every));
}

}  // namespace

void keep_every_number(const Spec& spec, const CheckOptions& options, Reporter& reporter, CheckedSpec& checked) {
    reports::SpecResult& result = checked.result;
    if (result.verdict == reports::Verdict::incomplete || result.reason) return;
    AnyNumberOptions search;
    search.limits = options.limits;
    search.threads = options.threads;
    search.progress = reporter.of_search();
    search.least_k = 2;  // one of eighteen specs is proved with less, and trying takes as long as proving
    for (const program::EveryNumber& expected : spec.program().every_number) {
        if (spec.contents().parameters.contains(expected.parameter)) continue;
        keep(spec, expected, search, result);
        checked.details.surprises.resize(
            result.unexpected.size(),
            {.kind = reports::Surprise::Kind::every_number, .place = spec.program().sources->describe(expected.place)});
    }
}

}  // namespace revoke_mc::checker
