// The log is read line by line while it is explained. Where a trace is wanted, once more, up to where it ends.
#include "checker/validate.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "checker/internal/reporter.hpp"
#include "model/language/check/check.hpp"
#include "model/language/syntax/instrument.hpp"
#include "model/semantics/explain/explain.hpp"
#include "model/semantics/explain/question.hpp"
#include "model/semantics/interpret/interpreter.hpp"
#include "model/semantics/lower/system_ids.hpp"
#include "reports/certificate/decode.hpp"
#include "reports/document_error.hpp"
#include "reports/log.hpp"
#include "reports/probes.hpp"
#include "reports/recorder.hpp"
#include "reports/trace_builder.hpp"

namespace revoke_mc::checker {

using explain::Explained;
using reports::LogLine;
using reports::LogResult;
using reports::LogVerdict;

namespace {

syntax::Loaded load_instrumented(const std::string& file) {
    syntax::Loaded loaded = syntax::load(file);
    if (loaded.files.back().log.empty()) {
        throw reports::DocumentError(reports::printable(file) + ": the spec does not say what a log shows of it: write "
                                                                "log { ... } (specs/README.md, \"Logs of a kernel\")");
    }
    syntax::instrument(loaded);
    return loaded;
}

}  // namespace

struct Validator::Contents {
    Contents(const std::string& file, const Parameters& parameters, bool with_coverage)
        : loaded(load_instrumented(file)), program(check::check(loaded, parameters)), coverage(with_coverage),
          lowered(lower::lower(program, {coverage, {}})), question(explain::ask_explained(program)),
          interpreter(program) {}

    syntax::Loaded loaded;
    program::Program program;
    const bool coverage;
    lower::Lowered lowered;
    program::PropertyId question;  ///< asked behind the lowering, which need not know it
    interpret::Interpreter interpreter;
};

namespace {

/// One reading of a log.
class Reading {
public:
    Reading(const std::string& path, const program::Program& program) : log_(path), resolver_(resolver(program)) {}

    [[nodiscard]] std::optional<explain::Event> next() {
        std::optional<explain::Logged> line = log_.next();
        if (!line) return std::nullopt;
        try {
            explain::Event event = resolver_.resolve(*line);
            recent_.push_back({log_.line(), line->number, text_of(*line)});
            if (recent_.size() > most_recent) recent_.erase(recent_.begin());
            return event;
        } catch (const explain::LogError& error) {
            log_.fail(error.what());
        }
    }

    [[nodiscard]] const explain::Resolver& resolver() const { return resolver_; }
    [[nodiscard]] const explain::LogHead& head() const { return log_.head(); }
    /// One of the last that were read.
    [[nodiscard]] std::optional<LogLine> line_of(std::uint64_t number) const {
        for (const LogLine& line : recent_)
            if (line.number == number) return line;
        return std::nullopt;
    }

private:
    static constexpr std::size_t most_recent = 64;

    [[nodiscard]] explain::Resolver resolver(const program::Program& program) const {
        try {
            return {program, log_.head()};
        } catch (const explain::LogError& error) {
            log_.fail(error.what());
        }
    }

    static std::string text_of(const explain::Logged& line) {
        program::LogPoint point;
        point.kind = line.kind;
        point.name = line.name;
        std::string text = (line.task ? *line.task + ": " : "") + point.text();
        if (line.value) text += " = " + text_of(*line.value);
        for (const auto& [path, value] : line.arguments)
            text += " " + path + (path.empty() ? "" : "=") + text_of(value);
        return text;
    }
    static std::string text_of(const explain::LoggedValue& value) {
        if (const auto* text = std::get_if<std::string>(&value)) return *text;
        if (const auto* truth = std::get_if<bool>(&value)) return *truth ? "true" : "false";
        return std::to_string(std::get<std::int64_t>(value));
    }

    reports::Log log_;
    explain::Resolver resolver_;
    std::vector<LogLine> recent_;
};

reports::FoundTrace found_trace(const lower::Lowered& lowered, const explain::WayPtr& end) {
    std::vector<const explain::Way*> ways;
    for (const explain::Way* way = end.get(); way != nullptr; way = way->before.get()) ways.push_back(way);
    std::reverse(ways.begin(), ways.end());
    reports::FoundTrace found;
    found.initial = lowered.view(ways.front()->state.data());
    for (std::size_t i = 1; i < ways.size(); ++i) {
        limits::poll();
        found.steps.push_back({program::ThreadId{lowered.model().transitions[ways[i]->transition].thread.number()},
                               lowered.view(ways[i]->state.data())});
    }
    return found;
}

}  // namespace

namespace {

/// What there is to say about one log.
class Teller {
public:
    Teller(const program::Program& program, const lower::Lowered& lowered, const interpret::Interpreter& interpreter)
        : program_(program), lowered_(lowered), interpreter_(interpreter), recorder_(interpreter) {}

