// The interpreter works all this out in its own way (model/semantics/interpret/nesting.cpp); tests compare the two.
#include "model/semantics/lower/nesting.hpp"

#include <algorithm>
#include <map>

#include "model/language/program/stale.hpp"
#include "model/semantics/lower/expression.hpp"

namespace revoke_mc::lower {

using program::ClassId;
using program::Labelled;
using program::Nesting;
using program::Program;
using program::Relation;
using program::Stmt;

namespace {

/// The object that a path leads to from a frame; element 0 of an array, and what a pointer can point to.
ObjectId target(const Program& program, const Frame& frame, const program::Path& path) {
    if (path.is<program::SelfPath>()) return frame.self;
    if (const auto* known = path.as<program::ObjectPath>()) return known->object;
    if (const auto* bound = path.as<program::ReferencePath>()) return program::bound_once(frame.references[bound->ref]);
    const program::Path* from = base_of(path);
    const ObjectId base = from ? target(program, frame, *from) : none;
    if (base == none) return none;
    if (const auto* member = path.as<program::MemberPath>()) return base + member->offset;
    if (const auto* through = path.as<program::PointerPath>()) return base + through->offset;
    const program::Object& object = program.objects[base];
    const Relation relation = path.get<program::RelatedPath>().relation;
    if (relation == Relation::buffer) return object.buffer;
    if (relation == Relation::owner) return object.owner;
    return relation == Relation::attachment ? object.attachment : object.exporter;
}

/// Labels around the statements at which the frames stand.
std::set<ClassId> labels_around(const Program& program, const Config& config, ClassId Labelled::*label) {
    std::set<ClassId> found;
    for (const Frame& frame : config.frames)
        for (StmtId at = frame.next; at != none; at = program.statements[at]->parent)
            if (const auto* labelled = program.statements[at]->as<Labelled>(); labelled && labelled->*label != none)
                found.insert(labelled->*label);
    return found;
}

using HeldLocks = std::set<ObjectId>;

/// The locks that each slot speaks of: owners, and the marks of a thread that reads.
std::map<SlotId, ObjectId> locks_by_slot(const Program& program, ThreadId thread) {
    std::map<SlotId, ObjectId> found;
    for (const ObjectId id : program.objects.ids()) {
        const program::Object& object = program.objects[id];
        if (object.kind != program::ObjectKind::lock && object.kind != program::ObjectKind::rwlock) continue;
        found[slot_of(object.first_cell)] = id;
        if (object.kind == program::ObjectKind::rwlock) found[slot_of(object.reads_cell(thread))] = id;
    }
    return found;
}

/// One thread: what it may hold at each configuration.
class Holding {
public:
    Holding(const Program& program, const Generated& generated, ThreadId thread)
        : locks_(locks_by_slot(program, thread)), at_(generated.threads[thread].configs.size()),
          known_(at_.size(), false) {
        for (const RawTransition& transition : generated.initial[thread]) flow(transition, {});
        for (const RawTransition& transition : generated.transitions)
            if (transition.thread == thread) own_.push_back(&transition);
        while (changed_) {
            changed_ = false;
            for (const RawTransition* transition : own_)
                if (known_[transition->start]) flow(*transition, at_[transition->start]);
        }
    }
    [[nodiscard]] bool reached(ConfigId config) const { return known_[config]; }
    [[nodiscard]] const HeldLocks& at(ConfigId config) const { return at_[config]; }

private:
    [[nodiscard]] HeldLocks after(const RawTransition& transition, HeldLocks held) const {
        for (const Op& op : transition.code) {
            const auto lock = locks_.find(op.slot);
            if (lock == locks_.end()) continue;
            const bool writes = op.act == Act::set || op.act == Act::store;
            if (op.act == Act::acquire || (writes && (op.act == Act::store || op.imm != 0))) held.insert(lock->second);
            if (op.act == Act::release || op.act == Act::reset_owner || (op.act == Act::set && op.imm == 0))
                held.erase(lock->second);
        }
        return held;
    }
    void flow(const RawTransition& transition, const HeldLocks& before) {
        if (!transition.end) return;
        const HeldLocks now = after(transition, before);
        HeldLocks& there = at_[*transition.end];
        const std::size_t size = there.size();
        there.insert(now.begin(), now.end());
        changed_ = changed_ || there.size() != size || !known_[*transition.end];
        known_[*transition.end] = true;
    }

