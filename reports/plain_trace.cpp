// Every struct of reports/trace.hpp, each with all its texts.
#include "reports/plain_trace.hpp"

#include "reports/style.hpp"

namespace revoke_mc::reports {
namespace {

template <class... Parts>
void plain_all(Parts&... parts);

void plain_one(std::string& text) { text = printable(text); }
void plain_one(TraceFrame& frame) { plain_all(frame.routine, frame.place, frame.statement); }
void plain_one(TraceChange& change) { plain_all(change.name, change.before, change.after); }
void plain_one(TraceEvent& event) { plain_all(event.property, event.message, event.place, event.blame, event.thread); }
void plain_one(TraceLocks& locks) { plain_all(locks.thread, locks.locks); }
void plain_one(TraceStatement& statement) { plain_all(statement.place, statement.statement); }
void plain_one(TraceThread& thread) { plain_all(thread.thread, thread.at, thread.place); }
void plain_one(ParameterValue& parameter) { plain_all(parameter.name); }
void plain_one(ReadingResult& reading) { plain_all(reading.name, reading.way, reading.text, reading.source); }
void plain_one(RuleResult& rule) { plain_all(rule.text, rule.source, rule.readings); }
void plain_one(std::pair<std::string, std::string>& value) { plain_all(value.first, value.second); }
void plain_one(TraceStep& step) {
    plain_all(step.thread, step.instance, step.place, step.call_stack, step.statement, step.choices, step.folded,
              step.changes, step.locks, step.events, step.state);
}

template <class T>
void plain_one(std::optional<T>& part) {
    if (part) plain_one(*part);
}
template <class T>
void plain_one(std::vector<T>& parts) {
    for (T& part : parts) plain_one(part);
}

template <class... Parts>
void plain_all(Parts&... parts) {
    (plain_one(parts), ...);
}

}  // namespace

TraceDocument plain(TraceDocument trace) {
    plain_all(trace.spec.file, trace.spec.title, trace.spec.hash, trace.spec.parameters);
    plain_all(trace.property.name, trace.property.kind, trace.property.text, trace.property.place, trace.property.rule);
    plain_all(trace.initial.values, trace.initial.threads, trace.initial.events, trace.initial.state);
    plain_all(trace.steps);
    plain_all(trace.violation.message, trace.violation.thread, trace.violation.place, trace.violation.blame,
              trace.violation.details);
    return trace;
}

}  // namespace revoke_mc::reports
