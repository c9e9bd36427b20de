// The built-in functions: locks, heap objects, work, jobs, snapshots of fences.
//
// Each becomes one core statement. In front of what may sleep stands an assert that this thread may, whether or not it
// will: might_sleep() is nothing else.
#include <algorithm>
#include <array>

#include "model/language/check/expressions/functions.hpp"
#include "model/language/check/expressions/types.hpp"
#include "model/language/syntax/print.hpp"

namespace revoke_mc::check {
namespace {

using core::Builtin;
using core::ObjectKind;

enum class Family : std::uint8_t { lock, spinlock, rwlock, heap, work, query, job, snapshot, sleep };

/// What a query asks for.
enum class Query : std::uint8_t { none, snapshot_signaled, ready, allocated, called_by, holds };

struct Entry {
    std::string_view name;
    Family shape;
    Builtin builtin = Builtin::lock;
    std::size_t arguments = 1;
    core::Irq irq = core::Irq::keep;
    Query query = Query::none;

    /// Something that has a value.
    static constexpr Entry asking(std::string_view name, Query query, std::size_t arguments = 1) {
        return {name, Family::query, Builtin::lock, arguments, core::Irq::keep, query};
    }
};

constexpr std::array entries{
    Entry{"mutex_lock", Family::lock, Builtin::lock},
    Entry{"mutex_unlock", Family::lock, Builtin::unlock},
    Entry{"mutex_trylock", Family::lock, Builtin::trylock},
    Entry{"spin_lock", Family::spinlock, Builtin::lock},
    Entry{"spin_unlock", Family::spinlock, Builtin::unlock},
    Entry{"spin_trylock", Family::spinlock, Builtin::trylock},
    Entry{"spin_lock_irq", Family::spinlock, Builtin::lock, 1, core::Irq::off},
    Entry{"spin_unlock_irq", Family::spinlock, Builtin::unlock, 1, core::Irq::on},
    Entry{"spin_lock_irqsave", Family::spinlock, Builtin::lock, 1, core::Irq::save},
    Entry{"spin_unlock_irqrestore", Family::spinlock, Builtin::unlock, 1, core::Irq::restore},
    Entry{"might_sleep", Family::sleep, Builtin::lock, 0},
    Entry{"down_read", Family::rwlock, Builtin::down_read},
    Entry{"up_read", Family::rwlock, Builtin::up_read},
    Entry{"down_write", Family::rwlock, Builtin::down_write},
    Entry{"up_write", Family::rwlock, Builtin::up_write},
    Entry{"kzalloc", Family::heap, Builtin::allocate},
    Entry{"kfree", Family::heap, Builtin::free_},
    Entry{"queue_work", Family::work, Builtin::queue},
    Entry{"flush_work", Family::work, Builtin::flush},
    Entry{"cancel_work_sync", Family::work, Builtin::cancel},
    Entry{"job_depends", Family::job, Builtin::job_depends, 3},
    Entry{"job_forget", Family::job, Builtin::job_forget},
    Entry{"snapshot_take", Family::snapshot, Builtin::snapshot_take, 2},
    Entry{"snapshot_drop", Family::snapshot, Builtin::snapshot_drop},
    Entry::asking("snapshot_signaled", Query::snapshot_signaled, 0),
    Entry::asking("ready", Query::ready),
    Entry::asking("allocated", Query::allocated),
    Entry::asking("called_by", Query::called_by),
    Entry::asking("holds", Query::holds, 2),
};

const Entry* find_entry(const std::string& name) {
    const auto found =
        std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) { return entry.name == name; });
    return found == entries.end() ? nullptr : &*found;
}

Operand wrong_kind(Context& context, const ast::Expr& argument, const Operand& have, const std::string& name,
                   const std::string& wanted, const std::string& hint = {}) {
    const std::string what = have.is_object()  ? describe(context.world, have.object)
                             : have.is_value() ? describe(context.world, have.expr->type)
                                               : "NULL";
    context.world.error(argument.place, name + " takes " + wanted + ", not " + what, hint);
    return {};
}