    [[nodiscard]] reports::NearestState nearest(const explain::Near& near) const {
        const interpret::State state = reports::interpreter_state(program_, lowered_, near.state.data());
        const reports::TraceThread at = recorder_.thread(state, near.thread);
        return {program_.threads[near.thread].name, at.at, at.place, reason(near, state)};
    }

    [[nodiscard]] reports::LogViolation violation(const explain::Violation& found) const {
        const program::Property& property = program_.properties[found.property];
        reports::LogViolation out;
        out.property = property.name;
        out.message = property.text.empty() ? property.name : property.text;
        out.blame = reports::to_text(property.blames);
        if (property.place.line != 0) out.place = program_.sources->describe(property.place);
        out.rule = reports::rule_of(program_, property);
        return out;
    }

private:
    [[nodiscard]] std::string reason(const explain::Near& near, const interpret::State& state) const {
        if (!near.reason.empty()) return near.reason;
        if (near.cut) return cut(near.thread, state);
        if (!near.unseen.empty())
            return "it would come by \"" + near.unseen + "\" first, which the log does not have here";
        std::string blocked = interpreter_.why_blocked(state, near.thread);
        if (!blocked.empty()) return blocked;
        return fmt::format("it is {} step{} away from that", near.steps, near.steps == 1 ? "" : "s");
    }

    [[nodiscard]] std::string cut(program::ThreadId thread, const interpret::State& state) const {
        for (const interpret::Outcome& step : interpreter_.steps(state, thread)) {
            if (step.next) continue;
            if (step.bound_reached) return "the model's own bound is reached: " + step.bound_text;
            if (!step.events.empty()) return step.events.front().message;
        }
        return "its step has no successor";
    }

    const program::Program& program_;
    const lower::Lowered& lowered_;
    const interpret::Interpreter& interpreter_;
    reports::Recorder recorder_;
};

LogVerdict verdict_of(const Explained& explained) {
    if (!explained.violations.empty()) return LogVerdict::violated;
    if (explained.stopped) return LogVerdict::incomplete;
    if (explained.all) return LogVerdict::explained;
    return explained.bound ? LogVerdict::incomplete : LogVerdict::not_explained;
}

std::string reason_of(const Explained& explained) {
    if (!explained.stopped) return "bound";
    switch (*explained.stopped) {
    case limits::Reason::memory: return "memory";
    case limits::Reason::states: return "states";
    case limits::Reason::time: return "time";
    case limits::Reason::interrupt: break;
    }
    return "interrupt";
}

}  // namespace

Validator::Validator(const std::string& spec, const Parameters& parameters, const Limits& limits, bool coverage) {
    const limits::Scope scope(allowance(limits));
    contents_ = std::make_unique<const Contents>(spec, parameters, coverage);
}

Validator::~Validator() = default;

reports::ValidationDocument Validator::document() const {
    return {contents_->program.file, contents_->program.title, reports::parameters_of(contents_->program), {}, {}};
}

std::vector<std::string> Validator::warnings() const {
    std::vector<std::string> out;
    for (const syntax::Diagnostic& warning : contents_->program.warnings)
        out.push_back(syntax::render(warning, *contents_->program.sources));
    return out;
}

std::string Validator::probes() const { return reports::probes(contents_->program); }

namespace {

program::PointSet points_of(const program::Program& program, const explain::Covered::Points& covered) {
    program::PointSet out = program::no_points(program);
    for (std::size_t i = 0; i < covered.size(); ++i) out[program::Point{i}] = covered[i];
    return out;
}

reports::ReachedByLogs reached_by(const program::Program& program, const explain::Covered& covered) {
    return {points_of(program, covered.surely), points_of(program, covered.perhaps)};
}

}  // namespace

std::vector<reports::FileCoverage> Validator::coverage(const explain::Covered& covered) const {
    const program::Program& program = contents_->program;
    const reports::ReachedByLogs reached = reached_by(program, covered);
    std::vector<reports::FileCoverage> out;
    for (std::uint32_t file = 0; file < program.sources->files.size(); ++file) {
        out.push_back(reports::file_coverage(program, file, reached));
        const reports::FileCoverage& last = out.back();
        if (last.all.empty() && last.some.empty() && last.perhaps.empty() && last.none.empty()) out.pop_back();
    }
    return out;
}

std::string Validator::coverage_text(const explain::Covered& covered) const {
    const program::Program& program = contents_->program;
    const reports::ReachedByLogs reached = reached_by(program, covered);
    std::string out;
    for (std::uint32_t file = 0; file < program.sources->files.size(); ++file)
        if (!program.sources->files[file].is_kernel()) out += reports::coverage_text(program, file, reached) + "\n";
    return out;
}

namespace {

/// One explanation up to where it first breaks the property.
explain::WayPtr up_to(explain::WayPtr way, program::PropertyId property) {
    const system::PropertyId wanted = lower::system_id(property);
    explain::WayPtr first = way;
    for (; way; way = way->before)
        if (std::find(way->breaks.begin(), way->breaks.end(), wanted) != way->breaks.end()) first = way;
    return first;
}

class Validation {
public:
    Validation(const std::string& path, const Validator::Contents& in, const ValidateOptions& options)
        : path_(path), in_(in), options_(options), teller_(in.program, in.lowered, in.interpreter) {}

