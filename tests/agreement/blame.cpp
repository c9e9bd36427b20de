// Whom the kernel library blames: each rule, broken by each side that can break it.
//
// Both sides do what the contract says except for one thing. Whoever did that is blamed, not the owner of the memory or
// of the device that met the consequence.
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "checker/internal/search.hpp"
#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "reports/trace_builder.hpp"
#include "tests/support/agreement.hpp"

using namespace revoke_mc;

namespace {

/// A revoke or a move by `ram`, a use by `disk`. What is left empty is done as it should be, or not at all.
struct Deed {
    std::string what;
    std::string rule;
    std::string blamed;
    std::string take;          ///< by the exporter, with the reservation lock held for the first part
    std::string callback;      ///< by the importer, when it is notified
    std::string use;           ///< by the importer's thread, once it has a mapping
    std::string device = "";   ///< by the importer's device
    std::string fault = "";    ///< by the exporter, with v and b
    std::string program = "";  ///< by a program, with b as dmabuf
};

const std::string revoke = "withdraw(dmabuf); dma_buf_invalidate_mappings(dmabuf); dma_resv_wait(dmabuf, BOOKKEEP); "
                           "dma_resv_unlock(dmabuf); await (!disk.m.live); memory_remove(dmabuf);";
const std::string hasty = "withdraw(dmabuf); dma_buf_invalidate_mappings(dmabuf); dma_resv_unlock(dmabuf); "
                          "memory_remove(dmabuf);";
const std::string silent = "withdraw(dmabuf); dma_resv_unlock(dmabuf); memory_remove(dmabuf);";
const std::string move = "dma_buf_invalidate_mappings(dmabuf); dma_resv_wait(dmabuf, BOOKKEEP); "
                         "atomic { dma_buf_moved(dmabuf, 1); memory_reuse(dmabuf, 0); } dma_resv_unlock(dmabuf);";
const std::string hasty_move = "dma_buf_invalidate_mappings(dmabuf); "
                               "atomic { dma_buf_moved(dmabuf, 1); memory_reuse(dmabuf, 0); } "
                               "dma_resv_unlock(dmabuf);";
const std::string unmap = "if (m.live) { stop = !stop; dma_buf_unmap_attachment(&m); }";
const std::string cover = "atomic { if (m.live) { dma_fence_init(&f); dma_resv_add_fence(dmabuf, &f, BOOKKEEP); } }";
const std::string map = "dma_buf_map_attachment_unlocked(&m);";
const std::string obstinate = "await (m.live); dma_write(&m);";
const std::string covered = "await (m.live); dma_write(&m, &f);";
const std::string read = "await (m.live); dma_read(&m);";
const std::string vmap = "dma_buf_vmap_unlocked(dmabuf);";
const std::string lend = "dma_resv_lock(dmabuf); ram.lend(&m); dma_resv_unlock(dmabuf);";

const std::string nobody = "nobody: it holds";
const std::string unlock = "dma_resv_unlock(dmabuf);";
const std::string tells = "dma_buf_invalidate_mappings(dmabuf); ";
const std::string moves = tells + "dma_buf_moved(dmabuf, 1);";
const std::string waits = "dma_resv_lock(dmabuf); dma_buf_map_attachment(&m); dma_resv_wait(dmabuf, KERNEL); "
                          "stop = true; dma_resv_unlock(dmabuf);";
const std::string patient = "await (stop); dma_write(&m); dma_read(&m);";

std::string announces(const std::string& usage, const std::string& fence = "copy") {
    return " atomic { dma_fence_init(&" + fence + "); dma_resv_add_fence(dmabuf, &" + fence + ", " + usage + "); } ";
}

const std::vector<Deed> deeds{
    // ---- devices
    {"revoke without a notification", "no_dma_after_revoke", "exporter", silent, "", map, obstinate},
    {"revoke without a wait for reads", "no_dma_after_revoke", "exporter", hasty, "", map, read},
    {"revoke without a wait for covered work", "no_dma_after_revoke", "exporter", hasty, cover, map, covered},
    {"move without a wait for covered work", "no_dma_after_revoke", "exporter", hasty_move, cover, map, covered},
    {"a write that goes on after the callback", "no_dma_after_revoke", "importer", move, "", map, obstinate},
    {"the same", "no_write_after_fence", "importer", move, "", map, obstinate},
    {"a write beside the fence", "no_dma_after_revoke", "importer", hasty_move, cover, map, obstinate},
    {"a write after unmapping", "no_dma_after_revoke", "importer", revoke, unmap, map + "stop = true;",
     "await (stop); dma_write(&m);"},
    {"a read after unmapping", "no_dma_after_revoke", "importer", revoke, unmap, map + "stop = true;",
     "await (stop); dma_read(&m);"},
    {"a write after unmapping, memory or not", "no_access_after_unmap", "importer", "dma_resv_unlock(dmabuf);", "",
     map + "dma_buf_unmap_attachment_unlocked(&m); stop = true;", "await (stop); dma_write(&m);"},
    {"a lent address kept", "lent_until_notified", "importer", revoke, "", lend},
    {"a lent address used after the callback", "no_dma_after_revoke", "importer", hasty, "", lend, read},
    {"the same", "safe_reuse", "importer", hasty, "", lend},
    {"a lent address used, no callback", "no_dma_after_revoke", "exporter", silent, "", lend, read},
    // ---- memory that is not there yet
    {"a copy as WRITE", "wait_kernel_before_access", "exporter", moves + announces("WRITE") + unlock, "", map,
     obstinate},
    {"a copy as WRITE, read", "wait_kernel_before_access", "exporter", moves + announces("WRITE") + unlock, "", map,
     read},
    {"a copy that nobody hears of", "wait_kernel_before_access", "exporter", moves + unlock, "", map, obstinate},
    {"the same, read", "wait_kernel_before_access", "exporter", moves + unlock, "", map, read},
    {"a copy not waited for", "wait_kernel_before_access", "importer", moves + announces("KERNEL") + unlock, "", map,
     obstinate},
    {"the same, read", "wait_kernel_before_access", "importer", moves + announces("KERNEL") + unlock, "", map, read},
    {"one of two copies not waited for", "wait_kernel_before_access", "importer",
     moves + announces("KERNEL") + announces("KERNEL", "more") + unlock + "dma_fence_signal(&more);", "",
     "await (ram.more.pending); await (!ram.more.pending); " + map, read},
    {"a copy waited for", "wait_kernel_before_access", nobody,
     moves + announces("KERNEL") + unlock + "dma_fence_signal(&copy);", unmap, waits, patient},
    {"announced before the buffer moves", "wait_kernel_before_access", nobody,
     tells + announces("KERNEL") + "dma_buf_moved(dmabuf, 1);" + unlock + "dma_fence_signal(&copy);", unmap, waits,
     patient},
    {"over before it is announced", "wait_kernel_before_access", nobody,
     moves + "dma_resv_add_fence(dmabuf, &copy, KERNEL);" + unlock, unmap, waits, patient},
    {"copied by the CPU", "wait_kernel_before_access", nobody, moves + "memory_filled(dmabuf);" + unlock, unmap, waits,
     patient},
    {"a copy that importers with old mappings are not notified of", "wait_kernel_before_access", "exporter",
     "dma_buf_moved(dmabuf, 1);" + announces("KERNEL") + unlock, unmap, waits, patient},
    // ---- memory that is handed on
    {"revoke without a wait", "safe_reuse", "exporter", hasty, "", map},
    {"move without a wait", "safe_reuse", "exporter", hasty_move, cover, map},
    {"move without a notification", "safe_reuse", "exporter",
     "atomic { dma_buf_moved(dmabuf, 1); memory_reuse(dmabuf, 0); } dma_resv_unlock(dmabuf);", "", map},
    {"move of what is pinned", "pinned_not_moved", "exporter", move, unmap,
     "dma_resv_lock(dmabuf); dma_buf_pin(&att); dma_resv_unlock(dmabuf);"},
    // ---- new mappings of what is revoked
    {"a map op that does not look", "no_map_while_revoked", "exporter",
     "dma_buf_revoked(dmabuf); dma_resv_unlock(dmabuf);", "", map},
    {"a vmap op that does not look", "no_map_while_revoked", "exporter",
     "dma_buf_revoked(dmabuf); ready = true; dma_resv_unlock(dmabuf);", "", vmap},
    {"a second vmap, which the core gives", "no_map_while_revoked", "core",
     "await (dmabuf.vmapping_counter == 1); dma_buf_revoked(dmabuf); ready = true; dma_resv_unlock(dmabuf);", "",
     "dma_buf_vmap_unlocked(dmabuf); dma_buf_vmap_unlocked(dmabuf);"},
    {"a fault handler that does not look", "no_map_while_revoked", "exporter",
     "dma_buf_revoked(dmabuf); dma_resv_unlock(dmabuf);", "", "", "", "vmf_insert_pfn(v, b);",
     "dma_buf_fault(dmabuf, &area);"},
    // ---- the CPU
    {"memory gone under page table entries", "no_cpu_access_after_revoke", "exporter", revoke, unmap, "", "",
     "vmf_insert_pfn(v, b);", "dma_buf_fault(dmabuf, &area); cpu_access(&area, dmabuf);"},
    {"memory gone under an importer's own page table entries", "no_cpu_access_after_revoke", "importer", revoke, unmap,
     "vmf_insert_pfn(&own, dmabuf); cpu_access(&own, dmabuf);"},
    {"the same, with the exporter's entry behind it", "no_cpu_access_after_revoke", "exporter", revoke, unmap,
     "vmf_insert_pfn(&own, dmabuf); unmap_mapping_range(&own); int error = dma_buf_fault(dmabuf, &own); "
     "cpu_access(&own, dmabuf);",
     "", "vmf_insert_pfn(v, b);"},
    {"the same by a program", "no_cpu_access_after_revoke", "user", revoke, unmap, "", "", "",
     "vmf_insert_pfn(&area, dmabuf); cpu_access(&area, dmabuf);"},
    {"an importer's own page table entry of what is revoked", "no_map_while_revoked", "importer",
     "dma_buf_revoked(dmabuf); dma_resv_unlock(dmabuf);", "", "vmf_insert_pfn(&own, dmabuf);"},
    {"memory gone under a vmap", "no_cpu_access_after_revoke", "exporter", revoke, unmap,
     "dma_buf_vmap_unlocked(dmabuf); cpu_access_vmap(dmabuf);"},
    {"a vmap used that is gone", "no_access_after_unmap", "importer", "dma_resv_unlock(dmabuf);", "",
     "dma_buf_vmap_unlocked(dmabuf); dma_buf_vunmap_unlocked(dmabuf); cpu_access_vmap(dmabuf);"},
    {"the same by a program", "no_access_after_unmap", "user", "dma_resv_unlock(dmabuf);", "", "", "", "",
     "cpu_access_vmap(dmabuf);"},
    // ---- balances and locks: the caller's
    {"one unmap too many", "map_balance", "importer", "dma_resv_unlock(dmabuf);", "",
     "dma_resv_lock(dmabuf); dma_buf_unmap_attachment(&m); dma_resv_unlock(dmabuf);"},
    {"one vunmap too many", "map_balance", "exporter", "dma_buf_vunmap(dmabuf); dma_resv_unlock(dmabuf);", "", ""},
    {"an unpin without a pin", "pin_balance", "importer", "dma_resv_unlock(dmabuf);", "",
     "dma_resv_lock(dmabuf); dma_buf_unpin(&att); dma_resv_unlock(dmabuf);"},
    {"a mapping left", "unmapped_before_detach", "importer", "dma_resv_unlock(dmabuf);", "",
     map + "dma_buf_detach(&att);"},
    {"attached twice", "attach_balance", "importer", "dma_resv_unlock(dmabuf);", "", "dma_buf_dynamic_attach(&att);"},
    {"a map without the lock", "lock_discipline", "importer", "dma_resv_unlock(dmabuf);", "",
     "dma_buf_map_attachment(&m);"},
    {"a notification without the lock", "lock_discipline", "exporter",
     "dma_resv_unlock(dmabuf); dma_buf_invalidate_mappings(dmabuf);", "", ""},
    {"a bracket with the lock", "lock_discipline", "importer", "dma_resv_unlock(dmabuf);", "",
     "dma_resv_lock(dmabuf); dma_buf_end_cpu_access(dmabuf); dma_resv_unlock(dmabuf);"},
    {"a vmap with the lock", "lock_discipline", "exporter",
     "if (dma_buf_vmap_unlocked(dmabuf)) dma_resv_unlock(dmabuf);", "", ""},
};

std::string spec(const Deed& deed) {
    return "spec \"" + deed.what +
           "\"; use dma_buf;\n"
           "dma_buf dmabuf of ram;\n"
           "exporter ram {\n"
           "    bool ready, gone; fence copy of dmabuf; fence more of dmabuf;\n"
           "    int map_dma_buf(attachment *a) { return gone ? -ENODEV : 0; } void unmap_dma_buf(attachment *a) { }\n"
           "    int vmap(dma_buf *b) { return gone ? -ENODEV : 0; } void vunmap(dma_buf *b) { }\n"
           "    void lend(mapping *x) { if (!gone) mapping_lend(x); }\n"
           "    int fault(dma_buf *b, vma *v) { " +
           deed.fault +
           " return 0; }\n"
           "    void withdraw(dma_buf *b) { gone = true; dma_buf_revoked(b); }\n"
           "    thread take { rest: dma_resv_lock(dmabuf); " +
           deed.take +
           " }\n"
           "}\n"
           "importer disk {\n"
           "    attachment att of dmabuf : dynamic; mapping m of att; fence f of dmabuf; bool stop; vma own;\n"
           "    void invalidate_mappings(attachment *a) { " +
           deed.callback +
           " }\n"
           "    thread use_it { dma_buf_dynamic_attach(&att); " +
           deed.use +
           " }\n"
           "    device hw { loop { atomic { " +
           (deed.device.empty() ? "await (false);" : deed.device) +
           " } } }\n"
           "}\n"
           "user program { vma area; thread run { " +
           deed.program +
           " } }\n"
           "always " +
           deed.rule + ";\n";
}

std::string blamed(const program::Program& program, const std::string& rule) {
    const checker::SearchOutcome found = checker::search(program, {}, {});
    const interpret::Interpreter interpreter(program);
    for (const program::PropertyId p : program.properties.ids()) {
        if (program.properties[p].name != rule) continue;
        const auto& trace = found.properties[p].trace;
        if (!trace) return "nobody: it holds";
        return reports::build_trace(interpreter, static_cast<program::PropertyId>(p), *trace)
            .violation.blame.value_or("nobody");
    }
    return "nobody: it is no rule";
}

}  // namespace

TEST_CASE("the side that did it is blamed") {
    for (const Deed& deed : deeds) {
        INFO(spec(deed));
        const auto program = check::check(syntax::load_text("blame.rvk", spec(deed)), {});
        CHECK(blamed(program, deed.rule) == deed.blamed);
        CHECK(tests::compare_engines(program, 20000).difference.empty());
    }
}
