// Stories: the layout is pinned, because people compare them.
#include "reports/story.hpp"

#include <algorithm>
#include <numeric>
#include <regex>
#include <sstream>

#include <catch2/catch.hpp>

#include "tests/reports/sample.hpp"
#include "tests/reports/specs.hpp"

using namespace revoke_mc;
using Catch::Contains;
using reports::Telling;
using tests::Spec;

namespace {

std::size_t widest(const std::string& text) {
    std::size_t width = 0;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) width = std::max(width, reports::columns(line));
    return width;
}

/// A trace of `steps` steps in which `threads` threads take turns.
reports::TraceDocument long_trace(std::size_t steps, std::size_t threads) {
    reports::TraceDocument trace = tests::sample_trace();
    trace.steps.clear();
    for (std::size_t i = 0; i < steps; ++i) {
        reports::TraceStep step = tests::sample_trace().steps[1];
        step.thread = "iommufd[" + std::to_string(i % threads) + "].ioctl";
        trace.steps.push_back(step);
    }
    return trace;
}

/// Steps that a short story accounts for, by the numbers in its margin, in the order of the text.
std::vector<std::size_t> steps_told(const std::string& story) {
    const std::regex entry("^ *([0-9]+)(-([0-9]+))?  .*");
    std::vector<std::size_t> steps;
    std::istringstream lines(story);
    std::smatch match;
    for (std::string line; std::getline(lines, line);) {
        if (!std::regex_match(line, match, entry)) continue;
        const std::size_t first = std::stoul(match[1]);
        for (std::size_t i = first; i <= (match[3].matched ? std::stoul(match[3]) : first); ++i) steps.push_back(i);
    }
    return steps;
}

std::vector<std::size_t> up_to(std::size_t last) {
    std::vector<std::size_t> all(last);
    std::iota(all.begin(), all.end(), 1);
    return all;
}

