// Random automata, one in each word of the state, with some steps that two of them take together: a
// system that knows which steps are confined to a word, which ones commute, and which ones advance.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "explorer/system/features.hpp"
#include "explorer/system/packed_model.hpp"
#include "tests/explorer/toy_systems.hpp"

namespace toy {

template <std::size_t Words>
class Automata {
public:
    static constexpr std::size_t words = Words;
    using Scratch = NoScratch;
    std::vector<PropertyKind> kinds{PropertyKind::state, PropertyKind::step,        PropertyKind::deadlock,
                                    PropertyKind::stuck, PropertyKind::possibility, PropertyKind::possibility};
    bool tells = true;   ///< which steps are confined
    bool sleeps = true;  ///< tells which steps commute
    /// How often a step did not need to be computed, by all searches of this system and its copies.
    std::shared_ptr<std::atomic<std::uint64_t>> spared = std::make_shared<std::atomic<std::uint64_t>>(0);

    explicit Automata(std::uint64_t seed) : random_(seed) {
        const std::size_t rules = below(10 * Words) + Words;
        local_percent_ = static_cast<unsigned>(below(101));
        for (std::size_t i = 0; i < rules; ++i) rules_.push_back(random_rule());
        for (std::size_t w = 0; w < Words; ++w) {
            for (std::uint64_t value = 0; value < values; ++value) {
                if (below(3) == 0) resting_.insert({w, value});
            }
        }
        broken_ = {below(Words), below(4) == 0 ? below(values) : values};
    }

    /// What stands in a word for a value: any 64 bits.
    static std::uint64_t pack(std::uint64_t value) { return value * 0x9e3779b97f4a7c15U; }

    [[nodiscard]] std::vector<std::uint64_t> initial_states() const { return std::vector<std::uint64_t>(Words, 0); }
    [[nodiscard]] std::span<const PropertyKind> properties() const { return kinds; }
    [[nodiscard]] std::size_t threads() const { return Words; }
    [[nodiscard]] std::size_t transitions() const { return rules_.size(); }
    [[nodiscard]] ThreadId thread_of(TransitionId id) const { return ThreadId{rules_[id].word}; }
    [[nodiscard]] bool at_rest(const std::uint64_t* state, ThreadId thread) const {
        return resting_.contains({thread.number(), unpack(state[thread.number()])});
    }
    [[nodiscard]] bool goal(PropertyId property, const std::uint64_t* state, Scratch&) const {
        return state[property.number() % Words] == pack(property.number() - 4);
    }
    [[nodiscard]] bool forbidden(PropertyId property, TransitionId id) const {
        return property.number() == 5 && id.number() % 5 == 0;
    }
    template <class F>
    void broken_in(const std::uint64_t* state, Scratch&, const F& f) const {
        if (state[broken_.first] == pack(broken_.second)) f(PropertyId{0});
    }

    template <class Sink>
    void successors(const std::uint64_t* state, Scratch& scratch, const Sink& sink) const {
        successors_beyond(0, state, scratch, sink);
    }
    [[nodiscard]] std::uint8_t confined_to(TransitionId id) const {
        const Rule& rule = rules_[id];
        return !tells || rule.word != rule.other ? revoke_mc::system::no_word : static_cast<std::uint8_t>(rule.word);
    }
    template <class Sink>
    void successors_beyond(std::uint64_t without, const std::uint64_t* state, Scratch&, const Sink& sink) const {
        for (const TransitionId id : rules_.ids()) {
            const Rule& rule = rules_[id];
            if (confined_to(id) != revoke_mc::system::no_word && (without >> rule.word & 1) != 0) {
                spared->fetch_add(1, std::memory_order_relaxed);
                continue;
            }
            if (state[rule.word] != pack(rule.from) || state[rule.other] != pack(rule.other_from)) continue;
            std::array<std::uint64_t, Words> next{};
            std::copy_n(state, Words, next.begin());
            next[rule.word] = pack(rule.to);
            if (rule.other != rule.word) next[rule.other] = pack(rule.other_to);
            const std::span<const PropertyId> broken =
                rule.breaks ? std::span{&step_property, 1} : std::span<PropertyId>{};
            sink(Step{.transition = id, .successor = rule.cut ? nullptr : next.data(), .broken = broken});
        }
    }
    [[nodiscard]] bool commutes() const { return sleeps; }
    /// They have no automaton in common.
    [[nodiscard]] bool commute(TransitionId a, TransitionId b) const {
        const Rule& x = rules_[a];
        const Rule& y = rules_[b];
        return x.word != y.word && x.word != y.other && x.other != y.word && x.other != y.other;
    }
    /// The sum of all values grows.
    [[nodiscard]] bool advances(TransitionId id) const {
        const Rule& rule = rules_[id];
        return rule.to > rule.from && (rule.other == rule.word || rule.other_to >= rule.other_from);
    }

private:
    static constexpr std::uint64_t values = 5;
    static constexpr PropertyId step_property{1};

    struct Rule {
        std::size_t word = 0, other = 0;  // the same: a step of one automaton
        std::uint64_t from = 0, to = 0, other_from = 0, other_to = 0;
        bool cut = false, breaks = false;
    };

    static std::uint64_t unpack(std::uint64_t word) {
        std::uint64_t value = 0;
        while (pack(value) != word) ++value;
        return value;
    }
    std::uint64_t below(std::uint64_t end) { return std::uniform_int_distribution<std::uint64_t>(0, end - 1)(random_); }

    Rule random_rule() {
        Rule rule;
        rule.word = rule.other = below(Words);
        rule.from = rule.other_from = below(values);
        rule.to = rule.other_to = below(values);
        if (below(100) >= local_percent_) {
            rule.other = below(Words);
            rule.other_from = rule.other == rule.word ? rule.from : below(values);
            rule.other_to = rule.other == rule.word ? rule.to : below(values);
        }
        rule.cut = below(40) == 0;
        rule.breaks = below(40) == 0;
        return rule;
    }

    std::mt19937_64 random_;
    unsigned local_percent_ = 0;
    revoke_mc::Indexed<TransitionId, Rule> rules_;
    std::set<std::pair<std::size_t, std::uint64_t>> resting_;
    std::pair<std::size_t, std::uint64_t> broken_;
};

static_assert(revoke_mc::system::ConfinesSteps<Automata<2>> && revoke_mc::system::CommutesSteps<Automata<2>>);

}  // namespace toy
