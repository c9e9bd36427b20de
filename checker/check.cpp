// One spec from file to result: load, check, lower, explore, judge, rebuild traces.
//
// Traces are rebuilt by the reference interpreter. If it does not confirm one, the whole spec is in error: a result
// that two implementations of the semantics disagree about is not shown.
#include <algorithm>
#include <array>
#include <exception>
#include <new>
#include <optional>
#include <string_view>

#include "checker/internal/certificate.hpp"
#include "checker/internal/checkpoint.hpp"
#include "checker/internal/contents.hpp"
#include "checker/internal/coverage.hpp"
#include "checker/internal/every_number.hpp"
#include "checker/internal/lock_order.hpp"
#include "checker/internal/reporter.hpp"
#include "checker/internal/search.hpp"
#include "checker/internal/verdicts.hpp"
#include "model/semantics/interpret/interpreter.hpp"
#include "reports/recorder.hpp"
#include "reports/style.hpp"
#include "reports/trace_builder.hpp"

namespace revoke_mc::checker {
namespace {

/// The interpreter follows them step by step, whatever the search has left of its time.
constexpr std::chrono::seconds time_for_traces{60};

explorer::Options search_options(const CheckOptions& options, Reporter& reporter) {
    explorer::Options search;
    search.threads = options.threads;
    search.max_memory = options.limits.max_memory;
    search.max_states = options.limits.max_states;
    search.timeout = limits::time_left();
    search.interrupt = options.limits.interrupt;
    search.first = options.first;
    search.progress = reporter.of_search();
    search.ranks = options.ranks;
    return search;
}

bool looks_closely(const CheckOptions& options) { return options.strict || options.coverage; }

struct ReductionRow {
    Reduction reduction;
    std::string_view word;
    reduce::Wanted wanted;
};

constexpr std::array reduction_rows{
    ReductionRow{Reduction::none, "none", {}}, ReductionRow{Reduction::symmetry, "symmetry", {.symmetry = true}},
    ReductionRow{Reduction::por, "por", {.partial_order = true}},
    ReductionRow{Reduction::slice, "slice", {.slice = true}}, ReductionRow{Reduction::all, "all", reduce::everything}};

/// What was made use of can only be said of whole states. A trace under partial-order reduction is a path of the plain
/// system, but perhaps not a shortest one.
reduce::Wanted wanted(const CheckOptions& options) {
    reduce::Wanted out = std::ranges::find(reduction_rows, options.reduction, &ReductionRow::reduction)->wanted;
    if (options.shortest) out.partial_order = false;
    if (looks_closely(options)) out.slice = false;
    if (!options.certificate.empty()) out.partial_order = out.slice = false;
    return out;
}

reports::SpecResult heading(const std::string& file, const CheckOptions& options) {
    reports::SpecResult result;
    result.spec = file;
    result.threads = options.threads;
    result.reduction = "none";
    return result;
}

void fill_counts(const SearchOutcome& found, reports::SpecResult& result) {
    result.states = found.states;
    result.transitions = found.transitions;
    result.depth = found.depth;
    result.bits_per_state = found.bits;
    result.seconds = found.seconds;
    result.peak_bytes = found.bytes;
    result.reduction = found.reduction;
}

/// Nothing if it would take too much: the verdict stands without it.
std::optional<reports::TraceDocument> trace_of(const interpret::Interpreter& interpreter, program::PropertyId property,
                                               const reports::FoundTrace& found) {
    try {
        return reports::build_trace(interpreter, property, found, reports::Order::few_switches);
    } catch (const limits::Exhausted&) {
        return std::nullopt;
    }
}

void add_traces(const program::Program& program, const SearchOutcome& found, CheckedSpec& checked) {
    const interpret::Interpreter interpreter(program);
    const limits::Scope scope(
        {.deadline = limits::deadline_after(time_for_traces), .max_memory = limits::memory_left()});
    for (const program::PropertyId property : found.properties.ids()) {
        if (!found.properties[property].trace) continue;
        auto trace = trace_of(interpreter, property, *found.properties[property].trace);
        if (!trace) continue;
        reports::PropertyResult& result = checked.result.properties[property.number()];
        if (result.verdict == reports::Verdict::violated) result.blame = trace->violation.blame;
        const bool violated = result.verdict == reports::Verdict::violated;
        checked.found.push_back(
            {property.number(), violated == program.properties[property].expect_violated, std::move(*trace)});
    }
}

/// What partial order may have hidden is looked for once more without it.
void complete_observation(const program::Program& program, const explorer::Options& options, reduce::Wanted reductions,
                          SearchOutcome& found) {
    if (!found.observed || found.observed_all) return;
    reductions.partial_order = reductions.slice = false;
    const SearchOutcome again = search(program, options, reductions, false, Observe::all);
    found.observation_cut = again.reason;
    if (!again.observed) return;
    *found.observed |= *again.observed;
    found.observed_all = again.observed_all;
}

/// --strict and --coverage have to see everything that is made use of. Where the second look was cut short nothing is
/// known to be wrong, but the spec is not as it should be either.
void require_observation(const SearchOutcome& found, reports::SpecResult& result) {
    if (found.status != explorer::Status::complete || found.observed_all) return;
    result.as_expected = false;
    result.reason = std::string(explorer::to_string(found.observation_cut));
    if (result.verdict == reports::Verdict::holds) result.verdict = reports::Verdict::incomplete;
}

void look_at_use(const std::shared_ptr<const program::Program>& program, const CheckOptions& options,
                 SearchOutcome& found, CheckedSpec& checked) {
    const auto findings = add_findings(*program, found, checked.result);
    if (!looks_closely(options) || !found.observed) return;
    checked.program = program;
    checked.observed = std::make_shared<const coverage::Observed>(std::move(*found.observed));
    if (options.strict) checked.findings = be_strict(*program, findings, checked.result, checked.details);
}

void add_lock_order(const program::Program& program, LockOrder order, CheckedSpec& checked) {
    checked.result.properties[lock_order_id.number()].circles = std::move(order.circles);
    checked.result.properties[lock_order_id.number()].more_circles = order.more;
    checked.result.properties[lock_order_id.number()].untraced = std::move(order.untraced);
    const bool expected = program.properties[lock_order_id].expect_violated;
    for (reports::TraceDocument& trace : order.traces)
        checked.found.push_back({lock_order_id.number(), expected, std::move(trace)});
}

LockOrder lock_order(const Spec::Contents& spec, const explorer::Options& limits, reduce::Wanted reductions,
                     SearchOutcome& found) {
    try {
        return decide_lock_order(
            *spec.program, [&] { return spec.again(); }, limits, reductions, found);
    } catch (const limits::Exhausted& limit) {
        found.status = explorer::Status::incomplete;
        found.reason = reason_of(limit.reason());
        return {};
    }
}

/// All searches; the states of the first are for `taker`, its checkpoints for `keeper`, if there are these.
SearchOutcome search_all(const Spec::Contents& spec, const CheckOptions& options, Reporter& reporter, LockOrder& order,
                         StateTaker* taker, CheckpointKeeper* keeper) {
    const explorer::Options limits = search_options(options, reporter);
    reduce::Wanted reductions = wanted(options);
    if (taker != nullptr && !may_exchange(*spec.program)) reductions.symmetry = false;
    SearchOutcome found = search(*spec.program, limits, reductions, options.check_reductions,
                                 looks_closely(options) ? Observe::all : Observe::steps, taker, keeper);
    reporter.begin(Pass::use);
    if (looks_closely(options)) complete_observation(*spec.program, limits, wanted(options), found);
    reporter.begin(Pass::lock_order);
    order = lock_order(spec, limits, wanted(options), found);
    return found;
}

reports::Remark remark_of(const syntax::Remark& remark) {
    return {remark.severity == syntax::Severity::error, remark.place, remark.message, remark.hint};
}

reports::SpecDetails details_of(const program::Program& program) {
    reports::SpecDetails details{.title = program.title, .claims = {}, .surprises = {}, .remarks = {}};
    for (const syntax::Diagnostic& warning : program.warnings)
        details.remarks.push_back(remark_of(syntax::remark_of(warning, *program.sources)));
    return details;
}

CheckedSpec check_loaded(const Spec& spec, const CheckOptions& options, Reporter& reporter) {
    CheckedSpec checked{.result = heading(spec.file(), options)};
    const program::Program& program = spec.program();
    checked.result.params = spec.parameters();
    checked.result.warnings = spec.warnings();
    checked.details = details_of(program);
    LockOrder order;
    std::optional<CertificateTaker> taker;
    if (!options.certificate.empty()) taker.emplace(program);
    std::optional<CheckpointKeeper> keeper;
    if (!options.checkpoint.file.empty()) keeper.emplace(options.checkpoint);
    SearchOutcome found =
        search_all(spec.contents(), options, reporter, order, taker ? &*taker : nullptr, keeper ? &*keeper : nullptr);
    if (keeper) checked.checkpoint_error = keeper->error();
    fill_counts(found, checked.result);
    judge(program, found, options.reduction == Reduction::none, checked.result, checked.details);
    reporter.begin(Pass::traces);
    add_traces(program, found, checked);
    add_lock_order(program, std::move(order), checked);
    if (looks_closely(options)) require_observation(found, checked.result);
    look_at_use(spec.contents().program, options, found, checked);
    if (taker) {
        reporter.begin(Pass::certificate);
        certify(program, found, *taker, options, checked);
    }
    if (options.every_number && !program.every_number.empty()) {
        reporter.begin(Pass::every_number);
        keep_every_number(spec, options, reporter, checked);
    }
    return checked;
}

CheckedSpec failed(const std::string& file, const CheckOptions& options, const std::string& message) {
    CheckedSpec checked{.result = heading(file, options)};
    checked.result.verdict = reports::Verdict::error;
    checked.result.error = message.empty() ? "unknown error" : message;
    return checked;
}

/// Before anything is known of it.
CheckedSpec given_up(const std::string& file, const CheckOptions& options, explorer::Reason reason) {
    CheckedSpec checked{.result = heading(file, options)};
    checked.result.verdict = reports::Verdict::incomplete;
    checked.result.reason = std::string(explorer::to_string(reason));
    return checked;
}

/// What `work` returns; a mistake or a limit as a result.
template <class Work>
CheckedSpec guarded(const std::string& file, const CheckOptions& options, const Work& work) {
    try {
        return work();
    } catch (const syntax::SpecError& error) {
        CheckedSpec checked = failed(file, options, error.what());
        for (const syntax::Remark& remark : error.remarks()) checked.details.remarks.push_back(remark_of(remark));
        return checked;
    } catch (const limits::Exhausted& limit) {
        return given_up(file, options, reason_of(limit.reason()));
    } catch (const std::bad_alloc&) {
        return given_up(file, options, explorer::Reason::memory);
    } catch (const explorer::BadCheckpoint& bad) {
        return failed(file, options,
                      reports::printable(options.checkpoint.file) + " " + reports::printable(bad.what()));
    } catch (const std::exception& error) {
        return failed(file, options, reports::printable(file) + ": " + error.what());
    }
}

}  // namespace

std::optional<Reduction> reduction_of(std::string_view word) {
    const auto* row = std::ranges::find(reduction_rows, word, &ReductionRow::word);
    return row != reduction_rows.end() ? std::optional(row->reduction) : std::nullopt;
}

reports::SpecReport report_of(const CheckedSpec& checked) {
    reports::SpecReport report{checked.result, checked.details, {}};
    for (const CheckedSpec::Found& found : checked.found)
        if (!found.trace.witness) report.traces.push_back({found.property, found.trace});
    return report;
}

CheckedSpec not_begun(const std::string& file, const CheckOptions& options) {
    return given_up(file, options, explorer::Reason::interrupt);
}

CheckedSpec check(const Spec& spec, const CheckOptions& options, Observer* observer) {
    Reporter reporter(observer);
    const limits::Scope scope(reporter.allowance(options.limits));
    return guarded(spec.file(), options, [&] { return check_loaded(spec, options, reporter); });
}

CheckedSpec check_file(const std::string& file, const Parameters& parameters, const CheckOptions& options,
                       Observer* observer) {
    Reporter reporter(observer);
    const limits::Scope scope(reporter.allowance(options.limits));
    return guarded(file, options, [&] { return check_loaded(load(file, parameters), options, reporter); });
}

}  // namespace revoke_mc::checker
