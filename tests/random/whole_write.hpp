// Random statements of every kind, for every kind of code.
#pragma once

#include "tests/random/tree.hpp"
#include "tests/random/whole_say.hpp"

namespace revoke_mc::random_specs::whole {

class Write {
public:
    Write(Dice& dice, Say& say, const World& world) : dice_(dice), say_(say), world_(world) {}

    [[nodiscard]] std::vector<Node> several(Spot spot, int count);
    /// A statement that is certainly a step, to keep a loop from going round without one.
    [[nodiscard]] Node step(const Spot& spot);
    /// What stands in front of a thread's first step: nothing in it is a step.
    [[nodiscard]] std::vector<Node> start(Spot& spot);

private:
    [[nodiscard]] Node any(Spot& spot);
    [[nodiscard]] Node focused(Spot& spot);
    [[nodiscard]] Node plain(Spot& spot);
    [[nodiscard]] Node structured(const Spot& spot);
    [[nodiscard]] Node in_atomic(Spot& spot);
    [[nodiscard]] Node in_ghost(Spot& spot);
    [[nodiscard]] Node at_start(Spot& spot);
    [[nodiscard]] Node assignment(const Spot& spot);
    [[nodiscard]] Node assertion(const Spot& spot);
    [[nodiscard]] Node bound(const Spot& spot);
    [[nodiscard]] Node if_(const Spot& spot);
    [[nodiscard]] Node while_(const Spot& spot);
    [[nodiscard]] Node loop(const Spot& spot);
    [[nodiscard]] Node either(const Spot& spot);
    [[nodiscard]] std::vector<Node> branch(const Spot& spot);
    [[nodiscard]] Node foreach (const Spot& spot);
    [[nodiscard]] Node each(const Spot& spot);
    [[nodiscard]] Node atomic(const Spot& spot);
    [[nodiscard]] Node ghost(const Spot& spot);
    [[nodiscard]] Node locked(const Spot& spot);
    [[nodiscard]] Node stray_lock(const Spot& spot);
    [[nodiscard]] Node lock_of_object(const Spot& spot);
    [[nodiscard]] Node tried(const Spot& spot, const std::string& call, const std::string& release);
    [[nodiscard]] Node bracketed(const Spot& spot, const std::string& take, const std::string& release);
    [[nodiscard]] Node jump(const Spot& spot);
    [[nodiscard]] Node call(const Spot& spot);
    [[nodiscard]] Node dispatch(const Spot& spot);
    [[nodiscard]] Node with_local(const Spot& spot);
    [[nodiscard]] Node with_reference(const Spot& spot);
    [[nodiscard]] Node heap(const Spot& spot);
    [[nodiscard]] Node work(const Spot& spot);
    [[nodiscard]] Node labelled(const Spot& spot);
    [[nodiscard]] Node library(const Spot& spot);
    [[nodiscard]] Node library_story(const Spot& spot);
    [[nodiscard]] Node rest_of_block(std::string first, const Spot& inner, int most);
    [[nodiscard]] Node otherwise(const Spot& spot) {
        return spot.atomic || spot.ghost || spot.in_each ? assignment(spot) : Node::line("skip;");
    }
    [[nodiscard]] static Spot deeper(Spot spot) {
        ++spot.depth;
        return spot;
    }

    Dice& dice_;
    Say& say_;
    const World& world_;
};

}  // namespace revoke_mc::random_specs::whole
