// `revoke-mc mutate`: every mutant of a spec, several at a time; a table of what breaks without each step.
//
// Whoever tries a mutant takes the next one that is left and puts the result in its place, so that order and output do
// not depend on threads. What the spec accepts is held against the results at the end.
#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>

#include <fmt/format.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>
#include <oneapi/tbb/task_arena.h>

#include "cli/acceptances.hpp"
#include "cli/commands.hpp"
#include "cli/lock_order.hpp"
#include "cli/outputs.hpp"
#include "cli/search.hpp"
#include "cli/signals.hpp"
#include "cli/trace_files.hpp"
#include "cli/try_mutant.hpp"
#include "cli/verdicts.hpp"
#include "explorer/startable.hpp"
#include "model/check/check.hpp"
#include "model/syntax/loader.hpp"
#include "reports/file.hpp"
#include "reports/recorder.hpp"
#include "reports/table.hpp"

namespace revoke_mc::cli {
namespace {

explorer::Options search_options(const MutateOptions& options, const InterruptGuard& interrupt) {
    explorer::Options search;
    search.max_memory = options.max_memory;
    search.max_states = options.max_states;
    search.timeout = options.timeout;
    search.interrupt = &interrupt.flag();
    return search;
}

/// Calls work(i) for each i < count, at most `threads` at once. The first exception comes out here.
template <class Work>
void for_each(std::size_t count, unsigned wanted, const Work& work) {
    const unsigned threads = explorer::startable_threads(wanted);
    // oneTBB would not start more threads than cores.
    const tbb::global_control allowance(tbb::global_control::max_allowed_parallelism, threads);
    tbb::task_arena arena(static_cast<int>(threads));
    arena.execute([&] { tbb::parallel_for(std::size_t{0}, count, work, tbb::simple_partitioner{}); });
}

class Mutate {
public:
    Mutate(const MutateOptions& options, Console& console)
        : options_(options), console_(console), loaded_(syntax::load(options.spec)),
          program_(check::check(loaded_, options.settings)), all_(mutate::mutants(loaded_)),
          acceptances_(program_, loaded_, all_), outputs_({options.spec}) {
        if (options.json) outputs_.require(*options.json);
        if (options.traces) reports::make_folder(*options.traces);
    }

    ExitCode run() {
        const std::vector<mutate::Mutant> chosen = choose();
        const InterruptGuard interrupt(!options_.quiet);
        explorer::Options search = search_options(options_, interrupt);
        if (const auto ended = baseline(search)) return *ended;
        search.max_memory = std::max<std::uint64_t>(search.max_memory / options_.threads, 1);
        try_all(chosen, search);
        return finish(interrupt.interrupted());
    }

private:
    std::vector<mutate::Mutant> choose() const {
        if (all_.empty())
            throw syntax::SpecError(options_.spec + ": there is no step of a driver to change: functions and threads "
                                                    "are, devices and the kernel library are not");
        std::vector<mutate::Mutant> chosen;
        std::copy_if(all_.begin(), all_.end(), std::back_inserter(chosen),
                     [&](const mutate::Mutant& mutant) { return mutant.id.find(options_.only) != std::string::npos; });
        if (chosen.empty())
            throw syntax::SpecError(fmt::format("{}: no mutant has '{}' in its name; without --only all are listed",
                                                options_.spec, options_.only));
        return chosen;
    }

    /// What breaks with a mutant is said in comparison: without it everything has to be as expected.
    [[nodiscard]] std::optional<ExitCode> baseline(explorer::Options search) {
        search.threads = options_.threads;
        const reduce::Wanted all{.symmetry = true, .partial_order = true, .slice = true};
        SearchOutcome found = cli::search(program_, search, all);
        const auto again = [&] { return check::check(loaded_, options_.settings); };
        static_cast<void>(decide_lock_order(program_, again, search, all, found));
        reports::SpecResult result;
        judge(program_, found, false, result);
        if (result.as_expected) return std::nullopt;
        console_.err(reports::printable(options_.spec + ": " + why_not(result)) + "\n");
        return result.reason == "interrupt" ? ExitCode::incomplete : ExitCode::wrong_input;
    }

