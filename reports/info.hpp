// What `revoke-mc info` says of a spec: how its state is laid out, what its transitions touch, how many states to
// expect.
//
// Plain data, its text and its JSON form (format "revoke-mc/info", version 1; reports/schema/info.schema.json). The
// estimate and what a search came to are put in by the caller: this room does not search.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/semantics/lower/lower.hpp"
#include "reports/estimate.hpp"
#include "reports/style.hpp"

namespace revoke_mc::reports {

struct InfoVariable {
    std::string name;
    std::uint32_t word = 0, shift = 0, bits = 0;
    std::int64_t low = 0, high = 0;  ///< values that are ever stored
    bool matters = true;             ///< a property or a step may notice its value
};

struct InfoThread {
    std::string name;
    std::string kind;  ///< thread, device, work
    std::size_t positions = 0, transitions = 0;
};

struct InfoTransition {
    system::TransitionId number = none;
    std::string thread;
    std::string place;  ///< file:line:column
    std::string statement;
    std::vector<std::string> reads, writes;  ///< names of variables; positions of the own thread left out
};

/// Instances of a component that may change places.
struct InfoGroup {
    std::string component;
    std::size_t instances = 0;
    std::string obstacle;  ///< why they may not, after all; empty: they may
};

struct Info {
    std::string spec, title;
    std::vector<std::pair<std::string, std::int64_t>> parameters;
    std::uint32_t bits = 0, words = 0;
    std::size_t initial_states = 0;
    std::size_t cut_starts = 0;  ///< no initial states: cut before the first step
    std::vector<InfoVariable> variables;
    std::vector<InfoThread> threads;
    std::vector<InfoTransition> transitions;
    std::vector<InfoGroup> groups;
    std::optional<InfoEstimate> estimate;
    std::optional<InfoOutcome> outcome;
};

/// All but the estimate and the outcome.
[[nodiscard]] Info describe(const program::Program& program, const lower::Lowered& lowered);

[[nodiscard]] std::string info_text(const Info& info, const Style& style);
[[nodiscard]] std::string info_json(const Info& info);

}  // namespace revoke_mc::reports
