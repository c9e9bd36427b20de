// revoke-mc as a library; this is its manual. Specs are loaded, checked, changed step by step and measured, and their
// traces replayed. tests/checker/example/example.cpp is the whole program of which this is the middle:
//
//     const checker::Spec spec(file, {{"N", 2}});  // throws syntax::SpecError, with the place
//
//     checker::CheckOptions options;
//     options.threads = 2;
//     options.limits.deadline = checker::Clock::now() + std::chrono::minutes(1);  // of all passes
//     options.limits.max_memory = std::uint64_t{1} << 30U;
//     const checker::CheckedSpec checked = checker::check(spec, options);
//     std::cout << spec.title() << ": " << reports::to_string(checked.result.verdict) << "\n";
//     for (const auto& found : checked.found) std::cout << reports::story(found.trace, {}) << "\n";
//
// Nothing is said to hold unless every state was looked at: a limit that was reached makes the result `incomplete`,
// with the reason. Documents (reports/result.hpp, reports/trace.hpp, reports/mutation.hpp) are plain data, and
// reports::to_json() writes them as their JSON Schemas say.
//
// All passes report their progress to an Observer. What the user wants stopped ends with the flag
// Limits::interrupt. Exceptions: syntax::SpecError (a spec), reports::DocumentError (a trace), limits::Exhausted (a
// limit was reached before there was anything to report); std::logic_error is a mistake of this library.
//
// Any number of threads may call these functions at once, each with options and an observer of its own. What lies in
// internal/ is not part of the interface.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checker/conclusion.hpp"
#include "reports/ci/check_run.hpp"
#include "reports/estimate.hpp"
#include "reports/mutation.hpp"
#include "reports/result.hpp"
#include "reports/trace.hpp"

namespace revoke_mc::program {
struct Program;
}
namespace revoke_mc::lower {
class Lowered;
}
namespace revoke_mc::coverage {
struct Observed;
}
namespace revoke_mc::reports {
struct Followed;
}
namespace revoke_mc::explorer {
class Ranks;
}

namespace revoke_mc::checker {

using Clock = std::chrono::steady_clock;
/// Values by name; a bool is 0 or 1. What is not named has its default.
using Parameters = std::map<std::string, std::int64_t>;

// --- limits and progress

/// Bytes that may be used where nobody says how much: 80 % of what is available to this process.
[[nodiscard]] std::uint64_t default_memory();

/// What one call may take, with all its passes: reading, preparing, every search.
struct Limits {
    Clock::time_point deadline = Clock::time_point::max();
    std::uint64_t max_memory = default_memory();  ///< bytes, beyond the first 16 MB
    std::uint64_t max_states = std::numeric_limits<std::uint64_t>::max();
    const std::atomic<bool>* interrupt = nullptr;  ///< becomes true: stop soon
};

/// What is going on.
enum class Pass : std::uint8_t {
    search,        ///< visiting states, level by level
    preparation,   ///< reading the spec, making a transition system of it
    possibility,   ///< deciding what is always possible, and what is stuck
    progress,      ///< deciding what must happen
    use,           ///< a second search, for what nothing makes use of (strict, coverage)
    certificate,   ///< finding evidence, and writing it
    every_number,  ///< views of systems of all sizes (`expect holds for every N;`)
    lock_order,    ///< a second search, for circles in the order of locks
    traces,        ///< rebuilding traces
    mutants,       ///< trying mutants: `done` of `total`
    estimate       ///< counting states, or guessing how many there are
};
[[nodiscard]] std::string_view to_string(Pass pass);

struct Progress {
    Pass pass = Pass::search;
    std::uint64_t depth = 0;        ///< level of the search (traces: how far it still is)
    std::uint64_t states = 0;       ///< distinct ones so far
    std::uint64_t transitions = 0;  ///< enabled steps so far
    std::uint64_t frontier = 0;     ///< states of this level; possibility, progress: unsettled ones
    std::uint64_t bytes = 0;        ///< memory in use
    double seconds = 0;             ///< since this pass, or the search that it belongs to, began
    std::uint64_t done = 0, total = 0;
    double expected = 0;  ///< search: about how many states there will be; 0: nobody knows
};

/// Receives progress, about ten times a second, from any thread, but never from two threads at once.
class Observer {
public:
    Observer() = default;
    Observer(const Observer&) = delete;
    Observer& operator=(const Observer&) = delete;
    virtual ~Observer() = default;
    virtual void progress(const Progress& now) = 0;
};

// --- specs

/// A spec that was read and is free of mistakes. Cheap to copy.
class Spec {
public:
    /// Throws syntax::SpecError, limits::Exhausted.
    explicit Spec(const std::string& file, const Parameters& parameters = {}, const Limits& limits = {});

