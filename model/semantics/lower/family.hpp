// The systems of all sizes of a program in which a parameter counts the instances of a component, or of several.
//
//     const syntax::Loaded loaded = syntax::load("specs/drivers/vfio-iommufd.rvk");
//     const lower::Family family = lower::make_family({loaded, "N"}, 2);   // throws lower::NotApplicable
//     // explorer::views::make_member(...) for each of family.members, then explorer::views::close(members, 2, options)
//
// What has to be so for views to be sound is looked at here, and whatever is not understood is an obstacle:
//  - the parameter stands nowhere but in `[N]` of components and as the upper end of int<..N>;
//  - the component comes apart (lay_out_apart), and does so in the same way in all sizes that are made: the same
//    variables, ranges and places, the same positions;
//  - each step can be counted (about.hpp);
//  - what folds into the initial state is about one instance at a time.
// Several components come apart as one: the i-th instances of all of them are one composite instance (together.hpp).
// What relates a[0] to b[0] is then about one instance, and what relates a[0] to b[1] is about two, as what relates
// a[0] to a[1].
//
// Counters are split (shares.cpp) where they are used for counting only. Where not, they stay as they are: that is
// coarser, and as sound. Of a counter that is split the upper end is dropped. Whether a step can pass it is told,
// unless `bound` stands in front: then the question was whether `trap` holds, and that stays open.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "explorer/system/apart.hpp"
#include "model/language/syntax/loader.hpp"
#include "model/semantics/lower/lower.hpp"

namespace revoke_mc::lower {

/// The method does not fit this program: why, and where.
class NotApplicable : public std::runtime_error {
public:
    explicit NotApplicable(const std::string& why, const Place& place = {}) : std::runtime_error(why), place_(place) {}
    [[nodiscard]] const Place& place() const { return place_; }

private:
    Place place_;
};

/// The system of one size.
struct FamilyMember {
    /// Throws NotApplicable.
    FamilyMember(program::Program of, const Together& components, const std::set<std::string>& split);
    const program::Program program;
    const Lowered lowered;
    system::Apart apart;
};

struct Family {
    std::string component;           ///< its name, or "a and b"
    std::vector<std::string> split;  ///< counters, by name, in the order of Apart::counters
    /// Those of them that may go beyond the upper end of their type, so much for each instance: int<0..2*N>. That
    /// traps, and is not seen. It does not happen if no share is more than that, and nothing is nobody's.
    std::map<std::string, program::Value> dropped_ends;
    std::vector<std::string> fixed_ends;  ///< those that may go beyond a fixed upper end, which is not seen either
    std::uint32_t widest = 1;             ///< the most instances that a step is about
    /// Of sizes k+1 to k+widest.
    std::vector<std::unique_ptr<const FamilyMember>> members;
};

/// Which programs they are: those of a spec with other parameters set, and one that counts instances.
struct FamilyOf {
    const syntax::Loaded& loaded;
    std::string parameter;
    std::map<std::string, std::int64_t> others = {};
    std::set<std::string> whole = {};  ///< counters that are not to be split
};

/// Names of those that the parameter counts; throws NotApplicable if it counts none, or is used for more than that.
[[nodiscard]] std::vector<std::string> counted_components(const FamilyOf& of);

[[nodiscard]] Family make_family(const FamilyOf& of, std::uint32_t k);

/// A member of another size than those that the family has; at least 2.
[[nodiscard]] std::unique_ptr<const FamilyMember> make_member(const FamilyOf& of, const Family& family,
                                                              std::uint32_t size);

/// Counters that are split, of which the step changes a part: where it comes to the bound, these may be why.
[[nodiscard]] std::set<std::string> counters_changed(const FamilyMember& member, system::TransitionId step);

}  // namespace revoke_mc::lower