Operand lock_argument(Context& context, const ast::Expr& argument, const std::string& name, bool spin) {
    auto lock = to_object(check(context, argument));
    if (!lock.ok()) return lock;
    if (lock.is_object() && lock.object.kind == ObjectKind::lock && lock.object.shape->spin == spin) return lock;
    const bool other = lock.is_object() && lock.object.kind == ObjectKind::lock;
    return wrong_kind(context, argument, lock, name, spin ? "a spinlock" : "a lock",
                      !other ? ""
                      : spin ? "use mutex_lock and mutex_unlock"
                             : "use spin_lock and spin_unlock");
}

Operand object_argument(Context& context, const ast::Expr& argument, const std::string& name, ObjectKind kind,
                        const std::string& wanted) {
    auto object = to_object(check(context, argument));
    if (!object.ok() || (object.is_object() && object.object.kind == kind)) return object;
    return wrong_kind(context, argument, object, name, wanted);
}

Stmts operation(const ast::Expr& call, core::BuiltinCall builtin) {
    Stmts all;
    all.push_back(make_stmt(std::move(builtin), call.place));
    all.back()->source = ast::print(call);
    return all;
}

/// "The thread that comes here may sleep."
StmtPtr sleeping_point(const ast::Expr& call) {
    auto stmt = make_stmt(core::Assert{make_expr(core::MaySleep{}, call.place, boolean_type()),
                                       core::id_of(core::BuiltinProperty::sleeping_in_atomic)},
                          call.place);
    stmt->source = ast::print(call);
    return stmt;
}

Stmts make_lock(Context& context, const ast::Expr& call, const Entry& entry, core::LocalId result) {
    const std::string name(entry.name);
    auto lock = entry.shape == Family::rwlock
                    ? object_argument(context, *call.args[1], name, ObjectKind::rwlock, "an rwlock")
                    : lock_argument(context, *call.args[1], name, entry.shape == Family::spinlock);
    if (!lock.ok()) return {};
    core::BuiltinCall taking{entry.builtin, std::move(lock.path)};
    taking.result = result;
    taking.irq = entry.irq;
    taking.spins = entry.shape == Family::spinlock;
    Stmts stmts;
    if (taking.waits_for_lock() && taking.takes_sleeping_lock()) stmts.push_back(sleeping_point(call));
    for (StmtPtr& stmt : operation(call, std::move(taking))) stmts.push_back(std::move(stmt));
    return stmts;
}

Stmts make_heap(Context& context, const ast::Expr& call, const Entry& entry) {
    auto object = object_argument(context, *call.args[1], std::string(entry.name), ObjectKind::heap,
                                  "an object { ... } of a component");
    return object.ok() ? operation(call, {entry.builtin, std::move(object.path)}) : Stmts{};
}

Stmts make_work(Context& context, const ast::Expr& call, const Entry& entry) {
    auto work = object_argument(context, *call.args[1], std::string(entry.name), ObjectKind::work, "a work");
    if (!work.ok()) return {};
    Stmts stmts;
    if (entry.builtin != Builtin::queue) stmts.push_back(sleeping_point(call));
    for (StmtPtr& stmt : operation(call, {entry.builtin, std::move(work.path)})) stmts.push_back(std::move(stmt));
    return stmts;
}

/// Reports an error unless what the operations on fences look at is there, with one `in_resv` for each buffer.
bool has_fence_fields(Context& context, const ast::Expr& call, const std::string& name) {
    const auto& fields = context.world.program.fence_fields;
    const bool found = fields.pending && fields.in_resv;
    if (found && (fields.per_buffer != 0 || context.world.buffers.size() < 2)) return true;
    context.world.error(call.place, name + " needs struct fence { bool pending; usage in_resv per dma_buf; }",
                        "the kernel library declares it: use dma_buf;");
    return false;
}