    [[nodiscard]] const std::string& file() const;
    [[nodiscard]] const std::string& title() const;
    [[nodiscard]] std::vector<reports::ParameterValue> parameters() const;  ///< all that it has
    [[nodiscard]] std::vector<std::string> warnings() const;
    /// For those who look inside (model/language/program/program.hpp).
    [[nodiscard]] const program::Program& program() const;
    /// Its transition system (model/semantics/lower/lower.hpp), made when it is first asked for.
    [[nodiscard]] const lower::Lowered& lowered() const;

    struct Contents;
    explicit Spec(std::shared_ptr<const Contents> contents);
    [[nodiscard]] const Contents& contents() const { return *contents_; }

private:
    std::shared_ptr<const Contents> contents_;
};

// --- check

enum class Reduction : std::uint8_t { none, symmetry, por, slice, all };

/// Its word: "none", "symmetry", ...; nothing for any other text.
[[nodiscard]] std::optional<Reduction> reduction_of(std::string_view word);

/// Of one spec: what it takes to go on with its search later, in a file (reports/checkpoint/README.md).
struct CheckpointOptions {
    std::string file = {};  ///< empty: none. Written at the end of a level, and when the search ends, for any reason
    std::chrono::nanoseconds every = std::chrono::minutes(1);
    /// Go on from the file, if it is there: with other limits and threads if need be, but only with the same spec,
    /// parameters and reductions. Else the file must not be there yet.
    bool resume = false;
};

struct CheckOptions {
    Limits limits;
    unsigned threads = 1;
    Reduction reduction = Reduction::all;
    bool shortest = false;          ///< traces of minimal length: nothing that may make them longer
    bool check_reductions = false;  ///< before the search, hold them against what they promise, on samples
    bool first = false;             ///< stop at the first violation
    bool strict = false;            ///< what nothing made use of is not as expected, unless the spec accepts it
    bool coverage = false;          ///< see what is made use of, as `strict` does, and leave it at that
    bool every_number = true;       ///< prove what the spec expects of every number of instances
    /// Write a certificate to this file: without partial order and slicing, whose states prove nothing. (check()
    /// alone.)
    std::string certificate = {};
    /// Other processes that take their share of each search (follow.hpp); null: none.
    explorer::Ranks* ranks = nullptr;
    CheckpointOptions checkpoint = {};  ///< of the first search; those behind it begin anew. (check() alone.)
};

/// The results of checking one spec.
struct CheckedSpec {
    reports::SpecResult result;
    /// A violation of, or a witness for, the property with this position in result.properties.
    struct Found {
        std::size_t property = 0;
        bool expected = false;
        reports::TraceDocument trace;
    };
    std::vector<Found> found = {};
    std::string certificate_error = {};  ///< why the certificate could not be written; empty: nothing was in the way
    std::string findings = {};           ///< strict: those that are not accepted, in words
    /// strict, coverage, of a complete search: what it made use of, for shared_coverage.hpp.
    std::shared_ptr<const program::Program> program = {};
    std::shared_ptr<const coverage::Observed> observed = {};
    reports::SpecDetails details = {};  ///< where things are in the spec, for formats that say so
    std::string checkpoint_error = {};  ///< why the last checkpoint could not be written; empty: nothing was in the way
};

/// Never throws for a spec with a mistake or an error inside this library: the result then says `error`.
[[nodiscard]] CheckedSpec check(const Spec& spec, const CheckOptions& options, Observer* observer = nullptr);
/// The same from the file on, which counts for the limits.
[[nodiscard]] CheckedSpec check_file(const std::string& file, const Parameters& parameters, const CheckOptions& options,
                                     Observer* observer = nullptr);
/// What formats for CI are made of: reports::to_sarif() and the others of reports/ci/.
[[nodiscard]] reports::SpecReport report_of(const CheckedSpec& checked);
/// The result of a spec that was not begun, because of an interrupt.
[[nodiscard]] CheckedSpec not_begun(const std::string& file, const CheckOptions& options);

// --- mutate

struct MutateOptions {
    Limits limits;          ///< of all; the memory is shared out among the threads, max_states are of a mutant
    unsigned threads = 1;   ///< mutants that are tried at the same time, each by one thread
    std::string only;       ///< mutants whose name contains this text
    bool shortest = false;  ///< as for check
    bool traces = false;    ///< keep them
    std::chrono::nanoseconds timeout = std::chrono::nanoseconds::max();  ///< for a mutant
};

struct Mutated {
    /// The spec does not pass as it is, and nothing was tried: why, in words. `conclusion` says whether that was found
    /// (wrong_input), or the search ended early.
    std::optional<std::string> refusal;
    reports::MutationDocument document;
    /// By mutant; of the broken properties that have `steps`, in their order.
    std::vector<std::vector<reports::TraceDocument>> traces;
    std::string stale;  ///< what the spec accepts without need (any more), with places; empty: nothing
    Conclusion conclusion = Conclusion::as_expected;
};

/// The changes of a spec's drivers, each in one place.
class Mutants {
public:
    /// Throws syntax::SpecError if the spec accepts mutants that do not exist.
    explicit Mutants(const Spec& spec);
    ~Mutants();
    Mutants(const Mutants&) = delete;
    Mutants& operator=(const Mutants&) = delete;

