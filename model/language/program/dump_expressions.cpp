// Expressions and paths as text. Every operation gets its parentheses: what is shown is the tree, not
// what an author would write. A cell of an object that is known is shown by its name.
#include <algorithm>

#include "model/language/program/dump.hpp"
#include "model/language/program/words.hpp"

namespace revoke_mc::program {
namespace {

std::string side_name(Blame side) {
    if (side == Blame::nobody) return "nobody";
    std::string name(text_of(sides, side));
    std::transform(name.begin(), name.end(), name.begin(), [](char c) { return static_cast<char>(c - 'a' + 'A'); });
    return name;
}

std::string numbers(const std::vector<StmtId>& ids) {
    std::string text;
    for (const auto id : ids) text += (text.empty() ? "" : ",") + to_string(id);
    return "{" + text + "}";
}

struct Printer {
    const Program& program;
    const Routine* routine;

    [[nodiscard]] std::string ref(RefId id) const {
        return routine && routine->references.contains(id) ? routine->references[id].name : "r" + to_string(id);
    }
    [[nodiscard]] std::string local(LocalId id) const {
        return routine && routine->locals.contains(id) ? routine->locals[id].name : "k" + to_string(id);
    }
    [[nodiscard]] std::string path(const Path& path) const;
    [[nodiscard]] std::string expr(const Expr& expr) const;
    [[nodiscard]] std::string element(const Element& element) const;
    [[nodiscard]] std::string cell(const CellRead& cell) const;
    [[nodiscard]] std::string quantifier(const Quantifier& quantifier) const;
    [[nodiscard]] std::string nests(const Nesting& nesting) const;

