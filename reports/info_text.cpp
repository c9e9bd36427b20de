// Info for people, and as JSON.
#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "reports/info.hpp"
#include "reports/internal/common_json.hpp"
#include "reports/table.hpp"

namespace revoke_mc::reports {
namespace {

using internal::Json;

/// Estimate by outcome: states, memory, time.
std::array<double, 3> factors(const InfoEstimate& estimate, const InfoOutcome& outcome) {
    const auto by = [](double estimated, double found) { return found > 0 ? estimated / found : 1; };
    return {by(estimate.states, static_cast<double>(outcome.states)),
            by(estimate.states * estimate.bytes_per_state, static_cast<double>(outcome.bytes)),
            by(estimate.states * estimate.seconds_per_state, outcome.seconds)};
}

class Text {
public:
    Text(const Info& info, const Style& style) : info_(info), style_(style) {}

    std::string write() {
        head();
        variables();
        threads();
        transitions();
        if (info_.estimate) estimate(*info_.estimate);
        if (info_.outcome) outcome(*info_.outcome);
        return std::move(out_);
    }

private:
    void title(const std::string& text) { out_ += "\n" + style_.paint(text, Colour::bold) + "\n"; }

    void head() {
        out_ += style_.paint(printable(info_.spec), Colour::bold) + ": " + printable(info_.title) + "\n";
        for (const auto& [name, value] : info_.parameters) out_ += fmt::format("  {} = {}\n", printable(name), value);
        out_ += fmt::format("  {} bits in {} word{} of 64, {} initial state{}\n", info_.bits, info_.words,
                            info_.words == 1 ? "" : "s", info_.initial_states, info_.initial_states == 1 ? "" : "s");
        if (info_.cut_starts != 0)
            out_ += fmt::format("  {} start{} cut before the first step: check says by what\n", info_.cut_starts,
                                info_.cut_starts == 1 ? " is" : "s are");
        for (const InfoGroup& group : info_.groups) {
            out_ += group.obstacle.empty()
                        ? fmt::format("  {} interchangeable instances of {}\n", group.instances, group.component)
                        : fmt::format("  instances of {} are told apart: {}\n", group.component, group.obstacle);
        }
    }

    void variables() {
        title("variables");
        std::size_t width = 0;
        for (const InfoVariable& variable : info_.variables) width = std::max(width, columns(variable.name));
        for (const InfoVariable& variable : info_.variables)
            out_ += fmt::format(
                "  {}  word {:>2}  bit {:>2}  {:>2} wide  {}..{}{}\n", pad_right(variable.name, width), variable.word,
                variable.shift, variable.bits, variable.low, variable.high,
                variable.matters ? "" : "  no property and no step depends on it: --reduction slice leaves it out");
    }

    void threads() {
        title("threads");
        std::size_t width = 0;
        for (const InfoThread& thread : info_.threads) width = std::max(width, columns(thread.name));
        for (const InfoThread& thread : info_.threads)
            out_ += fmt::format("  {}  {:<6}  {:>4} positions  {:>4} transitions\n", pad_right(thread.name, width),
                                thread.kind, thread.positions, thread.transitions);
    }

    void transitions() {
        title(fmt::format("{} transitions", info_.transitions.size()));
        for (const InfoTransition& transition : info_.transitions) {
            out_ += fmt::format("  {:>4}  {}  {}  {}\n", transition.number.number(), transition.thread,
                                transition.place, printable(transition.statement));
            if (!transition.reads.empty())
                out_ += fmt::format("        reads   {}\n", fmt::join(transition.reads, ", "));
            if (!transition.writes.empty())
                out_ += fmt::format("        writes  {}\n", fmt::join(transition.writes, ", "));
        }
    }

    static std::string round_number(double value) {
        return value < 1e15 ? grouped(static_cast<std::uint64_t>(std::llround(value))) : fmt::format("{:.1e}", value);
    }

    static std::string bytes(double value) {
        return value < 1e18 ? size(static_cast<std::uint64_t>(value)) : fmt::format("{:.1e} bytes", value);
    }

