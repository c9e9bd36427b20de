// Translating the body of one function or thread into core statements.
//
// A statement appends what it becomes to a list: the calls in its expressions first, then itself. The
// flow says what it stands in, for the rules about what may stand where: atomic code does not wait for
// locks or walk, ghost code does not choose or jump, `each` only assigns and tests.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/language/check/expressions/functions.hpp"
#include "model/language/syntax/print.hpp"

namespace revoke_mc::check {

class Body {
public:
    /// `function` is null in the body of a thread.
    Body(World& world, core::ComponentId component, const Function* function);
    ~Body();
    Body(const Body&) = delete;
    Body& operator=(const Body&) = delete;

    core::LocalId parameter(const Parameter& parameter);  ///< by value
    core::RefId reference_parameter(const Parameter& parameter);
    /// The statements, in a block.
    [[nodiscard]] StmtPtr translate(const ast::Stmt& body);
    [[nodiscard]] Numbers& numbers() { return numbers_; }
    [[nodiscard]] Context& context() { return context_; }

private:
    struct Flow {
        bool atomic = false, ghost = false, each = false;
        bool breakable = false;  ///< in a loop or foreach
    };
    struct OpenBlock {
        std::vector<core::LocalId> locals;
        std::vector<core::RefId> refs;
    };
    /// Sets the flow and puts it back.
    class Within;
    /// A statement's calls and reads are not those of the statement that it stands in.
    class Apart;
    /// Collects the calls in a statement's expressions.
    class Calls;

    void add(const ast::Stmt& stmt, Stmts& out);
    void add_jumping(const ast::Stmt& stmt, Stmts& out);
    [[nodiscard]] StmtPtr single(const ast::Stmt& stmt);
    [[nodiscard]] StmtPtr make(core::Stmt::What what, const ast::Stmt& stmt) const;
    [[nodiscard]] StmtPtr make_assert(const ast::Stmt& stmt, core::ExprPtr condition);
    void finish(StmtPtr stmt, Calls& calls, Stmts& out);
    [[nodiscard]] bool allowed(const ast::Stmt& stmt);
    void refuse(const ast::Stmt& stmt, const std::string& what, const std::string& why, const std::string& hint = {});

    // statements.cpp
    void add_skip(const ast::Stmt& stmt, Stmts& out);
    void add_block(const ast::Stmt& stmt, Stmts& out);
    void add_if(const ast::Stmt& stmt, Stmts& out);
    void add_while(const ast::Stmt& stmt, Stmts& out);
    void add_loop(const ast::Stmt& stmt, Stmts& out);
    void add_either(const ast::Stmt& stmt, Stmts& out);
    void add_walk(const ast::Stmt& stmt, Stmts& out);
    void add_atomic(const ast::Stmt& stmt, Stmts& out);
    void add_ghost(const ast::Stmt& stmt, Stmts& out);
    void add_condition(const ast::Stmt& stmt, Stmts& out);
    void add_return(const ast::Stmt& stmt, Stmts& out);
    void label_event(const ast::Stmt& stmt, core::Labelled& labelled);
    void add_labelled(const ast::Stmt& stmt, Stmts& out);
    void add_call(const ast::Stmt& stmt, Stmts& out);

    // assignments.cpp
    void add_declaration(const ast::Stmt& stmt, Stmts& out);
    void add_local(const ast::Stmt& stmt, const ast::Variable& variable, core::ValueType type, Stmts& out);
    void add_reference(const ast::Stmt& stmt, const ast::Variable& variable, const ObjectType& type, Stmts& out);
    void add_assignment(const ast::Stmt& stmt, Stmts& out);
    void add_increment(const ast::Stmt& stmt, Stmts& out);
    void add_any(const ast::Stmt& stmt, core::LocalId local, const std::string& name, core::ValueType type,
                 const ast::Expr& any, Stmts& out);
    [[nodiscard]] std::optional<core::ValueType> choices(const std::string& name, core::ValueType type,
                                                         const ast::Expr& any);
    [[nodiscard]] core::ExprPtr check_any_filter(core::LocalId local, const std::string& name, core::ValueType type,
                                                 const ast::Expr& any);
    void assign_local(const ast::Stmt& stmt, core::LocalId local, const std::string& name, core::ValueType type,
                      const ast::Expr& value, Stmts& out);
    void assign_cell(const ast::Stmt& stmt, Operand target, core::ExprPtr value, Calls& calls, Stmts& out);
    [[nodiscard]] Operand written(const ast::Expr& expr);
    [[nodiscard]] bool may_write(const Operand& target);
    [[nodiscard]] core::ExprPtr pointer_value(const Operand& target, Operand value);
    void warn_torn_read(const core::Stmt& stmt, const Reads& reads);
    void warn_lost_update(const ast::Stmt& stmt, const Operand& target);
    void declare(Symbol symbol);

    World& world_;
    const Function* function_;
    Numbers numbers_;
    Context context_;
    Scope* scope_;
    std::vector<std::unique_ptr<Scope>> scopes_;
    std::vector<OpenBlock*> blocks_;
    core::PathPtr self_;
    Flow flow_;
    bool kernel_ = false;
};

class Body::Within {
public:
    explicit Within(Body& body)
        : body_(body), flow_(body.flow_), ghost_(body.context_.ghost), code_(body.context_.ghost_code),
          said_(body.context_.said) {}
    ~Within() {
        body_.flow_ = flow_;
        body_.context_.ghost = ghost_;
        body_.context_.ghost_code = code_;
        body_.context_.said = said_;
    }
    Within(const Within&) = delete;
    Within& operator=(const Within&) = delete;

private:
    Body& body_;
    Flow flow_;
    bool ghost_, code_, said_;
};

class Body::Apart {
public:
    explicit Apart(Body& body) : body_(body), hoisted_(body.context_.hoisted), reads_(body.context_.reads) {
        body.context_.hoisted = nullptr;
        body.context_.reads = nullptr;
    }
    ~Apart() {
        body_.context_.hoisted = hoisted_;
        body_.context_.reads = reads_;
    }
    Apart(const Apart&) = delete;
    Apart& operator=(const Apart&) = delete;

private:
    Body& body_;
    Hoisted* hoisted_;
    Reads* reads_;
};

class Body::Calls {
public:
    explicit Calls(Body& body) : body_(body), outer_(body.context_.hoisted), outer_reads_(body.context_.reads) {
        body.context_.hoisted = &hoisted;
        body.context_.reads = &reads;
    }
    ~Calls() {
        body_.context_.hoisted = outer_;
        body_.context_.reads = outer_reads_;
    }
    Calls(const Calls&) = delete;
    Calls& operator=(const Calls&) = delete;
    Hoisted hoisted;
    Reads reads;

private:
    Body& body_;
    Hoisted* outer_;
    Reads* outer_reads_;
};

}  // namespace revoke_mc::check
