// Runs exported commands, to hold them against the packed system state by state.
//
// Spin and Rumur judge whole files, a few seconds for each; this judges the terms behind the files, on every state of
// every spec: the same transitions enabled, the same successors, the same properties broken.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "model/semantics/lower/lower.hpp"
#include "model/semantics/lower/system_ids.hpp"
#include "reports/export/commands.hpp"

namespace revoke_mc::tests {

/// Variables of the exported model, by slot.
using Values = std::map<lower::SlotId, std::int64_t>;

inline std::int64_t evaluate(const reports::Terms& terms, reports::Term term, const Values& values) {
    using Kind = reports::TermKind;
    const reports::TermNode& node = terms[term];
    const auto arg = [&](std::size_t i) { return evaluate(terms, node.args[i], values); };
    const auto any = [&](bool wanted) {
        return std::any_of(node.args.begin(), node.args.end(),
                           [&](reports::Term t) { return (evaluate(terms, t, values) != 0) == wanted; });
    };
    switch (node.kind) {
    case Kind::number: return node.value;
    case Kind::variable:
    case Kind::flag: return values.at(static_cast<lower::SlotId>(node.value));
    case Kind::negate: return -arg(0);
    case Kind::add: return arg(0) + arg(1);
    case Kind::subtract: return arg(0) - arg(1);
    case Kind::multiply: return arg(0) * arg(1);
    case Kind::divide: return arg(1) == 0 ? 0 : arg(0) / arg(1);
    case Kind::modulo: return arg(1) == 0 ? 0 : arg(0) % arg(1);
    case Kind::fitting: return arg(0);
    case Kind::select: return arg(0) != 0 ? arg(1) : arg(2);
    case Kind::bit: return arg(0);
    case Kind::yes: return 1;
    case Kind::no: return 0;
    case Kind::not_: return arg(0) == 0 ? 1 : 0;
    case Kind::and_: return any(false) ? 0 : 1;
    case Kind::or_: return any(true) ? 1 : 0;
    case Kind::equal: return arg(0) == arg(1) ? 1 : 0;
    case Kind::less: return arg(0) < arg(1) ? 1 : 0;
    case Kind::less_equal: return arg(0) <= arg(1) ? 1 : 0;
    }
    return 0;
}

/// What one transition does in one state, in words that can be compared.
struct Taken {
    bool bound = false;
    bool cut = false;
    std::set<system::PropertyId> broken;
    Values after;  ///< unless cut or bound
    bool operator==(const Taken&) const = default;
};

class Comparison {
public:
    Comparison(const program::Program& program, const lower::Lowered& lowered)
        : program_(program), lowered_(lowered), commands_(program, lowered) {}

    /// The first difference, or nothing. Looks at `limit` states at most.
    std::string run(std::size_t limit) {
        for (const reports::Command& command : commands_.commands())
            if (command.guard == commands_.terms().no() && command.cut.empty() &&
                command.bound == commands_.terms().no())
                return "a command that can never be taken";  // a loop without options is not Promela
        return lower::dispatch(lowered_, [&](const auto& system) { return search(system, limit); });
    }
    [[nodiscard]] std::size_t states() const { return states_; }
    [[nodiscard]] const reports::Commands& commands() const { return commands_; }

private:
    [[nodiscard]] std::int64_t eval(reports::Term term, const Values& values) const {
        return evaluate(commands_.terms(), term, values);
    }

    [[nodiscard]] Values values_of(const std::uint64_t* state) const {
        Values out;
        const std::vector<std::int64_t> values = commands_.values(state);
        for (std::size_t v = 0; v < values.size(); ++v) out[commands_.names().variables()[v]] = values[v];
        return out;
    }

    [[nodiscard]] std::map<system::TransitionId, Taken> take(const Values& values) const {
        std::map<system::TransitionId, Taken> out;
        for (const reports::Command& command : commands_.commands()) {
            if (eval(command.guard, values) != 0) out[command.number] = complete(command, values);
            for (const auto& [property, where] : command.cut)
                if (eval(where, values) != 0) {
                    out[command.number].cut = true;
                    out[command.number].broken.insert(lower::system_id(property));
                }
            if (eval(command.bound, values) == 0) continue;
            out[command.number].bound = true;
            out[command.number].cut = false;
        }
        return out;
    }

