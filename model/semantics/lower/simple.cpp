// Statements generated as a whole: `each`, and conditions whose branches only compute.
//
// Forking on every `if` inside an `each` over N elements would give 2^N transitions where the
// language has one. Code that cannot stop, choose or jump is generated with jumps inside one
// transition instead. Locals assigned under a condition live in a register of their own then.
#include <algorithm>

#include "model/language/program/visit.hpp"
#include "model/semantics/lower/any_order.hpp"
#include "model/semantics/lower/steps.hpp"

namespace revoke_mc::lower {

using system::Opcode;

bool Steps::simple_callee(const Path& path, const program::Call& call) const {
    if (call.callee.routine == none || call.result != none) return false;
    const program::Routine& callee = program_.routines[call.callee.routine];
    const auto by_value = static_cast<std::size_t>(std::count_if(callee.parameters.begin(), callee.parameters.end(),
                                                                 [](const auto& p) { return p.local != none; }));
    return !callee.tracked && callee.locals.size() == by_value && simple(path, *callee.body);
}

bool Steps::simple(const Path& path, const Stmt& at) const {
    const bool folds = !at.visible || in_region(path);
    const auto all_inside = [&] { return !any_child(at, [&](const Stmt& child) { return !simple(path, child); }); };
    return std::visit(
        program::overloaded{[&](const program::AssignLocal& /*it*/) { return folds; },
                            [&](const program::AssignCell& /*it*/) { return folds; },
                            [&](const program::Assert& /*it*/) { return folds; },
                            [&](const program::Bound& /*it*/) { return folds; },
                            [&](const program::Skip& /*it*/) { return in_region(path); },
                            [&](const program::Block& block) { return block.refs.empty() && all_inside(); },
                            [&](const program::If& /*it*/) { return folds && all_inside(); },
                            [&](const program::Each& /*it*/) { return folds && all_inside(); },
                            [&](const program::Labelled& labelled) { return !labelled.tracked && all_inside(); },
                            [&](const program::Call& call) { return in_region(path) && simple_callee(path, call); },
                            [&](const program::Ghost& /*it*/) { return in_region(path) && all_inside(); },
                            [](const auto& /*it*/) { return false; }},
        at.what);
}

/// Every local assigned in `at` gets a register that both sides of a condition write.
void Steps::pin_locals(Path& path, const Stmt& at) {
    std::vector<LocalId> assigned = at.consumes;
    if (const auto* block = at.as<program::Block>())
        assigned.insert(assigned.end(), block->locals.begin(), block->locals.end());
    if (const auto* assignment = at.as<program::AssignLocal>()) assigned.push_back(assignment->local);
    for (const LocalId local : assigned) {
        const std::uint32_t number = path.config.frames.back().number(local);
        const Operand now = expressions_.local(path, number);
        if (path.locals[number].pinned) continue;
        const std::uint16_t r = expressions_.new_register(path, at.place);
        Expressions::emit(path, now.constant ? Expressions::plain(Opcode::constant, r, 0, 0, now.value)
                                             : Expressions::plain(Opcode::move, r, now.reg));
        path.locals[number] = {LocalValue::Where::operand, Operand::in(r, now.low, now.high), true, true};
    }
    for_each_child(at, [&](const Stmt& child) { pin_locals(path, child); });
}

void Steps::run_simple(Path& path, const Stmt& at) {
    reach(path, program::carried_out(at.id));
    const auto run_inside = [&] { for_each_child(at, [&](const Stmt& child) { run_simple(path, child); }); };
    if (at.is<program::Block>()) {
        run_inside();
        leave(path, at);
    } else if (at.is<program::Labelled, program::Ghost>()) {
        run_inside();
    } else if (const auto* choice = at.as<program::If>()) {
        run_simple(path, at, *choice);
    } else if (const auto* call = at.as<program::Call>()) {
        simple_call(path, *call);
    } else if (!at.is<program::Skip>()) {
        (void)carry_out(path, at);
    }
}

void Steps::run_simple(Path& path, const Stmt& at, const program::If& choice) {
    const Operand condition = expressions_.value(path, *choice.condition);
    consume(path, at);
    if (!condition.constant)
        (void)simple_if(path, at, choice, condition);
    else if (condition.value != 0)
        run_simple(path, *choice.then);
    else if (choice.otherwise)
        run_simple(path, *choice.otherwise);
    else
        reach(path, program::passed_over(at.id));
}

bool Steps::simple_if(Path& path, const Stmt& at, const program::If& choice, const Operand& condition) {
    if (path.conditional == 0) for_each_child(at, [&](const Stmt& branch) { pin_locals(path, branch); });
    ++path.conditional;
    ++path.inlined;
    const PathCode::Label otherwise = path.code.new_label();
    Expressions::jump(path, Opcode::jump_if_zero, condition.reg, otherwise);
    run_simple(path, *choice.then);
    const bool has_else = bool{choice.otherwise};
    if (has_else || out_.reports_points) {
        const PathCode::Label end = path.code.new_label();
        Expressions::jump(path, Opcode::jump, 0, end);
        path.code.bind(otherwise);
        if (has_else)
            run_simple(path, *choice.otherwise);
        else
            reach(path, program::passed_over(at.id));
        path.code.bind(end);
    } else {
        reach(path, program::passed_over(at.id));
        path.code.bind(otherwise);
    }
    --path.inlined;
    --path.conditional;
    complete(path);
    return true;
}

void Steps::simple_call(Path& path, const program::Call& call) {
    const auto& [target, arguments, result] = call;
    const ObjectId self = target.instance ? expressions_.object(path, *target.instance) : none;
    const program::Routine& callee = program_.routines[target.routine];
    std::vector<Operand> values(arguments.size());
    std::vector<ObjectId> objects(arguments.size(), none);
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        if (arguments[i].value) values[i] = expressions_.value(path, *arguments[i].value);
        if (arguments[i].path) objects[i] = expressions_.object(path, *arguments[i].path);
    }
    push_frame(path, target.routine, self, none);
    Frame& frame = path.config.frames.back();
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const program::Argument& formal = callee.parameters[i];
        if (formal.ref != none) frame.references[formal.ref] = objects[i];
        if (formal.local == none) continue;
        const program::ValueType& type = callee.locals[formal.local].type;
        const Operand passed = expressions_.in_range(path, values[i], type.low, type.high);
        path.locals[frame.number(formal.local)] = {LocalValue::Where::operand, passed, true, false};
    }
    const std::uint32_t base = frame.locals_at;
    run_simple(path, *callee.body);
    for (std::uint32_t i = 0; i < callee.locals.size(); ++i)
        path.locals[base + i] = {LocalValue::Where::operand, Operand::of(0), true, false};
    path.config.frames.pop_back();
}

