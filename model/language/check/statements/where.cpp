// What may stand where: the rules that a statement's surroundings decide.
#include "model/language/check/statements/body.hpp"

namespace revoke_mc::check {
namespace {

using Kind = ast::StmtKind;

const char* name_of(Kind kind) {
    switch (kind) {
    case Kind::call: return "a call";
    case Kind::while_: return "while";
    case Kind::loop: return "loop";
    case Kind::either: return "either";
    case Kind::foreach: return "foreach";
    case Kind::each: return "each";
    case Kind::atomic: return "atomic";
    case Kind::ghost: return "ghost";
    case Kind::await: return "await";
    case Kind::bound: return "bound";
    case Kind::skip: return "skip";
    case Kind::break_: return "break";
    case Kind::continue_: return "continue";
    case Kind::goto_: return "goto";
    case Kind::return_: return "return";
    case Kind::labelled: return "a label";
    case Kind::declare: return "a declaration";
    default: return "this statement";
    }
}

bool fine_in_each(Kind kind) {
    switch (kind) {
    case Kind::block:
    case Kind::assign:
    case Kind::increment:
    case Kind::if_:
    case Kind::each:
    case Kind::ghost:
    case Kind::assert_: return true;
    default: return false;
    }
}

bool fine_in_ghost(Kind kind) {
    switch (kind) {
    case Kind::declare:
    case Kind::call:
    case Kind::bound:
    case Kind::return_: return true;
    default: return fine_in_each(kind);
    }
}

bool walks(Kind kind) { return kind == Kind::loop || kind == Kind::while_ || kind == Kind::foreach; }

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
    if (stmt.kind == Kind::return_ && flow_.ghost && !(function_ && function_->source->ghost)) {
        refuse(stmt, name, "cannot leave ghost code");
        return false;
    }
    if (flow_.atomic && !flow_.ghost && walks(stmt.kind)) {
        refuse(stmt, name, "cannot stand inside atomic: an atomic step is finite",
               "use each for the same change of every element");
        return false;
    }
    if (stmt.kind == Kind::each && !flow_.atomic && !flow_.ghost) {
        refuse(stmt, name, "may stand only inside atomic or ghost code",
               "write atomic { each ... }, or foreach for one step per element");
        return false;
    }
    if ((stmt.kind == Kind::break_ || stmt.kind == Kind::continue_) && !flow_.breakable) {
        refuse(stmt, name, "stands outside of a loop");
        return false;
    }
    return true;
}

}  // namespace revoke_mc::check