    void estimate(const InfoEstimate& estimate) {
        title(estimate.exact ? "states" : "states (a guess)");
        out_ += estimate.exact ? fmt::format("  {}\n", round_number(estimate.states))
                               : fmt::format("  about {} ({} to {})\n", round_number(estimate.states),
                                             round_number(estimate.low), round_number(estimate.high));
        out_ += fmt::format("  {} in memory at {:.0f} bytes a state, {} at {:.0f} ns a state, as measured on {}\n",
                            bytes(estimate.states * estimate.bytes_per_state), estimate.bytes_per_state,
                            duration(estimate.states * estimate.seconds_per_state), estimate.seconds_per_state * 1e9,
                            grouped(estimate.seen));
        out_ += fmt::format("  {:.1f} transitions a state\n", estimate.transitions_per_state);
        for (const std::string& line : wrap(estimate.method, 100)) out_ += "  " + line + "\n";
    }

    void outcome(const InfoOutcome& outcome) {
        title(outcome.reason ? "explored, in part (" + *outcome.reason + ")" : "explored");
        out_ += fmt::format("  {} states, {} in memory, {}\n", grouped(outcome.states),
                            bytes(static_cast<double>(outcome.bytes)), duration(outcome.seconds));
        if (!info_.estimate || outcome.reason) return;
        out_ += fmt::format("  estimated / explored: {:.2f} states, {:.2f} memory, {:.2f} time\n",
                            factors(*info_.estimate, outcome)[0], factors(*info_.estimate, outcome)[1],
                            factors(*info_.estimate, outcome)[2]);
    }

    const Info& info_;
    const Style& style_;
    std::string out_;
};

Json write(const InfoEstimate& estimate) {
    const auto number = [](double value) { return std::round(value); };
    return {{"exact", estimate.exact},
            {"states", number(estimate.states)},
            {"low", number(estimate.low)},
            {"high", number(estimate.high)},
            {"transitions_per_state", estimate.transitions_per_state},
            {"states_seen", estimate.seen},
            {"probes", estimate.probes},
            {"seconds_per_state", estimate.seconds_per_state},
            {"bytes_per_state", estimate.bytes_per_state},
            {"method", estimate.method}};
}

Json write(const InfoOutcome& outcome, const std::optional<InfoEstimate>& estimate) {
    Json json{{"states", outcome.states}, {"bytes", outcome.bytes}, {"seconds", outcome.seconds}};
    json["reason"] = outcome.reason ? Json(*outcome.reason) : Json(nullptr);
    if (!estimate || outcome.reason) return json;
    const auto [states, bytes, seconds] = factors(*estimate, outcome);
    json["estimated_by_explored"] = {{"states", states}, {"bytes", bytes}, {"seconds", seconds}};
    return json;
}

Json write_variable(const InfoVariable& variable) {
    return {{"name", variable.name}, {"word", variable.word}, {"shift", variable.shift},    {"bits", variable.bits},
            {"low", variable.low},   {"high", variable.high}, {"matters", variable.matters}};
}

Json write_thread(const InfoThread& thread) {
    return {{"name", thread.name},
            {"kind", thread.kind},
            {"positions", thread.positions},
            {"transitions", thread.transitions}};
}

Json write_transition(const InfoTransition& transition) {
    return {{"number", transition.number.number()}, {"thread", transition.thread}, {"place", transition.place},
            {"statement", transition.statement},    {"reads", transition.reads},   {"writes", transition.writes}};
}

Json write_group(const InfoGroup& group) {
    return {{"component", group.component},
            {"instances", group.instances},
            {"obstacle", group.obstacle.empty() ? Json(nullptr) : Json(group.obstacle)}};
}

}  // namespace

std::string info_text(const Info& info, const Style& style) { return Text(info, style).write(); }

std::string info_json(const Info& info) {
    Json json{{"format", "revoke-mc/info"}, {"version", 1}, {"spec", info.spec}, {"title", info.title}};
    json["params"] = Json::object();
    for (const auto& [name, value] : info.parameters) json["params"][name] = value;
    json["bits"] = info.bits;
    json["words"] = info.words;
    json["initial_states"] = info.initial_states;
    json["cut_starts"] = info.cut_starts;
    json["variables"] = internal::write_list(info.variables, write_variable);
    json["threads"] = internal::write_list(info.threads, write_thread);
    json["transitions"] = internal::write_list(info.transitions, write_transition);
    json["interchangeable"] = internal::write_list(info.groups, write_group);
    if (info.estimate) json["estimate"] = write(*info.estimate);
    if (info.outcome) json["outcome"] = write(*info.outcome, info.estimate);
    return internal::dump_json(json, 2);
}

}  // namespace revoke_mc::reports
