// Builds the syntax tree while the grammar runs.
//
// The grammar (grammar.hpp) never takes back what it has matched outside a look-ahead: its rules can act at once. The
// builder is a small stack machine: an expression leaves its tree on `values`, names wait on `names`, statements are
// open from their first token to their last, and a declaration grows in the one slot of its kind, because declarations
// of a kind do not nest.
//
// Operators. The grammar reads an expression flat, `operand (operator operand)*`; the precedences are
// resolved here with two stacks (Dijkstra's shunting yard), so that a chain of ten thousand operators
// takes no stack of the machine. Trees are then bounded in height by a stated limit: everything behind
// the parser walks them recursively.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/language/syntax/ast.hpp"
#include "model/language/syntax/messages.hpp"
#include "model/language/syntax/scan.hpp"

namespace revoke_mc::syntax {

/// Statements, parentheses, brackets and argument lists inside one another.
inline constexpr std::uint32_t max_nesting = 200;
/// Height of the tree of one expression (operators in a row) or of one function's statements.
inline constexpr std::uint32_t max_height = 400;
/// Literals have to fit an int of the kernel.
inline constexpr std::int64_t max_integer = 2147483647;

/// A name and where it stands.
struct Name {
    std::string text;
    Place place;
};

class Builder {
public:
    /// A piece of the text that a rule has matched.
    using Text = std::string_view;

    Builder(const Sources& sources, std::uint32_t file);
    [[nodiscard]] File take_file();

    // ---- places and mistakes
    [[nodiscard]] Place place(const char* at) const { return lines_.place(offset(at)); }
    [[noreturn]] void fail(Place place, std::string message, std::string hint = {}) const;
    [[noreturn]] void fail(const char* at, std::string message, std::string hint = {}) const;
    [[noreturn]] void expected(Wanted wanted, std::string_view what, const char* at) const;
    void enter(const char* at);  ///< one level of nesting deeper
    void leave() { --nesting_; }
    void begin_item(Text t) { item_ = offset(t.data()); }
    void open_brace(Text t) { braces_.push_back(offset(t.data())); }
    void close_brace(Text t);
    void end_of_statement(Text t) { last_end_ = offset(t.data()) + 1; }

    // ---- names
    void name(Text t) { names_.push_back({std::string(t), place(t.data())}); }
    [[nodiscard]] Name take_name();
    void mark(Text t);  ///< a list starts: of values, of names

    // ---- operands
    void integer(Text t);
    void boolean(Text t, bool value);
    void null(Text t);
    void name_value(Text t);
    void any(Text t);
    void any_of_range();
    void member(Text t, bool arrow);
    void index();
    void call();
    void initializer();
    void at_labels();
    void in_function();
    void is_kind();

    // ---- operators
    void begin_expression();
    void end_expression();
    void prefix(Text t);
    void has(Text t);
    void quantifier();
    void binary(Text t);
    void conditional(Text t);

    // ---- binders
    void begin_binder(Text t);
    void binder_type(Text t);
    void binder_name(Text t);
    void binder_of();
    void binder_range();
    void binder_where();

    // ---- types and variables
    void begin_declaration();
    void constant() { constant_ = true; }
    void ghost() { ghost_ = true; }
    void type(Text t);
    void type_range();
    void pointer() { pointer_ = true; }
    void declare(Text t);
    void variable_array();
    void variable_per_buffer();
    void variable_initial();
    void variable_guard();
    void variable_released() { variable().released = true; }

    // ---- statements
    void open(StmtKind kind, Text t);
    void close();
    void open_else_if(Text t);
    void close_if();
    void open_label(Label kind);
    void close_labels();
    void statement_value();  ///< the last value belongs to the open statement
    void statement_text(Text t) { open_.back().stmt->text = std::string(t); }
    void statement_blames(Text t);
    void statement_as(Text t);
    void statement_or_trap() { open_.back().stmt->or_trap = true; }
    void statement_binder();
    void statement_variables();
    void assignment(Text t);
    void increment(Text t);
    void call_statement(const char* at);

    // ---- functions and threads
    void begin_function();
    void begin_predicate();
    void begin_override();
    void end_parameters();
    void end_function();
    void begin_thread(Thread::Kind kind);
    void thread_name();
    void thread_array();
    void end_thread();

    // ---- components
    void begin_component(Text role);
    void component_name();
    void component_count();
    void component_ordered() { component_.ordered = true; }
    void component_variables();
    void end_component();
    void begin_attached(Attached::Kind kind) { attached_kind_ = kind; }
    void attached_name();
    void attached_array();
    void attached_of();
    void attached_mode();
    void attached_context();
    void begin_group(Group::Kind kind, Text t);
    void group_name();
    void end_group();

