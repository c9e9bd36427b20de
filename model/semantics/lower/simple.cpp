// Statements generated as a whole: `each`, and conditions whose branches only compute.
//
// Forking on every `if` inside an `each` over N elements would give 2^N transitions where the
// language has one. Code that cannot stop, choose or jump is generated with jumps inside one
// transition instead. Locals assigned under a condition then live in a register of their own.
#include <algorithm>

#include "model/language/program/visit.hpp"
#include "model/semantics/lower/any_order.hpp"
#include "model/semantics/lower/steps.hpp"

namespace revoke_mc::lower {

using system::Opcode;

bool Steps::simple_callee(const Strand& strand, const program::Call& call) const {
    if (call.callee.routine == none || call.result != none) return false;
    const program::Routine& callee = program_.routines[call.callee.routine];
    const auto by_value = static_cast<std::size_t>(std::count_if(callee.parameters.begin(), callee.parameters.end(),
                                                                 [](const auto& p) { return p.local != none; }));
    return !callee.tracked && callee.locals.size() == by_value && simple(strand, *callee.body);
}

bool Steps::simple(const Strand& strand, const Stmt& at) const {
    const bool folds = !at.visible || in_region(strand);
    const auto all_inside = [&] { return !any_child(at, [&](const Stmt& child) { return !simple(strand, child); }); };
    return std::visit(
        program::overloaded{[&](const program::AssignLocal& /*unused*/) { return folds; },
                            [&](const program::AssignCell& /*unused*/) { return folds; },
                            [&](const program::Assert& /*unused*/) { return folds; },
                            [&](const program::Bound& /*unused*/) { return folds; },
                            [&](const program::Skip& skip) { return in_region(strand) && skip.point == none; },
                            [&](const program::Block& block) { return block.refs.empty() && all_inside(); },
                            [&](const program::If& /*unused*/) { return folds && all_inside(); },
                            [&](const program::Each& /*unused*/) { return folds && all_inside(); },
                            [&](const program::Labelled& labelled) { return !labelled.tracked && all_inside(); },
                            [&](const program::Call& call) { return in_region(strand) && simple_callee(strand, call); },
                            [&](const program::Ghost& /*unused*/) { return in_region(strand) && all_inside(); },
                            [](const auto& /*unused*/) { return false; }},
        at.what);
}

/// Every local assigned in `at` gets a register that both sides of a condition write.
void Steps::pin_locals(Strand& strand, const Stmt& at) {
    std::vector<LocalId> assigned = at.consumes;
    if (const auto* block = at.as<program::Block>())
        assigned.insert(assigned.end(), block->locals.begin(), block->locals.end());
    if (const auto* assignment = at.as<program::AssignLocal>()) assigned.push_back(assignment->local);
    for (const LocalId local : assigned) {
        const std::uint32_t number = strand.config.frames.back().number(local);
        const Operand now = expressions_.local(strand, number);
        if (strand.locals[number].pinned) continue;
        const std::uint16_t r = expressions_.new_register(strand, at.place);
        Expressions::emit(strand, now.constant ? Expressions::plain(Opcode::constant, r, 0, 0, now.value)
                                               : Expressions::plain(Opcode::move, r, now.reg));
        strand.locals[number] = {LocalValue::Where::operand, Operand::in(r, now.low, now.high), true, true};
    }
    for_each_child(at, [&](const Stmt& child) { pin_locals(strand, child); });
}

void Steps::run_simple(Strand& strand, const Stmt& at) {
    reach(strand, program::carried_out(at.id));
    const auto run_inside = [&] { for_each_child(at, [&](const Stmt& child) { run_simple(strand, child); }); };
    if (at.is<program::Block>()) {
        run_inside();
        leave(strand, at);
    } else if (at.is<program::Labelled, program::Ghost>()) {
        run_inside();
    } else if (const auto* choice = at.as<program::If>()) {
        run_simple(strand, at, *choice);
    } else if (const auto* call = at.as<program::Call>()) {
        simple_call(strand, *call);
    } else if (!at.is<program::Skip>()) {
        (void)carry_out(strand, at);
    }
}

void Steps::run_simple(Strand& strand, const Stmt& at, const program::If& choice) {
    const Operand condition = expressions_.value(strand, *choice.condition);
    consume(strand, at);
    if (!condition.constant)
        (void)simple_if(strand, at, choice, condition);
    else if (condition.value != 0)
        run_simple(strand, *choice.then);
    else if (choice.otherwise)
        run_simple(strand, *choice.otherwise);
    else
        reach(strand, program::passed_over(at.id));
}

bool Steps::simple_if(Strand& strand, const Stmt& at, const program::If& choice, const Operand& condition) {
    if (strand.conditional == 0) for_each_child(at, [&](const Stmt& branch) { pin_locals(strand, branch); });
    ++strand.conditional;
    ++strand.inlined;
    const StrandCode::Label otherwise = strand.code.new_label();
    Expressions::jump(strand, Opcode::jump_if_zero, condition.reg, otherwise);
    run_simple(strand, *choice.then);
    const bool has_else = bool{choice.otherwise};
    if (has_else || out_.reports_points) {
        const StrandCode::Label end = strand.code.new_label();
        Expressions::jump(strand, Opcode::jump, 0, end);
        strand.code.bind(otherwise);
        if (has_else)
            run_simple(strand, *choice.otherwise);
        else
            reach(strand, program::passed_over(at.id));
        strand.code.bind(end);
    } else {
        reach(strand, program::passed_over(at.id));
        strand.code.bind(otherwise);
    }
    --strand.inlined;
    --strand.conditional;
    complete(strand);
    return true;
}

void Steps::simple_call(Strand& strand, const program::Call& call) {
    const auto& [target, arguments, result] = call;
    const ObjectId self = target.instance ? expressions_.object(strand, *target.instance) : none;
    const program::Routine& callee = program_.routines[target.routine];
    std::vector<Operand> values(arguments.size());
    std::vector<ObjectId> objects(arguments.size(), none);
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        if (arguments[i].value) values[i] = expressions_.value(strand, *arguments[i].value);
        if (arguments[i].path) objects[i] = expressions_.object(strand, *arguments[i].path);
    }
    push_frame(strand, target.routine, self, none);
    Frame& frame = strand.config.frames.back();
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const program::Argument& formal = callee.parameters[i];
        if (formal.ref != none) frame.references[formal.ref] = objects[i];
        if (formal.local == none) continue;
        const program::ValueType& type = callee.locals[formal.local].type;
        const Operand passed = expressions_.in_range(strand, values[i], type.low, type.high);
        strand.locals[frame.number(formal.local)] = {LocalValue::Where::operand, passed, true, false};
    }
    const std::uint32_t base = frame.locals_at;
    run_simple(strand, *callee.body);
    for (std::uint32_t i = 0; i < callee.locals.size(); ++i)
        strand.locals[base + i] = {LocalValue::Where::operand, Operand::of(0), true, false};
    strand.config.frames.pop_back();
}

