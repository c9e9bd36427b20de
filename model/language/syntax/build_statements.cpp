// Statements: each is opened by its first token and closed by its last; closing hands it to the statement
// that is open around it. The outermost block of a function or thread has none around it and waits in
// `finished_`.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "model/language/syntax/builder.hpp"

namespace revoke_mc::syntax {

void Builder::open(StmtKind kind, Text t) {
    OpenStmt open;
    open.stmt = std::make_unique<Stmt>();
    open.stmt->kind = kind;
    open.stmt->place = place(t.data());
    open_.push_back(std::move(open));
}

void Builder::close() {
    OpenStmt closed = std::move(open_.back());
    open_.pop_back();
    closed.stmt->end = lines_.place(last_end_);
    if (open_.empty()) {
        finished_ = std::move(closed.stmt);
        return;
    }
    if (closed.height >= max_height)
        fail(closed.stmt->place, fmt::format("statements stand at most {} deep inside one another", max_height),
             "each 'else if' and each label counts; move a part into a function");
    open_.back().height = std::max(open_.back().height, closed.height + 1);
    open_.back().stmt->body.push_back(std::move(closed.stmt));
}

void Builder::open_else_if(Text t) {
    open(StmtKind::if_, t);
    open_.back().chained = true;
}

/// Closes a whole `if ... else if ... else if ...` from the inside.
void Builder::close_if() {
    while (open_.back().chained) close();
    close();
}

void Builder::open_label(Label kind) {
    Name label = take_name();
    open(StmtKind::labelled, text_.substr(lines_.offset(label.place)));
    open_.back().stmt->text = std::move(label.text);
    open_.back().stmt->label = kind;
}

/// The labels in front of the statement that was closed last.
void Builder::close_labels() {
    while (!open_.empty() && open_.back().stmt->kind == StmtKind::labelled) close();
}

void Builder::statement_value() { open_.back().stmt->exprs.push_back(take_value()); }

void Builder::statement_blames(Text t) {
    if (!open_.back().stmt->blames.empty()) fail(t.data(), "this assert blames two sides");
    open_.back().stmt->blames = take_name().text;
}

void Builder::statement_as(Text t) {
    if (!open_.back().stmt->text.empty()) fail(t.data(), "this assert has two names");
    open_.back().stmt->text = take_name().text;
}

void Builder::statement_binder() {
    open_.back().stmt->binder = std::move(binders_.back().binder);
    binders_.pop_back();
}

void Builder::statement_variables() { open_.back().stmt->variables = take_variables(); }

void Builder::assignment(Text t) {
    statement_value();
    open_.back().stmt->kind = StmtKind::assign;
    open_.back().stmt->text = t;
}

void Builder::increment(Text t) {
    open_.back().stmt->kind = StmtKind::increment;
    open_.back().stmt->text = t;
}

void Builder::call_statement(const char* at) {
    if (values_.back().expr->kind != ExprKind::call) expected(Wanted::here, "an assignment or a call", at);
    open_.back().stmt->kind = StmtKind::call;
    statement_value();
}

}  // namespace revoke_mc::syntax
