#include "tests/support/blocking.hpp"

namespace revoke_mc::tests {
namespace {

using namespace program;  // NOLINT(google-build-using-namespace): the vocabulary of every line below

using Marks = Indexed<StmtId, bool>;

class Blocking {
public:
    explicit Blocking(const Program& program)
        : program_(program), awaits_(program.routines.size(), false), awaited_in_(program.statements.size(), false) {
        while (spread()) {}
    }

    [[nodiscard]] bool expected(const Stmt& stmt) const {
        if (in_ghost(stmt)) return false;
        if (const auto* call = stmt.as<BuiltinCall>())
            return call->op == Builtin::lock || call->op == Builtin::down_read || call->op == Builtin::down_write ||
                   call->op == Builtin::flush || call->op == Builtin::cancel;
        return stmt.is<Await>() || (stmt.is<Atomic>() && awaited_in_[stmt.id]);
    }

private:
    /// Carries what is known one call further. False: there is nothing new.
    bool spread() {
        bool news = false;
        for (const Stmt* stmt : program_.statements) {
            if (!stmt->is<Await>() && !calls_one_that_awaits(*stmt)) continue;
            news = news || !awaits_[stmt->routine];
            awaits_[stmt->routine] = true;
            for (StmtId at = stmt->id; at != none; at = program_.statements[at]->parent) awaited_in_[at] = true;
        }
        return news;
    }

    [[nodiscard]] bool calls_one_that_awaits(const Stmt& stmt) const {
        const auto* call = stmt.as<Call>();
        if (!call) return false;
        for (const RoutineId id : program_.routines.ids()) {
            const bool meant = call->callee.routine == none ? program_.routines[id].function == call->callee.name
                                                            : id == call->callee.routine;
            if (meant && awaits_[id]) return true;
        }
        return false;
    }

    [[nodiscard]] bool in_ghost(const Stmt& stmt) const {
        for (StmtId at = stmt.id; at != none; at = program_.statements[at]->parent)
            if (program_.statements[at]->is<Ghost>()) return true;
        return program_.routines[stmt.routine].ghost;
    }

    const Program& program_;
    Indexed<RoutineId, bool> awaits_;
    Marks awaited_in_;
};

}  // namespace

std::string blocking_difference(const Program& program) {
    const Blocking blocking(program);
    std::string difference;
    for (const Stmt* stmt : program.statements)
        if (stmt->may_block != blocking.expected(*stmt))
            difference += "statement " + to_string(stmt->id) + " (" + stmt->source + ") is " +
                          (stmt->may_block ? "" : "not ") + "taken for one that blocks\n";
    return difference;
}

}  // namespace revoke_mc::tests
