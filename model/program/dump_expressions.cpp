// Expressions and paths as text. Every operation gets its parentheses: what is shown is the tree, not
// what an author would write. A cell of an object that is known is shown by its name.
#include "model/program/dump.hpp"

namespace revoke_mc::program {
namespace {

struct Printer {
    const Program& program;
    const Routine* routine;

    [[nodiscard]] std::string ref(RefId id) const {
        return routine && id < routine->references.size() ? routine->references[id].name : "r" + std::to_string(id);
    }
    [[nodiscard]] std::string local(LocalId id) const {
        return routine && id < routine->locals.size() ? routine->locals[id].name : "k" + std::to_string(id);
    }
    [[nodiscard]] std::string path(const Path& path) const;
    [[nodiscard]] std::string expr(const Expr& expr) const;
    [[nodiscard]] std::string cell(const Expr& expr) const;
    [[nodiscard]] std::string quantifier(const Expr& expr) const;
    [[nodiscard]] std::string thread(const ThreadPath& thread) const;
    [[nodiscard]] std::string set(const Set& set) const;
};

const char* side_name(Blame side) {
    switch (side) {
    case Blame::exporter: return "EXPORTER";
    case Blame::importer: return "IMPORTER";
    case Blame::user: return "USER";
    default: return "nobody";
    }
}

const char* sign(Op op) {
    switch (op) {
    case Op::not_: return "!";
    case Op::negate: return "-";
    case Op::add: return " + ";
    case Op::subtract: return " - ";
    case Op::multiply: return " * ";
    case Op::divide: return " / ";
    case Op::modulo: return " % ";
    case Op::equal: return " == ";
    case Op::unequal: return " != ";
    case Op::less: return " < ";
    case Op::less_equal: return " <= ";
    case Op::greater: return " > ";
    case Op::greater_equal: return " >= ";
    case Op::and_: return " && ";
    case Op::or_: return " || ";
    case Op::implies: return " implies ";
    }
    return "?";
}

const char* name_of(Relation relation) {
    switch (relation) {
    case Relation::buffer: return ".buf";
    case Relation::owner: return ".importer";
    case Relation::attachment: return ".att";
    case Relation::exporter: return ".exporter";
    case Relation::context: return ".context";
    }
    return "?";
}

std::string element(const std::string& index, std::uint32_t stride, std::uint32_t count) {
    return "[" + index + " < " + std::to_string(count) + (stride == 1 ? "" : " x" + std::to_string(stride)) + "]";
}

std::string Printer::path(const Path& path) const {
    const auto inner = [&] { return this->path(*path.base); };
    switch (path.kind) {
    case Path::Kind::null: return "NULL";
    case Path::Kind::self: return "self";
    case Path::Kind::object: return program.objects[path.object].name;
    case Path::Kind::reference: return ref(path.ref);
    case Path::Kind::relation: return inner() + name_of(path.relation);
    case Path::Kind::deref: return "*" + expr(*path.cell) + "@" + inner() + ".#" + std::to_string(path.object_offset);
    case Path::Kind::member: break;
    }
    return inner() + ".#" + std::to_string(path.object_offset) +
           (path.index ? element(expr(*path.index), path.stride, path.count) : "");
}

std::string Printer::cell(const Expr& expr) const {
    const bool known = expr.path->kind == Path::Kind::object && !expr.index;
    if (known) return program.cells[program.objects[expr.path->object].first_cell + expr.cell_offset].name;
    return path(*expr.path) + "." + std::to_string(expr.cell_offset) +
           (expr.index ? element(this->expr(*expr.index), expr.stride, expr.count) : "");
}

std::string Printer::set(const Set& set) const {
    const auto of = set.of ? " of " + path(*set.of) : std::string();
    switch (set.kind) {
    case Set::Kind::instances: return program.components[set.component].name;
    case Set::Kind::attachments: return "attachments" + of;
    case Set::Kind::mappings: return "mappings" + of;
    case Set::Kind::fences: return "fences" + of;
    case Set::Kind::buffers: return "buffers";
    case Set::Kind::structs: return program.structures[set.structure];
    case Set::Kind::integers: break;
    }
    return std::to_string(set.low) + ".." + std::to_string(set.high);
}

std::string Printer::quantifier(const Expr& expr) const {
    const std::string word = expr.kind == Expr::Kind::forall ? "forall " : "exists ";
    const std::string name = expr.ref != none ? ref(expr.ref) : local(expr.local);
    const std::string where = expr.args.size() > 1 && expr.args[1] ? " where " + this->expr(*expr.args[1]) : "";
    return word + "(" + name + " in " + set(*expr.set) + where + ") " + this->expr(*expr.args[0]);
}

std::string Printer::thread(const ThreadPath& thread) const {
    if (thread.current) return "me";
    if (thread.instance->kind == Path::Kind::object)
        return program.threads[program.thread_of(thread.instance->object, thread.decl)].name;
    return path(*thread.instance) + ".thread" + std::to_string(thread.decl);
}

template <typename Ids>
std::string numbers(const Ids& ids) {
    using std::to_string;
    std::string text;
    for (const auto id : ids) text += (text.empty() ? "" : ",") + to_string(id);
    return "{" + text + "}";
}

std::string Printer::expr(const Expr& expr) const {
    switch (expr.kind) {
    case Expr::Kind::constant:
        return expr.type.kind == ValueType::Kind::integer ? std::to_string(expr.value)
                                                          : program.print(expr.value, expr.type);
    case Expr::Kind::local:
    case Expr::Kind::bound: return local(expr.local);
    case Expr::Kind::cell: return cell(expr);
    case Expr::Kind::unary: return sign(expr.op) + this->expr(*expr.args[0]);
    case Expr::Kind::binary: return "(" + this->expr(*expr.args[0]) + sign(expr.op) + this->expr(*expr.args[1]) + ")";
    case Expr::Kind::conditional:
        return "(" + this->expr(*expr.args[0]) + " ? " + this->expr(*expr.args[1]) + " : " + this->expr(*expr.args[2]) +
               ")";
    case Expr::Kind::forall:
    case Expr::Kind::exists: return quantifier(expr);
    case Expr::Kind::same: return "(" + path(*expr.path) + " == " + path(*expr.other) + ")";
    case Expr::Kind::is_null: return "(" + path(*expr.path) + " == NULL)";
    case Expr::Kind::is_mode: return "(" + path(*expr.path) + " is " + std::to_string(expr.value) + ")";
    case Expr::Kind::has: return "has " + path(*expr.path) + "." + expr.text;
    case Expr::Kind::holds: return "holds(" + path(*expr.path) + ", " + thread(expr.thread) + ")";
    case Expr::Kind::at: return thread(expr.thread) + " @ " + numbers(expr.statements);
    case Expr::Kind::at_rest: return thread(expr.thread) + " at rest";
    case Expr::Kind::in_routine: return thread(expr.thread) + " in " + numbers(expr.routines);
    case Expr::Kind::ready: return "ready(" + path(*expr.path) + ")";
    case Expr::Kind::nothing_left: return "nothing left of " + std::to_string(expr.cells.size());
    case Expr::Kind::may_sleep: return "may sleep";
    case Expr::Kind::called_by: return std::string("called by ") + side_name(expr.side);
    case Expr::Kind::snapshot_signaled: return "snapshot_signaled()";
    case Expr::Kind::nests:
        if (expr.nesting.taken == none) return "queued(" + program.lock_classes[expr.nesting.held].name + ")";
        return "nests(" + program.lock_classes[expr.nesting.held].name + ", " +
               program.lock_classes[expr.nesting.taken].name + ")";
    }
    return "?";
}

}  // namespace

std::string dump(const Program& program, const Routine* routine, const Expr& expr) {
    return Printer{program, routine}.expr(expr);
}

std::string dump(const Program& program, const Routine* routine, const Path& path) {
    return Printer{program, routine}.path(path);
}

}  // namespace revoke_mc::program
