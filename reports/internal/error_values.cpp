// All plain integers that may be assigned an error are taken for errors at first; then those go, again and again, that
// are assigned something else.
#include "reports/internal/error_values.hpp"

#include <algorithm>
#include <map>
#include <vector>

#include "model/language/check/world/errno.hpp"
#include "model/language/program/build.hpp"
#include "model/language/program/visit.hpp"

namespace revoke_mc::reports::internal {
namespace {

using program::Expr;
using program::LocalId;
using program::Program;
using program::RoutineId;
using program::Stmt;

using Variable = std::pair<RoutineId, LocalId>;

bool is_error(std::int64_t value) { return value < 0 && !check::error_name(-value).empty(); }

/// What is assigned to a variable: an expression, the result of a function, or (neither) something that is no error.
struct Source {
    const Expr* value = nullptr;
    const program::Callee* callee = nullptr;
};

class Assignments {
public:
    explicit Assignments(const Program& program) : program_(program) {
        for (const RoutineId routine : program.routines.ids()) {
            const program::Routine& it = program.routines[routine];
            for (const program::Argument& parameter : it.parameters)
                if (parameter.local != program::none) sources_[{routine, parameter.local}].push_back({});
            if (it.body) program::for_each_stmt(*it.body, [&](const Stmt& stmt) { take(routine, stmt); });
        }
    }

    std::set<Variable> errors() {
        for (const auto& [variable, sources] : sources_)
            if (is_plain(variable)) holds_.insert(variable);
        for (bool changed = true; changed;) {
            const auto is_number = [&](const Variable& variable) { return !all_errors(variable); };
            changed = std::erase_if(holds_, is_number) > 0;
        }
        return holds_;
    }

private:
    void take(RoutineId routine, const Stmt& stmt) {
        if (const auto* assignment = stmt.as<program::AssignLocal>())
            sources_[{routine, assignment->local}].push_back({assignment->value.get(), nullptr});
        if (const auto* call = stmt.as<program::Call>(); call && call->result != program::none)
            sources_[{routine, call->result}].push_back({nullptr, &call->callee});
        if (const auto* any = stmt.as<program::Any>()) sources_[{routine, any->local}].push_back({});
        if (const auto* builtin = stmt.as<program::BuiltinCall>(); builtin && builtin->result != program::none)
            sources_[{routine, builtin->result}].push_back({});
        if (const auto* back = stmt.as<program::Return>(); back && back->value)
            returns_[routine].push_back(back->value.get());
    }

    [[nodiscard]] bool is_plain(const Variable& variable) const {
        return program_.routines[variable.first].locals[variable.second].type == program::plain_int();
    }

    [[nodiscard]] bool all_errors(const Variable& variable) const {
        const std::vector<Source>& sources = sources_.at(variable);
        return std::all_of(sources.begin(), sources.end(), [&](const Source& source) {
            if (source.callee != nullptr) return returns_errors(*source.callee);
            return source.value != nullptr && is_error_or_more(variable.first, *source.value, false);
        });
    }

    /// `returned`: -1 is a code, too.
    [[nodiscard]] bool is_error_or_more(RoutineId routine, const Expr& value, bool returned) const {
        const auto fits = [&](std::int64_t number) {
            return number >= 0 || (is_error(number) && (returned || number != -1));
        };
        if (const auto* constant = value.as<program::Constant>()) return fits(constant->value);
        if (program::is_op<program::Unary>(value, program::Op::negate)) {
            const auto* operand = value.get<program::Unary>().operand->as<program::Constant>();
            return operand != nullptr && fits(-std::int64_t{operand->value});
        }
        if (const auto* read = value.as<program::LocalRead>()) return holds_.contains({routine, read->local});
        const auto* choice = value.as<program::Conditional>();
        return choice != nullptr && is_error_or_more(routine, *choice->yes, returned) &&
               is_error_or_more(routine, *choice->no, returned);
    }

    /// Of a call that is decided when it is made: all that may be called.
    [[nodiscard]] bool returns_errors(const program::Callee& callee) const {
        for (const RoutineId routine : program_.routines.ids()) {
            const bool called =
                callee.is_dynamic() ? program_.routines[routine].function == callee.name : routine == callee.routine;
            const auto returned = returns_.find(routine);
            if (!called || returned == returns_.end()) continue;
            const auto is_one = [&](const Expr* value) { return is_error_or_more(routine, *value, true); };
            if (!std::all_of(returned->second.begin(), returned->second.end(), is_one)) return false;
        }
        return true;
    }

    const Program& program_;
    std::map<Variable, std::vector<Source>> sources_;
    std::map<RoutineId, std::vector<const Expr*>> returns_;
    std::set<Variable> holds_;
};

}  // namespace

ErrorValues::ErrorValues(const Program& program) : program_(program), holds_(Assignments(program).errors()) {}

std::string ErrorValues::print(RoutineId routine, LocalId local, program::Value value) const {
    if (is_error(value) && holds_.contains({routine, local}))
        return "-" + std::string(check::error_name(-std::int64_t{value}));
    return program_.print(value, program_.routines[routine].locals[local].type);
}

}  // namespace revoke_mc::reports::internal
