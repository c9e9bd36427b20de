// Components whose instances change places together.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "model/language/program/program.hpp"

namespace revoke_mc::lower {

/// Components of equally many instances: the i-th instances of all of them are one *composite* instance, and only
/// composite instances change places. If all instances of each component are interchangeable, so are the composite
/// ones: a permutation of these permutes those of every component, in the same way. One component is the usual case.
class Together {
public:
    Together() = default;
    explicit Together(std::vector<program::ComponentId> all) : all_(std::move(all)) {}

    [[nodiscard]] bool any() const { return !all_.empty(); }
    [[nodiscard]] bool contains(program::ComponentId component) const {
        return std::find(all_.begin(), all_.end(), component) != all_.end();
    }
    [[nodiscard]] const std::vector<program::ComponentId>& all() const { return all_; }
    /// Stands for all of them where one is asked for.
    [[nodiscard]] program::ComponentId first() const { return all_.front(); }
    [[nodiscard]] std::uint32_t count(const program::Program& program) const {
        return program.components[first()].count;
    }
    /// "iommufd and mlx5"
    [[nodiscard]] std::string name(const program::Program& program) const {
        std::string out;
        for (const program::ComponentId component : all_)
            out += (out.empty() ? "" : " and ") + program.components[component].name;
        return out;
    }

private:
    std::vector<program::ComponentId> all_;
};

}  // namespace revoke_mc::lower
