// A path that loops without a step of its own.
//
// A thread always rests in front of a step or a choice; what lies between folds into the step before. A
// way round a loop on which nothing is a step would fold for ever. So from every head of a loop, and from
// every label that a goto goes back to, the statements that are no steps are followed: coming back to the
// start is a mistake. A function is passed if it can be walked through without a step; a foreach too (its
// set may be empty); a dispatch if one of the functions it may reach can be.
#include <map>
#include <set>

#include "model/check/rules.hpp"
#include "model/check/visit.hpp"

namespace revoke_mc::check {
namespace {

using core::Stmt;
using core::StmtKind;

/// How a statement can be left without a step, each with where it goes on.
struct Exits {
    bool falls = false;              ///< behind the statement
    bool breaks = false, continues = false, returns = false;
    std::set<std::pair<core::StmtId, std::uint32_t>> jumps;  ///< block and position
    void add(const Exits& other) {
        breaks = breaks || other.breaks;
        continues = continues || other.continues;
        returns = returns || other.returns;
        jumps.insert(other.jumps.begin(), other.jumps.end());
    }
};

class Walk {
public:
    explicit Walk(World& world) : world_(world) {}

    void check(const core::Routine& routine) {
        visit(std::as_const(*routine.body), [&](const Stmt& stmt) {
            if (stmt.kind == StmtKind::loop) check_loop(stmt);
            if (stmt.kind == StmtKind::goto_) check_goto(stmt);
        });
    }

private:
    void check_loop(const Stmt& loop) {
        const auto exits = through(*loop.body[0]);
        if (exits.falls || exits.continues) tell(loop);
    }

    /// Back to a label: can the jump be reached from there without a step?
    void check_goto(const Stmt& jump) {
        const auto& statements = world_.program.statements;
        auto at = jump.id;
        while (statements[at]->parent != jump.target_block) at = statements[at]->parent;
        if (jump.target_index > statements[at]->index) return;
        const auto exits = from(*statements[jump.target_block], jump.target_index, statements[at]->index);
        if (exits.jumps.contains({jump.target_block, jump.target_index})) tell(jump);
    }

    void tell(const Stmt& stmt) {
        world_.error(stmt.place, "there is a way round this loop without a step: it would go round for ever at once", "put a step on every way: an await, a shared variable, or skip;");
    }

    /// The statements first .. last of a block, one after the other.
    Exits from(const Stmt& block, std::size_t first, std::size_t last) {
        Exits all;
        bool reached = true;
        for (std::size_t i = first; i <= last && i < block.body.size(); ++i) {
            const bool jumped_to = all.jumps.contains({block.id, static_cast<std::uint32_t>(i)}) && i > first;
            if (!reached && !jumped_to) continue;
            const auto exits = through(*block.body[i]);
            all.add(exits);
            reached = exits.falls;
        }
        all.falls = reached;
        return all;
    }

    Exits branches(const Stmt& stmt) {
        Exits all;
        for (const auto& branch : stmt.body) {
            const auto exits = through(*branch);
            all.add(exits);
            all.falls = all.falls || exits.falls;
        }
        return all;
    }

    Exits choice(const Stmt& stmt) {
        const auto known = constant_value(stmt.exprs[0]);
        const bool has_else = stmt.body.size() > 1;
        if (known && *known != 0) return through(*stmt.body[0]);
        if (known) return has_else ? through(*stmt.body[1]) : falling();
        auto exits = branches(stmt);
        exits.falls = exits.falls || !has_else;
        return exits;
    }

    /// Out of a loop or foreach: break goes behind it.
    Exits repeated(const Stmt& stmt) {
        auto exits = through(*stmt.body[0]);
        exits.falls = exits.breaks || stmt.kind == StmtKind::foreach;
        exits.breaks = exits.continues = false;
        return exits;
    }

    static Exits falling() {
        Exits exits;
        exits.falls = true;
        return exits;
    }

    static Exits jumping(const Stmt& stmt) {
        Exits exits;
        exits.breaks = stmt.kind == StmtKind::break_;
        exits.continues = stmt.kind == StmtKind::continue_;
        exits.returns = stmt.kind == StmtKind::return_;
        if (stmt.kind == StmtKind::goto_) exits.jumps.insert({stmt.target_block, stmt.target_index});
        return exits;
    }

    Exits through(const Stmt& stmt) {
        if (stmt.visible) return {};
        switch (stmt.kind) {
            case StmtKind::block: return from(stmt, 0, stmt.body.size());
            case StmtKind::labelled: return through(*stmt.body[0]);
            case StmtKind::if_: return choice(stmt);
            case StmtKind::either: return branches(stmt);
            case StmtKind::loop:
            case StmtKind::foreach: return repeated(stmt);
            case StmtKind::break_:
            case StmtKind::continue_:
            case StmtKind::goto_:
            case StmtKind::return_: return jumping(stmt);
            case StmtKind::call: return call_passes(stmt) ? falling() : Exits{};
            default: return falling();
        }
    }

    bool call_passes(const Stmt& call) {
        if (call.callee.routine != none) return passes(call.callee.routine);
        for (std::size_t i = 0; i < world_.program.routines.size(); ++i) {
            const auto& routine = world_.program.routines[i];
            if (routine.component != none && !routine.thread_body && routine.function == call.callee.name && passes(static_cast<core::RoutineId>(i))) return true;
        }
        return false;
    }

    /// Can the routine be walked through without a step?
    bool passes(core::RoutineId routine) {
        const auto [known, fresh] = passes_.try_emplace(routine, false);  // a circle of calls does not end
        if (!fresh) return known->second;
        const auto exits = through(*world_.program.routines[routine].body);
        return passes_[routine] = exits.falls || exits.returns;
    }

    World& world_;
    std::map<core::RoutineId, bool> passes_;
};

}  // namespace

void check_loops(World& world) {
    Walk walk(world);
    for (const auto& routine : world.program.routines) walk.check(routine);
}

}  // namespace revoke_mc::check