    [[nodiscard]] std::string why_not(const reports::SpecResult& result) const {
        const std::string reason = result.unexpected.empty()
                                       ? "its search is incomplete: " + reports::explain_reason(*result.reason)
                                       : result.unexpected.front();
        return fmt::format("only a spec that passes can be mutated, and {}; first see to `revoke-mc check {}`", reason,
                           options_.spec);
    }

    void try_all(const std::vector<mutate::Mutant>& mutants, const explorer::Options& search) {
        const MutantTrial trial(loaded_, program_, options_, search);
        tried_.resize(mutants.size());
        std::size_t done = 0;
        std::mutex telling;
        for_each(mutants.size(), options_.threads, [&](std::size_t i) {
            tried_[i] = trial.run(mutants[i]);
            if (!options_.traces) tried_[i].traces.clear();
            const std::lock_guard lock(telling);
            if (!options_.quiet) console_.progress(fmt::format("{} of {} mutants", ++done, mutants.size()));
        });
        console_.clear_progress();
    }

    ExitCode finish(bool interrupted) {
        reports::MutationDocument document{options_.spec, program_.title, reports::parameters_of(program_), {}};
        std::optional<TraceFiles> files;
        if (options_.traces) files.emplace(*options_.traces, std::vector<std::string>{options_.spec}, outputs_);
        for (TriedMutant& tried : tried_) {
            if (files) write_traces(*files, tried);
            document.mutants.push_back(std::move(tried.result));
        }
        acceptances_.explain(document.mutants);
        if (!options_.quiet) tell(document);
        console_.flush();  // in order, where both go to the same place
        if (options_.json) outputs_.write(*options_.json, reports::mutation_json(document));
        if (!interrupted) acceptances_.require_current(document.mutants);
        return worst(code_of(document), lost_ ? ExitCode::wrong_input : ExitCode::as_expected);
    }

    void write_traces(TraceFiles& files, TriedMutant& tried) {
        std::size_t next = 0;
        for (reports::BrokenProperty& broken : tried.result.broken) {
            if (!broken.steps) continue;
            const std::string mutant = tried.result.id.substr(mutate::id_prefix.size());
            const reports::TraceDocument& trace = tried.traces[next++];
            try {
                broken.trace = files.write(options_.spec, mutant + "." + broken.name, trace);
            } catch (const reports::FileError& error) {  // all else goes on
                console_.err(std::string("revoke-mc: ") + error.what() + "\n");
                lost_ = true;
            }
        }
    }

    void tell(const reports::MutationDocument& document) {
        console_.out(reports::mutation_table(document, console_.style()));
        console_.out("\n" + reports::mutation_summary(document) + "\n");
        std::string lines;
        for (const reports::MutantResult& mutant : document.mutants)
            if (reports::unexplained(mutant)) lines += program::acceptance_line(mutant.id, "") + "\n";
        if (!lines.empty())
            console_.out("\nNothing breaks without these. A property is missing, or it is right so:\n" + lines);
    }

    static ExitCode code_of(const reports::MutationDocument& document) {
        ExitCode code = ExitCode::as_expected;
        for (const reports::MutantResult& mutant : document.mutants) {
            if (reports::unexplained(mutant)) code = worst(code, ExitCode::violated);
            if (mutant.outcome == reports::MutantOutcome::incomplete && !mutant.accepted)
                code = worst(code, ExitCode::incomplete);
        }
        return code;
    }

    const MutateOptions& options_;
    Console& console_;
    syntax::Loaded loaded_;
    program::Program program_;
    std::vector<mutate::Mutant> all_;
    Acceptances acceptances_;
    Outputs outputs_;
    bool lost_ = false;  ///< a trace could not be written
    std::vector<TriedMutant> tried_;
};

}  // namespace

ExitCode mutate_command(const MutateOptions& options, Console& console) { return Mutate(options, console).run(); }

}  // namespace revoke_mc::cli
