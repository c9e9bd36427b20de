// A path that loops without a step of its own.
//
// A thread always rests in front of a step or a choice; what lies between folds into the step before. A
// way round a loop on which nothing is a step would fold for ever. So from every head of a loop, and from
// every label that a goto goes back to, the statements that are no steps are followed: coming back to the
// start is a mistake. Only ways that can certainly be gone count: where own data decide (`while (k < 3)`),
// only what both branches do, for one of them may be out of the question; a dispatch ends the way. What is
// left, such as a counting loop that never ends, is found when it runs.
#include <algorithm>
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
    bool falls = false;  ///< behind the statement
    bool breaks = false, continues = false, returns = false;
    std::set<std::pair<core::StmtId, std::uint32_t>> jumps;  ///< block and position
    /// What happens whichever of two ways is gone.
    void keep_common(const Exits& other) {
        falls = falls && other.falls;
        breaks = breaks && other.breaks;
        continues = continues && other.continues;
        returns = returns && other.returns;
        std::erase_if(jumps, [&](const auto& jump) { return !other.jumps.contains(jump); });
    }
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
        world_.error(stmt.place, "there is a way round this loop without a step: it would go round for ever at once",
                     "put a step on every way: an await, a shared variable, or skip;");
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
        auto exits = through(*stmt.body[0]);
        exits.keep_common(has_else ? through(*stmt.body[1]) : falling());
        return exits;
    }

    /// Out of a loop or foreach: break goes behind it, and foreach ends.
    Exits repeated(const Stmt& stmt) {
        auto exits = through(*stmt.body[0]);
        const bool ends = stmt.kind == StmtKind::foreach && (exits.falls || exits.continues);
        exits.falls = exits.breaks || ends;
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
        if (call.callee.routine != none) return silent(call.callee.routine);
        return std::all_of(world_.program.routines.begin(), world_.program.routines.end(), [&](const auto& routine) {
            const bool candidate =
                routine.component != none && !routine.thread_body && routine.function == call.callee.name;
            return !candidate || silent(static_cast<core::RoutineId>(&routine - world_.program.routines.data()));
        });
    }

    /// Nothing in the routine is a step or a choice. (A routine that has steps on some ways only is left to
    /// the lowering, which knows the constants that decide.)
    bool silent(core::RoutineId routine) {
        const auto [known, fresh] = silent_.try_emplace(routine, true);
        if (!fresh) return known->second;
        bool quiet = true;
        visit(std::as_const(*world_.program.routines[routine].body), [&](const Stmt& stmt) {
            const bool choice =
                stmt.kind == StmtKind::either || stmt.kind == StmtKind::any || stmt.kind == StmtKind::foreach;
            if (stmt.visible || choice || (stmt.kind == StmtKind::call && !call_passes(stmt))) quiet = false;
        });
        return silent_[routine] = quiet;
    }

    World& world_;
    std::map<core::RoutineId, bool> silent_;
};

}  // namespace

void check_loops(World& world) {
    Walk walk(world);
    for (const auto& routine : world.program.routines) walk.check(routine);
}

}  // namespace revoke_mc::check
