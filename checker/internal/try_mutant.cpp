#include "checker/internal/try_mutant.hpp"

#include <algorithm>
#include <new>
#include <set>
#include <stdexcept>

#include "checker/internal/lock_order.hpp"
#include "checker/internal/reporter.hpp"
#include "checker/internal/search.hpp"
#include "checker/internal/verdicts.hpp"
#include "explorer/system/same_model.hpp"
#include "model/language/check/check.hpp"
#include "model/semantics/interpret/interpreter.hpp"
#include "reports/style.hpp"
#include "reports/trace_builder.hpp"

namespace revoke_mc::checker {
namespace {

using program::Property;
using reports::MutantOutcome;

/// True: nothing is left of the expectation.
bool forget_names(syntax::Expect& expect, const std::set<std::string>& gone) {
    const bool named = !expect.names.empty();
    for (std::size_t i = expect.names.size(); i-- > 0;) {
        if (!gone.contains(expect.names[i])) continue;
        expect.names.erase(expect.names.begin() + static_cast<std::ptrdiff_t>(i));
        expect.name_places.erase(expect.name_places.begin() + static_cast<std::ptrdiff_t>(i));
    }
    return named && expect.names.empty();
}

/// What of the spec a search to the first violation cannot ask is taken out of the syntax tree. False: there is
/// nothing.
bool keep_what_may_break(syntax::File& spec) {
    std::set<std::string> out;
    for (const syntax::Expect& expect : spec.expects)
        if (expect.form == syntax::ExpectForm::violated) out.insert(expect.names.begin(), expect.names.end());
    std::set<std::string> gone;
    const std::size_t removed = std::erase_if(spec.properties, [&](const syntax::Property& property) {
        const bool goes = property.form == syntax::PropertyForm::reachable || out.contains(property.name);
        if (goes) gone.insert(property.name);
        return goes;
    });
    std::erase_if(spec.expects, [&](syntax::Expect& expect) { return forget_names(expect, gone); });
    return removed > 0;
}

/// What is not as the spec expects it; empty: nothing, or it is not known.
std::string change(const Property& property, const PropertyOutcome& found) {
    const reports::Verdict verdict = verdict_of(property, found);
    const bool violated = verdict == reports::Verdict::violated;
    if (verdict == reports::Verdict::incomplete || violated == property.expect_violated) return "";
    if (!violated) return "no longer violated";
    return property.kind == Property::Kind::reachable ? "not possible" : "violated";
}

void add_broken(const program::Program& program, const SearchOutcome& found, const LockOrder& order,
                TriedMutant& tried) {
    const interpret::Interpreter interpreter(program);
    for (const program::PropertyId i : program.properties.ids()) {
        const std::string what = change(program.properties[i], found.properties[i]);
        if (what.empty() || violated_elsewhere(program, found, i)) continue;
        reports::BrokenProperty broken{program.properties[i].name, what, {}, {}};
        if (what == "violated" && found.properties[i].trace) {
            tried.traces.push_back(
                reports::build_trace(interpreter, i, *found.properties[i].trace, reports::Order::few_switches));
            broken.steps = tried.traces.back().steps.size();
        } else if (i == lock_order_id && !order.traces.empty()) {
            tried.traces.push_back(order.traces.front());
            broken.steps = tried.traces.back().steps.size();
        }
        tried.result.broken.push_back(std::move(broken));
    }
}

bool expects_violations(const program::Program& program) {
    return std::any_of(program.properties.begin(), program.properties.end(),
                       [](const Property& property) { return property.expect_violated; });
}

void end_with(TriedMutant& tried, MutantOutcome outcome, std::string reason) {
    tried.result.outcome = outcome;
    tried.result.reason = std::move(reason);
}

std::string first_message(const syntax::SpecError& error) {
    return error.diagnostics().empty() ? error.what() : error.diagnostics().front().message;
}

TriedMutant heading(const mutate::Mutant& mutant, const syntax::Sources& sources) {
    TriedMutant tried;
    tried.result.id = mutant.id;
    tried.result.kind = to_string(mutant.kind);
    tried.result.routine = mutant.routine;
    tried.result.place = sources.describe(mutant.place);
    tried.result.before = mutant.before;
    tried.result.after = mutant.after;
    return tried;
}

}  // namespace

MutantTrial::MutantTrial(const Spec::Contents& spec, const MutateOptions& options, const explorer::Options& search)
    : spec_(spec), options_(options), search_(search) {
    static_cast<void>(spec.lowered());  // before threads ask for it, each with a budget of its own
}

TriedMutant MutantTrial::run(const mutate::Mutant& mutant) const {
    TriedMutant tried = heading(mutant, spec_.loaded.sources);
    if (search_.interrupt != nullptr && search_.interrupt->load(std::memory_order_relaxed)) {
        end_with(tried, MutantOutcome::incomplete, "interrupt");
        return tried;
    }
    try {
        try_it(mutant, tried);
    } catch (const syntax::SpecError& error) {
        end_with(tried, MutantOutcome::invalid, first_message(error));
    } catch (const std::bad_alloc&) {
        end_with(tried, MutantOutcome::incomplete, "memory");
    } catch (const std::exception& error) {
        throw std::runtime_error(reports::printable(spec_.program->file + ": " + mutant.id) + ": " + error.what());
    }
    return tried;
}

void MutantTrial::try_it(const mutate::Mutant& mutant, TriedMutant& tried) const {
    syntax::Loaded part = mutate::apply(spec_.loaded, mutant);
    const bool asks_more = keep_what_may_break(part.files.back());
    if (settled_by(part, true, tried)) return;
    const syntax::Loaded whole = mutate::apply(spec_.loaded, mutant);
    if (asks_more && settled_by(whole, false, tried)) return;
    tried.result.outcome = same_system(whole) ? MutantOutcome::equivalent : MutantOutcome::survived;
}

bool MutantTrial::settled_by(const syntax::Loaded& loaded, bool first, TriedMutant& tried) const {
    const program::Program program = check::check(loaded, spec_.parameters);
    explorer::Options search = search_;
    search.first = first && !expects_violations(program);
    search.timeout = std::min<std::chrono::nanoseconds>(search.timeout, time_until(options_.limits.deadline));
    search.progress = nullptr;
    reduce::Wanted wanted = reduce::everything;
    if (options_.shortest) wanted.partial_order = false;
    SearchOutcome found = checker::search(program, search, wanted);
    const auto again = [&] { return check::check(loaded, spec_.parameters); };
    const LockOrder order = decide_lock_order(program, again, search, wanted, found);
    add_broken(program, found, order, tried);
    if (!tried.result.broken.empty()) {
        tried.result.outcome = MutantOutcome::killed;
        return true;
    }
    if (found.status == explorer::Status::complete) return false;
    end_with(tried, MutantOutcome::incomplete, std::string(explorer::to_string(found.reason)));
    return true;
}

bool MutantTrial::same_system(const syntax::Loaded& loaded) const {
    const program::Program program = check::check(loaded, spec_.parameters);
    return mutate::same_model(lower::lower(program).model(), spec_.lowered().model());
}

}  // namespace revoke_mc::checker
