// The search over packed states against brute force over the interpreter's, on random specs, logs and edits of logs.
#include <catch2/catch.hpp>

#include "model/semantics/explain/explain.hpp"
#include "model/semantics/lower/lower.hpp"
#include "tests/logs/walker.hpp"

using namespace revoke_mc;
using explain::Logged;
using random_specs::Dice;

namespace {

explain::LogHead head_of(const program::Program& program, bool bound) {
    explain::LogHead head;
    if (bound)
        for (const program::Thread& thread : program.threads) head.threads[thread.name] = thread.name;
    return head;
}

explain::Explained explain_log(const program::Program& program, const lower::Lowered& lowered,
                               const std::vector<Logged>& log, bool bound) {
    explain::Resolver resolver(program, head_of(program, bound));
    explain::Options options;
    options.coverage = true;
    explain::Explainer explainer(program, lowered, resolver, options);
    std::size_t next = 0;
    return explainer.explain([&]() -> std::optional<explain::Event> {
        if (next == log.size()) return std::nullopt;
        return resolver.resolve(log[next++]);
    });
}

std::string text_of(const std::vector<Logged>& log) {
    std::string out;
    for (const Logged& line : log) {
        program::LogPoint point;
        point.kind = line.kind;
        point.name = line.name;
        out +=
            *line.task + ": " + point.text() + (line.arguments.empty() && !line.value ? "" : " with a number") + "\n";
    }
    return out;
}

struct Counts {
    int logs = 0, lines = 0, edits = 0, rejected = 0, surely = 0, perhaps = 0, never = 0;
};

/// What is covered, against brute force. Where a log is not explained, what may be behind its last line is not asked.
void compare_covered(const program::Program& program, const explain::Explained& found,
                     const tests::ExplainedSlowly& slowly, Counts& counts) {
    for (const program::Stmt* stmt : program.statements) {
        if (tests::is_choice(*stmt)) continue;
        const std::size_t point = program::carried_out(stmt->id).number(), number = stmt->id.number();
        INFO(stmt->source << " in " << program.routines[stmt->routine].name);
        CHECK(found.covered.surely[point] == slowly.surely[number]);
        if (found.all) CHECK(found.covered.perhaps[point] == slowly.perhaps[number]);
        if (!slowly.perhaps[number])
            ++counts.never;
        else
            ++(slowly.surely[number] ? counts.surely : counts.perhaps);
    }
}

void compare_one(std::uint64_t seed, Counts& counts) {
    Dice dice(seed);
    const std::string text = tests::random_logged_spec(dice);
    INFO("seed " << seed << "\n" << text);
    const program::Program program = tests::instrumented(text);
    const interpret::Interpreter interpreter(program);
    const lower::Lowered lowered = lower::lower(program, {true, {}});
    for (const bool bound : {true, false}) {
        std::vector<Logged> log = tests::log_of_walk(interpreter, dice, bound ? 30 : 10);
        INFO("tasks are " << (bound ? "bound by the head" : "bound where they are seen") << "\n" << text_of(log));
        const explain::Explained whole = explain_log(program, lowered, log, bound);
        CHECK(whole.all);
        CHECK(whole.lines == log.size());
        compare_covered(program, whole, tests::explained_slowly(interpreter, log, bound), counts);
        ++counts.logs;
        counts.lines += static_cast<int>(log.size());
        for (int i = 0; i < 3; ++i) {
            std::vector<Logged> edited = log;
            tests::edit(edited, program, dice);
            INFO("edited:\n" << text_of(edited));
            const explain::Explained found = explain_log(program, lowered, edited, bound);
            const tests::ExplainedSlowly slowly = tests::explained_slowly(interpreter, edited, bound);
            CHECK(found.lines == slowly.lines);
            CHECK(found.all == (slowly.lines == edited.size()));
            compare_covered(program, found, slowly, counts);
            ++counts.edits;
            if (!found.all) {
                ++counts.rejected;
                CHECK(found.first_not);
            }
        }
    }
}

void compare(std::uint64_t first, std::uint64_t last, Counts& counts) {
    for (std::uint64_t seed = first; seed < last; ++seed) compare_one(seed, counts);
}

}  // namespace

TEST_CASE("logs of walks are explained, and edits are rejected where brute force rejects them") {
    Counts counts;
    compare(1, 13, counts);
    // What is compared is worth comparing.
    CHECK(counts.lines > 2 * counts.logs);
    CHECK(counts.rejected > counts.edits / 5);
    CHECK(counts.rejected < counts.edits);
    CHECK(counts.perhaps > counts.surely / 20);
    CHECK(counts.never > counts.surely / 20);
}

TEST_CASE("logs of walks and edits of them on many random specs", "[.soak]") {
    Counts counts;
    compare(1000, 1200, counts);
    CHECK(counts.rejected > counts.edits / 5);
}
