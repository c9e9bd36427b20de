// Functions of the kernel library that a random spec may call, and with what.
#pragma once

#include <vector>

#include "tests/random/whole_world.hpp"

namespace revoke_mc::random_specs::whole {

struct LibraryCall {
    const char* name;
    std::vector<Kind> arguments;
    Kind result = Kind::nothing;
    bool fits_atomic = false;  ///< takes one step at most
    bool sleeps = false;       ///< takes a sleeping lock: not for devices
    bool ghost = false;
};

/// Of dma_buf, of kref, of iommu.
[[nodiscard]] const std::vector<LibraryCall>& buffer_calls();
[[nodiscard]] const std::vector<LibraryCall>& kref_calls();
[[nodiscard]] const std::vector<LibraryCall>& iommu_calls();

}  // namespace revoke_mc::random_specs::whole