/// The body for the element now bound, under the filter.
void Steps::each_filtered(Strand& strand, const program::Each& each) {
    if (!each.over.where) return run_simple(strand, *each.body);
    const Operand filter = expressions_.value(strand, *each.over.where);
    if (filter.constant && filter.value == 0) return;
    if (filter.constant) return run_simple(strand, *each.body);
    ++strand.conditional;
    const StrandCode::Label end = strand.code.new_label();
    Expressions::jump(strand, Opcode::jump_if_zero, filter.reg, end);
    run_simple(strand, *each.body);
    strand.code.bind(end);
    --strand.conditional;
}

bool Steps::carry_out(Strand& strand, const Stmt& at, const program::Each& each) {
    const program::Binder& over = each.over;
    if (!simple(strand, *each.body))
        fail(at, "the body of each may only assign, test, assert", "use foreach outside atomic for anything else");
    if (strand.conditional == 0) pin_locals(strand, *each.body);
    ++strand.inlined;
    const std::uint16_t keep = strand.next_register;
    if (over.set.kind == program::Set::Kind::integers) {
        const std::uint32_t number = strand.config.frames.back().number(over.local);
        for (std::int64_t i = over.set.low; i <= over.set.high; ++i) {
            limits::poll();
            strand.locals[number] = {LocalValue::Where::operand, Operand::of(i), true, false};
            each_filtered(strand, each);
            Expressions::forget_temporaries(strand, keep);
        }
        strand.locals[number] = {LocalValue::Where::operand, Operand::of(0), true, false};
    } else {
        std::vector<ElementCode> pieces;
        for (const ObjectId element : expressions_.elements(strand, over.set)) {
            strand.config.frames.back().references[over.ref] = element;
            const std::size_t begin = strand.code.size();
            const Expressions::Piece piece(expressions_, strand, element);
            each_filtered(strand, each);
            Expressions::forget_temporaries(strand, keep);
            pieces.push_back({element, begin, strand.code.size()});
            for (const SlotId slot : stored(out_, strand.code.ops(), begin, strand.code.size()))
                strand.known.erase(slot);
        }
        strand.config.frames.back().references[over.ref] = none;
        note_order(out_, program_, at, strand.code.ops(), pieces, keep);
    }
    --strand.inlined;
    if (!strand.cut) complete(strand);
    return true;
}

}  // namespace revoke_mc::lower
