// What the closure of a set of views found: plain data.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "explorer/contract/result.hpp"

namespace revoke_mc::explorer::views {

/// Some instances with what they share: a state that the views do not exclude.
struct Configuration {
    std::uint32_t size = 0;            ///< instances
    std::vector<std::uint64_t> state;  ///< of the system of this size, counters filled in
    bool operator==(const Configuration&) const = default;
};

struct AbstractStep {
    Configuration from;
    system::TransitionId transition = none;  ///< of the system of that size; leads to a view of the next one
    bool operator==(const AbstractStep&) const = default;
};

/// Something is broken in a configuration, which need not be a part of a state that there is.
struct Suspicion {
    std::vector<AbstractStep> run;           ///< how its last view came up, from an initial state on
    Configuration where;                     ///< the first configuration in which it is broken
    system::TransitionId transition = none;  ///< the step that breaks it; none: the configuration does
    bool operator==(const Suspicion&) const = default;
};

struct PropertyResult {
    /// False: configurations are too small to say whether it is broken, or more than a state or a step decides that.
    bool judged = false;
    std::optional<Suspicion> suspicion;
    bool operator==(const PropertyResult&) const = default;
};

/// By counter: what it is in the views at most.
struct CounterBounds {
    std::int64_t own = 0, share = 0;
    bool operator==(const CounterBounds&) const = default;
};

/// A step that came to the bound of the model, or out of the range of a share.
struct BoundReached {
    std::uint32_t size = 0;
    system::TransitionId transition = none;
    auto operator<=>(const BoundReached&) const = default;
};

struct [[nodiscard("a closure without its result proves nothing")]] Result {
    Status status = Status::incomplete;
    Reason reason = Reason::none;
    std::uint32_t k = 0;               ///< instances in a view
    std::uint64_t views = 0;           ///< each once, whoever of its instances comes first
    std::uint64_t configurations = 0;  ///< expanded
    std::uint64_t shared = 0;          ///< different values of what is about no instance
    std::uint64_t blocks = 0;          ///< different values of an instance
    std::uint64_t levels = 0;
    std::uint64_t bytes = 0;
    double seconds = 0;
    std::vector<CounterBounds> counters;
    std::vector<BoundReached> bounds;  ///< sorted; each transition of each size once
    std::vector<PropertyResult> properties;

    /// The property is broken in no state of more than k instances.
    [[nodiscard]] bool excludes(std::size_t property) const {
        return status == Status::complete && properties[property].judged && !properties[property].suspicion;
    }
};

}  // namespace revoke_mc::explorer::views
