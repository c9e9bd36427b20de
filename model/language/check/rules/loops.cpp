// A path that loops without a step of its own.
//
// A thread always rests in front of a step or a choice; what lies between folds into the step before. A // way round a
// loop on which nothing is a step would fold for ever. From every head of a loop, and from every label that a goto goes
// back to, the statements that are not steps are therefore followed: coming back to the start is a mistake. Only ways
// that can certainly be taken count: where own data decide (`while (k < 3)`), only what both branches do, as one of
// them may be impossible; a dispatch ends the way. What is left, such as a counting loop that never ends, is found when
// it runs.
#include <algorithm>
#include <map>
#include <set>

#include "model/language/check/rules/rules.hpp"
#include "model/language/program/visit.hpp"

namespace revoke_mc::check {
namespace {

using core::Stmt;

/// How a statement can be left without a step, each with where it goes on.
struct Exits {
    bool falls = false;  ///< behind the statement
    bool breaks = false, continues = false, returns = false;
    std::set<std::pair<core::StmtId, std::uint32_t>> jumps;  ///< block and position
    /// What happens whichever of two ways is taken.
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

class LoopFinder {
public:
    explicit LoopFinder(World& world) : world_(world) {}

    void check(const core::Routine& routine) {
        for_each_stmt(*routine.body, [&](const Stmt& stmt) {
            if (const auto* loop = stmt.as<core::Loop>()) check_loop(stmt, *loop);
            if (const auto* to = stmt.as<core::Goto>()) check_goto(stmt, *to);
        });
    }

private:
    void check_loop(const Stmt& stmt, const core::Loop& loop) {
        const auto exits = through(*loop.body);
        if (exits.falls || exits.continues) report(stmt);
    }

    /// Back to a label: can the jump be reached from there without a step?
    void check_goto(const Stmt& jump, const core::Goto& to) {
        const auto& statements = world_.program.statements;
        auto at = jump.id;
        while (statements[at]->parent != to.block) at = statements[at]->parent;
        if (to.index > statements[at]->index) return;
        const auto exits = from(*statements[to.block], to.index, statements[at]->index);
        if (exits.jumps.contains({to.block, to.index})) report(jump);
    }

    void report(const Stmt& stmt) {
        world_.error(stmt.place, "there is a way round this loop without a step: it would go round for ever at once",
                     "put a step on every way: an await, a shared variable, or skip;");
    }

    /// The statements first .. last of a block, one after the other.
    Exits from(const Stmt& block, std::size_t first, std::size_t last) {
        const auto& body = block.get<core::Block>().body;
        Exits all;
        bool reached = true;
        for (std::size_t i = first; i <= last && i < body.size(); ++i) {
            const bool jumped_to = all.jumps.contains({block.id, static_cast<std::uint32_t>(i)}) && i > first;
            if (!reached && !jumped_to) continue;
            const auto exits = through(*body[i]);
            all.add(exits);
            reached = exits.falls;
        }
        all.falls = reached;
        return all;
    }

    static Exits falling() {
        Exits exits;
        exits.falls = true;
        return exits;
    }

    Exits through(const Stmt& stmt) {
        if (stmt.visible) return {};
        return std::visit([&](const auto& what) { return through(stmt, what); }, stmt.what);
    }

    // One for each kind that does more than fall through.
    template <class Kind>
    Exits through(const Stmt& /*stmt*/, const Kind& /*what*/) {
        return falling();
    }
    Exits through(const Stmt& stmt, const core::Block& block) { return from(stmt, 0, block.body.size()); }
    Exits through(const Stmt& /*stmt*/, const core::Labelled& labelled) { return through(*labelled.body); }
    Exits through(const Stmt& /*stmt*/, const core::If& choice) {
        const auto known = constant_value(choice.condition);
        const auto no = [&] { return choice.otherwise ? through(*choice.otherwise) : falling(); };
        if (known) return *known != 0 ? through(*choice.then) : no();
        auto exits = through(*choice.then);
        exits.keep_common(no());
        return exits;
    }
    Exits through(const Stmt& /*stmt*/, const core::Either& either) {
        Exits all;
        for (const auto& branch : either.branches) {
            const auto exits = through(*branch);
            all.add(exits);
            all.falls = all.falls || exits.falls;
        }
        return all;
    }
    Exits through(const Stmt& /*stmt*/, const core::Loop& loop) { return behind_loop(through(*loop.body), false); }
    Exits through(const Stmt& /*stmt*/, const core::Foreach& walk) { return behind_loop(through(*walk.body), true); }
    Exits through(const Stmt& /*stmt*/, const core::Break& /*what*/) {
        Exits exits;
        exits.breaks = true;
        return exits;
    }
    Exits through(const Stmt& /*stmt*/, const core::Continue& /*what*/) {
        Exits exits;
        exits.continues = true;
        return exits;
    }
    Exits through(const Stmt& /*stmt*/, const core::Return& /*what*/) {
        Exits exits;
        exits.returns = true;
        return exits;
    }
    Exits through(const Stmt& /*stmt*/, const core::Goto& to) {
        Exits exits;
        exits.jumps.insert({to.block, to.index});
        return exits;
    }
    Exits through(const Stmt& /*stmt*/, const core::Call& call) { return call_passes(call) ? falling() : Exits{}; }

    /// Out of the body of a loop or foreach: break goes behind it, and foreach ends.
    static Exits behind_loop(Exits exits, bool ends) {
        exits.falls = exits.breaks || (ends && (exits.falls || exits.continues));
        exits.breaks = exits.continues = false;
        return exits;
    }

    bool call_passes(const core::Call& call) {
        const core::Callee& callee = call.callee;
        if (callee.routine != none) return silent(callee.routine);
        return std::all_of(world_.program.routines.begin(), world_.program.routines.end(), [&](const auto& routine) {
            const bool candidate = routine.component != none && !routine.thread_body && routine.function == callee.name;
            return !candidate || silent(static_cast<core::RoutineId>(&routine - world_.program.routines.data()));
        });
    }

    /// Nothing in the routine is a step or a choice. (A routine that has steps on some ways only is left to
    /// the lowering, which knows the constants that decide.)
    bool silent(core::RoutineId routine) {
        const auto [known, fresh] = silent_.try_emplace(routine, true);
        if (!fresh) return known->second;
        bool quiet = true;
        for_each_stmt(std::as_const(*world_.program.routines[routine].body), [&](const Stmt& stmt) {
            const bool choice = stmt.is<core::Either, core::Any, core::Foreach>();
            const auto* call = stmt.as<core::Call>();
            if (stmt.visible || choice || (call && !call_passes(*call))) quiet = false;
        });
        return silent_[routine] = quiet;
    }

    World& world_;
    std::map<core::RoutineId, bool> silent_;
};

}  // namespace

void check_loops(World& world) {
    LoopFinder walk(world);
    for (const auto& routine : world.program.routines) walk.check(routine);
}

}  // namespace revoke_mc::check
