// Statements generated as a whole: `each`, and conditions whose branches only compute.
//
// Forking on every `if` inside an `each` over N elements would give 2^N transitions where the
// language has one. Code that cannot stop, choose or jump is generated with jumps inside one
// transition instead. Locals assigned under a condition live in a register of their own then.
#include <algorithm>

#include "model/lower/any_order.hpp"
#include "model/lower/steps.hpp"

namespace revoke_mc::lower {

using program::StmtKind;
using system::Opcode;

bool Steps::simple_callee(const Path& path, const Stmt& at) const {
    if (at.callee.routine == none || at.local != none) return false;
    const program::Routine& callee = program_.routines[at.callee.routine];
    const auto by_value = static_cast<std::size_t>(std::count_if(callee.parameters.begin(), callee.parameters.end(),
                                                                 [](const auto& p) { return p.local != none; }));
    return !callee.tracked && callee.locals.size() == by_value && simple(path, *callee.body);
}

bool Steps::simple(const Path& path, const Stmt& at) const {
    switch (at.kind) {
    case StmtKind::assign_local:
    case StmtKind::assign_cell:
    case StmtKind::assert_:
    case StmtKind::bound: return !at.visible || in_region(path);
    case StmtKind::skip: return in_region(path);
    case StmtKind::block:
        if (!at.refs.empty()) return false;
        break;
    case StmtKind::if_:
    case StmtKind::each:
        if (at.visible && !in_region(path)) return false;
        break;
    case StmtKind::labelled:
        if (at.tracked) return false;
        break;
    case StmtKind::call: return in_region(path) && simple_callee(path, at);
    case StmtKind::ghost: return in_region(path) && simple(path, *at.body[0]);
    default: return false;
    }
    return std::all_of(at.body.begin(), at.body.end(),
                       [&](const auto& child) { return !child || simple(path, *child); });
}

/// Every local assigned in `at` gets a register that both sides of a condition write.
void Steps::pin_locals(Path& path, const Stmt& at) {
    if (at.kind == StmtKind::assign_local || !at.consumes.empty() || !at.locals.empty()) {
        std::vector<LocalId> assigned = at.consumes;
        assigned.insert(assigned.end(), at.locals.begin(), at.locals.end());
        if (at.kind == StmtKind::assign_local) assigned.push_back(at.local);
        for (const LocalId local : assigned) {
            const std::uint32_t number = path.config.frames.back().locals_at + local;
            const Operand now = expressions_.local(path, number);
            if (path.locals[number].pinned) continue;
            const std::uint16_t r = expressions_.new_register(path, at.place);
            Expressions::emit(path, now.constant ? Expressions::plain(Opcode::constant, r, 0, 0, now.value)
                                                 : Expressions::plain(Opcode::move, r, now.reg));
            path.locals[number] = {LocalValue::Where::operand, Operand::in(r, now.low, now.high), true, true};
        }
    }
    for (const auto& child : at.body)
        if (child) pin_locals(path, *child);
}

void Steps::run_simple(Path& path, const Stmt& at) {
    reach(path, program::carried_out(at.id));
    switch (at.kind) {
    case StmtKind::block:
        for (const auto& child : at.body) run_simple(path, *child);
        leave(path, at);
        break;
    case StmtKind::labelled:
    case StmtKind::ghost: run_simple(path, *at.body[0]); break;
    case StmtKind::assign_cell:
    case StmtKind::assign_local: (void)do_assign(path, at); break;
    case StmtKind::assert_: (void)do_assert(path, at); break;
    case StmtKind::bound: (void)do_bound(path, at); break;
    case StmtKind::each: (void)do_each(path, at); break;
    case StmtKind::call: simple_call(path, at); break;
    case StmtKind::if_: {
        const Operand condition = expressions_.value(path, *at.exprs[0]);
        for (const LocalId local : at.consumes)
            expressions_.assign_local(path, path.config.frames.back().locals_at + local, Operand::of(0));
        if (!condition.constant)
            (void)simple_if(path, at, condition);
        else if (condition.value != 0)
            run_simple(path, *at.body[0]);
        else if (at.body.size() > 1 && at.body[1])
            run_simple(path, *at.body[1]);
        else
            reach(path, program::passed_over(at.id));
        break;
    }
    default: break;
    }
}

bool Steps::simple_if(Path& path, const Stmt& at, const Operand& condition) {
    if (path.conditional == 0)
        for (const auto& branch : at.body)
            if (branch) pin_locals(path, *branch);
    ++path.conditional;
    ++path.inlined;
    const PathCode::Label otherwise = path.code.new_label();
    Expressions::jump(path, Opcode::jump_if_zero, condition.reg, otherwise);
    run_simple(path, *at.body[0]);
    const bool has_else = at.body.size() > 1 && at.body[1];
    if (has_else || out_.reports_points) {
        const PathCode::Label end = path.code.new_label();
        Expressions::jump(path, Opcode::jump, 0, end);
        path.code.bind(otherwise);
        if (has_else)
            run_simple(path, *at.body[1]);
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

void Steps::simple_call(Path& path, const Stmt& at) {
    const ObjectId self = at.callee.instance ? expressions_.object(path, *at.callee.instance) : none;
    const program::Routine& callee = program_.routines[at.callee.routine];
    std::vector<Operand> values(at.arguments.size());
    std::vector<ObjectId> objects(at.arguments.size(), none);
    for (std::size_t i = 0; i < at.arguments.size(); ++i) {
        if (at.arguments[i].value) values[i] = expressions_.value(path, *at.arguments[i].value);
        if (at.arguments[i].path) objects[i] = expressions_.object(path, *at.arguments[i].path);
    }
    push_frame(path, at.callee.routine, self, none);
    Frame& frame = path.config.frames.back();
    for (std::size_t i = 0; i < at.arguments.size(); ++i) {
        const program::Argument& formal = callee.parameters[i];
        if (formal.ref != none) frame.references[formal.ref] = objects[i];
        if (formal.local == none) continue;
        const program::ValueType& type = callee.locals[formal.local].type;
        const Operand passed = expressions_.in_range(path, values[i], type.low, type.high);
        path.locals[frame.locals_at + formal.local] = {LocalValue::Where::operand, passed, true, false};
    }
    const std::uint32_t base = frame.locals_at;
    run_simple(path, *callee.body);
    for (std::uint32_t i = 0; i < callee.locals.size(); ++i)
        path.locals[base + i] = {LocalValue::Where::operand, Operand::of(0), true, false};
    path.config.frames.pop_back();
}

/// The body for the element now bound, under the filter.
void Steps::each_filtered(Path& path, const Stmt& at) {
    if (at.exprs.empty() || !at.exprs[0]) return run_simple(path, *at.body[0]);
    const Operand filter = expressions_.value(path, *at.exprs[0]);
    if (filter.constant && filter.value == 0) return;
    if (filter.constant) return run_simple(path, *at.body[0]);
    ++path.conditional;
    const PathCode::Label end = path.code.new_label();
    Expressions::jump(path, Opcode::jump_if_zero, filter.reg, end);
    run_simple(path, *at.body[0]);
    path.code.bind(end);
    --path.conditional;
}

bool Steps::do_each(Path& path, const Stmt& at) {
    if (!simple(path, *at.body[0]))
        fail(at, "the body of each may only assign, test, assert", "use foreach outside atomic for anything else");
    if (path.conditional == 0) pin_locals(path, *at.body[0]);
    ++path.inlined;
    const std::uint16_t keep = path.next_register;
    if (at.set->kind == program::Set::Kind::integers) {
        const std::uint32_t number = path.config.frames.back().locals_at + at.local;
        for (std::int64_t i = at.set->low; i <= at.set->high; ++i) {
            limits::poll();
            path.locals[number] = {LocalValue::Where::operand, Operand::of(i), true, false};
            each_filtered(path, at);
            Expressions::forget_temporaries(path, keep);
        }
        path.locals[number] = {LocalValue::Where::operand, Operand::of(0), true, false};
    } else {
        std::vector<ElementCode> pieces;
        for (const ObjectId element : expressions_.elements(path, *at.set)) {
            path.config.frames.back().references[at.ref] = element;
            const std::size_t begin = path.code.size();
            each_filtered(path, at);
            Expressions::forget_temporaries(path, keep);
            pieces.push_back({element, begin, path.code.size()});
            for (const SlotId slot : stored(out_, path.code.ops(), begin, path.code.size())) path.known.erase(slot);
        }
        path.config.frames.back().references[at.ref] = none;
        note_order(out_, program_, at, path.code.ops(), pieces, keep);
    }
    --path.inlined;
    if (!path.cut) complete(path);
    return true;
}

}  // namespace revoke_mc::lower
