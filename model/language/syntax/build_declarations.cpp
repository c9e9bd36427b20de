// Declarations: types and variables, functions and threads, components, and what stands at the top level.
//
// Each kind of declaration has one slot that fills while it is read and is moved to its list at its end.
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "model/language/syntax/builder.hpp"

namespace revoke_mc::syntax {
namespace {

TypeName clone_type(const TypeName& from) {
    return {from.place, from.name, from.pointer, from.low ? clone(*from.low) : nullptr,
            from.high ? clone(*from.high) : nullptr};
}

}  // namespace

// ---- types and variables

void Builder::begin_declaration() {
    constant_ = false;
    ghost_ = false;
    pointer_ = false;
}

void Builder::type(Text t) {
    type_ = TypeName{};
    type_.place = place(t.data());
    type_.name = t;
}

void Builder::type_range() {
    type_.high = take_value();
    type_.low = take_value();
}

void Builder::declare(Text t) {
    Variable variable;
    variable.place = place(t.data());
    variable.name = t;
    variable.type = clone_type(type_);
    variable.type.pointer = std::exchange(pointer_, false);
    variable.constant = constant_;
    variable.ghost = ghost_;
    variables_.push_back(std::move(variable));
}

void Builder::variable_array() { variable().array = take_value(); }

void Builder::variable_per_buffer() { variable().per_buffer = true; }

void Builder::variable_initial() { variable().initial = take_value(); }

void Builder::variable_guard() { variable().guarded_by = take_value(); }

std::vector<Variable> Builder::take_variables() { return std::exchange(variables_, {}); }

// ---- functions and threads

/// What looked like a variable turns out to be a function.
void Builder::begin_function() {
    Variable head = std::move(variables_.back());
    variables_.pop_back();
    if (head.constant) fail(head.type.place, "a function cannot be const");
    function_ = Function{};
    function_.place = head.place;
    function_.name = std::move(head.name);
    function_.result = std::move(head.type);
    function_.ghost = head.ghost;
}

void Builder::begin_predicate() {
    Name name = take_name();
    function_ = Function{};
    function_.place = name.place;
    function_.name = std::move(name.text);
    function_.result.place = name.place;
    function_.result.name = "bool";
    function_.predicate = true;
}

void Builder::begin_override() {
    Name function = take_name();
    Name component = take_name();
    function_ = Function{};
    function_.place = function.place;
    function_.name = component.text + "." + function.text;
    function_.result = std::move(type_);
    function_.result.pointer = std::exchange(pointer_, false);
    function_.override_ = true;
}

void Builder::end_parameters() { function_.parameters = take_variables(); }

void Builder::function_context(Function::Context context, Text t) {
    if (function_.context != Function::Context::any)
        fail(t.data(), "a function runs in one context", "__irq_context is atomic, too");
    if (function_.ghost) fail(t.data(), "ghost code runs in no context", "leave it out: ghost code never sleeps");
    function_.context = context;
}

void Builder::end_function() {
    if (function_.predicate)
        function_.value = take_value();
    else
        function_.body = std::move(finished_);
    (in_component_ ? component_.functions : file_.functions).push_back(std::move(function_));
}

void Builder::begin_thread(Thread::Kind kind) {
    thread_ = Thread{};
    thread_.kind = kind;
}

void Builder::thread_name() {
    Name name = take_name();
    thread_.place = name.place;
    thread_.name = std::move(name.text);
}

void Builder::thread_array() { thread_.array = take_value(); }

void Builder::end_thread() {
    thread_.parameters = std::move(function_.parameters);
    function_.parameters.clear();
    thread_.body = std::move(finished_);
    component_.threads.push_back(std::move(thread_));
}

// ---- components

void Builder::begin_component(Text role) {
    component_ = Component{};
    component_.role = role;
    in_component_ = true;
}

void Builder::component_name() {
    Name name = take_name();
    component_.place = name.place;
    component_.name = std::move(name.text);
}

void Builder::component_count() { component_.count = take_value(); }

void Builder::component_variables() {
    for (auto& variable : take_variables()) component_.variables.push_back(std::move(variable));
}

void Builder::end_component() {
    in_component_ = false;
    file_.components.push_back(std::move(component_));
}

void Builder::attached_name() {
    Name name = take_name();
    Attached attached;
    attached.kind = attached_kind_;
    attached.place = name.place;
    attached.name = std::move(name.text);
    component_.attached.push_back(std::move(attached));
}

void Builder::attached_array() { component_.attached.back().array = take_value(); }

void Builder::attached_of() { component_.attached.back().of = take_name().text; }

void Builder::attached_mode() { component_.attached.back().mode = take_name().text; }

void Builder::attached_context() { component_.attached.back().context = take_name().text; }

void Builder::begin_group(Group::Kind kind, Text t) {
    group_ = Group{};
    group_.kind = kind;
    group_.place = place(t.data());
}

void Builder::group_name() {
    Name name = take_name();
    group_.place = name.place;
    group_.name = std::move(name.text);
}

void Builder::end_group() {
    group_.variables = take_variables();
    component_.groups.push_back(std::move(group_));
}

// ---- the top level

void Builder::title(Text t) {
    file_.title_place = place(t.data());
    file_.title = plain_text(t);
}

void Builder::library() {
    Name name = take_name();
    file_.library = true;
    file_.title_place = name.place;
    file_.title = std::move(name.text);
}

void Builder::source(Text t) { file_.sources.push_back(plain_text(t)); }

void Builder::use_library() {
    Name name = take_name();
    file_.uses.push_back({name.place, std::move(name.text), false});
}

void Builder::use_file(Text t) { file_.uses.push_back({place(t.data()), unquote(t), true}); }

void Builder::begin_param(bool boolean) {
    Name name = take_name();
    param_ = Param{};
    param_.boolean = boolean;
    param_.place = name.place;
    param_.name = std::move(name.text);
}

void Builder::param_range() {
    param_.high = take_value();
    param_.low = take_value();
}

void Builder::param_initial() {
    param_.initial = take_value();
    file_.params.push_back(std::move(param_));
}

void Builder::constant_value() {
    Name name = take_name();
    file_.constants.push_back({name.place, std::move(name.text), take_value()});
}

void Builder::enumeration() {
    auto values = take_all_named();
    Name name = take_name();
    file_.enums.push_back({name.place, std::move(name.text), std::move(values)});
}

void Builder::structure() {
    Name name = take_name();
    file_.structs.push_back({name.place, std::move(name.text), take_variables()});
}

/// What looked like a variable of the type dma_buf turns out to be a buffer.
void Builder::buffer() {
    Variable head = std::move(variables_.back());
    variables_.pop_back();
    Name exporter = take_name();
    if (head.type.name != "dma_buf" || head.type.pointer || head.constant || head.ghost)
        fail(head.type.place, "only a dma_buf can be 'of' an exporter here",
             "write dma_buf " + head.name + " of " + exporter.text + ";");
    file_.buffers.push_back({head.place, std::move(head.name), std::move(exporter.text)});
}

// ---- properties

void Builder::begin_property(PropertyForm form, Text t) {
    property_ = Property{};
    property_.form = form;
    property_.place = place(t.data());
}

void Builder::property_label() { property_.name = take_name().text; }

void Builder::property_condition() { property_.condition = take_value(); }

/// What stood before it is what it leads from.
void Builder::property_leads_to() {
    property_.form = PropertyForm::leads_to;
    property_.trigger = std::move(property_.condition);
    property_.condition = take_value();
}

/// `always a, b;` is one property for each name.
void Builder::property_names() {
    for (auto& name : take_names()) {
        Property property;
        property.form = PropertyForm::named;
        property.place = name.place;
        property.name = std::move(name.text);
        file_.properties.push_back(std::move(property));
    }
}

void Builder::property_entering() {
    const Place place = values_.back().expr->place;
    if (property_.entering) fail(place, "this property forbids two entries");
    property_.entering = take_value();
}

void Builder::property_each_type(Text t) {
    if (property_.each) fail(t.data(), "this property has two 'for each'");
    property_.each.emplace();
    property_.each->place = place(t.data());
    property_.each->type = t;
}

void Builder::property_each_name() {
    Name name = take_name();
    property_.each->place = name.place;
    property_.each->name = std::move(name.text);
}

void Builder::property_as() {
    Name name = take_name();
    if (!property_.name.empty())
        fail(name.place, fmt::format("this property already has the name '{}'", property_.name));
    property_.name = std::move(name.text);
}

void Builder::property_blames(Text t) {
    if (!property_.blames.empty()) fail(t.data(), "this property blames two sides");
    property_.blames = take_name().text;
}

void Builder::end_property() { file_.properties.push_back(std::move(property_)); }

// ---- fairness; `for each` is read as that of a property

void Builder::begin_fair_lock(Text t) { begin_property(PropertyForm::always, t); }
void Builder::fair_locked() { property_.condition = take_value(); }
void Builder::end_fair_lock() {
    file_.fair_locks.push_back({property_.place, std::move(property_.condition), std::move(property_.each)});
}

// ---- lock order

void Builder::events() {
    for (auto& event : take_all_named()) file_.events.push_back(std::move(event));
}

void Builder::lock_order(Text t) { file_.lock_orders.push_back({place(t.data()), take_all_named()}); }

// ---- expectations

void Builder::begin_expect(ExpectForm form, Text t) {
    expect_ = Expect{};
    expect_.form = form;
    expect_.place = place(t.data());
}

void Builder::expect_names() {
    for (auto& name : take_names()) {
        expect_.names.push_back(std::move(name.text));
        expect_.name_places.push_back(name.place);
    }
}

void Builder::expect_every() {
    Name name = take_name();
    expect_.every = std::move(name.text);
    expect_.every_place = name.place;
}

void Builder::count(Text t) {
    const auto [end, error] = std::from_chars(t.data(), t.data() + t.size(), count_);
    if (error != std::errc{}) fail(t.data(), "this count is too large");
}

void Builder::expect_count(Text what, std::optional<std::uint64_t> Expect::*field) {
    if (expect_.*field) fail(what.data(), "the same count is given twice");
    expect_.*field = count_;
}

void Builder::end_expect() { file_.expects.push_back(std::move(expect_)); }

// ---- what a log shows

void Builder::begin_log_entry(Text t) {
    file_.log.emplace_back();
    file_.log.back().place = place(t.data());
}

void Builder::log_argument() { file_.log.back().arguments.push_back({take_value(), std::exchange(log_new_, false)}); }

// ---- rules and how they are read

void Builder::quoted_text(Text t) { quotation_.text = plain_text(t); }
void Builder::quoted_source(Text t) { quotation_.source = plain_text(t); }

void Builder::rule() { file_.rules.push_back({take_named(), std::move(quotation_)}); }

void Builder::begin_reading() {
    NamedPlace of = take_named();
    file_.readings.push_back({take_named(), std::move(of), {}, {}});
}

void Builder::way() {
    file_.readings.back().ways.push_back(take_named());
    file_.readings.back().quotations.push_back(std::move(quotation_));
}

void Builder::choose_reading() {
    NamedPlace way = take_named();
    file_.choices.push_back({take_named(), std::move(way)});
}

// ---- acceptances

void Builder::accept_id(Text t) { file_.accepts.push_back({place(t.data()), plain_text(t), {}, {}}); }

void Builder::accept_reason(Text t) {
    file_.accepts.back().reason_place = place(t.data());
    file_.accepts.back().reason = plain_text(t);
}

}  // namespace revoke_mc::syntax
