// The JSON form of trace documents.
#include "reports/trace.hpp"

#include "reports/internal/common_json.hpp"
#include "reports/internal/json_reader.hpp"
#include "reports/internal/rule_json.hpp"

namespace revoke_mc::reports {
namespace {

using internal::Json;
using internal::nullable;
using internal::Reader;

Json write(const TraceFrame& frame);
Json write(const TraceChange& change);
Json write(const TraceEvent& event);
Json write(const TraceLocks& locks);
Json write(const TraceStatement& statement);
Json write(const TraceStep& step);
Json write(const TraceThread& thread);

template <class T>
Json write_all(const std::vector<T>& items) {
    Json json = Json::array();
    for (const T& item : items) json.push_back(write(item));
    return json;
}

template <class T, class F>
std::vector<T> read_all(Reader& reader, std::string_view key, const F& read) {
    std::vector<T> items;
    reader.each(key, [&](const Json& json, const std::string& where) {
        Reader item(json, where);
        items.push_back(read(item));
        item.finish();
    });
    return items;
}

// --- the parts, each with its reader below its writer

Json write(const TraceSpec& spec) {
    Json json{{"file", spec.file},
              {"title", spec.title},
              {"hash", spec.hash},
              {"parameters", internal::write_parameters(spec.parameters)}};
    if (spec.log) json["log"] = true;
    return json;
}

TraceSpec read_spec(Reader reader) {
    TraceSpec spec{reader.text("file"), reader.text("title"), reader.text("hash"), {}};
    reader.members("parameters", [&](const std::string& name, const Json& value, const std::string& where) {
        spec.parameters.push_back(internal::read_parameter(name, value, where));
    });
    if (reader.has("log")) spec.log = reader.boolean("log");
    if (reader.has("log") && !spec.log) internal::complain("spec.log", "is true, or not there");
    reader.finish();
    return spec;
}

Json write(const TraceProperty& property) {
    Json json{
        {"name", property.name}, {"kind", property.kind}, {"text", property.text}, {"place", nullable(property.place)}};
    if (property.rule) json["rule"] = internal::write_rule(*property.rule);
    return json;
}

TraceProperty read_property(Reader reader) {
    TraceProperty property{reader.text("name"), reader.text("kind"), reader.text("text"), reader.nullable_text("place"),
                           internal::read_rule(reader)};
    reader.finish();
    return property;
}

Json write(const TraceFrame& frame) {
    return {{"routine", frame.routine}, {"place", frame.place}, {"statement", frame.statement}};
}
TraceFrame read_frame(Reader& reader) {
    return {reader.text("routine"), reader.text("place"), reader.text("statement")};
}

Json write(const TraceChange& change) {
    return {{"name", change.name}, {"before", change.before}, {"after", change.after}};
}
TraceChange read_change(Reader& reader) { return {reader.text("name"), reader.text("before"), reader.text("after")}; }

Json write(const TraceEvent& event) {
    Json json{{"property", event.property},
              {"message", event.message},
              {"place", event.place},
              {"blame", nullable(event.blame)}};
    if (event.thread) json["thread"] = *event.thread;
    return json;
}
TraceEvent read_event(Reader& reader) {
    return {reader.text("property"), reader.text("message"), reader.text("place"), reader.nullable_text("blame"),
            reader.has("thread") ? std::optional(reader.text("thread")) : std::nullopt};
}

Json write(const TraceLocks& locks) { return {{"thread", locks.thread}, {"locks", locks.locks}}; }
TraceLocks read_locks(Reader& reader) { return {reader.text("thread"), reader.texts("locks")}; }

Json write(const TraceStatement& statement) { return {{"place", statement.place}, {"statement", statement.statement}}; }
TraceStatement read_statement(Reader& reader) { return {reader.text("place"), reader.text("statement")}; }

Json write(const TraceThread& thread) {
    return {{"thread", thread.thread}, {"at", thread.at}, {"place", thread.place}};
}
TraceThread read_thread(Reader& reader) { return {reader.text("thread"), reader.text("at"), reader.text("place")}; }

Json write(const TraceStep& step) {
    return {{"thread", step.thread},
            {"instance", step.instance},
            {"place", step.place},
            {"call_stack", write_all(step.call_stack)},
            {"statement", step.statement},
            {"choices", step.choices},
            {"folded", write_all(step.folded)},
            {"changes", write_all(step.changes)},
            {"locks", write_all(step.locks)},
            {"events", write_all(step.events)},
            {"state", step.state.empty() ? Json(nullptr) : Json(step.state)}};
}

/// The hash of a state, or null where there is none.
std::string read_state(Reader& reader) {
    const std::optional<std::string> hash = reader.nullable_text("state");
    if (hash && hash->empty()) internal::complain("state", "should be a hash, or null");
    return hash.value_or("");
}

TraceStep read_step(Reader& reader) {
    TraceStep step;
    step.thread = reader.text("thread");
    step.instance = reader.text("instance");
    step.place = reader.text("place");
    step.call_stack = read_all<TraceFrame>(reader, "call_stack", read_frame);
    step.statement = reader.text("statement");
    step.choices = reader.texts("choices");
    step.folded = read_all<TraceStatement>(reader, "folded", read_statement);
    step.changes = read_all<TraceChange>(reader, "changes", read_change);
    step.locks = read_all<TraceLocks>(reader, "locks", read_locks);
    step.events = read_all<TraceEvent>(reader, "events", read_event);
    step.state = read_state(reader);
    return step;
}

Json write(const TraceInitial& initial) {
    Json values = Json::object();
    for (const auto& [name, value] : initial.values) values[name] = value;
    Json json{{"values", values},
              {"threads", write_all(initial.threads)},
              {"state", initial.state.empty() ? Json(nullptr) : Json(initial.state)}};
    if (!initial.events.empty()) json["events"] = write_all(initial.events);
    return json;
}

TraceInitial read_initial(Reader reader) {
    TraceInitial initial;
    reader.members("values", [&](const std::string& name, const Json& value, const std::string& where) {
        initial.values.emplace_back(name, Reader::text_of(value, where));
    });
    initial.threads = read_all<TraceThread>(reader, "threads", read_thread);
    if (reader.has("events")) {
        initial.events = read_all<TraceEvent>(reader, "events", read_event);
        if (initial.events.empty()) internal::complain("initial.events", "should be left out, as there are none");
    }
    initial.state = read_state(reader);
    reader.finish();
    return initial;
}

Json write(const TraceViolation& violation) {
    return {{"message", violation.message},
            {"thread", nullable(violation.thread)},
            {"place", nullable(violation.place)},
            {"blame", nullable(violation.blame)},
            {"details", violation.details}};
}

TraceViolation read_violation(Reader reader) {
    TraceViolation violation{reader.text("message"), reader.nullable_text("thread"), reader.nullable_text("place"),
                             reader.nullable_text("blame"), reader.texts("details")};
    reader.finish();
    return violation;
}

bool read_witness(Reader& reader) {
    const std::string outcome = reader.text("outcome");
    if (outcome != "witness" && outcome != "violation")
        internal::complain("outcome", "should be \"violation\" or \"witness\"");
    return outcome == "witness";
}

}  // namespace

std::string to_json(const TraceDocument& document) {
    const Json json{{"format", trace_format},
                    {"version", trace_version},
                    {"spec", write(document.spec)},
                    {"property", write(document.property)},
                    {"outcome", document.witness ? "witness" : "violation"},
                    {"initial", write(document.initial)},
                    {"steps", write_all(document.steps)},
                    {"cycle_start", document.cycle_start ? Json(*document.cycle_start) : Json(nullptr)},
                    {"violation", write(document.violation)}};
    return internal::dump_json(json);
}

TraceDocument trace_from_json(std::string_view text) {
    const Json json = internal::parse_json(text);
    Reader reader(json, "");
    reader.expect_format(trace_format, trace_version);
    TraceDocument document;
    document.spec = read_spec(reader.object("spec"));
    document.property = read_property(reader.object("property"));
    document.witness = read_witness(reader);
    document.initial = read_initial(reader.object("initial"));
    document.steps = read_all<TraceStep>(reader, "steps", read_step);
    document.cycle_start = reader.nullable_count("cycle_start");
    document.violation = read_violation(reader.object("violation"));
    reader.finish();
    return document;
}

}  // namespace revoke_mc::reports
