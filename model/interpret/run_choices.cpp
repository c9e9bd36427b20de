// Choices: `either`, the next element of a `foreach`, `any`. An alternative is a number: of a
// branch, the element itself, the value itself.
#include "model/interpret/run.hpp"
#include "model/limits/limits.hpp"

namespace revoke_mc::interpret {

using namespace program;  // NOLINT(google-build-using-namespace)

std::vector<std::int64_t> Run::alternatives(const Stmt& choice) {
    if (choice.kind == StmtKind::any) return values_of_any(choice);
    if (choice.kind == StmtKind::foreach) {
        const std::vector<std::int64_t>& left = walk_of(choice)->left;
        return choice.ordered ? std::vector<std::int64_t>{left.front()} : left;
    }
    std::vector<std::int64_t> branches;
    for (std::size_t number = 0; number < choice.body.size(); ++number)
        branches.push_back(static_cast<std::int64_t>(number));
    return branches;
}

namespace {

/// The filter holds, or its evaluation traps: then so does whoever chooses the element.
bool may_be_chosen(Evaluator& eyes, const Expr& where) {
    try {
        return eyes.truth(where);
    } catch (const Cut&) {
        return true;
    }
}

}  // namespace

std::vector<std::int64_t> Run::values_of_any(const Stmt& any) {
    const bool filtered = !any.exprs.empty() && any.exprs[0];
    std::vector<std::int64_t> values;
    if (!filtered) limits::claim((std::uint64_t{1} + std::int64_t{any.high} - any.low) * sizeof(std::int64_t));
    for (std::int64_t number = any.low; number <= any.high; ++number) {
        limits::poll();
        const auto value = static_cast<Value>(number);
        Evaluator eyes = evaluator();
        eyes.push(none, any.local, value);
        if (!filtered || may_be_chosen(eyes, *any.exprs[0])) values.push_back(value);
    }
    return values;
}

void Run::choose(const Stmt& choice, std::int64_t number) {
    if (!acted_) stand_at(choice);
    choices_.push_back({scope_of(choice, number), depth(), true});
    if (choice.kind == StmtKind::either)
        choose_branch(choice, static_cast<std::size_t>(number));
    else if (choice.kind == StmtKind::foreach)
        choose_element(choice, number);
    else
        choose_value(choice, number);
}

void Run::choose_branch(const Stmt& either, std::size_t number) {
    outcome_.choices.push_back("branch " + std::to_string(number + 1));
    go_to(*either.body[number]);
}

void Run::choose_element(const Stmt& foreach, std::int64_t element) {
    take_element(foreach, *walk_of(foreach), element);
    const std::string& name = program_->objects[static_cast<ObjectId>(element)].name;
    outcome_.choices.push_back(program_->routines[foreach.routine].references[foreach.ref].name + " = " + name);
    if (!foreach.exprs.empty() && foreach.exprs[0] && !evaluator().truth(*foreach.exprs[0]))
        trap(foreach.place, "the set changed during the walk: " + name + " does not belong to it any more");
    go_to(*foreach.body[0]);
}

void Run::choose_value(const Stmt& any, std::int64_t value) {
    const Local& local = program_->routines[any.routine].locals[any.local];
    outcome_.choices.push_back(local.name + " = " + program_->print(static_cast<Value>(value), local.type));
    assign_local(any.local, value, any.place);
    if (!any.exprs.empty() && any.exprs[0]) (void)evaluator().truth(*any.exprs[0]);  // it may trap
    consume(any);
    finish(any);
}

/// The chosen branch, the body, or the block that `any` stands in.
StmtId Run::scope_of(const Stmt& choice, std::int64_t number) const {
    if (choice.kind == StmtKind::either) return choice.body[static_cast<std::size_t>(number)]->id;
    if (choice.kind == StmtKind::foreach) return choice.body[0]->id;
    StmtId block = choice.parent;
    while (block != none && stmt(block).kind != StmtKind::block) block = stmt(block).parent;
    return block;
}

}  // namespace revoke_mc::interpret