    [[nodiscard]] std::vector<std::string> names() const;
    /// What breaks with each. Throws syntax::SpecError if there is none (of this name).
    [[nodiscard]] Mutated try_all(const MutateOptions& options, Observer* observer = nullptr) const;

private:
    struct Contents;
    std::unique_ptr<const Contents> contents_;
};

[[nodiscard]] Mutated mutate(const Spec& spec, const MutateOptions& options, Observer* observer = nullptr);

// --- estimate

/// How many states the plain semantics has: counted if there are no more than `sample`, else guessed.
[[nodiscard]] reports::InfoEstimate estimate(const Spec& spec, std::uint64_t sample = 200'000,
                                             const Limits& limits = {}, Observer* observer = nullptr);
/// What a whole search comes to, as far as the limits allow. The same semantics.
[[nodiscard]] reports::InfoOutcome count(const Spec& spec, const Limits& limits = {}, Observer* observer = nullptr);

// --- replay

/// What became of a trace.
struct Replayed {
    enum class Answer : std::uint8_t {
        confirmed,    ///< on its own spec: every step, and that the property is broken
        not_broken,   ///< in another one: the property is not broken
        broken,       ///< in another one: it still is
        not_claimed,  ///< the other spec has no such property
        undecided
    };
    Answer answer = Answer::undecided;
    std::string text;  ///< what there is to say
};
[[nodiscard]] std::string_view to_string(Replayed::Answer answer);
[[nodiscard]] Conclusion conclusion_of(const Replayed& replayed);

/// Confirms a trace on its own spec. Throws reports::DocumentError if it is damaged, edited, or the spec has changed.
[[nodiscard]] Replayed replay(const reports::TraceDocument& trace, const Limits& limits = {});

/// A trace that was followed in another spec, as far as that goes.
class Followed {
public:
    /// Throws syntax::SpecError, reports::DocumentError.
    Followed(const reports::TraceDocument& trace, const std::string& other, const Limits& limits = {});
    ~Followed();
    Followed(const Followed&) = delete;
    Followed& operator=(const Followed&) = delete;

    [[nodiscard]] const std::string& text() const;
    /// What the trace alone says. Undecided: decide() looks further.
    [[nodiscard]] Replayed::Answer answer() const;
    /// For those who look inside (reports/replay.hpp): step by step, and the other spec.
    [[nodiscard]] const reports::Followed& steps() const;
    [[nodiscard]] const program::Program& other() const;
    /// Whether the property is broken from there on, or anywhere; `text` is about that alone. May take long.
    [[nodiscard]] Replayed decide(const Limits& limits = {}, Observer* observer = nullptr) const;

private:
    struct Contents;
    std::unique_ptr<const Contents> contents_;
};

/// Both, one after the other.
[[nodiscard]] Replayed replay_in(const std::string& other, const reports::TraceDocument& trace,
                                 const Limits& limits = {}, Observer* observer = nullptr);

}  // namespace revoke_mc::checker
