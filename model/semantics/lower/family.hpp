// The systems of all sizes of a program in which a parameter counts the instances of one component.
//
//     const syntax::Loaded loaded = syntax::load("specs/drivers/vfio-iommufd.rvk");
//     const lower::Family family = lower::make_family(loaded, "N", {}, 2);   // throws lower::NotApplicable
//     explorer::views::close(members_of(family), 2, options);
//
// What has to be so for views to be sound is looked at here, and whatever is not understood is an obstacle:
//  - the parameter stands nowhere but in `[N]` of one component and as the upper end of int<..N>;
//  - the component comes apart (lay_out_apart), and does so in the same way in all sizes that are made: the same
//    variables, ranges and places, the same positions;
//  - each step can be counted (about.hpp);
//  - what folds into the initial state is about one instance at a time.
// Counters are split (shares.cpp) where they are used for counting only. Where not, they stay as they are: that is
// coarser, and as sound.
#pragma once

#include <map>
#include <memory>
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
    FamilyMember(program::Program of, program::ComponentId component, const std::set<std::string>& split);
    const program::Program program;
    const Lowered lowered;
    system::Apart apart;
};

struct Family {
    std::string component;
    std::vector<std::string> split;         ///< counters, by name
    std::vector<std::string> dropped_ends;  ///< those of them whose upper end the parameter is
    std::uint32_t widest = 1;               ///< the most instances that a step is about
    /// Of sizes k+1 to k+widest.
    std::vector<std::unique_ptr<const FamilyMember>> members;
};

/// `parameters`: what other parameters are set to.
[[nodiscard]] Family make_family(const syntax::Loaded& loaded, const std::string& parameter,
                                 const std::map<std::string, std::int64_t>& parameters, std::uint32_t k);

}  // namespace revoke_mc::lower