    [[nodiscard]] Taken complete(const reports::Command& command, const Values& values) const {
        Taken taken;
        taken.after = values;
        for (const auto& [slot, term] : command.writes) taken.after[slot] = eval(term, values);
        for (const auto& [property, keeps] : command.keeps)
            if (eval(keeps, values) == 0) taken.broken.insert(lower::system_id(property));
        return taken;
    }

    /// Threads on a circle of waits, or behind one.
    [[nodiscard]] bool circle(const Values& values) const {
        std::set<std::pair<lower::ThreadId, lower::ThreadId>> edges;
        for (const reports::WaitsFor& edge : commands_.waits())
            if (eval(edge.condition, values) != 0) edges.emplace(edge.waiter, edge.holder);
        for (std::size_t before = edges.size() + 1; before != edges.size();) {
            before = edges.size();
            const auto all = edges;
            std::erase_if(edges, [&](const auto& edge) {
                return std::none_of(all.begin(), all.end(),
                                    [&](const auto& other) { return other.first == edge.second; });
            });
        }
        return !edges.empty();
    }

    [[nodiscard]] std::set<system::PropertyId> broken(const Values& values) const {
        using Form = reports::ExportedProperty::Form;
        std::set<system::PropertyId> out;
        for (const program::PropertyId p : program_.properties.ids()) {
            const reports::ExportedProperty& property = commands_.properties()[p];
            if (property.form == Form::lock_cycle && circle(values)) out.insert(lower::system_id(p));
            if ((property.form == Form::state || property.form == Form::deadlock) && eval(property.broken, values) != 0)
                out.insert(lower::system_id(p));
        }
        return out;
    }

    /// The same from the packed system.
    template <class System>
    std::map<system::TransitionId, Taken> take(const System& system, const std::uint64_t* state,
                                               typename System::Scratch& scratch,
                                               const std::function<void(const std::uint64_t*)>& found) const {
        std::map<system::TransitionId, Taken> out;
        system.successors(state, scratch, [&](const system::Step& step) {
            Taken& taken = out[step.transition];
            taken.bound = step.bound_reached;
            taken.broken = {step.broken.begin(), step.broken.end()};
            taken.cut = step.successor == nullptr && !step.bound_reached;
            if (step.successor == nullptr) return;
            taken.after = values_of(step.successor);
            found(step.successor);
        });
        return out;
    }

    template <class System>
    std::set<system::PropertyId> broken(const System& system, const std::uint64_t* state,
                                        typename System::Scratch& scratch, bool moves) const {
        std::set<system::PropertyId> out;
        system.broken_in(state, scratch, [&](system::PropertyId p) { out.insert(p); });
        bool rest = true;
        for (const system::ThreadId t : FirstIds<system::ThreadId>(system.threads()))
            rest = rest && system.at_rest(state, t);
        if (!moves && !rest) out.insert(lower::system_id(program::BuiltinProperty::deadlock));
        return out;
    }

    template <class System>
    std::string search(const System& system, std::size_t limit) {
        using State = std::vector<std::uint64_t>;
        std::set<State> seen;
        std::vector<State> open;
        const auto found = [&](const std::uint64_t* state) {
            if (seen.emplace(state, state + System::words).second) open.emplace_back(state, state + System::words);
        };
        const State initial = system.initial_states();
        for (std::size_t at = 0; at < initial.size(); at += System::words) found(&initial[at]);
        typename System::Scratch scratch;
        for (; !open.empty() && states_ < limit; ++states_) {
            const State state = open.back();
            open.pop_back();
            if (std::string text = compare(system, state.data(), scratch, found); !text.empty()) return text;
        }
        return "";
    }

    template <class System>
    std::string compare(const System& system, const std::uint64_t* state, typename System::Scratch& scratch,
                        const std::function<void(const std::uint64_t*)>& found) const {
        const Values values = values_of(state);
        const auto packed = take(system, state, scratch, found);
        const auto exported = take(values);
        for (const auto& [number, taken] : packed)
            if (const auto other = exported.find(number); other == exported.end() || !(other->second == taken))
                return "transition " + to_string(number) + " differs";
        if (packed.size() != exported.size()) return "a command can be taken where its transition cannot";
        const bool moves = std::any_of(packed.begin(), packed.end(), [&](const auto& entry) {
            return entry.second.cut || entry.second.bound || entry.second.after != values;
        });
        return broken(system, state, scratch, moves) == broken(values) ? "" : "other properties are broken";
    }

    const program::Program& program_;
    const lower::Lowered& lowered_;
    reports::Commands commands_;
    std::size_t states_ = 0;
};

}  // namespace revoke_mc::tests