    // ---- the top level
    void title(Text t);
    void library();
    void source(Text t);
    void use_library();
    void use_file(Text t);
    void begin_param(bool boolean);
    void param_range();
    void param_initial();
    void constant_value();
    void enumeration();
    void structure();
    void buffer();
    void begin_property(PropertyForm form, Text t);
    void property_label();
    void property_condition();
    void property_leads_to();
    void property_names();
    void property_entering();
    void property_each_type(Text t);
    void property_each_name();
    void begin_fair_lock(Text t);
    void fair_locked();
    void end_fair_lock();
    void events();
    void lock_order(Text t);
    void function_context(Function::Context context, Text t);
    void property_as();
    void property_blames(Text t);
    void end_property();
    void begin_expect(ExpectForm form, Text t);
    void expect_names();
    void expect_every();
    void expect_count(Text what, std::optional<std::uint64_t> Expect::*field);
    void count(Text t);
    void end_expect();
    void rule();
    void begin_reading();
    void way();
    void choose_reading();
    void begin_log_entry(Text t);
    void log_optional() { file_.log.back().optional = true; }
    void log_kind(LogEntry::Kind kind) { file_.log.back().kind = kind; }
    void log_where() { file_.log.back().where = take_value(); }
    void log_new() { log_new_ = true; }
    void log_argument();
    void log_result() { file_.log.back().result = take_value(); }
    void log_name(Text t) { file_.log.back().name = plain_text(t); }
    void log_tracepoint() { file_.log.back().tracepoint = true; }
    void quoted_text(Text t);
    void quoted_source(Text t);
    void accept_id(Text t);
    void accept_reason(Text t);

    // ---- quoted texts
    [[nodiscard]] static std::string unquote(Text t);     ///< as it is: the name of a file
    [[nodiscard]] static std::string plain_text(Text t);  ///< for people: one line without control characters

private:
    struct Value {
        ExprPtr expr;
        std::uint32_t height = 0;
    };
    struct OpenBinder {
        Binder binder;
        std::uint32_t height = 0;
    };
    struct Operator {
        enum class Kind : std::uint8_t { barrier, prefix, has, quantifier, binary, conditional } kind = Kind::barrier;
        int precedence = 0;
        std::string text;
        Place place;
        ExprKind quantifier = ExprKind::forall;
        OpenBinder binder;
    };
    struct OpenStmt {
        StmtPtr stmt;
        std::uint32_t height = 0;
        bool chained = false;  ///< `else if`
    };
    struct Mark {
        std::size_t values;
        std::size_t names;
        Place place;
    };

    [[nodiscard]] std::size_t offset(const char* at) const { return static_cast<std::size_t>(at - text_.data()); }
    Expr& push(ExprKind kind, Place place, std::string text = {});
    Expr& combine(ExprKind kind, Place place, std::size_t operands, std::string text = {});
    void take_binder(Expr& expr, OpenBinder binder);
    [[nodiscard]] ExprPtr take_value();
    [[nodiscard]] Mark take_mark();
    [[nodiscard]] std::vector<Name> take_names();
    [[nodiscard]] NamedPlace take_named();
    [[nodiscard]] std::vector<NamedPlace> take_all_named();
    [[nodiscard]] std::vector<Variable> take_variables();
    void reduce(int precedence);
    void apply(Operator op);
    void push_operator(Operator::Kind kind, int precedence, Text t);
    void binder_value(ExprPtr Binder::*field);
    [[nodiscard]] Variable& variable() { return variables_.back(); }

    std::string_view text_;
    const Sources& sources_;
    Lines lines_;
    File file_;

    std::uint32_t nesting_ = 0;
    std::size_t item_ = 0;
    std::size_t last_end_ = 0;
    std::vector<std::size_t> braces_;

    Quotation quotation_;
    std::vector<Name> names_;
    std::vector<Mark> marks_;
    std::vector<Value> values_;
    std::vector<Operator> operators_;
    std::vector<OpenBinder> binders_;

    bool constant_ = false;
    bool ghost_ = false;
    bool pointer_ = false;
    TypeName type_;
    std::vector<Variable> variables_;

    std::vector<OpenStmt> open_;
    StmtPtr finished_;  ///< the outermost block that was closed last

    Function function_;
    Thread thread_;
    Component component_;
    bool in_component_ = false;
    Attached::Kind attached_kind_ = Attached::Kind::attachment;
    Group group_;
    Param param_;
    Property property_;
    Expect expect_;
    bool log_new_ = false;
    std::uint64_t count_ = 0;
};

/// A copy of an expression with everything below it.
[[nodiscard]] ExprPtr clone(const Expr& expr);

}  // namespace revoke_mc::syntax
