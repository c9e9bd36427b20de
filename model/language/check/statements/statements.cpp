// Control statements: blocks, conditions, loops, choices, walks, jumps, labels.
//
// The core has one loop, which only `break` leaves: `while (c) S` becomes loop { if (c) S else break }.
#include "model/language/check/statements/body.hpp"
#include "model/language/check/storage/storage.hpp"

namespace revoke_mc::check {

Body::Body(World& world, core::ComponentId component, const Function* function)
    : world_(world), function_(function), context_(world, numbers_), scope_(nullptr) {
    scopes_.push_back(std::make_unique<Scope>(nullptr));
    scope_ = scopes_.back().get();
    context_.scope = scope_;
    context_.component = component;
    context_.running = true;
    if (component != none) self_ = make_path(core::SelfPath{}, {});
    context_.self = self_.get();
    const bool ghost = function && function->source->ghost;
    flow_.ghost = context_.ghost = context_.ghost_code = context_.said = ghost;
    const ast::File* file = function ? function->file : component != none ? world.components[component].file : nullptr;
    kernel_ = file && world.in_kernel({file->file, 1, 1});
}

Body::~Body() = default;

core::LocalId Body::parameter(const Parameter& parameter) {
    Symbol symbol;
    symbol.name = parameter.name;
    symbol.place = parameter.place;
    symbol.type = parameter.type;
    symbol.local = numbers_.local(parameter.name, parameter.type);
    symbol.ghost = flow_.ghost;
    const auto local = symbol.local;
    declare(std::move(symbol));
    return local;
}

core::RefId Body::reference_parameter(const Parameter& parameter) {
    Symbol symbol;
    symbol.kind = Symbol::Kind::reference;
    symbol.name = parameter.name;
    symbol.place = parameter.place;
    symbol.ref = numbers_.reference(parameter.name);
    symbol.object = parameter.object;
    symbol.nullable = parameter.initial != nullptr;
    const auto ref = symbol.ref;
    declare(std::move(symbol));
    return ref;
}

StmtPtr Body::translate(const ast::Stmt& body) {
    Stmts out;
    add(body, out);
    if (out.size() == 1 && out.front()->is<core::Block>()) return std::move(out.front());
    return make_block(std::move(out), body.place);
}

void Body::declare(Symbol symbol) {
    if (const auto* other = scope_->find(symbol.name)) {
        world_.error(symbol.place,
                     "'" + symbol.name + "' is declared already, in line " + std::to_string(other->place.line),
                     "give it another name");
        return;
    }
    scope_->symbols.push_back(std::move(symbol));
}

StmtPtr Body::make(core::Stmt::What what, const ast::Stmt& stmt) const {
    auto made = make_stmt(std::move(what), stmt.place);
    made->source = world_.texts.of(stmt);
    return made;
}

/// The calls that a statement's expressions need, then the statement.
void Body::finish(StmtPtr stmt, Calls& calls, Stmts& out) {
    warn_torn_read(*stmt, calls.reads);
    for (auto& before : calls.hoisted.before) out.push_back(std::move(before));
    stmt->consumes = calls.hoisted.temporaries;
    out.push_back(std::move(stmt));
}

StmtPtr Body::single(const ast::Stmt& stmt) {
    Stmts out;
    add(stmt, out);
    return one_of(std::move(out), stmt.place);
}

void Body::add(const ast::Stmt& stmt, Stmts& out) {
    if (!allowed(stmt)) return;
    const Apart apart(*this);
    switch (stmt.kind) {
    case ast::StmtKind::block: add_block(stmt, out); break;
    case ast::StmtKind::declare: add_declaration(stmt, out); break;
    case ast::StmtKind::assign: add_assignment(stmt, out); break;
    case ast::StmtKind::increment: add_increment(stmt, out); break;
    case ast::StmtKind::call: add_call(stmt, out); break;
    case ast::StmtKind::if_: add_if(stmt, out); break;
    case ast::StmtKind::while_: add_while(stmt, out); break;
    case ast::StmtKind::loop: add_loop(stmt, out); break;
    case ast::StmtKind::either: add_either(stmt, out); break;
    case ast::StmtKind::foreach:
    case ast::StmtKind::each: add_walk(stmt, out); break;
    case ast::StmtKind::atomic: add_atomic(stmt, out); break;
    case ast::StmtKind::ghost: add_ghost(stmt, out); break;
    case ast::StmtKind::await:
    case ast::StmtKind::assert_:
    case ast::StmtKind::bound: add_condition(stmt, out); break;
    default: add_jumping(stmt, out);
    }
}

void Body::add_jumping(const ast::Stmt& stmt, Stmts& out) {
    switch (stmt.kind) {
    case ast::StmtKind::skip: add_skip(stmt, out); break;
    case ast::StmtKind::break_: out.push_back(make(core::Break{}, stmt)); break;
    case ast::StmtKind::continue_: out.push_back(make(core::Continue{}, stmt)); break;
    case ast::StmtKind::goto_: out.push_back(make(core::Goto{stmt.text}, stmt)); break;
    case ast::StmtKind::return_: add_return(stmt, out); break;
    default: add_labelled(stmt, out);
    }
}

void Body::add_skip(const ast::Stmt& stmt, Stmts& out) {
    out.push_back(make(core::Skip{}, stmt));
    if (!stmt.point) return;
    const core::LogPointId point{*stmt.point};
    out.back()->get<core::Skip>().point = point;
    out.back()->source = world_.program.log[point].text();
}

void Body::add_block(const ast::Stmt& stmt, Stmts& out) {
    scopes_.push_back(std::make_unique<Scope>(scope_));
    scope_ = scopes_.back().get();
    context_.scope = scope_;
    OpenBlock open;
    blocks_.push_back(&open);
    core::Block block;
    for (const auto& child : stmt.body) add(*child, block.body);
    block.locals = std::move(open.locals);
    block.refs = std::move(open.refs);
    blocks_.pop_back();
    scope_ = const_cast<Scope*>(scope_->outer);
    context_.scope = scope_;
    out.push_back(make(std::move(block), stmt));
}

void Body::add_if(const ast::Stmt& stmt, Stmts& out) {
    Calls calls(*this);
    core::If choice;
    choice.condition = check_condition(context_, *stmt.exprs[0]);
    choice.then = single(*stmt.body[0]);
    if (stmt.body.size() > 1) choice.otherwise = single(*stmt.body[1]);
    finish(make(std::move(choice), stmt), calls, out);
}

void Body::add_while(const ast::Stmt& stmt, Stmts& out) {
    const Within within(*this);
    flow_.breakable = true;
    Stmts body;
    {
        Calls calls(*this);
        core::If test;
        test.condition = check_condition(context_, *stmt.exprs[0]);
        test.then = single(*stmt.body[0]);
        test.otherwise = make(core::Break{}, stmt);
        finish(make(std::move(test), stmt), calls, body);
    }
    out.push_back(make(core::Loop{one_of(std::move(body), stmt.place)}, stmt));
}

void Body::add_loop(const ast::Stmt& stmt, Stmts& out) {
    const Within within(*this);
    flow_.breakable = true;
    out.push_back(make(core::Loop{single(*stmt.body[0])}, stmt));
}

void Body::add_either(const ast::Stmt& stmt, Stmts& out) {
    core::Either either;
    for (const auto& branch : stmt.body) either.branches.push_back(single(*branch));
    out.push_back(make(std::move(either), stmt));
}

void Body::add_walk(const ast::Stmt& stmt, Stmts& out) {
    const bool each = stmt.kind == ast::StmtKind::each;
    if (!each && stmt.binder->type == "int") {
        refuse(stmt, "foreach over numbers", "has no meaning of its own", "write a while loop, or each inside atomic");
        return;
    }
    const Within within(*this);
    scopes_.push_back(std::make_unique<Scope>(scope_));
    scope_ = scopes_.back().get();
    auto bound = check_binder(context_, *stmt.binder, *scope_, false);
    context_.scope = scope_;
    flow_.each = flow_.each || each;
    flow_.breakable = flow_.breakable || !each;
    auto body = single(*stmt.body[0]);
    scope_ = const_cast<Scope*>(scope_->outer);
    context_.scope = scope_;
    core::Binder over{bound.set.value_or(core::Set{}), bound.ref, bound.local, std::move(bound.where)};
    out.push_back(each ? make(core::Each{std::move(over), std::move(body)}, stmt)
                       : make(core::Foreach{std::move(over), bound.ordered, std::move(body)}, stmt));
}

void Body::add_atomic(const ast::Stmt& stmt, Stmts& out) {
    const Within within(*this);
    flow_.atomic = true;
    out.push_back(make(core::Atomic{single(*stmt.body[0])}, stmt));
}

void Body::add_ghost(const ast::Stmt& stmt, Stmts& out) {
    const Within within(*this);
    flow_.ghost = context_.ghost = context_.ghost_code = context_.said = true;
    out.push_back(make(core::Ghost{single(*stmt.body[0])}, stmt));
}

StmtPtr Body::make_assert(const ast::Stmt& stmt, core::ExprPtr condition) {
    const auto blames = blame_of(stmt.blames);
    auto made = make(core::Assert{std::move(condition), none, stmt.text, blames.value_or(core::Blame::nobody)}, stmt);
    if (stmt.or_trap) world_.or_trap.insert(made.get());
    if (stmt.or_trap && stmt.text.empty())
        world_.error(stmt.place, "an assert without a name is always checked",
                     "leave out 'or trap', or name it: as NAME");
    if (!blames)
        world_.error(stmt.place, "'" + stmt.blames + "' cannot be blamed",
                     "known: EXPORTER, IMPORTER, CORE, USER, CALLER");
    return made;
}

/// await, assert, bound.
void Body::add_condition(const ast::Stmt& stmt, Stmts& out) {
    const Within within(*this);
    Calls calls(*this);
    const bool await = stmt.kind == ast::StmtKind::await;
    if (await && !flow_.atomic) {
        context_.hoisted = nullptr;
        context_.no_calls = "in await: it would be called once, not again and again";
    }
    if (stmt.kind == ast::StmtKind::assert_) context_.ghost = context_.said = true;
    auto condition = check_condition(context_, *stmt.exprs[0]);
    context_.no_calls.clear();
    if (await)
        finish(make(core::Await{std::move(condition)}, stmt), calls, out);
    else if (stmt.kind == ast::StmtKind::bound)
        finish(make(core::Bound{std::move(condition), stmt.text}, stmt), calls, out);
    else
        finish(make_assert(stmt, std::move(condition)), calls, out);
}

void Body::add_return(const ast::Stmt& stmt, Stmts& out) {
    Calls calls(*this);
    core::Return back;
    const bool wants_value = function_ && function_->result;
    const std::string name = function_ ? function_->full_name : "a thread";
    if (!stmt.exprs.empty() && stmt.exprs[0]) {
        if (wants_value)
            back.value = check_value(context_, *stmt.exprs[0], *function_->result, "returned from " + name);
        else if (!function_ || !function_->broken)
            world_.error(stmt.exprs[0]->place, name + " returns no value");
    } else if (wants_value) {
        world_.error(stmt.place, "a value is missing: " + name + " returns " + describe(world_, *function_->result));
    }
    finish(make(std::move(back), stmt), calls, out);
}

/// `waits EVENT:`, `signalling EVENT:`. Their text is not a label: nobody jumps there.
void Body::label_event(const ast::Stmt& stmt, core::Labelled& labelled) {
    const bool waits = stmt.label == ast::Label::waits;
    if (!waits && stmt.label != ast::Label::signalling) return;
    labelled.rest = false;
    labelled.label = (waits ? "waits " : "signalling ") + stmt.text;
    (waits ? labelled.waits : labelled.signals) = find_event(world_, {stmt.place, stmt.text});
}

void Body::add_labelled(const ast::Stmt& stmt, Stmts& out) {
    core::Labelled labelled;
    labelled.label = stmt.text;
    labelled.rest = stmt.text == "rest";
    if (labelled.rest && flow_.atomic)
        world_.error(stmt.place, "no thread can rest inside atomic", "put rest: in front of it");
    if (labelled.rest && flow_.ghost) world_.error(stmt.place, "no thread can rest in ghost code");
    labelled.fair = stmt.label == ast::Label::fair;
    label_event(stmt, labelled);
    if (labelled.fair && flow_.ghost) world_.error(stmt.place, "ghost code takes no step that could be fair");
    if (labelled.fair && labelled.rest)
        world_.error(stmt.place, "a thread may stay at rest for ever, so 'fair rest' means nothing",
                     "give the fair step a label of its own, as in rest: fair L: ...");
    labelled.body = single(*stmt.body[0]);
    out.push_back(make(std::move(labelled), stmt));
}

void Body::add_call(const ast::Stmt& stmt, Stmts& out) {
    const ast::Expr& call = *stmt.exprs[0];
    Calls calls(*this);
    auto target = resolve_call(context_, call);
    if (target.kind == Target::Kind::error) return;
    if (target.kind == Target::Kind::function && target.function->source->predicate) {
        world_.error(call.place, target.function->full_name + " is a predicate: its value must be used");
        return;
    }
    auto stmts = make_call(context_, call, std::move(target), none);
    for (auto& before : calls.hoisted.before) out.push_back(std::move(before));
    if (!stmts.empty()) stmts.back()->source = world_.texts.of(stmt);
    if (!stmts.empty() && stmts.front()->is<core::Assert>()) stmts.front()->source = stmts.back()->source;
    for (auto& made : stmts) out.push_back(std::move(made));
}

}  // namespace revoke_mc::check