std::string sentence(const std::string& text, const std::string& property) {
    const std::string story = reports::story(Spec(text).trace(property), {.width = 1'000});
    std::istringstream lines(story);
    std::string line;
    for (int i = 0; i < 4; ++i) std::getline(lines, line);  // behind two lines of title and an empty one
    return line;
}

}  // namespace

TEST_CASE("a short story tells turns in the driver's own statements, and what happened in its first sentence") {
    CHECK(reports::story(tests::sample_trace(), {.width = 100}) == R"(B02: no wait before reuse
specs/bugs/b02.rvk with N = 2, P = true: safe_reuse is violated, 3 steps

vfio.fault carried out `memory_reuse(bar);` after iommufd[0].engine had carried out `atomic { await
    (iova && !cached); cached = true; }`, which breaks safe_reuse, the fault of the exporter: memory
    is reused while iommufd[0].phys can reach it.
at first (all else is 0, false, free): bar.mem[0] = OURS

      vfio.reset               iommufd[0].engine        vfio.fault
   1  dma_resv_lock(bar);  b02.rvk:20
        k: 0 -> 3
        holds bar.resv
   2  |                        atomic { await (iova && !cached); cached = true; } [k = 1]
      |                        b02.rvk:44
      |                          iommufd[0].cached = true
   3  |                        .                        memory_reuse(bar);  b02.rvk:31
      |                        .                          holds vfio.memory_lock (read)
      |                        .                          ! safe_reuse  b02.rvk:32

vfio.reset holds bar.resv
vfio.fault holds vfio.memory_lock (read)
memory is reused while iommufd[0].phys can reach it
violated: safe_reuse at specs/bugs/b02.rvk:32:9, blamed: exporter
)");
}

TEST_CASE("a short story accounts for each step once") {
    for (const std::size_t threads : {1U, 2U, 7U}) {
        CAPTURE(threads);
        CHECK(steps_told(reports::story(long_trace(40, threads), {})) == up_to(40));
    }
    reports::TraceDocument lasso = long_trace(9, 1);
    lasso.cycle_start = 4;
    const std::string story = reports::story(lasso, {});
    CHECK(steps_told(story) == up_to(9));
    CHECK_THAT(story, Contains("\n 1-4  "));
    CHECK_THAT(story, Contains("-- from here on it repeats for ever:\n 5-9  "));
    CHECK_THAT(story, Contains("-- and on with step 5\n"));
    CHECK_THAT(story, Contains("From step 5 on iommufd[0].ioctl goes round for ever, safe_reuse is broken"));
}

TEST_CASE("a trace of 10,000 steps is told: what repeats is told once, and nothing is left out") {
    const std::string alone = reports::story(long_trace(10'000, 1), {});
    CHECK(steps_told(alone) == up_to(10'000));
    CHECK_THAT(alone, Contains("[all this 10000 times]"));
    CHECK(std::count(alone.begin(), alone.end(), '\n') < 20);
    CHECK(steps_told(reports::story(long_trace(10'000, 3), {})) == up_to(10'000));
    CHECK_THAT(reports::story(long_trace(10'000, 3), {.telling = Telling::full}), Contains("\n10000  "));
}

TEST_CASE("on a terminal of 20 columns each line of a short story fits") {
    for (const std::size_t threads : {1U, 5U}) {
        reports::TraceDocument trace = long_trace(30, threads);
        trace.property.rule = {"No device reaches memory that is not its own.", "somewhere/in/the/documentation.c", {}};
        const std::string story = reports::story(trace, {.width = 20});
        CHECK(widest(story) <= 20);
        CHECK(steps_told(story) == up_to(30));
    }
}

TEST_CASE("a step in the library is told by the driver's statement that called it") {
    const std::string spec = "spec \"s\"; use dma_buf; exporter e { int attach(attachment *a) {\n"
                             "return -EINVAL; } } dma_buf b of e;\n"
                             "importer i { attachment att of b : static; bool asked; bool failed; thread t {\n"
                             "asked = true;\n"
                             "int error = dma_buf_attach(&att);\n"
                             "if (error) failed = true;\n"
                             "asked = error != 0; } } never i.failed as P;";
    CHECK(sentence(spec, "P") ==
          "Once i.t carried out `failed = true;`, P is broken: not in every state: never i.failed.");
    const std::string story = reports::story(Spec(spec).trace("P"), {});
    CHECK_THAT(story, Contains("error: 0 -> -EINVAL") && !Contains("-22"));
    const std::string attached = "spec \"s\"; use dma_buf; exporter e { } dma_buf b of e;\n"
                                 "importer i { attachment att of b : static; thread t {\n"
                                 "dma_buf_attach(&att);\n"
                                 "} } never i.att.listed as P;";
    CHECK_THAT(reports::story(Spec(attached).trace("P"), {}),
               Contains(" 1-2  dma_buf_attach(&att);  test.rvk:3\n") && !Contains("resv);"));
    CHECK_THAT(
        reports::story(Spec(attached).trace("P"), {.telling = Telling::full}),
        Contains("   1  in dma_buf_attach > dma_buf_dynamic_attach > dma_resv_lock\n      mutex_lock(b->resv);"));
}

TEST_CASE("only what functions return as an error is shown as one") {
    const std::string spec =
        "spec \"s\"; user u { int<0..3> x; int f() { return -EPERM; } int g(int k) { return k - 4; }"
        "thread t { x = 1; int a = f(); int b = -1; int<-9..9> c = -EIO; int d = -EIO; int e = g(3);"
        "x = 2; x = a + b + c + d + e > 0 ? 3 : 0; } } never u.x == 2 as P;";
    const std::string story = reports::story(Spec(spec).trace("P"), {});
    CHECK_THAT(story, Contains("a: 0 -> -EPERM") && Contains("b: 0 -> -1") && Contains("c: 0 -> -5") &&
                          Contains("d: 0 -> -EIO") && Contains("e: 0 -> -1"));
}

TEST_CASE("statements that a thread repeats are told once, and all values stay") {
    const std::string spec = "spec \"s\"; user u { int<0..9> x; thread t { loop { await (x < 6); x += 1; skip; } } }"
                             " never u.x == 6 as P;";
    const std::string story = reports::story(Spec(spec).trace("P"), {});
    CHECK_THAT(story, Contains("u.x: 0 -> 1 -> 2 -> 3 -> 4 -> 5 -> 6"));
    CHECK_THAT(story, Contains("[all this 5 times]"));
}

TEST_CASE("the first sentence is made from the trace") {
    CHECK(sentence(tests::bug(), "no_use_after_release") ==
          "u.worker carried out `assert (!freed) as no_use_after_release blames IMPORTER;` after u.release had carried "
          "out `freed = true;`, which breaks no_use_after_release, the fault of the importer: assert (!freed) as "
          "no_use_after_release blames IMPORTER; fails.");
    CHECK(sentence("spec \"i\"; user u { int<0..3> x; thread t { x = 1; } thread s { await (x == 1); x = 2; } }"
                   " never u.x == 2 as P;",
                   "P") ==
          "Once u.s carried out `x = 2;` after u.t had carried out `x = 1;`, P is broken: not in every "
          "state: never u.x == 2.");
    CHECK(
        sentence("spec \"d\"; user u { lock k; lock l; thread t { mutex_lock(k); mutex_lock(l); await (false); }"
                 " thread s { mutex_lock(l); mutex_lock(k); await (false); } }",
                 "lock_cycle") ==
        "Once u.s carried out `mutex_lock(l);` after u.t had carried out `mutex_lock(k);`: u.t waits for u.s waits for "
        "u.t (u.t: mutex_lock(l); waits: u.l is held by u.s).");
    CHECK(sentence("spec \"w\"; user u { bool x; thread t { x = true; } } possible u.x as P;", "P") ==
          "Once u.t carried out `x = true;`: here it is: possible u.x.");
    reports::TraceDocument nothing = tests::sample_trace();
    nothing.steps.clear();
    CHECK_THAT(reports::story(nothing, {}), Contains("Before anybody moves: memory is reused while"));
}

TEST_CASE("who has begun to wait in a lock or for a work has carried out nothing there; readers' marks are not told") {
    const Spec locks("spec \"r\"; user u { rwlock l; lock m; bool go, late;"
                     " thread reader { down_read(l); go = true; mutex_lock(m); }"
                     " thread writer { mutex_lock(m); await (go); down_write(l); late = true; } }");
    const std::string cycle = reports::story(locks.trace("lock_cycle"), {.width = 1'000});
    CHECK_THAT(cycle,
               Contains("Once u.writer had begun `down_write(l);` after u.reader had carried out `go = true;`:"));
    CHECK_THAT(cycle, Contains("waits for u.l\n") && Contains("u.go = true\n") && !Contains(":reader(") &&
                          !Contains(":waiter("));
    const Spec work("spec \"w\"; user u { lock l; bool late; work w { mutex_lock(l); mutex_unlock(l); }"
                    " thread t { queue_work(w); mutex_lock(l); flush_work(w); late = true; mutex_unlock(l); } }");
    const std::string stuck = reports::story(work.trace("deadlock"), {.width = 1'000});
    CHECK_THAT(stuck, Contains("waits for u.w\n") && !Contains(":flusher("));
}

TEST_CASE("a full story is set in columns") {
    CHECK(reports::story(tests::sample_trace(), {.width = 100, .telling = Telling::full}) ==
          R"(B02: no wait before reuse
specs/bugs/b02.rvk with N = 2, P = true: safe_reuse is violated, 3 steps
at first (all else is 0, false, free): bar.mem[0] = OURS

      vfio.reset               iommufd[0].engine        vfio.fault
   1  in dma_resv_lock
      mutex_lock(b->resv);  dma_resv.rvk:12
        bar.resv: free -> vfio.reset
        k: 0 -> 3
        holds bar.resv
   2  |                        atomic { await (iova && !cached); cached = true; }  [branch 1, k = 1]
      |                          b02.rvk:44
      |                          iommufd[0].cached: false -> true
   3  |                        .                        memory_reuse(bar);  b02.rvk:31
      |                        .                          then assert (!reachable(bar)) as
      |                        .                            safe_reuse  b02.rvk:32
      |                        .                          holds vfio.memory_lock (read)
      |                        .                          ! safe_reuse: memory is reused while
      |                        .                            iommufd[0].phys can reach it  b02.rvk:32

vfio.reset holds bar.resv
vfio.fault holds vfio.memory_lock (read)
memory is reused while iommufd[0].phys can reach it
violated: safe_reuse at specs/bugs/b02.rvk:32:9, blamed: exporter
)");
}

TEST_CASE("the last line of a story names property, place and blame") {
    const std::string text = reports::story(tests::sample_trace(), {});
    const std::string last = text.substr(text.rfind('\n', text.size() - 2) + 1);
    CHECK(last == "violated: safe_reuse at specs/bugs/b02.rvk:32:9, blamed: exporter\n");
}

TEST_CASE("stories stay within their width") {
    for (const std::size_t threads : {1U, 3U, 6U, 9U}) {
        for (const std::size_t width : {80U, 100U, 120U, 160U}) {
            CAPTURE(threads, width);
            for (const Telling telling : {Telling::brief, Telling::full})
                CHECK(widest(reports::story(long_trace(80, threads), {.width = width, .telling = telling})) <= width);
        }
    }
}

TEST_CASE("where columns would be too narrow, each step names its thread") {
    const reports::TraceDocument trace = long_trace(20, 12);
    CHECK_THAT(reports::story(trace, {.width = 90, .telling = Telling::full}),
               Contains("   2  iommufd[1].ioctl: atomic"));
    CHECK_THAT(reports::story(trace, {.width = 90}), Contains("   2  iommufd[1].ioctl:\n       atomic"));
}

TEST_CASE("colours are escape sequences that can be left out") {
    const std::string plain = reports::story(tests::sample_trace(), {});
    CHECK_THAT(plain, !Contains("\x1b"));
    std::string painted = reports::story(tests::sample_trace(), {.width = 110, .style = reports::Style(true)});
    CHECK_THAT(painted, Contains("\x1b[1;31mviolated"));
    std::string stripped;
    for (std::size_t i = 0; i < painted.size(); ++i) {
        if (painted[i] == '\x1b') {
            i = painted.find('m', i);
        } else {
            stripped += painted[i];
        }
    }
    CHECK(stripped == plain);
}

TEST_CASE("control characters of a spec do not reach the terminal") {
    reports::TraceDocument trace = tests::sample_trace();
    trace.steps[0].statement = "x = 1; \x1b]0;title\x07";
    CHECK_THAT(reports::story(trace, {}), !Contains("\x1b") && !Contains("\x07"));
}

TEST_CASE("short places") {
    CHECK(reports::short_place("specs/a/b.rvk:33:9") == "b.rvk:33");
    CHECK(reports::short_place("<kernel>/dma_resv.rvk:12:5") == "dma_resv.rvk:12");
    CHECK(reports::short_place("") == "");
}

TEST_CASE("wrapping keeps every word") {
    const auto lines = reports::wrap("one two three four five", 10);
    CHECK(lines == std::vector<std::string>{"one two", "  three", "  four", "  five"});
    CHECK(reports::wrap("", 10) == std::vector<std::string>{""});
    CHECK(reports::wrap("abcdefghijklmnop", 6).size() == 4);
    CHECK(reports::grouped(1234567) == "1,234,567");
    CHECK(reports::grouped(12) == "12");
    CHECK(reports::columns("naïve") == 5);
}
