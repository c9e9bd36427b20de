// Rules that follow direct calls.
//
// The call graph has an edge for each call of a known function; a dispatch (`a->importer.f(a)`) reaches different code
// from case to case and is checked when it runs. Three rules follow it: functions do not call themselves, atomic code
// neither waits for a lock nor walks, and hardware takes no sleeping lock.
#include "model/language/check/rules/rules.hpp"

#include <algorithm>
#include <functional>
#include <set>

#include "model/language/program/visit.hpp"

namespace revoke_mc::check {
namespace {

using core::RoutineId;
using core::Stmt;

/// What is wrong with a statement, if anything.
using Fault = std::function<std::string(const Stmt&)>;

constexpr std::size_t most_told = 12;       // of a chain of calls
constexpr std::size_t deepest_call = 1000;  // each takes some of the stack of whoever follows calls

/// A chain of calls: "reset calls revoke, which calls dma_resv_lock".
std::string chain_text(const core::Program& program, const std::vector<RoutineId>& chain) {
    std::string text;
    for (std::size_t i = 0; i < chain.size(); ++i) {
        if (chain.size() > most_told && i == most_told / 2) {
            text += ", and so on: " + std::to_string(chain.size() - most_told) + " more";
            i = chain.size() - most_told / 2;
        }
        if (i == 1) text += " calls ";
        if (i > 1) text += ", which calls ";
        text += program.routines[chain[i]].name;
    }
    return text;
}

/// The function that is called by a call of a known one, else none.
RoutineId direct_callee(const Stmt& stmt) {
    const auto* call = stmt.as<core::Call>();
    return call ? call->callee.routine : none;
}

// ---- recursion

class Recursion {
public:
    explicit Recursion(World& world)
        : world_(world), state_(world.program.routines.size(), State::fresh), height_(state_.size(), 0) {}
    void look_everywhere() {
        for (const RoutineId routine : state_.ids()) enter(routine);
    }

private:
    enum class State : std::uint8_t { fresh, open, done };

    void enter(RoutineId routine) {
        if (state_[routine] != State::fresh) return;
        state_[routine] = State::open;
        chain_.push_back(routine);
        for_each_stmt(std::as_const(*world_.program.routines[routine].body), [&](const Stmt& stmt) {
            if (const auto callee = direct_callee(stmt); callee != none) follow(stmt, callee);
        });
        chain_.pop_back();
        state_[routine] = State::done;
    }

    void follow(const Stmt& call, RoutineId callee) {
        if (state_[callee] != State::open) return descend(call, callee);
        auto circle = std::vector<RoutineId>(std::find(chain_.begin(), chain_.end(), callee), chain_.end());
        circle.push_back(callee);
        world_.error(call.place, "functions cannot be recursive: " + chain_text(world_.program, circle),
                     "write a loop; a call through .importer or .exporter may come back once");
    }

    /// Too deep: from here down, or from what lies above.
    void descend(const Stmt& call, RoutineId callee) {
        if (chain_.size() < deepest_call) enter(callee);
        std::size_t& height = height_[chain_.back()];
        height = std::max(height, height_[callee] + 1);
        if (chain_.size() < deepest_call && height < deepest_call) return;
        world_.error(call.place, "functions call each other more than " + std::to_string(deepest_call) + " deep");
        world_.report.throw_if_any(world_.sources());
    }

    World& world_;
    Indexed<RoutineId, State> state_;
    Indexed<RoutineId, std::size_t> height_;  ///< of the calls below
    std::vector<RoutineId> chain_;
};

// ---- what a piece of code may get to

/// Looks for a fault in a statement and in every function that it calls directly.
class FaultFinder {
public:
    FaultFinder(World& world, Fault fault) : world_(world), fault_(std::move(fault)) {}
    /// The first fault, and the chain of functions to it.
    std::optional<std::string> find(const Stmt& stmt) {
        std::optional<std::string> found;
        for_each_stmt(stmt, [&](const Stmt& inner) {
            if (!found) found = find_here(inner);
        });
        return found;
    }
    [[nodiscard]] const std::vector<RoutineId>& chain() const { return chain_; }

private:
    std::optional<std::string> find_here(const Stmt& stmt) {
        if (auto fault = fault_(stmt); !fault.empty()) return fault;
        const auto callee = direct_callee(stmt);
        if (callee == none || !seen_.insert(callee).second) return std::nullopt;
        chain_.push_back(callee);
        if (auto found = find(std::as_const(*world_.program.routines[callee].body))) return found;
        chain_.pop_back();
        return std::nullopt;
    }

