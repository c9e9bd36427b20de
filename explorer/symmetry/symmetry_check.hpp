// Does a system really treat its interchangeable instances alike? A check of the claim itself.
//
// Symmetry follows from the rules of the language, through the lowering, to fields that may change
// places. Here all of that is taken as a claim and held against the system: a permuted state must have
// the permuted successors, by the permuted threads, break the same properties, and so on; and the
// initial states must be closed under permutation. Every state that is tried is evidence; a difference
// is a proof that the reduction is wrong.
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "explorer/symmetry/symmetry_canonicalizer.hpp"
#include "explorer/system/packed_system.hpp"

namespace revoke_mc::system {

/// Where a system tells instances apart.
struct Asymmetry {
    std::string what;                  ///< empty: nowhere that was looked
    std::vector<std::uint64_t> state;  ///< the state in question
    Permutation permutation;           ///< and the renaming that makes a difference
    ThreadId thread = none;            ///< whose steps differ
    bool about_thread = false;         ///< it is about steps
    [[nodiscard]] bool found() const { return !what.empty(); }
};

template <class S>
class SymmetryCheck {
public:
    SymmetryCheck(const S& system, const Canonicalizer& canonicalizer)
        : system_(system), canonicalizer_(canonicalizer) {}

    /// The set of initial states is closed under `permutation`.
    [[nodiscard]] Asymmetry initial_states(const Permutation& permutation) const {
        const std::vector<std::uint64_t> all = system_.initial_states();
        std::set<std::vector<std::uint64_t>> known;
        for (std::size_t at = 0; at < all.size(); at += S::words) known.insert(words(&all[at]));
        for (const auto& state : known)
            if (!known.contains(permuted(state.data(), permutation)))
                return {"the initial states are not the same for all instances", state, permutation, none, false};
        return {};
    }

    /// Everything that can be asked of `state` and of its image under `permutation` is answered alike.
    [[nodiscard]] Asymmetry state(const std::uint64_t* state, const Permutation& permutation) {
        const std::vector<std::uint64_t> image = permuted(state, permutation);
        Asymmetry out{{}, words(state), permutation, none, false};
        out.what = conditions(state, image.data(), permutation);
        if (out.found()) return out;
        const Steps here = renamed(steps(state), permutation);
        const Steps there = steps(image.data());
        if (here == there) return {};
        std::vector<Key> only;
        std::set_symmetric_difference(here.begin(), here.end(), there.begin(), there.end(), std::back_inserter(only));
        out.thread = std::get<0>(only.front());
        out.about_thread = true;
        out.what = "a thread's steps are not the same for all instances";
        return out;
    }

private:
    /// Thread, successor (empty: none), broken properties, properties that forbid it, bound reached.
    using Key =
        std::tuple<ThreadId, std::vector<std::uint64_t>, std::vector<PropertyId>, std::vector<PropertyId>, bool>;
    using Steps = std::vector<Key>;

    static std::vector<std::uint64_t> words(const std::uint64_t* state) { return {state, state + S::words}; }

    std::vector<std::uint64_t> permuted(const std::uint64_t* state, const Permutation& permutation) const {
        std::vector<std::uint64_t> out = words(state);
        canonicalizer_.permute(out.data(), permutation);
        return out;
    }

    Steps steps(const std::uint64_t* state) {
        Steps out;
        system_.successors(state, scratch_, [&](const Step& step) {
            Key key{system_.thread_of(step.transition), {}, {step.broken.begin(), step.broken.end()}, {}, false};
            if (step.successor) std::get<1>(key) = words(step.successor);
            for (const PropertyId p : FirstIds<PropertyId>(system_.properties().size()))
                if (system_.forbidden(p, step.transition)) std::get<3>(key).push_back(p);
            std::get<4>(key) = step.bound_reached;
            std::sort(std::get<2>(key).begin(), std::get<2>(key).end());
            out.push_back(std::move(key));
        });
        std::sort(out.begin(), out.end());
        return out;
    }

    Steps renamed(Steps all, const Permutation& permutation) const {
        for (auto& [thread, successor, broken, forbids, bound] : all) {
            thread = canonicalizer_.thread(thread, permutation);
            if (!successor.empty()) canonicalizer_.permute(successor.data(), permutation);
            for (auto* list : {&broken, &forbids}) {
                for (PropertyId& p : *list) p = canonicalizer_.property(p, permutation);
                std::sort(list->begin(), list->end());
            }
        }
        std::sort(all.begin(), all.end());
        return all;
    }

    std::string conditions(const std::uint64_t* state, const std::uint64_t* image, const Permutation& permutation) {
        for (const ThreadId t : FirstIds<ThreadId>(system_.threads()))
            if (system_.at_rest(state, t) != system_.at_rest(image, canonicalizer_.thread(t, permutation)))
                return "a thread is at rest for some instances only";
        std::set<PropertyId> here, there;
        system_.broken_in(state, scratch_, [&](PropertyId p) { here.insert(canonicalizer_.property(p, permutation)); });
        system_.broken_in(image, scratch_, [&](PropertyId p) { there.insert(p); });
        if (here != there) return "a property of states is not the same for all instances";
        for (const PropertyId p : FirstIds<PropertyId>(system_.properties().size()))
            if (system_.properties()[p.number()] == PropertyKind::possibility &&
                system_.goal(p, state, scratch_) !=
                    system_.goal(canonicalizer_.property(p, permutation), image, scratch_))
                return "what must stay possible is not the same for all instances";
        return {};
    }

    const S& system_;
    const Canonicalizer& canonicalizer_;
    typename S::Scratch scratch_;
};

}  // namespace revoke_mc::system
