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

#include "model/lower/lower.hpp"
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

/// How many states there are, or may be; see `method`.
struct InfoEstimate {
    bool exact = false;
    double states = 0, low = 0, high = 0;
    double transitions_per_state = 0;
    std::uint64_t seen = 0;        ///< states visited, to count them or for what one costs
    std::uint64_t probes = 0;      ///< distinct states on random walks; 0: it is no guess
    double seconds_per_state = 0;  ///< of the visit, with one thread
    double bytes_per_state = 0;    ///< likewise; for few states most of it is what the search takes in any case
    std::string method;
};

/// What a whole search came to, to hold the estimate against.
struct InfoOutcome {
    std::uint64_t states = 0, bytes = 0;
    double seconds = 0;
    std::optional<std::string> reason;  ///< what ended it early; the numbers are then those of a part
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
