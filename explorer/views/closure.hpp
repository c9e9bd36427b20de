// Safe for every number of instances: the closure of a set of views.
//
// The idea (Abdulla, Haziza, Holik: "All for the price of few", VMCAI 2013; "Parameterized verification through view
// abstraction", STTT 2016): a *view* of a state is what is about no instance, and k of the instances. A set V of views
// stands for all states, of any size above k, whose views are all in V. Begin with the views of the initial states;
// make every configuration of k+1, k+2, ... instances that V stands for; take its steps; add the views of what comes
// out; until nothing is new. What is broken in no configuration on the way is broken in no state of any size above k.
//
// How large configurations have to be depends on the step. A step of a state of any size is about some instances, and
// relies on some that are there (system::Apart::about, m together). Leave out all instances but these, k whose view
// is asked for, and as many others as make k+m: what is left takes the same step, and comes to that view. So
// configurations of size k+j are expanded by the transitions with m >= j; j = 1 by all. A state with fewer than k+m
// instances is a configuration itself. (README.md has the whole argument.)
//
// Views are found level by level. In a level nothing is added that anybody reads, and what was found is sorted before
// it is numbered, so that the result is the same for any number of threads.
#pragma once

#include <memory>
#include <vector>

#include "explorer/contract/options.hpp"
#include "explorer/views/result.hpp"
#include "explorer/views/stepper.hpp"

namespace revoke_mc::explorer::views {

/// `family` has the members of sizes k+1, k+2, ..., at least up to k + the largest Apart::about of its transitions.
/// Of the options, max_states is how many configurations are expanded at most; `first` stops after the level in which
/// something is suspected that is judged and not welcome. Throws std::invalid_argument where members do not fit
/// together.
[[nodiscard]] Result close(const std::vector<const Member*>& family, std::uint32_t k, const Options& options);

}  // namespace revoke_mc::explorer::views
