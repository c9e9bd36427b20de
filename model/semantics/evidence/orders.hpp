// Where it could make a difference in which order `each` takes interchangeable instances.
#pragma once

#include <vector>

#include "model/semantics/interpret/interpreter.hpp"

namespace revoke_mc::evidence {

class Orders {
public:
    explicit Orders(const program::Program& program);

    /// Some step of these took objects one after the other, or a step that is not there would have: whoever exchanges
    /// instances has to look at what the steps do then. `steps` are all of one thread in one state.
    [[nodiscard]] bool matter(const std::vector<interpret::Outcome>& steps) const;

private:
    /// What a statement may run, with all that it calls.
    struct Parts {
        bool each = false, await = false;
        bool each_before_await = false;  ///< ... which may come to nothing
    };
    [[nodiscard]] Parts of(const program::Stmt& stmt) const;

    const program::Program& program_;
    Indexed<program::RoutineId, Parts> routines_;
    bool may_block_behind_each_ = false;
};

}  // namespace revoke_mc::evidence