core::ExprPtr usage_argument(Context& context, const ast::Expr& argument, const std::string& name) {
    auto usage = check(context, argument);
    if (!usage.ok()) return nullptr;
    if (usage.is_value() && usage.expr->type.kind == core::ValueType::Kind::enumeration) return std::move(usage.expr);
    wrong_kind(context, argument, usage, name, "a usage, as in BOOKKEEP");
    return nullptr;
}

Stmts make_job(Context& context, const ast::Expr& call, const Entry& entry) {
    const std::string name(entry.name);
    auto fence = object_argument(context, *call.args[1], name, ObjectKind::fence, "a fence");
    if (entry.builtin == Builtin::job_forget)
        return fence.ok() ? operation(call, {entry.builtin, std::move(fence.path)}) : Stmts{};
    auto buffer = object_argument(context, *call.args[2], name, ObjectKind::buffer, "a dma_buf");
    auto usage = usage_argument(context, *call.args[3], name);
    if (!fence.ok() || !buffer.ok() || !usage || !has_fence_fields(context, call, name)) return {};
    return operation(call, {entry.builtin, std::move(fence.path), std::move(buffer.path), std::move(usage)});
}

Stmts make_snapshot(Context& context, const ast::Expr& call, const Entry& entry) {
    const std::string name(entry.name);
    auto buffer = object_argument(context, *call.args[1], name, ObjectKind::buffer, "a dma_buf");
    const bool takes = entry.builtin == Builtin::snapshot_take;
    auto usage = takes ? usage_argument(context, *call.args[2], name) : nullptr;
    if (!buffer.ok() || (takes && !usage) || !has_fence_fields(context, call, name)) return {};
    return operation(call, {entry.builtin, std::move(buffer.path), {}, std::move(usage)});
}

Operand snapshot_operand(Context& context, const ast::Expr& call) {
    if (context.running) return value_operand(make_expr(core::SnapshotSignaled{}, call.place, boolean_type()));
    context.world.error(call.place, "whose snapshot is it?", "only the code of a thread can ask for its own");
    return {};
}

Operand holds_operand(Context& context, const ast::Expr& call) {
    auto lock = to_object(check(context, *call.args[1]));
    if (!lock.ok()) return {};
    if (!lock.is_object() || (lock.object.kind != ObjectKind::lock && lock.object.kind != ObjectKind::rwlock))
        return wrong_kind(context, *call.args[1], lock, "holds", "a lock or an rwlock");
    const auto holds = [&](core::ThreadPath thread) {
        return value_operand(
            make_expr(core::Holds{std::move(lock.path), std::move(thread)}, call.place, boolean_type()));
    };
    if (call.args.size() == 2) {
        if (context.running) return holds({true});
        context.world.error(call.place, "which thread holds it?",
                            "write holds(lock, thread), as in holds(bar->resv, vfio.reset)");
        return {};
    }
    auto thread = check_thread(context, *call.args[2]);
    if (!thread) return {};
    return holds({false, std::move(thread->instance), thread->decl});
}

/// Checking whether it is there is not a use of it. A pointer has to point to it as it is now.
Operand allocated_operand(Context& context, const ast::Expr& call) {
    auto object = object_argument(context, *call.args[1], "allocated", ObjectKind::heap,
                                  "an object { ... } of a component, or a pointer to one");
    if (!object.ok()) return {};
    const auto flag_of = [&](core::PathPtr of) {
        return make_expr(core::CellRead{std::move(of)}, call.place, boolean_type());
    };
    auto* pointer = object.path->as<core::PointerPath>();
    if (!pointer) return value_operand(flag_of(std::move(object.path)));
    auto flag = flag_of(make_member(std::move(pointer->base), pointer->offset, call.place));
    auto valid = make_constant(core::valid_pointer, pointer->pointer->type, call.place);
    auto points = make_test(core::Op::equal, std::move(pointer->pointer), std::move(valid));
    return value_operand(make_test(core::Op::and_, std::move(points), std::move(flag)));
}