    std::map<SlotId, ObjectId> locks_;
    Indexed<ConfigId, HeldLocks> at_;
    Indexed<ConfigId, bool> known_;
    std::vector<const RawTransition*> own_;
    bool changed_ = true;
};

/// Spinlocks of threads that can be interrupted, and of the handlers that interrupt them.
void add_interrupts(const Program& program, ThreadId thread, const Config& config, const HeldLocks& locks,
                    std::set<Nesting>& out) {
    const ClassId hardirq = program.hardirq();
    if (hardirq == none || config.ended()) return;
    if (in_interrupt(program, thread, config)) {
        const ClassId wanted = wanted_lock(program, config);
        if (wanted != none && program.lock_classes[wanted].spin) out.insert({hardirq, wanted});
    } else if (config.irqs_off == 0) {
        for (const ObjectId lock : locks)
            if (program.objects[lock].spin) out.insert({program.objects[lock].lock_class, hardirq});
    }
}

/// A work is held by its worker, except where that waits to be queued.
void add_work(const Program& program, ThreadId thread, const Config& config, std::set<ClassId>& held) {
    if (config.ended()) return;
    for (StmtId at = config.frames.front().next; at != none; at = program.statements[at]->parent)
        if (program.statements[at]->is_idle()) return;
    for (const program::Object& object : program.objects)
        if (object.kind == program::ObjectKind::work && object.worker == thread) held.insert(object.lock_class);
}

void add_nestings(const Program& program, ThreadId thread, const Config& config, const HeldLocks& locks,
                  std::set<Nesting>& out) {
    std::set<ClassId> asked = labels_around(program, config, &Labelled::waits);
    if (const ClassId lock = wanted_lock(program, config); lock != none) asked.insert(lock);
    if (asked.empty()) return;
    std::set<ClassId> held = labels_around(program, config, &Labelled::signals);
    for (const ObjectId lock : locks) held.insert(program.objects[lock].lock_class);
    add_work(program, thread, config, held);
    for (const ClassId outer : held)
        for (const ClassId inner : asked) out.insert({outer, inner});
}

}  // namespace

ClassId wanted_lock(const Program& program, const Config& config) {
    if (config.ended()) return none;
    const Stmt& next = *program.statements[config.frames.back().next];
    const auto* asks = next.waits_for_lock() ? next.waits_for_lock() : next.waits_for_work();
    const ObjectId lock = asks ? target(program, config.frames.back(), *asks->object) : none;
    return lock == none ? none : program.objects[lock].lock_class;
}

std::vector<StmtId> labelled(const Program& program, ClassId Labelled::*label, ClassId event) {
    std::vector<StmtId> found;
    for (const Stmt* stmt : program.statements)
        if (const auto* here = stmt->as<Labelled>(); here && here->*label == event) found.push_back(stmt->id);
    return found;
}

bool may_ask(const Program& program, const ThreadConfigs& configs, ClassId asked) {
    if (program.lock_classes[asked].hardirq) return true;  // wherever it holds a spinlock
    return std::any_of(configs.configs.begin(), configs.configs.end(), [&](const Config& config) {
        return wanted_lock(program, config) == asked ||
               labels_around(program, config, &Labelled::waits).contains(asked);
    });
}

namespace {

/// The nestings of a thread, each with a statement in front of which it stands then.
std::map<Nesting, StmtId> nestings_of(const Program& program, const Generated& generated, ThreadId thread) {
    std::map<Nesting, StmtId> found;
    const Holding holding(program, generated, thread);
    const auto& configs = generated.threads[thread].configs;
    for (const ConfigId c : configs.ids())
        if (holding.reached(c)) {
            std::set<Nesting> here;
            add_nestings(program, thread, configs[c], holding.at(c), here);
            add_interrupts(program, thread, configs[c], holding.at(c), here);
            for (const Nesting& nesting : here) found.try_emplace(nesting, configs[c].frames.back().next);
        }
    return found;
}

/// Somebody flushes or cancels works of the class.
bool is_awaited(const Program& program, const Generated& generated, ClassId work) {
    return std::any_of(generated.threads.begin(), generated.threads.end(),
                       [&](const ThreadConfigs& configs) { return may_ask(program, configs, work); });
}

}  // namespace

std::map<ClassId, std::map<Nesting, StmtId>> awaited_works(const Program& program, const Generated& generated) {
    std::map<ClassId, std::map<Nesting, StmtId>> found;
    for (const program::Object& object : program.objects)
        if (object.kind == program::ObjectKind::work && is_awaited(program, generated, object.lock_class))
            found[object.lock_class].merge(nestings_of(program, generated, object.worker));
    return found;
}

std::set<Nesting> may_nest(const Program& program, const Generated& generated) {
    std::set<Nesting> found;
    for (const ThreadId t : program.threads.ids())
        for (const auto& [nesting, stmt] : nestings_of(program, generated, t)) found.insert(nesting);
    return found;
}

// ---- the question as code: "some thread stands before the one and holds the other"

using system::Opcode;

/// Thread stands before a lock of the class, or in a statement that waits for the event.
Operand Expressions::asks_for(Strand& strand, ThreadId thread, program::ClassId asked) {
    Positions positions;
    positions.thread = thread;
    positions.interruptible = program_.lock_classes[asked].hardirq;
    if (positions.interruptible) return position_in(strand, std::move(positions), {});
    if (program_.lock_classes[asked].event)
        positions.statements = labelled(program_, &Labelled::waits, asked);
    else
        positions.wants = asked;
    return position_in(strand, std::move(positions), {});
}

/// A handler that stands before a lock of the class.
Operand Expressions::handler_asks_for(Strand& strand, ThreadId thread, program::ClassId asked) {
    Positions positions;
    positions.thread = thread;
    positions.interrupt = true;
    positions.wants = asked;
    return position_in(strand, std::move(positions), {});
}

Operand Expressions::holds_object(Strand& strand, ObjectId id, ThreadId thread) {
    const program::Object& object = program_.objects[id];
    if (object.kind != program::ObjectKind::work) return holds(strand, id, thread);
    if (object.worker != thread) return Operand::of(0);
    return calculate(strand, program::Op::subtract, Operand::of(1), idle(strand, thread));
}

Operand Expressions::holds_class(Strand& strand, ThreadId thread, program::ClassId held) {
    if (program_.lock_classes[held].event) {
        Positions positions;
        positions.thread = thread;
        positions.statements = labelled(program_, &Labelled::signals, held);
        return position_in(strand, std::move(positions), {});
    }
    Operand sum = Operand::of(0);
    for (const ObjectId id : program_.objects.ids())
        if (program_.objects[id].lock_class == held)
            sum = calculate(strand, program::Op::add, sum, holds_object(strand, id, thread));
    return truth(strand, sum);
}

Operand Expressions::queued(Strand& strand, program::ClassId work) {
    Operand sum = Operand::of(0);
    for (const program::Object& object : program_.objects)
        if (object.lock_class == work)
            sum = calculate(strand, program::Op::add, sum, load_slot(strand, slot_of(object.first_cell)));
    return truth(strand, sum);
}

Operand Expressions::nests(Strand& strand, const program::Nesting& nesting) {
    if (nesting.taken == none) return queued(strand, nesting.held);
    const std::uint16_t found = new_register(strand);
    emit(strand, plain(Opcode::constant, found));
    for (const ThreadId t : program_.threads.ids()) {
        if (!may_ask(program_, out_.threads[t], nesting.taken)) continue;
        const std::uint16_t keep = strand.next_register;
        const bool interrupts = program_.lock_classes[nesting.held].hardirq;
        const Operand held = interrupts ? Operand::of(1) : holds_class(strand, t, nesting.held);
        const Operand asks =
            interrupts ? handler_asks_for(strand, t, nesting.taken) : asks_for(strand, t, nesting.taken);
        const Operand both = calculate(strand, program::Op::multiply, held, asks);
        emit(strand, plain(Opcode::add, found, found, in_register(strand, both)));
        strand.next_register = keep;
    }
    return truth(strand, Operand::in(found, 0, static_cast<std::int64_t>(program_.threads.size())));
}

}  // namespace revoke_mc::lower