    [[nodiscard]] ValidatedLog run() {
        const Explained explained = read();
        describe(explained);
        out_.covered = explained.covered;
        if (options_.traces && (!explained.all || !explained.violations.empty())) make_traces(explained);
        return std::move(out_);
    }

private:
    /// Once more if the log tells instances apart that the spec does not.
    [[nodiscard]] Explained read() {
        Explained explained = read_once();
        if (!explained.tell_apart) return explained;
        tell_apart_ = true;
        out_.result.violations.clear();
        return read_once();
    }

    [[nodiscard]] Explained read_once() {
        Reading reading(path_, in_.program);
        explain::Options options{
            .max_states = options_.limits.max_states, .tell_apart = tell_apart_, .coverage = in_.coverage};
        options.found = [&](const explain::Violation& violation) {
            out_.result.violations.push_back(teller_.violation(violation));
            if (violation.line) out_.result.violations.back().line = reading.line_of(*violation.line);
        };
        explain::Explainer explainer(in_.program, in_.lowered, reading.resolver(), options);
        Explained explained = explainer.explain([&] { return reading.next(); });
        out_.result.kernel = reading.head().kernel;
        if (explained.first_not) out_.result.first_not = reading.line_of(explained.first_not->number);
        return explained;
    }

    void describe(const Explained& explained) {
        LogResult& result = out_.result;
        result.file = path_;
        result.verdict = verdict_of(explained);
        if (result.verdict == LogVerdict::incomplete) result.reason = reason_of(explained);
        result.explained = explained.lines;
        result.widest = explained.widest;
        result.states = explained.states;
        for (const explain::Near& near : explained.nearest) {
            reports::NearestState told = teller_.nearest(near);
            const auto same = [&](const reports::NearestState& other) {
                return other.thread == told.thread && other.at == told.at && other.reason == told.reason;
            };
            if (std::none_of(result.nearest.begin(), result.nearest.end(), same))
                result.nearest.push_back(std::move(told));
        }
    }

    void make_traces(const Explained& explained) {
        Reading reading(path_, in_.program);
        const explain::Options options{.max_states = options_.limits.max_states,
                                       .keep_ways = true,
                                       .most_lines = explained.lines,
                                       .tell_apart = tell_apart_};
        explain::Explainer explainer(in_.program, in_.lowered, reading.resolver(), options);
        const Explained again = explainer.explain([&] { return reading.next(); });
        for (const explain::Violation& violation : again.violations)
            out_.violations.push_back(trace_of(violation.property, up_to(violation.way, violation.property)));
        if (!explained.all) out_.explained = trace_of(in_.question, again.way);
    }

    [[nodiscard]] std::optional<reports::TraceDocument> trace_of(program::PropertyId property,
                                                                 const explain::WayPtr& way) const {
        if (!way) return std::nullopt;
        return reports::build_trace(in_.interpreter, property, found_trace(in_.lowered, way));
    }

    const std::string& path_;
    const Validator::Contents& in_;
    const ValidateOptions& options_;
    Teller teller_;
    bool tell_apart_ = false;
    ValidatedLog out_;
};

}  // namespace

ValidatedLog Validator::validate(const std::string& log, const ValidateOptions& options) const {
    const limits::Scope scope(allowance(options.limits));
    return Validation(log, *contents_, options).run();
}

Conclusion conclusion_of(const LogResult& result) {
    switch (result.verdict) {
    case LogVerdict::explained: return Conclusion::as_expected;
    case LogVerdict::not_explained:
    case LogVerdict::violated: return Conclusion::violated;
    case LogVerdict::incomplete: break;
    }
    return Conclusion::incomplete;
}

}  // namespace revoke_mc::checker