    // One for each kind of expression.
    [[nodiscard]] static std::string of(const Constant& constant) { return std::to_string(constant.value); }
    [[nodiscard]] std::string of(const LocalRead& read) const { return local(read.local); }
    [[nodiscard]] std::string of(const BoundRead& read) const { return local(read.local); }
    [[nodiscard]] std::string of(const CellRead& read) const { return cell(read); }
    [[nodiscard]] std::string of(const Unary& unary) const {
        return std::string(text_of(unary_operators, unary.op)) + expr(*unary.operand);
    }
    [[nodiscard]] std::string of(const Binary& binary) const {
        const std::string sign(text_of(binary_operators, binary.op));
        return "(" + expr(*binary.left) + " " + sign + " " + expr(*binary.right) + ")";
    }
    [[nodiscard]] std::string of(const Conditional& choice) const;
    [[nodiscard]] std::string of(const Quantifier& all) const { return quantifier(all); }
    [[nodiscard]] std::string of(const Same& same) const {
        return "(" + path(*same.left) + " == " + path(*same.right) + ")";
    }
    [[nodiscard]] std::string of(const IsNull& test) const { return "(" + path(*test.path) + " == NULL)"; }
    [[nodiscard]] std::string of(const IsMode& test) const {
        return "(" + path(*test.attachment) + " is " + std::to_string(static_cast<int>(test.mode)) + ")";
    }
    [[nodiscard]] std::string of(const Has& has) const { return "has " + path(*has.instance) + "." + has.function; }
    [[nodiscard]] std::string of(const Holds& holds) const {
        return "holds(" + path(*holds.lock) + ", " + thread(holds.thread) + ")";
    }
    [[nodiscard]] std::string of(const At& at) const { return thread(at.thread) + " @ " + numbers(at.statements); }
    [[nodiscard]] std::string of(const InRoutine& in) const {
        return thread(in.thread) + " in {" + to_string(in.routine) + "}";
    }
    [[nodiscard]] std::string of(const AtRest& rest) const { return thread(rest.thread) + " at rest"; }
    [[nodiscard]] std::string of(const Ready& ready) const { return "ready(" + path(*ready.fence) + ")"; }
    [[nodiscard]] static std::string of(const SnapshotSignaled& /*none*/) { return "snapshot_signaled()"; }
    [[nodiscard]] static std::string of(const NothingLeft& left) {
        return "nothing left of " + std::to_string(left.cells.size());
    }
    [[nodiscard]] static std::string of(const MaySleep& /*none*/) { return "may sleep"; }
    [[nodiscard]] static std::string of(const CalledBy& called) { return "called by " + side_name(called.side); }
    [[nodiscard]] std::string of(const Nests& question) const { return nests(question.nesting); }
    [[nodiscard]] std::string thread(const ThreadPath& thread) const;
    [[nodiscard]] std::string set(const Set& set) const;
};

std::string Printer::element(const Element& element) const {
    if (!element.index) return "";
    return "[" + expr(*element.index) + " < " + std::to_string(element.count) +
           (element.stride == 1 ? "" : " x" + std::to_string(element.stride)) + "]";
}

std::string Printer::path(const Path& path) const {
    return std::visit(overloaded{[](const NullPath& /*null*/) -> std::string { return "NULL"; },
                                 [](const SelfPath& /*self*/) -> std::string { return "self"; },
                                 [&](const ObjectPath& known) { return program.objects[known.object].name; },
                                 [&](const ReferencePath& bound) { return ref(bound.ref); },
                                 [&](const RelatedPath& to) {
                                     return this->path(*to.base) + "." + std::string(text_of(relations, to.relation));
                                 },
                                 [&](const PointerPath& through) {
                                     return "*" + expr(*through.pointer) + "@" + this->path(*through.base) + ".#" +
                                            std::to_string(through.offset);
                                 },
                                 [&](const MemberPath& member) {
                                     return this->path(*member.base) + ".#" + std::to_string(member.offset) +
                                            element(member.element);
                                 }},
                      path.what);
}

std::string Printer::cell(const CellRead& cell) const {
    const auto* known = cell.object->as<ObjectPath>();
    if (known && !cell.element.index)
        return program.cells[program.objects[known->object].first_cell + cell.offset].name;
    return path(*cell.object) + "." + std::to_string(cell.offset) + element(cell.element);
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

std::string Printer::quantifier(const Quantifier& quantifier) const {
    const Binder& over = quantifier.over;
    const std::string word = quantifier.all ? "forall " : "exists ";
    const std::string name = over.ref != none ? ref(over.ref) : local(over.local);
    const std::string where = over.where ? " where " + expr(*over.where) : "";
    return word + "(" + name + " in " + set(over.set) + where + ") " + expr(*quantifier.body);
}

std::string Printer::thread(const ThreadPath& thread) const {
    if (thread.current) return "me";
    if (const auto* known = thread.instance->as<ObjectPath>())
        return program.threads[program.thread_of(known->object, thread.decl)].name;
    return path(*thread.instance) + ".thread" + std::to_string(thread.decl);
}

std::string Printer::nests(const Nesting& nesting) const {
    const std::string& held = program.lock_classes[nesting.held].name;
    if (nesting.taken == none) return "queued(" + held + ")";
    return "nests(" + held + ", " + program.lock_classes[nesting.taken].name + ")";
}

std::string Printer::of(const Conditional& choice) const {
    return "(" + expr(*choice.condition) + " ? " + expr(*choice.yes) + " : " + expr(*choice.no) + ")";
}

std::string Printer::expr(const Expr& expr) const {
    if (const auto* constant = expr.as<Constant>())
        return expr.type.kind == ValueType::Kind::integer ? std::to_string(constant->value)
                                                          : program.print(constant->value, expr.type);
    return std::visit([&](const auto& what) -> std::string { return of(what); }, expr.what);
}

}  // namespace

std::string dump(const Program& program, const Routine* routine, const Expr& expr) {
    return Printer{program, routine}.expr(expr);
}

std::string dump(const Program& program, const Routine* routine, const Path& path) {
    return Printer{program, routine}.path(path);
}

}  // namespace revoke_mc::program
