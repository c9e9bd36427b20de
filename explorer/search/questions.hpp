// What the search has to look for: the system's properties, sorted by kind.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "explorer/system/concept.hpp"

namespace revoke_mc::explorer::internal {

struct Questions {
    explicit Questions(std::span<const system::PropertyKind> properties) {
        using system::PropertyKind;
        for (std::size_t i = 0; i < properties.size(); ++i) {
            const auto property = system::PropertyId(i);
            switch (properties[i]) {
            case PropertyKind::state: ++state_properties; break;
            case PropertyKind::step: break;
            case PropertyKind::deadlock: deadlock.push_back(property); break;
            case PropertyKind::stuck: stuck.push_back(property); break;
            case PropertyKind::possibility: possibility.push_back(property); break;
            case PropertyKind::progress: progress.push_back(property); break;
            }
        }
    }

    std::size_t state_properties = 0;
    std::vector<system::PropertyId> deadlock;
    std::vector<system::PropertyId> stuck;
    std::vector<system::PropertyId> possibility;
    std::vector<system::PropertyId> progress;
};

}  // namespace revoke_mc::explorer::internal
