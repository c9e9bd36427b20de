// Uses of the library that a kernel does not survive: a buffer that is gone, sleeping where nobody may, a ticket that
// does not exist, a usage that no fence can have.
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "checker/internal/search.hpp"
#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "model/semantics/interpret/search.hpp"
#include "reports/trace_builder.hpp"
#include "tests/support/agreement.hpp"

using namespace revoke_mc;

namespace {

const std::string head = "spec \"uses\"; use dma_buf; dma_buf bo of gpu;\n";
const std::string ops =
    "int map_dma_buf(attachment *a) { return 0; } void unmap_dma_buf(attachment *a) { }\n"
    "int vmap(dma_buf *b) { return 0; } void vunmap(dma_buf *b) { } int fault(dma_buf *b, vma *v) { return 0; }\n";

/// A program that does `act`, with an exporter that has `more`.
std::string by_user(const std::string& act, const std::string& more = "") {
    return head + "exporter gpu { vma area; " + ops + more + "}\nuser program { fence f of bo; thread t { " + act +
           " } }\n";
}

std::string by_exporter(const std::string& act) {
    return head + "exporter gpu { spinlock s; vma area; fence f of bo; ww_acquire_ctx c, d; " + ops + "thread t { " +
           act + " } }\n";
}

struct Case {
    std::string spec, violated;  ///< names, in the order of the properties
};

void check_all(const std::vector<Case>& cases) {
    for (const Case& example : cases) {
        INFO(example.spec);
        const auto program = check::check(syntax::load_text("uses.rvk", example.spec), {});
        std::string violated;
        for (const interpret::Verdict& verdict : interpret::search(interpret::Interpreter(program)).verdicts)
            if (verdict.violated) violated += (violated.empty() ? "" : " ") + program.properties[verdict.property].name;
        CHECK(violated == example.violated);
        CHECK(tests::compare_engines(program, 100000).difference == "");
    }
}

std::string blamed(const std::string& text, const std::string& rule) {
    const auto program = check::check(syntax::load_text("uses.rvk", text), {});
    const checker::SearchOutcome outcome = checker::search(program, {}, {});
    for (const program::PropertyId p : program.properties.ids())
        if (program.properties[p].name == rule && outcome.properties[p].trace)
            return reports::build_trace(interpret::Interpreter(program), static_cast<program::PropertyId>(p),
                                        *outcome.properties[p].trace)
                .violation.blame.value_or("nobody");
    return "not violated";
}

}  // namespace

TEST_CASE("who uses a buffer has a reference to its file, whatever the use is") {
    const std::string claimed = "always release_balance;";
    for (const std::string use : {"int e = dma_buf_vmap_unlocked(bo);", "int e = dma_buf_begin_cpu_access(bo);",
                                  "dma_buf_end_cpu_access(bo);", "int e = dma_buf_fault(bo, &gpu.area);"})
        check_all({{by_user("dma_buf_put(bo); " + use) + claimed, "release_balance"},
                   {by_user("dma_buf_put(bo); " + use), "trap"},
                   {by_user(use + " dma_buf_put(bo);") + claimed,
                    use.find("vmap") == std::string::npos ? "" : "release_balance"}});  // still mapped
    check_all({{by_user("dma_buf_put(bo); int e = dma_resv_wait(bo, READ);") + claimed, ""},
               {by_user("dma_buf_put(bo);", "void release(dma_buf *b) { int e = dma_buf_vmap_unlocked(b); "
                                            "dma_buf_vunmap_unlocked(b); }") +
                    claimed,
                ""}});  // the exporter has it until that has run
}

TEST_CASE("what is left when a buffer goes is blamed on the side that made it") {
    const std::string map_and_put = "int e = dma_buf_vmap_unlocked(bo); dma_buf_put(bo);";
    CHECK(blamed(by_exporter(map_and_put) + "always release_balance;", "release_balance") == "exporter");
    CHECK(blamed(by_user(map_and_put) + "always release_balance;", "release_balance") == "user");
    CHECK(blamed(head + "exporter gpu { " + ops +
                     "}\nimporter nic { attachment att of bo : dynamic; mapping m of att;\n"
                     "void invalidate_mappings(attachment *a) { }\nthread t { " +
                     map_and_put + " } }\nalways release_balance;",
                 "release_balance") == "importer");
}

TEST_CASE("functions of the library that sleep may not be called under a spinlock") {
    for (const std::string call : {"dma_buf_put_sync(bo);", "unmap_mapping_range(&area);", "vmf_insert_pfn(&area, bo);",
                                   "int e = dma_buf_fault(bo, &area);"})
        check_all({{by_exporter("spin_lock(s); " + call + " spin_unlock(s);"), "sleeping_in_atomic"},
                   {by_exporter(call), ""}});
}

TEST_CASE("a lock is taken under a ticket that is in use") {
    const std::string lock = "int e = dma_resv_lock_ticket(bo, &c); dma_resv_unlock(bo);";
    const std::string claimed = "always lock_discipline;";
    check_all({{by_exporter(lock) + claimed, "lock_discipline"},
               {by_exporter(lock), "trap"},
               {by_exporter("ww_acquire_init(&c); ww_acquire_fini(&c); " + lock) + claimed, "lock_discipline"},
               {by_exporter("dma_resv_lock_slow(bo, &c); dma_resv_unlock(bo);"), "trap"},
               {by_exporter("ww_acquire_init(&c); " + lock + " ww_acquire_fini(&c);") + claimed, ""}});
}

TEST_CASE("a fence is added with a usage") {
    const std::string add = "dma_resv_lock(bo); dma_fence_init(&f); dma_resv_add_fence(bo, &f, READ); "
                            "dma_resv_add_fence(bo, &f, NONE); dma_resv_unlock(bo); dma_fence_signal(&f);";
    check_all(
        {{by_exporter(add) + "always fence_never_weakened;", "fence_never_weakened"}, {by_exporter(add), "trap"}});
}

TEST_CASE("an attachment that has been detached is used by whatever looks through it, also to write") {
    const std::string detached = head + "exporter gpu { int<0..1> cnt; " + ops +
                                 "}\nimporter nic { attachment att of bo : static; mapping m of att; fence f of bo; "
                                 "bool on; int<0..1> arr[2]; ghost bool g;\n"
                                 "predicate here(attachment *a) = a->buf == bo;\n"
                                 "thread t { dma_buf_attach(&att); dma_buf_detach(&att); ";
    for (const std::string use :
         {"att.importer.on = true;", "m.att.importer.on = true;", "arr[att.buf.file > 0 ? 1 : 0] = 1;",
          "await (here(&att));", "on = here(&att);", "f.in_resv[att.buf] = NONE;", "on = f.in_resv[att.buf] == NONE;"})
        check_all({{detached + use + " } }", "trap"}});
    for (const std::string said : {"assert (att.buf == bo);", "assert (here(&att));", "ghost { g = here(&att); }",
                                   "ghost { g = f.in_resv[att.buf] == NONE; }"})
        check_all({{detached + said + " } }", ""}});
}

TEST_CASE("what a job depends on is looked for in a buffer that is there") {
    const std::string function = "void depend(dma_buf *y = NULL) { atomic { job_depends(&f, y, READ); } } ";
    const std::string gpu = head + "exporter gpu { fence f of bo; " + ops + function;
    check_all({{gpu + "thread t { depend(); } }", "trap"}, {gpu + "thread t { depend(bo); } }", ""}});
}
