// From command line to exit code; the one place where exceptions are caught.
#include <exception>
#include <new>
#include <optional>
#include <variant>

#include "checker/checker.hpp"
#include "checker/cli/commands.hpp"
#include "checker/cli/launch.hpp"
#include "checker/cli/progress_line.hpp"
#include "checker/cli/signals.hpp"
#include "checker/follow.hpp"
#include "explorer/base/limits.hpp"
#include "explorer/ranks/ranks.hpp"
#include "model/language/syntax/place.hpp"
#include "reports/document_error.hpp"
#include "reports/file.hpp"

namespace revoke_mc::cli {
namespace {

struct Runner {
    Console& console;
    ExitCode operator()(const CheckOptions& options) const {
        return options.any.empty() ? check_command(options, console) : check_any_command(options, console);
    }
    ExitCode operator()(const ReplayOptions& options) const { return replay_command(options, console); }
    ExitCode operator()(const SimulateOptions& options) const { return simulate_command(options, console); }
    ExitCode operator()(const GraphOptions& options) const { return graph_command(options, console); }
    ExitCode operator()(const ExportOptions& options) const { return export_command(options, console); }
    ExitCode operator()(const InfoOptions& options) const { return info_command(options, console); }
    ExitCode operator()(const MutateOptions& options) const { return mutate_command(options, console); }
    ExitCode operator()(const ValidateOptions& options) const { return validate_command(options, console); }
};

ExitCode say(const Answer& answer, Console& console) {
    if (answer.code == ExitCode::as_expected) {
        console.out(answer.text);
    } else {
        console.err(answer.text);
    }
    return answer.code;
}

ExitCode run_command(const Command& command, Console& console) {
    std::visit([&](const Manner& manner) { console.set_progress(!manner.quiet, manner.progress); }, command);
    Waiting waiting(console);
    limits::Allowance allowed{.max_memory = checker::default_memory()};
    if (console.shows_progress()) allowed.look = [&] { waiting.look(); };
    const limits::Scope scope(allowed);
    try {
        return std::visit(Runner{console}, command);
    } catch (const syntax::SpecError& error) {  // carries its place
        console.err(std::string(error.what()) + "\n");
    } catch (const limits::Exhausted& limit) {
        console.err(std::string("revoke-mc: ") + limit.what() + "\n");
        return ExitCode::incomplete;
    } catch (const std::bad_alloc&) {
        console.err("revoke-mc: out of memory\n");
        return ExitCode::incomplete;
    } catch (const std::exception& error) {
        console.err(std::string("revoke-mc: ") + error.what() + "\n");
    }
    return ExitCode::wrong_input;
}

}  // namespace

namespace {

/// Rank 0 tells the others that there is nothing more to do, however it ends.
class Leader {
public:
    explicit Leader(explorer::Ranks& ranks) : ranks_(ranks) {}
    ~Leader() { checker::dismiss(ranks_); }
    Leader(const Leader&) = delete;
    Leader& operator=(const Leader&) = delete;

private:
    explorer::Ranks& ranks_;
};

CheckOptions* shared_check(std::variant<Command, Answer>& parsed) {
    Command* command = std::get_if<Command>(&parsed);
    return command == nullptr ? nullptr : std::get_if<CheckOptions>(command);
}

/// All other ranks: what is to be said says rank 0.
ExitCode run_along(const CheckOptions* options, explorer::Ranks& ranks) {
    const InterruptScope interrupt(false);
    checker::FollowOptions follow{.max_memory = checker::default_memory(), .interrupt = &interrupt.flag()};
    if (options != nullptr) {
        follow.threads = options->search.threads;
        follow.max_memory = options->search.limits.max_memory;
    }
    checker::follow(ranks, follow);
    return ExitCode::as_expected;
}

}  // namespace

ExitCode run(int argc, const char* const* argv, const std::string& version, const Launch* launch) {
    keep_standard_files();
    prefer_errors_to_signals();
    Console console;
    auto parsed = parse(argc, argv, version);
    std::optional<explorer::Ranks> ranks;
    std::optional<Leader> leader;
    if (launch != nullptr) {
        ranks.emplace(launch->channel);
        CheckOptions* check = shared_check(parsed);
        if (check != nullptr) share_out(*check, launch->here);
        if (!ranks->first()) return run_along(check, *ranks);
        leader.emplace(*ranks);
        if (check != nullptr) check->search.ranks = &*ranks;
    } else if (const Misled misled = misled_by_mpi(); !misled.message.empty()) {
        if (!misled.silent) console.err(misled.message);
        return ExitCode::wrong_input;
    }
    const Answer* answer = std::get_if<Answer>(&parsed);
    const ExitCode code = answer != nullptr ? say(*answer, console) : run_command(std::get<Command>(parsed), console);
    if (!console.finish()) {
        console.err("revoke-mc: standard output could not be written\n");
        return worst(code, ExitCode::wrong_input);
    }
    if (console.closed()) console.err("revoke-mc: standard output was closed before everything was said\n");
    return code;
}

}  // namespace revoke_mc::cli
