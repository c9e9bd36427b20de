#include "tests/random/whole_library.hpp"

#include "tests/random/whole_write.hpp"

namespace revoke_mc::random_specs::whole {

namespace {

using Names = std::vector<std::string>;

}  // namespace

const std::vector<LibraryCall>& buffer_calls() {
    using enum Kind;
    static const std::vector<LibraryCall> all{{"dma_buf_attach_revocable", {attachment}, boolean, true},
                                              {"dma_buf_dynamic_attach", {attachment}, integer, false, true},
                                              {"dma_buf_attach", {attachment}, integer, false, true},
                                              {"dma_buf_detach", {attachment}, nothing, false, true},
                                              {"dma_buf_pin", {attachment}, integer, false, true},
                                              {"dma_buf_unpin", {attachment}, nothing, false, true},
                                              {"dma_buf_map_attachment", {mapping}, integer, false, true},
                                              {"dma_buf_unmap_attachment", {mapping}, nothing, false, true},
                                              {"dma_buf_map_attachment_unlocked", {mapping}, integer, false, true},
                                              {"dma_buf_unmap_attachment_unlocked", {mapping}, nothing, false, true},
                                              {"mapping_lend", {mapping}, nothing, true},
                                              {"mapping_return", {mapping}, nothing, true},
                                              {"dma_buf_vmap", {buffer}, integer, false, true},
                                              {"dma_buf_vunmap", {buffer}, nothing, false, true},
                                              {"dma_buf_vmap_unlocked", {buffer}, integer, false, true},
                                              {"dma_buf_vunmap_unlocked", {buffer}, nothing, false, true},
                                              {"dma_buf_fault", {buffer, vma}, integer, false, true},
                                              {"dma_buf_begin_cpu_access", {buffer}, integer, false, true},
                                              {"dma_buf_end_cpu_access", {buffer}, nothing, false, true},
                                              {"dma_buf_begin_cpu_access", {buffer, direction}, integer, false, true},
                                              {"dma_buf_end_cpu_access", {buffer, direction}, nothing, false, true},
                                              {"dma_buf_invalidate_mappings", {buffer}, nothing, false, true},
                                              {"dma_buf_move_notify", {buffer}, nothing, false, true},
                                              {"get_dma_buf", {buffer}, nothing, true},
                                              {"get_file_active", {buffer}, boolean, true},
                                              {"dma_buf_put", {buffer}, nothing, false, true},
                                              {"dma_buf_put_sync", {buffer}, nothing, false, true},
                                              {"might_sleep", {}, nothing, true, true},
                                              {"might_alloc", {}, nothing, false, true},
                                              {"might_fault", {}, nothing, false, true},
                                              {"dma_resv_lock", {buffer}, nothing, false, true},
                                              {"dma_resv_unlock", {buffer}, nothing, true, true},
                                              {"dma_resv_trylock", {buffer}, boolean, true, true},
                                              {"dma_resv_lock_interruptible", {buffer}, integer, false, true},
                                              {"dma_resv_assert_held", {buffer}, nothing, true},
                                              {"ww_acquire_init", {ticket}, nothing, true},
                                              {"ww_acquire_fini", {ticket}, nothing, true},
                                              {"dma_resv_lock_ticket", {buffer, ticket}, integer, false, true},
                                              {"dma_resv_lock_slow", {buffer, ticket}, nothing, false, true},
                                              {"dma_resv_lock_nested", {buffer, ticket}, integer, false, true},
                                              {"dma_fence_init", {fence}, nothing, true},
                                              {"dma_resv_add_fence", {buffer, fence, usage}, nothing, true},
                                              {"dma_fence_signal", {fence}, nothing, true},
                                              {"job_depends", {fence, buffer, usage}, nothing, true},
                                              {"job_forget", {fence}, nothing, true},
                                              {"dma_resv_wait", {buffer, usage}, integer, false, true},
                                              {"dma_resv_wait_interruptible", {buffer, usage}, integer, false, true},
                                              {"dma_resv_wait_timeout", {buffer, usage}, integer, false, true},
                                              {"dma_resv_test_signaled", {buffer, usage}, boolean, true},
                                              {"dma_buf_revoked", {buffer}, nothing, true, false, true},
                                              {"dma_buf_restored", {buffer}, nothing, true, false, true},
                                              {"memory_remove", {buffer}, nothing, true},
                                              {"memory_restore", {buffer}, nothing, true},
                                              {"memory_filled", {buffer}, nothing, true, false, true},
                                              {"dma_buf_moved", {buffer, integer}, nothing, true},
                                              {"memory_reuse", {buffer, integer}, nothing, true},
                                              {"dma_write", {mapping}, nothing, true},
                                              {"dma_write", {mapping, fence}, nothing, true},
                                              {"dma_read", {mapping}, nothing, true},
                                              {"vmf_insert_pfn", {vma, buffer}, nothing, true},
                                              {"unmap_mapping_range", {vma}, nothing, true},
                                              {"cpu_access", {vma, buffer}, nothing, true},
                                              {"cpu_access_vmap", {buffer}, nothing, true}};
    return all;
}

const std::vector<LibraryCall>& kref_calls() {
    using enum Kind;
    static const std::vector<LibraryCall> all{{"kref_init", {kref}, nothing, true},
                                              {"kref_get", {kref}, nothing, true},
                                              {"kref_put", {kref}, boolean, true},
                                              {"kref_get_unless_zero", {kref}, boolean, true},
                                              {"complete", {completion}, nothing, true},
                                              {"complete_all", {completion}, nothing, true},
                                              {"reinit_completion", {completion}, nothing, true},
                                              {"wait_for_completion", {completion}, nothing, true},
                                              {"wait_for_completion_timeout", {completion}, boolean, false}};
    return all;
}

const std::vector<LibraryCall>& iommu_calls() {
    using enum Kind;
    static const std::vector<LibraryCall> all{{"iommu_map", {iotlb}, nothing, true},
                                              {"iommu_unmap_fast", {iotlb}, nothing, true},
                                              {"iommu_iotlb_sync", {iotlb}, nothing, true},
                                              {"iommu_unmap", {iotlb}, nothing, false},
                                              {"iotlb_fill", {iotlb}, nothing, true}};
    return all;
}

// --- written into code

Node Write::library(const Spot& spot) {
    std::vector<const LibraryCall*> calls;
    const auto add = [&](const std::vector<LibraryCall>& list) {
        for (const LibraryCall& call : list)
            if (!(spot.atomic && !call.fits_atomic) && !(spot.device && call.sleeps) && !(spot.ghost && !call.ghost))
                calls.push_back(&call);
    };
    if (world_.library()) add(buffer_calls());
    if (world_.krefs) add(kref_calls());
    if (world_.iommu) add(iommu_calls());
    if (calls.empty() || spot.in_each) return otherwise(spot);
    if (world_.library() && !spot.atomic && !spot.device && !spot.ghost && dice_.chance(30)) return library_story(spot);
    const LibraryCall& call = *dice_.pick(calls);
    std::vector<Thing> parameters;
    for (const Kind kind : call.arguments) parameters.emplace_back().kind = kind;
    std::string arguments;
    if (!say_.arguments(spot, parameters, arguments)) return otherwise(spot);
    const std::string text = std::string(call.name) + "(" + arguments + ")";
    if (call.result == Kind::nothing || dice_.chance(40)) return Node::line(text + ";");
    return Node::bracket("if (" + text + ") {", several(deeper(spot), 1));
}

/// Calls in an order that makes sense, now and then without one of them.
Node Write::library_story(const Spot& spot) {
    const std::string buffer = say_.one(spot, Kind::buffer), attachment = say_.one(spot, Kind::attachment),
                      mapping = say_.one(spot, Kind::mapping), fence = say_.one(spot, Kind::fence),
                      ticket = say_.one(spot, Kind::ticket);
    const std::string usage = say_.constant_of(Kind::usage);
    std::vector<Names> stories{{"dma_resv_lock(" + buffer + ");", "dma_buf_invalidate_mappings(" + buffer + ");",
                                "dma_resv_wait(" + buffer + ", " + usage + ");", "dma_resv_unlock(" + buffer + ");",
                                "memory_remove(" + buffer + ");"}};
    if (!attachment.empty() && !mapping.empty())
        stories.push_back({"if (!" + attachment + ".listed) dma_buf_dynamic_attach(&" + attachment + ");",
                           "if (!" + mapping + ".live) dma_buf_map_attachment_unlocked(&" + mapping + ");",
                           "dma_write(&" + mapping + ");",
                           "if (" + mapping + ".live) dma_buf_unmap_attachment_unlocked(&" + mapping + ");",
                           "dma_buf_detach(&" + attachment + ");"});
    if (!fence.empty())
        stories.push_back({"dma_resv_lock(" + buffer + ");",
                           "if (!" + fence + ".pending) { dma_fence_init(&" + fence + "); dma_resv_add_fence(" +
                               buffer + ", &" + fence + ", " + usage + "); }",
                           "job_depends(&" + fence + ", " + buffer + ", BOOKKEEP);", "dma_resv_unlock(" + buffer + ");",
                           "await (ready(&" + fence + "));",
                           "if (" + fence + ".pending) dma_fence_signal(&" + fence + ");"});
    if (!ticket.empty())
        stories.push_back(
            {"ww_acquire_init(&" + ticket + ");",
             "if (dma_resv_lock_ticket(" + buffer + ", &" + ticket + ") == 0) dma_resv_unlock(" + buffer + ");",
             "ww_acquire_fini(&" + ticket + ");"});
    std::vector<Node> nodes;
    for (const std::string& line : dice_.pick(stories)) {
        if (!dice_.chance(12)) nodes.push_back(Node::line(line));
        if (dice_.chance(8)) nodes.push_back(Node::group(several(deeper(spot), 1)));
    }
    return Node::group(std::move(nodes));
}

}  // namespace revoke_mc::random_specs::whole
