// What random specs claim: properties of every form.
#pragma once

#include "tests/random/tree.hpp"
#include "tests/random/whole_say.hpp"

namespace revoke_mc::random_specs::whole {

class Claims {
public:
    Claims(Dice& dice, Say& say, const World& world, bool progress)
        : dice_(dice), say_(say), world_(world), progress_(progress) {}

    [[nodiscard]] std::vector<Node> all();

private:
    /// ` for each c1 i`, or nothing; binds it.
    [[nodiscard]] std::string for_each(Spot& spot, const std::string& only = "");
    [[nodiscard]] Node possibility(const Spot& outer);
    [[nodiscard]] std::string entering();
    [[nodiscard]] Node lock_order();
    void add_progress(std::vector<Node>& claims, const Spot& outer);

    Dice& dice_;
    Say& say_;
    const World& world_;
    bool progress_;
};

}  // namespace revoke_mc::random_specs::whole
