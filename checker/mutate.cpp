// Every mutant of a spec, several at a time.
//
// Each thread takes the next mutant that is left and puts the result in its place: order and output do not depend on
// threads. What the spec accepts is compared with the results at the end.
#include <algorithm>
#include <mutex>

#include <fmt/format.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>
#include <oneapi/tbb/task_arena.h>

#include "checker/internal/acceptances.hpp"
#include "checker/internal/contents.hpp"
#include "checker/internal/lock_order.hpp"
#include "checker/internal/reporter.hpp"
#include "checker/internal/search.hpp"
#include "checker/internal/try_mutant.hpp"
#include "checker/internal/verdicts.hpp"
#include "explorer/threads/startable.hpp"
#include "reports/recorder.hpp"
#include "reports/table.hpp"

namespace revoke_mc::checker {

struct Mutants::Contents {
    Spec spec;
    std::vector<mutate::Mutant> all;
    Acceptances acceptances;

    explicit Contents(const Spec& of)
        : spec(of), all(mutate::mutants(spec.contents().loaded)),
          acceptances(spec.program(), spec.contents().loaded, all) {}
};

namespace {

/// Calls work(i) for each i < count, at most `threads` at once. The first exception comes out here.
template <class Work>
void for_each(std::size_t count, unsigned wanted, const Work& work) {
    const unsigned threads = explorer::startable_threads(wanted);
    // oneTBB would not start more threads than cores.
    const tbb::global_control allowance(tbb::global_control::max_allowed_parallelism, threads);
    tbb::task_arena arena(static_cast<int>(threads));
    arena.execute([&] { tbb::parallel_for(std::size_t{0}, count, work, tbb::simple_partitioner{}); });
}

explorer::Options search_options(const MutateOptions& options) {
    explorer::Options search;
    search.max_memory = options.limits.max_memory;
    search.max_states = options.limits.max_states;
    search.timeout = options.timeout;
    search.interrupt = options.limits.interrupt;
    return search;
}

std::vector<mutate::Mutant> choose(const std::string& file, const std::vector<mutate::Mutant>& all,
                                   const std::string& only) {
    if (all.empty())
        throw syntax::SpecError(file + ": there is no step of a driver to change: functions and threads "
                                       "are, devices and the kernel library are not");
    std::vector<mutate::Mutant> chosen;
    std::copy_if(all.begin(), all.end(), std::back_inserter(chosen),
                 [&](const mutate::Mutant& mutant) { return mutant.id.find(only) != std::string::npos; });
    if (chosen.empty())
        throw syntax::SpecError(
            fmt::format("{}: no mutant has '{}' in its name; without --only all are listed", file, only));
    return chosen;
}

std::string why_not(const std::string& file, const reports::SpecResult& result) {
    const std::string reason = result.unexpected.empty()
                                   ? "its search is incomplete: " + reports::explain_reason(*result.reason)
                                   : result.unexpected.front();
    return fmt::format("only a spec that passes can be mutated, and {}; first see to `revoke-mc check {}`", reason,
                       file);
}

/// What breaks with a mutant is said in comparison: without it everything has to be as expected. False: it is not.
bool passes(const Spec::Contents& spec, const MutateOptions& options, Reporter& reporter, Mutated& mutated) {
    explorer::Options search = search_options(options);
    search.timeout = std::min<std::chrono::nanoseconds>(search.timeout, time_until(options.limits.deadline));
    search.threads = options.threads;
    search.progress = reporter.of_search();
    SearchOutcome found = checker::search(*spec.program, search, reduce::everything);
    reporter.begin(Pass::lock_order);
    const auto again = [&] { return spec.again(); };
    static_cast<void>(decide_lock_order(*spec.program, again, search, reduce::everything, found));
    reports::SpecResult result;
    reports::SpecDetails unused;
    judge(*spec.program, found, false, result, unused);
    if (result.as_expected) return true;
    mutated.refusal = why_not(spec.file, result);
    mutated.conclusion = result.reason == "interrupt" ? Conclusion::incomplete : Conclusion::wrong_input;
    return false;
}

std::vector<TriedMutant> try_each(const Spec::Contents& spec, const std::vector<mutate::Mutant>& mutants,
                                  const MutateOptions& options, Observer* observer) {
    explorer::Options search = search_options(options);
    search.max_memory = std::max<std::uint64_t>(search.max_memory / options.threads, 1);
    const MutantTrial trial(spec, options, search);
    std::vector<TriedMutant> tried(mutants.size());
    Progress progress{.pass = Pass::mutants, .total = mutants.size()};
    const Clock::time_point began = Clock::now();
    std::mutex reporting;
    for_each(mutants.size(), options.threads, [&](std::size_t i) {
        tried[i] = trial.run(mutants[i]);
        if (!options.traces) tried[i].traces.clear();
        if (observer == nullptr) return;
        const std::lock_guard lock(reporting);
        ++progress.done;
        progress.seconds = std::chrono::duration<double>(Clock::now() - began).count();
        observer->progress(progress);
    });
    return tried;
}

bool interrupted(const Limits& limits) {
    return limits.interrupt != nullptr && limits.interrupt->load(std::memory_order_relaxed);
}

/// What is accepted without need (any more), in words.
std::string stale(const Acceptances& acceptances, const std::vector<reports::MutantResult>& mutants) {
    try {
        acceptances.require_current(mutants);
        return "";
    } catch (const syntax::SpecError& error) {
        return error.what();
    }
}

}  // namespace

Mutants::Mutants(const Spec& spec) : contents_(std::make_unique<const Contents>(spec)) {}

Mutants::~Mutants() = default;

std::vector<std::string> Mutants::names() const {
    std::vector<std::string> out;
    for (const mutate::Mutant& mutant : contents_->all) out.push_back(mutant.id);
    return out;
}

Mutated Mutants::try_all(const MutateOptions& options, Observer* observer) const {
    const Spec& spec = contents_->spec;
    const std::vector<mutate::Mutant> chosen = choose(spec.file(), contents_->all, options.only);
    Mutated mutated;
    mutated.document = {spec.file(), spec.title(), spec.parameters(), {}};
    Reporter reporter(observer);
    if (!passes(spec.contents(), options, reporter, mutated)) return mutated;
    for (TriedMutant& tried : try_each(spec.contents(), chosen, options, observer)) {
        mutated.document.mutants.push_back(std::move(tried.result));
        mutated.traces.push_back(std::move(tried.traces));
    }
    contents_->acceptances.explain(mutated.document.mutants);
    if (!interrupted(options.limits)) mutated.stale = stale(contents_->acceptances, mutated.document.mutants);
    mutated.conclusion = conclusion_of(mutated.document);
    if (!mutated.stale.empty()) mutated.conclusion = Conclusion::wrong_input;
    return mutated;
}

Mutated mutate(const Spec& spec, const MutateOptions& options, Observer* observer) {
    return Mutants(spec).try_all(options, observer);
}

}  // namespace revoke_mc::checker
