// Puts one program before every judge.
#include "tests/support/judges.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "checker/internal/search.hpp"
#include "model/semantics/interpret/interpreter.hpp"
#include "model/semantics/lower/lower.hpp"
#include "tests/support/agreement.hpp"
#include "tests/support/native_agreement.hpp"
#include "tests/support/walks.hpp"

namespace revoke_mc::tests {

namespace {

using checker::SearchOutcome;
using program::PropertyId;

struct Way {
    reduce::Wanted wanted;
    unsigned threads;
};

const std::vector<Way>& ways() {
    static const std::vector<Way> all{{{}, 7},
                                      {{.symmetry = true}, 1},
                                      {{.partial_order = true}, 1},
                                      {{.partial_order = true}, 7},
                                      {{.slice = true}, 1},
                                      {reduce::everything, 1},
                                      {reduce::everything, 7}};
    return all;
}

class Comparison {
public:
    Comparison(const program::Program& program, const Limits& limits, Judgement& out)
        : program_(program), interpreter_(program), limits_(limits), out_(out) {
        limits_.all = limits.all * few_threads / std::max(few_threads, program.threads.size());
    }

    void run(std::uint64_t seed) {
        const SearchOutcome plain = search({{}, 1}, limits_.walks);
        out_.states = plain.states;
        out_.walked = plain.reason != explorer::Reason::states;
        out_.compared = out_.walked && plain.states <= limits_.all;
        if (out_.compared) {
            say(compare_engines(program_, limits_.all).difference);
            confirm(plain, "plain");
            for (const Way& way : ways()) compare(plain, way);
            say(compare_native(lower::lower(program_).model(), limits_.all).difference);
        }
        say(compare_walks(program_, plain, {.seed = seed}));
    }

private:
    /// With more of them the interpreter takes too long.
    static constexpr std::size_t few_threads = 8;

    SearchOutcome search(const Way& way, std::size_t limit) {
        explorer::Options options;
        options.threads = way.threads;
        options.max_states = limit;
        return checker::search(program_, options, way.wanted, out_.compared && way.wanted.slice && way.threads == 1);
    }

    void compare(const SearchOutcome& plain, const Way& way) {
        const SearchOutcome other = search(way, limits_.walks);
        const std::string name = fmt::format("{}, {} threads: ", other.reduction, way.threads);
        for (const PropertyId id : program_.properties.ids())
            if (plain.properties[id].verdict != other.properties[id].verdict)
                say(fmt::format("{}{} is {} instead of {}", name, program_.properties[id].name,
                                explorer::to_string(other.properties[id].verdict),
                                explorer::to_string(plain.properties[id].verdict)));
        if (plain.status != other.status) say(name + "one is complete, one is not");
        if (other.reduction == "none" && (plain.states != other.states || plain.transitions != other.transitions))
            say(name + "other counts");
        confirm(other, name);
    }

    /// Each trace, step by step.
    void confirm(const SearchOutcome& found, const std::string& name) {
        for (const PropertyId id : program_.properties.ids()) {
            const auto& property = found.properties[id];
            if (property.verdict == explorer::Verdict::violated && !property.trace && id != checker::lock_order_id)
                say(name + "no trace of " + program_.properties[id].name);
            if (!property.trace) continue;
            try {
                (void)reports::build_trace(interpreter_, id, *property.trace, reports::Order::few_switches);
            } catch (const reports::InternalError& error) {
                say(name + "trace of " + program_.properties[id].name + ": " + error.what());
            }
        }
    }

    void say(const std::string& line) {
        if (!line.empty()) out_.difference += line + "\n";
    }

    const program::Program& program_;
    interpret::Interpreter interpreter_;
    Limits limits_;
    Judgement& out_;
};

}  // namespace

Judgement judge(const program::Program& program, std::uint64_t seed, const Limits& limits) {
    Judgement out;
    try {
        Comparison(program, limits, out).run(seed);
    } catch (const syntax::SpecError&) {
        throw;  // a rule that only the lowering can see
    } catch (const std::exception& error) {
        out.difference += std::string("internal error: ") + error.what() + "\n";
    }
    return out;
}

}  // namespace revoke_mc::tests
