// The kernel library's own limits: up to them everything is counted, beyond them there is no verdict.
//
// A count that stays where it is at its limit would make things hold that do not, or the other way round.
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "checker/internal/explore.hpp"
#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "model/semantics/lower/lower.hpp"
#include "model/semantics/lower/system_ids.hpp"
#include "tests/support/agreement.hpp"

using namespace revoke_mc;

namespace {

/// Something that the library counts: `before`, then `step` again and again; `#` is which time it is.
struct Counted {
    std::string what;
    int limit;  ///< so many steps are counted
    std::string step;
    std::string before = "";
};

const std::vector<Counted> counted{
    {"pins", 7, "dma_buf_pin(&att);", "dma_buf_dynamic_attach(&att); dma_resv_lock(a);"},
    {"vmaps", 7, "dma_buf_vmap(a);", "dma_resv_lock(a);"},
    {"references to a file", 14, "get_dma_buf(a);"},
    {"references to a file that may be gone", 14, "taken = get_file_active(a);"},
    {"references", 14, "kref_get(&k);"},
    {"references to what may be gone", 14, "taken = kref_get_unless_zero(&k);"},
    {"completions", 7, "complete(&done);"},
    {"tickets", 7, "ww_acquire_init(&c[#]);"},
    {"locks under one ticket", 7, "taken = dma_resv_lock_ticket(b#, &c[0]) == 0;", "ww_acquire_init(&c[0]);"},
};

std::string repeated(const std::string& step, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) {
        std::string one = step;
        if (const auto at = one.find('#'); at != std::string::npos) one.replace(at, 1, std::to_string(i));
        out += one + ' ';
    }
    return out;
}

program::Program spec(const std::string& code, const std::string& claims = "") {
    const std::string text =
        "spec \"limits\"; use dma_buf; use kref;\n"
        "dma_buf a of ram; " +
        repeated("dma_buf b# of ram;", 8) +
        "\nexporter ram {\n"
        "    int map_dma_buf(attachment *t) { return 0; } void unmap_dma_buf(attachment *t) { }\n"
        "    int vmap(dma_buf *b) { return 0; }\n"
        "}\n"
        "importer disk {\n"
        "    attachment att of a : pin_revocable; kref k; completion done; ww_acquire_ctx c[8]; bool taken;\n"
        "    void invalidate_mappings(attachment *t) { }\n"
        "    thread start { " +
        code + " rest: await (false); }\n}\n" + claims;
    return check::check(syntax::load_text("limits.rvk", text), {});
}

explorer::Result result_of(const program::Program& program) {
    CHECK(tests::compare_engines(program, 10000).difference.empty());
    return checker::explore(lower::lower(program), {});
}

bool incomplete(const explorer::Result& found) {
    return found.status == explorer::Status::incomplete && found.reason == explorer::Reason::bound;
}

bool violated(const program::Program& program, const explorer::Result& found, const std::string& name) {
    for (const program::PropertyId p : program.properties.ids())
        if (program.properties[p].name == name)
            return found.properties[lower::system_id(p).number()].verdict == explorer::Verdict::violated;
    FAIL(name << " is no property");
    return false;
}

}  // namespace

TEST_CASE("the library counts up to its limits, and says that it cannot count on") {
    for (const Counted& each : counted) {
        INFO(each.what);
        const auto as_many = spec(each.before + repeated(each.step, each.limit));
        const auto counts = result_of(as_many);
        CHECK(counts.status == explorer::Status::complete);
        CHECK_FALSE(violated(as_many, counts, "trap"));
        CHECK_FALSE(violated(as_many, counts, "stuck"));

        const auto one_more = spec(each.before + repeated(each.step, each.limit + 1));
        const auto gives_up = result_of(one_more);
        CHECK(incomplete(gives_up));
        CHECK_FALSE(violated(one_more, gives_up, "trap"));
        CHECK_FALSE(violated(one_more, gives_up, "stuck"));
    }
}

TEST_CASE("each pin, completion and vmap up to the limit counts") {
    const std::string drop = "dma_resv_unlock(a); dma_buf_detach(&att);";
    const std::string take = "dma_buf_dynamic_attach(&att); dma_resv_lock(a); ";
    for (const int pins : {1, 4, 7}) {
        INFO(pins);
        const auto balanced =
            spec(take + repeated("dma_buf_pin(&att);", pins) + repeated("dma_buf_unpin(&att);", pins) + drop,
                 "always pin_balance;");
        CHECK_FALSE(violated(balanced, result_of(balanced), "pin_balance"));
        const auto one_left =
            spec(take + repeated("dma_buf_pin(&att);", pins) + repeated("dma_buf_unpin(&att);", pins - 1) + drop,
                 "always pin_balance;");
        CHECK(violated(one_left, result_of(one_left), "pin_balance"));

        const auto waits = spec(repeated("complete(&done);", pins) + repeated("wait_for_completion(&done);", pins));
        CHECK_FALSE(violated(waits, result_of(waits), "stuck"));
        const auto waits_once_more =
            spec(repeated("complete(&done);", pins) + repeated("wait_for_completion(&done);", pins + 1));
        CHECK(violated(waits_once_more, result_of(waits_once_more), "stuck"));

        const auto one_vmap_left = spec("dma_resv_lock(a); " + repeated("dma_buf_vmap(a);", pins) +
                                        repeated("dma_buf_vunmap(a);", pins - 1) + "assert (a.vmapping_counter == 1);");
        CHECK_FALSE(violated(one_vmap_left, result_of(one_vmap_left), "assertion"));
    }
}

TEST_CASE("complete_all() lets everybody through until the completion is begun again") {
    const std::string many = repeated("wait_for_completion(&done);", 9);
    const auto all = spec("complete(&done); complete_all(&done); complete(&done); " + many);
    CHECK_FALSE(violated(all, result_of(all), "stuck"));
    const auto again = spec("complete_all(&done); reinit_completion(&done); wait_for_completion(&done);");
    CHECK(violated(again, result_of(again), "stuck"));
    const auto in_time = spec("complete_all(&done); taken = wait_for_completion_timeout(&done); " + many);
    CHECK_FALSE(violated(in_time, result_of(in_time), "stuck"));
}
