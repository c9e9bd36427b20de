// Choices: `either`, the next element of a `foreach`, `any`. An alternative is a number: of a
// branch, the element itself, the value itself.
#include <numeric>

#include "explorer/base/limits.hpp"
#include "model/semantics/interpret/run.hpp"

namespace revoke_mc::interpret {

using namespace program;  // NOLINT(google-build-using-namespace)

std::vector<std::int64_t> Run::alternatives(const Stmt& choice) {
    if (const auto* any = choice.as<Any>()) return values_of_any(*any);
    if (const auto* walk = choice.as<Foreach>()) {
        const std::vector<std::int64_t>& left = walk_of(choice)->left;
        return walk->ordered ? std::vector<std::int64_t>{left.front()} : left;
    }
    std::vector<std::int64_t> branches(choice.get<Either>().branches.size());
    std::iota(branches.begin(), branches.end(), 0);
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

std::vector<std::int64_t> Run::values_of_any(const Any& any) {
    std::vector<std::int64_t> values;
    if (!any.where) limits::claim((std::uint64_t{1} + std::int64_t{any.high} - any.low) * sizeof(std::int64_t));
    for (std::int64_t number = any.low; number <= any.high; ++number) {
        limits::poll();
        const auto value = static_cast<Value>(number);
        Evaluator eyes = evaluator();
        eyes.push(none, any.local, value);
        if (!any.where || may_be_chosen(eyes, *any.where)) values.push_back(value);
    }
    return values;
}

void Run::choose(const Stmt& choice, std::int64_t number) {
    if (!acted_) stand_at(choice);
    choices_.push_back({scope_of(choice, number), depth(), true});
    if (const auto* either = choice.as<Either>())
        choose_branch(*either, static_cast<std::size_t>(number));
    else if (const auto* walk = choice.as<Foreach>())
        choose_element(choice, *walk, number);
    else
        choose_value(choice, choice.get<Any>(), number);
}

void Run::choose_branch(const Either& either, std::size_t number) {
    outcome_.choices.push_back("branch " + std::to_string(number + 1));
    go_to(*either.branches[number]);
}

void Run::choose_element(const Stmt& stmt, const Foreach& walk, std::int64_t element) {
    take_element(walk.over, *walk_of(stmt), element);
    const std::string& name = program_->objects[static_cast<ObjectId>(element)].name;
    outcome_.choices.push_back(program_->routines[stmt.routine].references[walk.over.ref].name + " = " + name);
    if (walk.over.where && !evaluator().truth(*walk.over.where))
        trap(stmt.place, "the set changed during the walk: " + name + " does not belong to it any more");
    go_to(*walk.body);
}

void Run::choose_value(const Stmt& stmt, const Any& any, std::int64_t value) {
    const Local& local = program_->routines[stmt.routine].locals[any.local];
    outcome_.choices.push_back(local.name + " = " + program_->print(static_cast<Value>(value), local.type));
    assign_local(any.local, value, stmt.place);
    if (any.where) (void)evaluator().truth(*any.where);  // it may trap
    consume(stmt);
    finish(stmt);
}

/// The chosen branch, the body, or the block that `any` stands in.
StmtId Run::scope_of(const Stmt& choice, std::int64_t number) const {
    if (const auto* either = choice.as<Either>()) return either->branches[static_cast<std::size_t>(number)]->id;
    if (const auto* walk = choice.as<Foreach>()) return walk->body->id;
    StmtId block = choice.parent;
    while (block != none && !stmt(block).is<Block>()) block = stmt(block).parent;
    return block;
}

}  // namespace revoke_mc::interpret
