// Stories: the layout is pinned, because people compare them.
#include "reports/story.hpp"

#include <sstream>

#include <catch2/catch.hpp>

#include "tests/reports/sample.hpp"

using namespace revoke_mc;
using Catch::Contains;

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

}  // namespace

TEST_CASE("a story is set in columns") {
    CHECK(reports::story(tests::sample_trace(), {.width = 100, .style = reports::Style(false)}) ==
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
            CHECK(widest(reports::story(long_trace(80, threads), {.width = width, .style = reports::Style()})) <=
                  width);
        }
    }
}

TEST_CASE("where columns would be too narrow, each step names its thread") {
    const std::string text = reports::story(long_trace(20, 12), {.width = 90, .style = reports::Style()});
    CHECK_THAT(text, Contains("   2  iommufd[1].ioctl: atomic"));
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
