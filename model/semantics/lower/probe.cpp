// Compares the first states with their images under renaming.
#include "model/semantics/lower/probe.hpp"

#include <algorithm>
#include <random>
#include <set>

#include "explorer/symmetry/symmetry_check.hpp"
#include "model/semantics/lower/system_ids.hpp"

namespace revoke_mc::lower {

namespace {

/// Enough states for every thread to have taken some steps, and few enough to take milliseconds.
constexpr std::size_t most_states = 150;

template <class S>
std::vector<std::vector<std::uint64_t>> first_states(const S& system) {
    std::vector<std::vector<std::uint64_t>> out;
    std::set<std::vector<std::uint64_t>> known;
    typename S::Scratch scratch;
    const auto add = [&](const std::uint64_t* words) {
        std::vector<std::uint64_t> state(words, words + S::words);
        if (out.size() < most_states && known.insert(state).second) out.push_back(std::move(state));
    };
    const std::vector<std::uint64_t> initial = system.initial_states();
    for (std::size_t at = 0; at < initial.size(); at += S::words) add(&initial[at]);
    for (std::size_t i = 0; i < out.size() && out.size() < most_states; ++i) {
        const std::vector<std::uint64_t> state = out[i];
        system.successors(state.data(), scratch, [&](const system::Step& step) {
            if (step.successor) add(step.successor);
        });
    }
    return out;
}

/// Two permutations from which all others of the group follow.
std::vector<system::Permutation> generators(const system::Symmetry& symmetry, system::GroupId group) {
    system::Permutation swap = system::identity(symmetry), next = swap;
    std::swap(swap[group][0], swap[group][1]);
    std::rotate(next[group].begin(), next[group].begin() + 1, next[group].end());
    if (next[group].size() == 2) return {swap};
    return {swap, next};
}

template <class S>
std::string obstacle(const program::Program& program, const S& system, const system::Canonicalizer& canonicalizer,
                     system::GroupId group) {
    system::SymmetryCheck<S> check(system, canonicalizer);
    const auto states = first_states(system);
    for (const system::Permutation& permutation : generators(canonicalizer.symmetry(), group)) {
        if (const auto found = check.initial_states(permutation); found.found()) return found.what;
        for (const auto& state : states)
            if (const auto found = check.state(state.data(), permutation); found.found())
                return found.what +
                       (found.about_thread ? ": " + program.threads[program_thread(found.thread)].name : "");
    }
    return {};
}

template <class S>
void probe(const program::Program& program, const S& system, system::PackedModel& model) {
    for (const system::GroupId group : model.symmetry.groups.ids()) {
        if (!model.symmetry.groups[group].obstacle.empty()) continue;
        const system::Canonicalizer canonicalizer(model.symmetry, model.words);
        std::string found = canonicalizer.symmetry().groups[group].obstacle;
        if (found.empty()) found = obstacle(program, system, canonicalizer, group);
        if (!found.empty()) model.symmetry.give_up(group, found);
    }
}

}  // namespace

void probe_symmetry(const program::Program& program, system::PackedModel& model) {
    if (!model.symmetry.any()) return;
    if (model.words <= 2)
        probe(program, system::PackedSystem<2>(model), model);
    else
        probe(program, system::PackedSystem<max_words>(model), model);
}

// --- random walks -----------------------------------------------------------------------------

namespace {

std::string text_of(const system::Symmetry& symmetry, const system::Permutation& permutation) {
    std::string out;
    for (const system::GroupId g : permutation.ids()) {
        if (std::is_sorted(permutation[g].begin(), permutation[g].end())) continue;
        out += (out.empty() ? "" : ", ") + symmetry.groups[g].name + ":";
        for (std::size_t i = 0; i < permutation[g].size(); ++i)
            out += " " + std::to_string(i) + "->" + std::to_string(permutation[g][i]);
    }
    return out;
}

template <class S>
class RandomWalk {
public:
    RandomWalk(const program::Program& program, const S& system, const system::Canonicalizer& canonicalizer,
               std::uint64_t seed)
        : program_(program), system_(system), canonicalizer_(canonicalizer), check_(system, canonicalizer),
          random_(seed), initial_(system.initial_states()) {}

    SymmetryFault run(std::size_t samples) {
        SymmetryFault fault = starts();
        std::size_t steps = 0;
        for (std::size_t i = 0; i < samples && !fault.found(); ++i, ++steps) {
            if (steps % 200 == 0 || !step()) start();
            fault = look();
        }
        return fault;
    }

private:
    std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_() % n); }

    void start() {
        const std::size_t first = below(initial_.size() / S::words) * S::words;
        state_.assign(&initial_[first], &initial_[first] + S::words);
    }

    /// One of the steps at random; false: there is none that goes anywhere.
    bool step() {
        std::vector<std::vector<std::uint64_t>> next;
        system_.successors(state_.data(), scratch_, [&](const system::Step& step) {
            if (step.successor) next.emplace_back(step.successor, step.successor + S::words);
        });
        if (next.empty()) return false;
        state_ = next[below(next.size())];
        return true;
    }

    system::Permutation permutation() {
        system::Permutation out = system::identity(canonicalizer_.symmetry());
        for (const system::GroupId g : out.ids())
            for (std::size_t i = out[g].size(); i > 1 && canonicalizer_.symmetry().groups[g].obstacle.empty(); --i)
                std::swap(out[g][i - 1], out[g][below(i)]);
        return out;
    }

    SymmetryFault fault(const std::string& what, const system::Permutation& permutation) const {
        return {what, state_, text_of(canonicalizer_.symmetry(), permutation)};
    }

    SymmetryFault starts() {
        const system::Permutation one = permutation();
        const auto found = check_.initial_states(one);
        return found.found() ? SymmetryFault{found.what, found.state, text_of(canonicalizer_.symmetry(), one)}
                             : SymmetryFault{};
    }

    SymmetryFault look() {
        const system::Permutation one = permutation();
        if (const auto found = check_.state(state_.data(), one); found.found())
            return fault(found.what +
                             (found.about_thread ? ": " + program_.threads[program_thread(found.thread)].name : ""),
                         one);
        auto form = state_, image = state_;
        canonicalizer_.permute(image.data(), one);
        canonicalizer_.canonicalize(image.data());
        canonicalizer_.canonicalize(form.data());
        if (form != image && canonicalizer_.inexact() == 0) return fault("two representatives of one orbit", one);
        return {};
    }

    const program::Program& program_;
    const S& system_;
    const system::Canonicalizer& canonicalizer_;
    system::SymmetryCheck<S> check_;
    typename S::Scratch scratch_;
    std::mt19937_64 random_;
    std::vector<std::uint64_t> initial_, state_;
};

}  // namespace

SymmetryFault check_symmetry(const program::Program& program, const Lowered& lowered, std::size_t samples,
                             std::uint64_t seed) {
    const system::PackedModel& model = lowered.model();
    const system::Canonicalizer canonicalizer(model.symmetry, model.words);
    if (!canonicalizer.active() || model.initial.empty()) return {};
    return dispatch_wide(lowered, [&](const auto& system) {
        SymmetryFault fault = RandomWalk(program, system, canonicalizer, seed).run(samples);
        if (fault.found()) fault.state.resize(model.words);
        return fault;
    });
}

}  // namespace revoke_mc::lower