/// Only the name of a side can stand there: it is not a value.
Operand side_operand(Context& context, const ast::Expr& call) {
    const ast::Expr& argument = *call.args[1];
    const bool name = argument.kind == ast::ExprKind::name;
    const core::Blame side = (name ? blame_of(argument.text) : std::nullopt).value_or(core::Blame::nobody);
    if (side != core::Blame::exporter && side != core::Blame::importer && side != core::Blame::user) {
        context.world.error(argument.place, "called_by takes a side", "EXPORTER, IMPORTER or USER");
        return {};
    }
    if (!context.running) {
        context.world.error(call.place, "who called whom?", "only the code of a function can ask who called it");
        return {};
    }
    return value_operand(make_expr(core::CalledBy{side}, call.place, boolean_type()));
}

Operand ready_operand(Context& context, const ast::Expr& call) {
    auto fence = object_argument(context, *call.args[1], "ready", ObjectKind::fence, "a fence");
    if (!fence.ok()) return {};
    return value_operand(make_expr(core::Ready{std::move(fence.path)}, call.place, boolean_type()));
}

bool enough_arguments(Context& context, const ast::Expr& call, const Entry& entry) {
    const std::size_t least = entry.query == Query::holds ? 1 : entry.arguments;
    return check_argument_count(context.world, call, std::string(entry.name), least, entry.arguments);
}

}  // namespace

bool is_builtin(const std::string& name) { return find_entry(name) != nullptr; }

std::vector<std::string> builtin_names() {
    std::vector<std::string> names;
    names.reserve(std::size(entries));
    for (const auto& entry : entries) names.emplace_back(entry.name);
    return names;
}

bool is_query(const std::string& name) {
    const auto* entry = find_entry(name);
    return entry && entry->shape == Family::query;
}

bool builtin_has_value(const std::string& name) {
    const auto* entry = find_entry(name);
    return entry && (entry->shape == Family::query || entry->builtin == Builtin::trylock);
}

bool check_argument_count(World& world, const ast::Expr& call, const std::string& name, std::size_t least,
                          std::size_t most) {
    const std::size_t given = call.args.size() - 1;
    if (given >= least && given <= most) return true;
    const std::string range =
        least == most ? std::to_string(least) : std::to_string(least) + " to " + std::to_string(most);
    world.error(call.place,
                name + " takes " + range + (most == 1 ? " argument" : " arguments") + ", not " + std::to_string(given));
    return false;
}

Operand check_builtin_value(Context& context, const ast::Expr& call) {
    const auto& entry = *find_entry(call.args[0]->text);
    if (!enough_arguments(context, call, entry)) return {};
    switch (entry.query) {
    case Query::holds: return holds_operand(context, call);
    case Query::snapshot_signaled: return snapshot_operand(context, call);
    case Query::allocated: return allocated_operand(context, call);
    case Query::called_by: return side_operand(context, call);
    case Query::ready: return ready_operand(context, call);
    case Query::none: break;
    }
    return {};
}

Stmts make_builtin(Context& context, const ast::Expr& call, core::LocalId result) {
    const auto& entry = *find_entry(call.args[0]->text);
    const std::string name(entry.name);
    if (!enough_arguments(context, call, entry)) return {};
    if (context.ghost_code) {
        context.world.error(call.place, name + " cannot be called in ghost code");
        return {};
    }
    switch (entry.shape) {
    case Family::lock:
    case Family::spinlock:
    case Family::rwlock: return make_lock(context, call, entry, result);
    case Family::heap: return make_heap(context, call, entry);
    case Family::work: return make_work(context, call, entry);
    case Family::job: return make_job(context, call, entry);
    case Family::sleep: {
        Stmts stmts;
        stmts.push_back(sleeping_point(call));
        return stmts;
    }
    case Family::snapshot: return make_snapshot(context, call, entry);
    case Family::query: break;
    }
    context.world.error(call.place, name + " has a value that nobody reads");
    return {};
}

}  // namespace revoke_mc::check
