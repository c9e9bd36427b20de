#include "model/language/program/calls.hpp"

#include <set>

namespace revoke_mc::program {
namespace {

class Awaits {
public:
    explicit Awaits(const Program& program) : program_(program) {}

    bool in(const Stmt& body) {
        return any_stmt(body, [&](const Stmt& stmt) {
            const auto* call = stmt.as<Call>();
            return stmt.is<Await>() || (call && any_callee(program_, call->callee, [&](RoutineId id) {
                                            return seen_.insert(id).second && in(*program_.routines[id].body);
                                        }));
        });
    }

private:
    const Program& program_;
    std::set<RoutineId> seen_;
};

}  // namespace

bool await_is_written_in(const Stmt& body) {
    return any_stmt(body, [](const Stmt& stmt) { return stmt.is<Await>(); });
}

bool may_await(const Program& program, const Stmt& stmt) { return Awaits(program).in(stmt); }

}  // namespace revoke_mc::program
