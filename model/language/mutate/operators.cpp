// One walk over a routine. Where a statement stands decides what is put in its place: nothing in a block, `skip;`
// behind a label (which must stand in front of something), `{ }` where a statement is the whole branch.
#include "model/language/mutate/operators.hpp"

#include <utility>

#include "model/language/mutate/shape.hpp"
#include "model/language/syntax/print.hpp"
#include "model/language/syntax/scan.hpp"

namespace revoke_mc::mutate {
namespace {

using syntax::Expr;
using syntax::ExprKind;
using syntax::Place;
using syntax::Stmt;
using syntax::StmtKind;

enum class Hole : std::uint8_t { in_block, labelled, branch };

std::string filler(Hole hole) {
    if (hole == Hole::labelled) return "skip;";
    return hole == Hole::branch ? "{ }" : "";
}

Hole hole_in(const Stmt& parent) {
    if (parent.kind == StmtKind::block) return Hole::in_block;
    return parent.kind == StmtKind::labelled ? Hole::labelled : Hole::branch;
}

/// The statement behind all labels.
const Stmt& unlabelled(const Stmt& stmt) {
    return stmt.kind == StmtKind::labelled ? unlabelled(*stmt.body.front()) : stmt;
}

/// A child of a block with the ghost code behind it, which folds into it.
struct Step {
    const Stmt* child;
    const Stmt* stmt;  ///< without labels
    Place end;
};

class Operators {
public:
    Operators(const syntax::Sources& sources, const Vocabulary& vocabulary)
        : sources_(sources), vocabulary_(vocabulary) {}

    std::vector<Mutant> run(const Stmt& body) {
        list_calls(body, Hole::branch);
        visit(body, Hole::branch);
        return std::move(mutants_);
    }

private:
    struct Site {
        const Stmt* stmt;
        Hole hole;
    };

    // ---- the walk

    void visit(const Stmt& stmt, Hole hole) {
        switch (stmt.kind) {
        case StmtKind::each: return drop(stmt, hole);
        case StmtKind::assign:
        case StmtKind::increment: drop(stmt, hole); break;
        case StmtKind::call: call(stmt, hole); break;
        case StmtKind::await:
            drop(stmt, hole);
            weaken_await(stmt);
            break;
        case StmtKind::if_: test(stmt, hole); break;
        case StmtKind::atomic: atomic(stmt, hole); break;
        case StmtKind::ghost: return;
        case StmtKind::block: steps(stmt); break;
        default: break;
        }
        weaken_usages(stmt);
        ignore_error(stmt, hole);
        if (stmt.kind != StmtKind::block && stmt.kind != StmtKind::atomic) children(stmt);
    }

    void children(const Stmt& stmt) {
        for (const auto& child : stmt.body) visit(*child, hole_in(stmt));
    }

    void steps(const Stmt& block) {
        const std::vector<Step> steps = steps_of(block);
        std::size_t next = 0;
        for (const auto& child : block.body) {
            visit(*child, Hole::in_block);
            if (next == steps.size() || steps[next].child != child.get()) continue;
            if (++next < steps.size() && !in_atomic_) swap(steps[next - 1], steps[next]);
        }
    }

    /// What is a step or holds some, each with the ghost code that follows.
    [[nodiscard]] std::vector<Step> steps_of(const Stmt& block) const {
        std::vector<Step> steps;
        for (const auto& child : block.body) {
            if (is_model(*child) && !steps.empty())
                steps.back().end = child->end;
            else if (!is_model(*child))
                steps.push_back({child.get(), &unlabelled(*child), child->end});
        }
        return steps;
    }

    /// Ghost code, asserts, bounds: statements about the steps, not steps.
    [[nodiscard]] bool is_model(const Stmt& stmt) const {
        if (stmt.kind == StmtKind::call) return vocabulary_.is_model(*stmt.exprs[0]);
        return stmt.kind == StmtKind::ghost || stmt.kind == StmtKind::assert_ || stmt.kind == StmtKind::bound;
    }

    void atomic(const Stmt& stmt, Hole hole) {
        drop(stmt, hole);
        const bool outer = std::exchange(in_atomic_, true);
        const Stmt* const whole = std::exchange(whole_, only_statement(*stmt.body[0]));
        children(stmt);
        whole_ = whole;
        in_atomic_ = outer;
    }

