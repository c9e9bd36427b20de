// Stories on standard output: the bug that the README shows fits on a screen, and its short story leaves nothing out.
#include <algorithm>
#include <sstream>

#include <catch2/catch.hpp>

#include "reports/style.hpp"
#include "reports/trace.hpp"
#include "tests/reports/specs.hpp"
#include "tests/support/places.hpp"
#include "tests/support/program.hpp"

using namespace revoke_mc;
using Catch::Contains;
using tests::Ran;
using tests::Workplace;

namespace {

/// Trace and stories of the first bug.
struct Told {
    Workplace place;
    std::string trace = "b01-bug.no_dma_after_revoke.json";
    Told() { REQUIRE(place.run("check '" + tests::source_dir() + "/specs/bugs/b01-bug.rvk' --traces .").code == 0); }
    [[nodiscard]] std::string story(const std::string& words = "", const std::string& before = "") const {
        const Ran ran = place.run("replay " + trace + " " + words, before);
        CHECK(ran.code == 0);
        return ran.out;
    }
};

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

std::size_t widest(const std::string& text) {
    std::size_t width = 0;
    for (const std::string& line : lines_of(text)) width = std::max(width, reports::columns(line));
    return width;
}

/// The text without margins, columns and line breaks: words, with one space between them.
std::string words_of(const std::string& text) {
    std::istringstream in(text);
    std::string out;
    for (std::string word; in >> word;)
        if (word != "." && word != "|") out += word + " ";
    return out;
}

/// The driver's own statements of each step, the innermost one of each; neighbours that are alike count once.
std::vector<std::string> own_statements(const reports::TraceDocument& trace) {
    std::vector<std::string> statements;
    for (const reports::TraceStep& step : trace.steps) {
        std::string own;
        for (const reports::TraceFrame& frame : step.call_stack)
            if (!frame.place.starts_with("<kernel>/")) own = frame.statement;
        if (statements.empty() || statements.back() != own) statements.push_back(own);
    }
    return statements;
}

}  // namespace

TEST_CASE("the story of b01 fits on a screen of 40 lines of 110 columns") {
    const Told told;
    const std::string story = told.story();
    CHECK(lines_of(story).size() <= 40);
    CHECK(widest(story) <= 110);
    CHECK_THAT(words_of(story),
               Contains("async[0].hw carried out `dma_read(&m);` after vfio.reset had carried out "
                        "`memory_remove(dmabuf);`, which breaks no_dma_after_revoke, the fault of the exporter: No "
                        "device reaches memory that the exporter has taken back or given to somebody else."));
    CHECK_THAT(story, Contains("violated: no_dma_after_revoke at <kernel>/memory.rvk:111:13, blamed: exporter"));
}

TEST_CASE("the short story of b01 tells what the full one tells, in the driver's words") {
    const Told told;
    const std::string brief = words_of(told.story("--story short"));
    CHECK(brief == words_of(told.story()));
    const std::string full = told.story("--story full");
    CHECK_THAT(full, Contains("atomic { if (b->ticket > 0)") && Contains("\n  16  ") && !Contains("carried out"));
    CHECK_THAT(brief, !Contains("b->ticket") && !Contains("mutex_lock"));
    const auto trace = reports::trace_from_json(told.place.read(told.trace));
    std::size_t at = brief.find(" 1-10 ");
    REQUIRE(at != std::string::npos);
    const std::vector<std::string> all = own_statements(trace);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const bool returns = i >= 2 && all[i] == all[i - 2];  // from a callback into the call around it
        if (returns || all[i] == "dma_buf_dynamic_attach(&att)" || all[i] == "dma_buf_map_attachment(&m)") continue;
        CAPTURE(all[i]);
        const std::size_t next = brief.find(words_of(all[i]), at);
        REQUIRE(next != std::string::npos);
        at = next;
    }
    std::size_t told_steps = 0;
    for (const char* entry : {" 1-10 ", " 11-15 ", " 16 "})
        told_steps += brief.find(entry) != std::string::npos ? 1 : 0;
    CHECK(told_steps == 3);
    for (const reports::TraceStep& step : trace.steps) {
        for (const reports::TraceChange& change : step.changes) {
            const bool lock = change.before == step.thread || change.after == step.thread;
            CAPTURE(change.name);
            CHECK((lock ||
                   (brief.find(change.name) != std::string::npos && brief.find(change.after) != std::string::npos)));
        }
    }
}

TEST_CASE("a branch that the library takes is told by what it does") {
    const Workplace place;
    REQUIRE(place.run("check '" + tests::source_dir() + "/specs/cpu/sync-interrupted.rvk' --traces .").code == 0);
    const Ran brief = place.run("replay sync-interrupted.no_torn_read.json");
    CHECK_THAT(words_of(brief.out), Contains("dma_buf_begin_cpu_access(dmabuf); [return -ERESTARTSYS;]"));
    CHECK_THAT(brief.out, !Contains("branch ") && !Contains("snapshot_drop") && !Contains("either"));
    const Ran full = place.run("replay sync-interrupted.no_torn_read.json --story full");
    CHECK_THAT(full.out, Contains("[branch 2]") && Contains("snapshot_drop"));
}

TEST_CASE("without a terminal a story is 110 columns wide, on a narrow one as wide as that") {
    const Told told;
    CHECK(widest(told.story("--story full")) > 100);
    const Ran ran =
        told.place.shell("export revoke_mc; script -qec 'stty cols 20; \"$revoke_mc\" replay " + told.trace +
                         "' /dev/null </dev/null | tr -d '\\r' | sed 's/\\x1b[^m]*m//g' | sed '/^16 steps/,$d'");
    CAPTURE(ran.out, ran.err);
    CHECK_THAT(ran.out, Contains("1-10"));
    CHECK(widest(ran.out) <= 20);
}

TEST_CASE("check tells unexpected violations, shortly unless it is asked for all") {
    const Workplace place;
    place.write("bug.rvk", tests::bug());
    CHECK_THAT(place.run("check bug.rvk").out, Contains("u.worker carried out") && !Contains("u.l: free -> u.worker"));
    CHECK_THAT(place.run("check bug.rvk --story full").out, Contains("u.l: free -> u.worker"));
    CHECK_THAT(place.run("check bug.rvk --quiet --story full").out, Catch::Equals(""));
    const Ran wrong = place.run("check bug.rvk --story long");
    CHECK(wrong.code == 2);
    CHECK_THAT(wrong.err, Contains("--story") && Contains("short"));
}
