#include "tests/random/whole_library.hpp"

namespace revoke_mc::random_specs::whole {

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

}  // namespace revoke_mc::random_specs::whole
