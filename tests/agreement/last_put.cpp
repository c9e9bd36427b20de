// The last dma_buf_put() returns, and somebody else releases the buffer, sooner or later.
#include <string>

#include <catch2/catch.hpp>

#include "checker/internal/lock_order.hpp"
#include "checker/internal/search.hpp"
#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "reports/trace_builder.hpp"
#include "tests/support/agreement.hpp"

using namespace revoke_mc;

namespace {

const std::string exporter = "spec \"put\"; use dma_buf;\n"
                             "dma_buf b of ram;\n"
                             "exporter ram {\n"
                             "    lock list; bool released, put; int<0..2> times;\n"
                             "    int map_dma_buf(attachment *a) { return 0; } void unmap_dma_buf(attachment *a) { }\n";
const std::string op =
    "    void release(dma_buf *x) { mutex_lock(list); released = true; mutex_unlock(list); atomic { times++; } }\n";
const std::string importer =
    "importer disk { attachment att of b : dynamic; mapping m of att; void invalidate_mappings(attachment *a) { }\n"
    "    thread use_it { dma_buf_dynamic_attach(&att); dma_buf_put(b); } }\n";

program::Program checked(const std::string& text) { return check::check(syntax::load_text("put.rvk", text), {}); }

/// The exporter with its release op, a thread that does `act`, and properties.
std::string spec(const std::string& act, const std::string& properties = "") {
    return (exporter + op + "    thread t { " + act + " }\n}\n" + properties);
}

/// What the search found for `name`; both searches have to agree on everything.
bool found(const std::string& text, const std::string& name, std::string* blamed = nullptr) {
    INFO(text);
    const program::Program program = checked(text);
    CHECK(tests::compare_engines(program, 10000).difference.empty());
    checker::SearchOutcome outcome = checker::search(program, {}, {});
    (void)checker::decide_lock_order(
        program, [&] { return checked(text); }, {}, {}, outcome);
    for (const program::PropertyId p : program.properties.ids()) {
        if (program.properties[p].name != name) continue;
        const auto& trace = outcome.properties[p].trace;
        if (trace && blamed)
            *blamed = reports::build_trace(interpret::Interpreter(program), static_cast<program::PropertyId>(p), *trace)
                          .violation.blame.value_or("nobody");
        return outcome.properties[p].verdict == explorer::Verdict::violated;
    }
    FAIL(name << " is no property");
    return false;
}

}  // namespace

TEST_CASE("the last put returns before the release has run, or after it") {
    const std::string text = spec("dma_buf_put(b); put = true;", "possible (ram.put && !ram.released) as put_first;"
                                                                 "possible (!ram.put && ram.released) as release_first;"
                                                                 "never (b.file > 0 && ram.released) as too_early;");
    CHECK(found(text, "put_first"));
    CHECK(found(text, "release_first"));
    CHECK_FALSE(found(text, "too_early"));
    const auto one_of_two =
        spec("get_dma_buf(b); dma_buf_put(b); put = true;", "possible (ram.released) as is_released;");
    CHECK_FALSE(found(one_of_two, "is_released"));
}

TEST_CASE("the release comes in the end, once, and nobody gets the file meanwhile") {
    const std::string text = spec("dma_buf_put(b); put = get_file_active(b);",
                                  "always b.file == 0 leads_to ram.times == 1 as is_released;"
                                  "never (ram.times > 1) as released_twice; never (ram.put) as got_it;");
    CHECK_FALSE(found(text, "is_released"));
    CHECK_FALSE(found(text, "released_twice"));
    CHECK_FALSE(found(text, "got_it"));
}

TEST_CASE("whoever puts, the release holds none of its locks") {
    const auto later = spec("mutex_lock(list); dma_buf_put(b); mutex_unlock(list);");
    CHECK_FALSE(found(later, "lock_misuse"));
    CHECK_FALSE(found(later, "lock_order"));
    CHECK_FALSE(found(later, "stuck"));
    const auto at_once = spec("mutex_lock(list); dma_buf_put_sync(b); mutex_unlock(list);");
    CHECK(found(at_once, "lock_misuse"));
    CHECK(found(at_once, "lock_order"));
}

TEST_CASE("who releases is a thread only where there is something to release") {
    const auto threads = [](const std::string& text) { return checked(text).threads.size(); };
    CHECK(threads(spec("dma_buf_put(b);")) == 2);
    CHECK(threads(spec("int x = 0; if (x == 0) { atomic { dma_buf_put(b); } }")) == 2);
    CHECK(threads(spec("skip;")) == 1);
    CHECK(threads(spec("dma_buf_put_sync(b);")) == 1);
    CHECK(threads((exporter + "thread t { dma_buf_put(b); } }")) == 1);
    CHECK(checked(spec("dma_buf_put(b);")).threads.back().name == "ram.fput_b");
}

TEST_CASE("an importer that is left at the release is to blame, whether or not the exporter has an op") {
    for (const std::string& release : {std::string(), op}) {
        const std::string text = (exporter + release + "}\n" + importer + "always release_balance;");
        std::string blamed;
        CHECK(found(text, "release_balance", &blamed));
        CHECK(blamed == "importer");
    }
    const auto after_detach = (exporter + op + "}\n" +
                               "importer disk { attachment att of b : dynamic; void invalidate_mappings("
                               "attachment *a) { } thread use_it { dma_buf_dynamic_attach(&att); "
                               "dma_buf_detach(&att); dma_buf_put(b); } } always release_balance;");
    CHECK_FALSE(found(after_detach, "release_balance"));
}

TEST_CASE("a reference to what is being released queues the release twice") {
    std::string blamed;
    const std::string text = spec("dma_buf_put(b); atomic { b.file++; } dma_buf_put(b);",
                                  "always release_balance; never (ram.times > 1) as twice;");
    CHECK(found(text, "release_balance", &blamed));
    CHECK(blamed == "exporter");
    CHECK(found(text, "twice"));
}
