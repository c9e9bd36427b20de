// What may stand where: the rules that a statement's surroundings decide.
#include "model/language/check/statements/body.hpp"

namespace revoke_mc::check {
namespace {

using ast::StmtKind;

const char* name_of(StmtKind kind) {
    switch (kind) {
    case StmtKind::call: return "a call";
    case StmtKind::while_: return "while";
    case StmtKind::loop: return "loop";
    case StmtKind::either: return "either";
    case StmtKind::foreach: return "foreach";
    case StmtKind::each: return "each";
    case StmtKind::atomic: return "atomic";
    case StmtKind::ghost: return "ghost";
    case StmtKind::await: return "await";
    case StmtKind::bound: return "bound";
    case StmtKind::skip: return "skip";
    case StmtKind::break_: return "break";
    case StmtKind::continue_: return "continue";
    case StmtKind::goto_: return "goto";
    case StmtKind::return_: return "return";
    case StmtKind::labelled: return "a label";
    case StmtKind::declare: return "a declaration";
    default: return "this statement";
    }
}

bool fine_in_each(StmtKind kind) {
    switch (kind) {
    case StmtKind::block:
    case StmtKind::assign:
    case StmtKind::increment:
    case StmtKind::if_:
    case StmtKind::each:
    case StmtKind::ghost:
    case StmtKind::assert_: return true;
    default: return false;
    }
}

bool fine_in_ghost(StmtKind kind) {
    switch (kind) {
    case StmtKind::declare:
    case StmtKind::call:
    case StmtKind::bound:
    case StmtKind::return_: return true;
    default: return fine_in_each(kind);
    }
}

bool walks(StmtKind kind) { return kind == StmtKind::loop || kind == StmtKind::while_ || kind == StmtKind::foreach; }

}  // namespace

void Body::refuse(const ast::Stmt& stmt, const std::string& what, const std::string& why, const std::string& hint) {
    world_.error(stmt.place, what + " " + why, hint);
}

bool Body::allowed(const ast::Stmt& stmt) {
    const std::string name = name_of(stmt.kind);
    if (flow_.each && !fine_in_each(stmt.kind)) {
        refuse(stmt, name, "cannot stand inside each", "each may assign, test and assert; predicates may be used");
        return false;
    }
    if (flow_.ghost && !fine_in_ghost(stmt.kind)) {
        refuse(stmt, name, "cannot stand in ghost code",
               "ghost code may assign ghost variables, test, assert, bound, and use each");
        return false;
    }
    if (stmt.kind == StmtKind::return_ && flow_.ghost && !(function_ && function_->source->ghost)) {
        refuse(stmt, name, "cannot leave ghost code");
        return false;
    }
    if (flow_.atomic && !flow_.ghost && walks(stmt.kind)) {
        refuse(stmt, name, "cannot stand inside atomic: an atomic step is finite",
               "use each for the same change of every element");
        return false;
    }
    if (stmt.kind == StmtKind::each && !flow_.atomic && !flow_.ghost) {
        refuse(stmt, name, "may stand only inside atomic or ghost code",
               "write atomic { each ... }, or foreach for one step per element");
        return false;
    }
    if ((stmt.kind == StmtKind::break_ || stmt.kind == StmtKind::continue_) && !flow_.breakable) {
        refuse(stmt, name, "stands outside of a loop");
        return false;
    }
    return true;
}

}  // namespace revoke_mc::check
