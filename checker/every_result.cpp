// From what was found to the document.
#include "checker/every_result.hpp"

#include <algorithm>

#include "model/language/program/names.hpp"
#include "model/language/program/program.hpp"
#include "reports/result.hpp"

namespace revoke_mc::checker {
namespace {

reports::EveryAnswer answer_of(Answer answer) {
    switch (answer) {
    case Answer::holds: return reports::EveryAnswer::holds;
    case Answer::violated: return reports::EveryAnswer::violated;
    case Answer::unknown: return reports::EveryAnswer::unknown;
    case Answer::not_applicable: break;
    }
    return reports::EveryAnswer::not_applicable;
}

reports::EveryProperty property_of(const program::Program& program, const AnyNumberProperty& found) {
    reports::EveryProperty out;
    out.name = found.name;
    out.answer = answer_of(found.answer);
    out.about_states = found.about_states;
    out.k = found.k;
    out.size = found.size;
    if (found.answer == Answer::unknown && found.suspicion) out.size = found.suspicion->where.size;
    out.reason = found.reason;
    out.run = found.run;
    if (found.trace) out.steps = found.trace->steps.size();
    for (const program::Property& property : program.properties) {
        if (program::name_for_all(property.name) != found.name) continue;
        out.kind = program::to_text(property.kind);
        out.expected_violated = out.expected_violated || property.expect_violated;
    }
    return out;
}

}  // namespace

reports::EveryResult every_result(const Spec& spec, const AnyNumber& found) {
    reports::EveryResult out;
    out.spec = found.file;
    out.title = spec.title();
    out.parameter = found.parameter;
    out.component = found.component;
    for (const reports::ParameterValue& other : spec.parameters())
        if (other.name != found.parameter) out.others.push_back(other);
    if (!found.not_applicable.empty()) out.not_applicable = found.not_applicable;
    out.split = found.split;
    out.without_upper_bound = found.dropped_ends;
    for (const AnyNumberRound& round : found.rounds)
        out.rounds.push_back({round.k, round.widest, round.views, round.configurations, round.seconds, round.cut});
    out.searched = {found.searched.begin(), found.searched.end()};
    for (const AnyNumberProperty& property : found.properties)
        out.properties.push_back(property_of(spec.program(), property));
    out.seconds = found.seconds;
    return out;
}

Conclusion conclusion_of(const reports::EveryResult& result) {
    if (result.error) return Conclusion::wrong_input;
    if (std::any_of(result.properties.begin(), result.properties.end(), reports::surprising))
        return Conclusion::violated;
    return result.as_expected() ? Conclusion::as_expected : Conclusion::incomplete;
}

}  // namespace revoke_mc::checker