    World& world_;
    Fault fault_;
    std::set<RoutineId> seen_;
    std::vector<RoutineId> chain_;
};

/// The statement without its semicolon.
std::string quoted(const Stmt& stmt) {
    std::string text = stmt.source;
    if (text.ends_with(';')) text.pop_back();
    return "'" + text + "'";
}

std::string cannot_be_atomic(const Stmt& stmt) {
    if (stmt.waits_for_lock()) return quoted(stmt) + " waits for a lock";
    if (stmt.waits_for_work()) return quoted(stmt) + " waits for a work";
    if (stmt.is<core::Loop>()) return "it loops";
    if (stmt.is<core::Foreach>()) return "foreach takes a step for each element";
    if (stmt.is_rest()) return "a thread cannot rest in it";
    return "";
}

/// Backwards, and staying inside the atomic statement: a loop in disguise.
bool loops_inside(const World& world, const Stmt& atomic, const Stmt& jump) {
    const auto* to = jump.as<core::Goto>();
    if (!to) return false;
    const auto& statements = world.program.statements;
    bool inside = false;
    for (auto id = to->block; id != none; id = statements[id]->parent) inside = inside || id == atomic.id;
    if (!inside) return false;
    auto at = jump.id;
    while (statements[at]->parent != to->block) at = statements[at]->parent;
    return to->index <= statements[at]->index;
}

void check_atomic(World& world, const Stmt& atomic, const Stmt& body) {
    FaultFinder search(world, cannot_be_atomic);
    if (const auto fault = search.find(body)) {
        const auto& chain = search.chain();
        const std::string through = chain.empty() ? "" : " (in " + chain_text(world.program, chain) + ")";
        world.error(atomic.place, "atomic is one step, but " + *fault + through,
                    "take locks before it, and use each for all elements; await, unlock and trylock are fine inside");
    }
    for_each_stmt(body, [&](const Stmt& stmt) {
        if (loops_inside(world, atomic, stmt))
            world.error(stmt.place, "goto goes back inside atomic: an atomic step is finite");
    });
}

void check_atomics(World& world) {
    for (const auto& routine : world.program.routines)
        for_each_stmt(*routine.body, [&](const Stmt& stmt) {
            if (const auto* atomic = stmt.as<core::Atomic>()) check_atomic(world, stmt, *atomic->body);
        });
}

void check_devices(World& world) {
    for (const auto& component : world.components)
        for (const auto& thread : component.threads) {
            if (thread.source->kind != ast::Thread::Kind::device) continue;
            FaultFinder search(world, [](const Stmt& stmt) {
                const auto* builtin = stmt.as<core::BuiltinCall>();
                return builtin && builtin->takes_sleeping_lock() ? quoted(stmt) : std::string();
            });
            const auto fault = search.find(*std::as_const(world).program.routines[thread.routine].body);
            if (!fault) continue;
            auto chain = search.chain();
            chain.insert(chain.begin(), thread.routine);
            world.error(thread.source->place,
                        "hardware cannot sleep, but device " + chain_text(world.program, chain) +
                            (chain.size() == 1 ? " takes a lock: " : ", which takes a lock: ") + *fault,
                        "make it a thread or a work, or use a spinlock");
        }
}

}  // namespace

void check_rules(World& world) {
    Recursion(world).look_everywhere();
    check_atomics(world);
    check_devices(world);
    check_loops(world);
    check_ends(world);
}

}  // namespace revoke_mc::check