    /// Of a block with one statement beside ghost code: dropping it is dropping the block.
    [[nodiscard]] const Stmt* only_statement(const Stmt& stmt) const {
        if (stmt.kind != StmtKind::block) return &stmt;
        const std::vector<Step> steps = steps_of(stmt);
        return steps.size() == 1 ? steps[0].stmt : nullptr;
    }

    // ---- drop

    void offer(Kind kind, const Stmt& stmt, std::string after, std::vector<Edit> edits, std::string before = {}) {
        if (before.empty()) before = in_a_line(source(stmt));
        mutants_.push_back({{}, kind, {}, stmt.place, std::move(before), std::move(after), std::move(edits)});
    }

    [[nodiscard]] std::string source(const Stmt& stmt) const { return text_between(sources_, stmt.place, stmt.end); }

    [[nodiscard]] Edit instead(const Stmt& stmt, std::string text) const {
        return replace(sources_, stmt.place, stmt.end, std::move(text));
    }

    void drop(const Stmt& stmt, Hole hole) {
        if (&stmt != whole_) offer(Kind::drop, stmt, "", {instead(stmt, filler(hole))});
    }

    void call(const Stmt& stmt, Hole hole) {
        const Expr& call = *stmt.exprs[0];
        if (is_model(stmt) || vocabulary_.is_unlock(call)) return;
        if (vocabulary_.unlock_of(call).empty()) return drop(stmt, hole);
        drop_lock(stmt, hole);
    }

    void drop_lock(const Stmt& lock, Hole hole) {
        std::vector<Edit> edits{instead(lock, filler(hole))};
        const std::string unlock = vocabulary_.unlock_of(*lock.exprs[0]);
        bool behind = false;
        for (const Site& site : calls_) {
            const bool same_lock = same_arguments(*site.stmt->exprs[0], *lock.exprs[0]);
            const std::string name = Vocabulary::name_of(*site.stmt->exprs[0]);
            if (behind && same_lock && name == Vocabulary::name_of(*lock.exprs[0])) break;
            if (behind && same_lock && name == unlock) edits.push_back(instead(*site.stmt, filler(site.hole)));
            behind = behind || site.stmt == &lock;
        }
        offer(Kind::drop, lock, "", std::move(edits));
    }

    static bool same_arguments(const Expr& a, const Expr& b) {
        if (a.args.size() != b.args.size()) return false;
        for (std::size_t i = 1; i < a.args.size(); ++i)
            if (syntax::print(*a.args[i]) != syntax::print(*b.args[i])) return false;
        return true;
    }

    void list_calls(const Stmt& stmt, Hole hole) {
        if (stmt.kind == StmtKind::call) calls_.push_back({&stmt, hole});
        for (const auto& child : stmt.body) list_calls(*child, hole_in(stmt));
    }

    // ---- swap

    void swap(const Step& first, const Step& second) {
        if (!may_move(*first.stmt) || !may_move(*second.stmt) || is_target(*second.child)) return;
        if (first.stmt->kind == StmtKind::if_ && second.stmt->kind == StmtKind::if_) return;
        const std::string one = syntax::fold_space(text_between(sources_, first.stmt->place, first.end));
        const std::string other = syntax::fold_space(text_between(sources_, second.stmt->place, second.end));
        if (one == other) return;
        offer(Kind::swap, *first.stmt, in_a_line(source(*second.stmt)),
              {replace(sources_, first.stmt->place, first.end, other),
               replace(sources_, second.stmt->place, second.end, one)});
    }

    /// Somebody may go there by name: what stands in front of it stays there. Events are not such labels.
    [[nodiscard]] static bool is_target(const Stmt& stmt) {
        if (stmt.kind != StmtKind::labelled) return false;
        const bool event = stmt.label == syntax::Label::waits || stmt.label == syntax::Label::signalling;
        return !event || is_target(*stmt.body.front());
    }

    [[nodiscard]] static bool may_move(const Stmt& stmt) {
        switch (stmt.kind) {
        case StmtKind::assign:
        case StmtKind::increment:
        case StmtKind::call:
        case StmtKind::await:
        case StmtKind::atomic: return true;
        case StmtKind::if_: return stmt.body.size() == 1;
        default: return false;
        }
    }

    // ---- weaken

    void weaken_await(const Stmt& stmt) {
        const std::vector<const Expr*> parts = operands(*stmt.exprs[0], "&&");
        for (std::size_t i = 0; parts.size() > 1 && i < parts.size(); ++i) {
            const std::string after = "await (" + joined_without(parts, i, "&&") + ")";
            offer(Kind::weaken, stmt, after, {instead(stmt, after + ";")});
        }
    }

