// `revoke-mc mutate`: a table of what breaks without each step, JSON, trace files.
#include <optional>

#include <fmt/format.h>

#include "checker/checker.hpp"
#include "checker/cli/commands.hpp"
#include "checker/cli/outputs.hpp"
#include "checker/cli/progress_line.hpp"
#include "checker/cli/signals.hpp"
#include "checker/cli/trace_files.hpp"
#include "model/language/mutate/mutants.hpp"
#include "model/language/program/program.hpp"
#include "reports/file.hpp"

namespace revoke_mc::cli {
namespace {

class Mutate {
public:
    Mutate(const MutateOptions& options, Console& console)
        : options_(options), console_(console), mutants_(checker::Spec(options.spec, options.settings)),
          outputs_({options.spec}) {
        if (options.json) outputs_.require(*options.json);
        if (options.traces) reports::make_folder(*options.traces);
    }

    ExitCode run() {
        const InterruptScope interrupt(!options_.quiet);
        ProgressWatch watch(name_for_progress(options_.spec), console_);
        checker::MutateOptions search = options_.search;
        search.limits.interrupt = &interrupt.flag();
        checker::Mutated mutated = mutants_.try_all(search, console_.shows_progress() ? &watch : nullptr);
        console_.clear_progress();
        if (!mutated.refusal) return finish(mutated);
        console_.err(reports::printable(options_.spec + ": " + *mutated.refusal) + "\n");
        return mutated.conclusion;
    }

private:
    ExitCode finish(checker::Mutated& mutated) {
        if (options_.traces) write_traces(mutated);
        if (!options_.quiet) show(mutated.document);
        console_.flush();  // in order, where both go to the same place
        if (options_.json) outputs_.write(*options_.json, reports::mutation_json(mutated.document));
        if (!mutated.stale.empty()) console_.err(mutated.stale + "\n");
        return worst(mutated.conclusion, lost_ ? ExitCode::wrong_input : ExitCode::as_expected);
    }

    void write_traces(checker::Mutated& mutated) {
        TraceFiles files(*options_.traces, {options_.spec}, outputs_);
        for (std::size_t i = 0; i < mutated.traces.size(); ++i)
            write_traces(files, mutated.document.mutants[i], mutated.traces[i]);
    }

    void write_traces(TraceFiles& files, reports::MutantResult& result,
                      const std::vector<reports::TraceDocument>& traces) {
        std::size_t next = 0;
        for (reports::BrokenProperty& broken : result.broken) {
            if (!broken.steps) continue;
            const std::string mutant = result.id.substr(mutate::id_prefix.size());
            const reports::TraceDocument& trace = traces[next++];
            try {
                broken.trace = files.write(options_.spec, mutant + "." + broken.name, trace);
            } catch (const reports::FileError& error) {  // all else goes on
                console_.err(std::string("revoke-mc: ") + error.what() + "\n");
                lost_ = true;
            }
        }
    }

    void show(const reports::MutationDocument& document) {
        console_.out(reports::mutation_table(document, console_.style()));
        console_.out("\n" + reports::mutation_summary(document) + "\n");
        std::string lines;
        for (const reports::MutantResult& mutant : document.mutants)
            if (reports::unexplained(mutant)) lines += program::acceptance_line(mutant.id, "") + "\n";
        if (!lines.empty())
            console_.out("\nNothing breaks without these. A property is missing, or they are not needed:\n" + lines);
    }

    const MutateOptions& options_;
    Console& console_;
    checker::Mutants mutants_;
    Outputs outputs_;
    bool lost_ = false;  ///< a trace could not be written
};

}  // namespace

ExitCode mutate_command(const MutateOptions& options, Console& console) { return Mutate(options, console).run(); }

}  // namespace revoke_mc::cli