/// The body for the element now bound, under the filter.
void Steps::each_filtered(Path& path, const program::Each& each) {
    if (!each.over.where) return run_simple(path, *each.body);
    const Operand filter = expressions_.value(path, *each.over.where);
    if (filter.constant && filter.value == 0) return;
    if (filter.constant) return run_simple(path, *each.body);
    ++path.conditional;
    const PathCode::Label end = path.code.new_label();
    Expressions::jump(path, Opcode::jump_if_zero, filter.reg, end);
    run_simple(path, *each.body);
    path.code.bind(end);
    --path.conditional;
}

bool Steps::carry_out(Path& path, const Stmt& at, const program::Each& each) {
    const program::Binder& over = each.over;
    if (!simple(path, *each.body))
        fail(at, "the body of each may only assign, test, assert", "use foreach outside atomic for anything else");
    if (path.conditional == 0) pin_locals(path, *each.body);
    ++path.inlined;
    const std::uint16_t keep = path.next_register;
    if (over.set.kind == program::Set::Kind::integers) {
        const std::uint32_t number = path.config.frames.back().number(over.local);
        for (std::int64_t i = over.set.low; i <= over.set.high; ++i) {
            limits::poll();
            path.locals[number] = {LocalValue::Where::operand, Operand::of(i), true, false};
            each_filtered(path, each);
            Expressions::forget_temporaries(path, keep);
        }
        path.locals[number] = {LocalValue::Where::operand, Operand::of(0), true, false};
    } else {
        std::vector<ElementCode> pieces;
        for (const ObjectId element : expressions_.elements(path, over.set)) {
            path.config.frames.back().references[over.ref] = element;
            const std::size_t begin = path.code.size();
            const Expressions::Piece piece(expressions_, path, element);
            each_filtered(path, each);
            Expressions::forget_temporaries(path, keep);
            pieces.push_back({element, begin, path.code.size()});
            for (const SlotId slot : stored(out_, path.code.ops(), begin, path.code.size())) path.known.erase(slot);
        }
        path.config.frames.back().references[over.ref] = none;
        note_order(out_, program_, at, path.code.ops(), pieces, keep);
    }
    --path.inlined;
    if (!path.cut) complete(path);
    return true;
}

}  // namespace revoke_mc::lower