    /// A test that leaves protects what is behind it, any other what it guards.
    void weaken_test(const Stmt& stmt) {
        const std::string_view op = leaves(*stmt.body[0]) ? "||" : "&&";
        const std::vector<const Expr*> parts = operands(*stmt.exprs[0], op);
        for (std::size_t i = 0; parts.size() > 1 && i < parts.size(); ++i) {
            const std::string after = "if (" + joined_without(parts, i, op) + ")";
            offer(Kind::weaken, stmt, after, {replace(sources_, stmt.place, stmt.body[0]->place, after + " ")},
                  "if (" + syntax::print(*stmt.exprs[0]) + ")");
        }
    }

    void weaken_usages(const Stmt& stmt) {
        for (const Expr* call : calls_in(stmt))
            for (std::size_t i = 1; i < call->args.size(); ++i)
                if (call->args[i]->kind == ExprKind::name) weaken_usage(stmt, *call, *call->args[i]);
    }

    void weaken_usage(const Stmt& stmt, const Expr& call, const Expr& usage) {
        Place end = usage.place;
        end.column += static_cast<std::uint32_t>(usage.text.size());
        for (const std::string& weaker : vocabulary_.weaker(call, usage.text))
            offer(Kind::weaken, stmt, weaker, {replace(sources_, usage.place, end, weaker)}, syntax::print(call));
    }

    // ---- tests: drop, ignore, always

    void test(const Stmt& stmt, Hole hole) {
        const bool calls = !calls_in(*stmt.exprs[0]).empty();
        const bool guards = leaves(*stmt.body[0]);
        if (guards || calls) drop(stmt, hole);
        if (!calls) weaken_test(stmt);
        if (!guards && !calls && stmt.body.size() == 1) always(stmt);
    }

    void always(const Stmt& stmt) {
        const std::string what = syntax::fold_space(source(*stmt.body[0]));
        offer(Kind::always, stmt, in_a_line(what), {instead(stmt, what)});
    }

    void ignore_error(const Stmt& stmt, Hole hole) {
        if (stmt.kind == StmtKind::if_) ignore_tested(stmt, hole);
        if (stmt.kind == StmtKind::declare && stmt.variables.size() == 1) ignore_declared(stmt);
        if (stmt.kind == StmtKind::assign && stmt.text == "=" && vocabulary_.returns_error(*stmt.exprs[1]))
            offer_ignored(stmt,
                          "{ " + syntax::print(*stmt.exprs[1]) + "; " + syntax::print(*stmt.exprs[0]) + " = 0; }");
    }

    void ignore_declared(const Stmt& stmt) {
        const syntax::Variable& variable = stmt.variables.front();
        if (variable.array || !variable.initial || !vocabulary_.returns_error(*variable.initial)) return;
        offer_ignored(stmt,
                      variable.type.name + " " + variable.name + " = 0; " + syntax::print(*variable.initial) + ";");
    }

    void ignore_tested(const Stmt& stmt, Hole hole) {
        const Expr& condition = *stmt.exprs[0];
        const bool negated = condition.kind == ExprKind::unary && condition.text == "!";
        const Expr& call = negated ? *condition.args[0] : condition;
        if (!vocabulary_.returns_error(call)) return;
        const std::size_t success = negated ? 0 : 1;
        std::string after = syntax::print(call) + ";";
        if (success < stmt.body.size()) after += " " + syntax::fold_space(source(*stmt.body[success]));
        if (hole != Hole::in_block) after = "{ " + after + " }";
        offer_ignored(stmt, after, "if (" + syntax::print(condition) + ")");
    }

    void offer_ignored(const Stmt& stmt, const std::string& after, std::string before = {}) {
        offer(Kind::ignore, stmt, in_a_line(after), {instead(stmt, after)}, std::move(before));
    }

    const syntax::Sources& sources_;
    const Vocabulary& vocabulary_;
    std::vector<Site> calls_;  ///< in the order of the text
    std::vector<Mutant> mutants_;
    bool in_atomic_ = false;
    const Stmt* whole_ = nullptr;  ///< the only statement of the atomic around it
};

}  // namespace

std::vector<Mutant> mutants_of(const syntax::Sources& sources, const Vocabulary& vocabulary, const Stmt& body) {
    return Operators(sources, vocabulary).run(body);
}

}  // namespace revoke_mc::mutate
