// The grammar of what a spec is made of: functions, threads, components, properties, expectations.
//
// Each declaration starts with a word of its own; only variables, functions and buffers start with a type
// and are told apart behind the name. See grammar.hpp for how to read the rules.
#pragma once

#include "model/language/syntax/grammar_statements.hpp"

namespace revoke_mc::syntax::grammar {

// ---- functions and threads

struct parameter : seq<modifiers, here<"the type of a parameter", type>, declared<"the name of a parameter">,
                       opt<variable_array>, opt<initial>> {};
struct no_parameters : seq<at<word<"void">, close_paren>, word<"void">> {};
struct parameter_list : opt<sor<no_parameters, seq<not_at<exact_mark<")">>, comma_list<parameter>>>> {
    static void on(Builder& b, Text) { b.end_parameters(); }
};
struct parameters : seq<open_paren, parameter_list, behind<"')' or ',' after the parameter", close_paren>> {};

struct function_start : at<exact_mark<"(">> {
    static void on(Builder& b, Text) { b.begin_function(); }
};
template <Function::Context Context, Literal Word>
struct context_word : word<Word> {
    static void on(Builder& b, Text t) { b.function_context(Context, t); }
};
struct contexts : star<sor<context_word<Function::Context::atomic, "__atomic_context">,
                           context_word<Function::Context::irq, "__irq_context">>> {};
struct function : seq<function_start, parameters, contexts, body> {
    static void on(Builder& b, Text) { b.end_function(); }
};
struct predicate_start : seq<word<"predicate">, name_of<"the name of a predicate">> {
    static void on(Builder& b, Text) { b.begin_predicate(); }
};
struct predicate : seq<predicate_start, behind<"'(' and the parameters", parameters>,
                       behind<"'=' and the meaning of the predicate", equals>, value<"an expression">,
                       semicolon_after<"';' after the predicate">> {
    static void on(Builder& b, Text) { b.end_function(); }
};
struct override_start : seq<word<"override">, declaration_start, here<"the type of the result", type>, opt<pointer>,
                            name_of<"the name of a component">,
                            behind<"'.' and the function that is replaced, as in vfio.attach", mark<".">>,
                            name_of<"the name of a function">> {
    static void on(Builder& b, Text) { b.begin_override(); }
};
struct override_ : seq<override_start, behind<"'(' and the parameters", parameters>, contexts, body> {
    static void on(Builder& b, Text) { b.end_function(); }
};

template <Thread::Kind Kind, Literal Word>
struct thread_word : word<Word> {
    static void on(Builder& b, Text) { b.begin_thread(Kind); }
};
struct thread_name : name_of<"the name of a thread"> {
    static void on(Builder& b, Text) { b.thread_name(); }
};
struct work_array : array_size {
    static void on(Builder& b, Text) { b.thread_array(); }
};
struct thread_head
    : seq<sor<thread_word<Thread::Kind::thread, "thread">, thread_word<Thread::Kind::device, "device">>, thread_name> {
};
struct work_head : seq<thread_word<Thread::Kind::work, "work">, thread_name, opt<work_array>, opt<parameters>> {};
struct thread : seq<sor<thread_head, work_head>, body> {
    static void on(Builder& b, Text) { b.end_thread(); }
};

// ---- components

template <Attached::Kind Kind, Literal Word>
struct attached_word : word<Word> {
    static void on(Builder& b, Text) { b.begin_attached(Kind); }
};
struct attached_name : name_of<"a name"> {
    static void on(Builder& b, Text) { b.attached_name(); }
};
struct attached_array : array_size {
    static void on(Builder& b, Text) { b.attached_array(); }
};
template <Literal What>
struct attached_of : name_of<What> {
    static void on(Builder& b, Text) { b.attached_of(); }
};
struct attached_mode : seq<colon, name_of<"static, pin_legacy, pin_revocable or dynamic">> {
    static void on(Builder& b, Text) { b.attached_mode(); }
};
template <Literal Of, Literal Owner>
struct attached_one : seq<attached_name, opt<attached_array>, behind<Of, word<"of">>, attached_of<Owner>> {};

struct attachment_one : seq<attached_one<"'of' and the buffer", "the name of a buffer">, opt<attached_mode>> {};
struct mapping_one : attached_one<"'of' and the attachment", "the name of an attachment"> {};
struct fence_context : seq<word<"context">, name_of<"the name of a dma_fence_context">> {
    static void on(Builder& b, Text) { b.attached_context(); }
};
struct fence_one : seq<attached_one<"'of' and the buffer", "the name of a buffer">, opt<fence_context>> {};
template <Attached::Kind Kind, Literal Word, typename One>
struct attached_list : seq<at<word<Word>, free_word, not_at<space, exact_mark<"(">>>, attached_word<Kind, Word>,
                           comma_list<One>, semicolon_after<"';' after the declaration">> {};
struct attached : sor<attached_list<Attached::Kind::attachment, "attachment", attachment_one>,
                      attached_list<Attached::Kind::mapping, "mapping", mapping_one>,
                      attached_list<Attached::Kind::fence, "fence", fence_one>> {};

template <Group::Kind Kind, Literal Word>
struct group_word : word<Word> {
    static void on(Builder& b, Text t) { b.begin_group(Kind, t); }
};
struct object_name : name_of<"the name of an object"> {
    static void on(Builder& b, Text) { b.group_name(); }
};
struct fields : behind<"'{' and the fields", braced<"a field or '}'", field>> {};
struct per_group
    : seq<word<"per">,
          behind<"'buffer' or 'attachment' after 'per'", sor<group_word<Group::Kind::per_buffer, "buffer">,
                                                             group_word<Group::Kind::per_attachment, "attachment">>>> {
};
struct object_group : seq<group_word<Group::Kind::object, "object">, object_name> {};
struct group : seq<sor<per_group, object_group>, fields> {
    static void on(Builder& b, Text) { b.end_group(); }
};

struct member_variables : seq<variable_tail, more_variables, semicolon_after<"';' after the declaration">> {
    static void on(Builder& b, Text) { b.component_variables(); }
};
struct starts_declaration
    : at<sor<builtin_type, exact_word<"ghost">, seq<type_word, space, opt<mark<"*">>, any_word>>> {};
struct variable_or_function : seq<starts_declaration, modifiers, here<"a type", type>,
                                  declared<"the name of a variable or function">, sor<function, member_variables>> {};
struct component_member : seq<item_start, sor<thread, group, predicate, attached, variable_or_function>> {};

struct role_leaf : sor<exact_word<"exporter">, exact_word<"importer">, exact_word<"user">> {
    static void on(Builder& b, Text t) { b.begin_component(t); }
};
struct component_name : type_name_of<"the name of a component"> {
    static void on(Builder& b, Text) { b.component_name(); }
};
struct component_count : seq<mark<"[">, value<"the number of instances">, behind<"']'", mark<"]">>> {
    static void on(Builder& b, Text) { b.component_count(); }
};
struct ordered : word<"ordered"> {
    static void on(Builder& b, Text) { b.component_ordered(); }
};
struct component : seq<role_leaf, space, component_name, opt<component_count>, opt<ordered>,
                       behind<"'{' and the members", braced<"a member or '}'", component_member>>> {
    static void on(Builder& b, Text) { b.end_component(); }
};

// ---- properties and expectations

template <PropertyForm Form, Literal Word>
struct property_word : word<Word> {
    static void on(Builder& b, Text t) { b.begin_property(Form, t); }
};
/// `always possible`, two words of one form.
struct always_possible : seq<word<"always">, word<"possible">> {
    static void on(Builder& b, Text t) { b.begin_property(PropertyForm::possible, t); }
};
struct property_label : seq<name, colon> {
    static void on(Builder& b, Text) { b.property_label(); }
};
struct maybe_label : opt<at<free_name, colon>, property_label> {};
struct property_condition : value<"a condition"> {
    static void on(Builder& b, Text) { b.property_condition(); }
};
struct property_as : seq<word<"as">, name_of<"the name of a property">> {
    static void on(Builder& b, Text) { b.property_as(); }
};
struct property_blames : seq<word<"blames">, name_of<"the side to blame, as in 'blames EXPORTER'">> {
    static void on(Builder& b, Text t) { b.property_blames(t); }
};
struct entered : seq<here<"a function or a label", path>, opt<at_labels>> {};
struct without_entering : seq<word<"without">, behind<"'entering' after 'without'", word<"entering">>, entered> {
    static void on(Builder& b, Text) { b.property_entering(); }
};
struct each_type_leaf : type_word {
    static void on(Builder& b, Text t) { b.property_each_type(t); }
};
struct each_name : name {
    static void on(Builder& b, Text) { b.property_each_name(); }
};
struct for_each
    : seq<word<"for">, behind<"'each' after 'for'", word<"each">>,
          expectation<Wanted::name, "the name of a component", seq<each_type_leaf, space>>, opt<each_name>> {};

struct leads_to : seq<word<"leads_to">, value<"a condition">> {
    static void on(Builder& b, Text) { b.property_leads_to(); }
};

struct property_end : semicolon_after<"';' after the property"> {
    static void on(Builder& b, Text) { b.end_property(); }
};
struct plain_property : seq<maybe_label, property_condition, star<sor<property_as, property_blames>>, property_end> {};
struct possible_property : seq<maybe_label, property_condition,
                               star<sor<without_entering, for_each, property_as, property_blames>>, property_end> {};
struct named_properties
    : seq<at<comma_list<free_name>, exact_mark<";">>, name_list<"the name of a property">, semicolon> {
    static void on(Builder& b, Text) { b.property_names(); }
};
/// What may be claimed for each instance by itself, since it speaks of what happens to that instance.
struct progress_options : star<sor<for_each, property_as, property_blames>> {};
struct always_property
    : seq<maybe_label, property_condition,
          sor<seq<leads_to, progress_options>, star<sor<property_as, property_blames>>>, property_end> {};
struct always : seq<property_word<PropertyForm::always, "always">, sor<named_properties, always_property>> {};
struct eventually : seq<property_word<PropertyForm::eventually, "eventually">, maybe_label, property_condition,
                        progress_options, property_end> {};
struct ended_thread : value<"a thread"> {
    static void on(Builder& b, Text) { b.property_condition(); }
};
struct terminates : seq<property_word<PropertyForm::terminates, "terminates">, maybe_label, ended_thread,
                        progress_options, property_end> {};
struct leak : seq<at<word<"never">, word<"leak">, exact_mark<";">>, property_word<PropertyForm::leak, "never">,
                  word<"leak">, property_end> {};
struct never : seq<property_word<PropertyForm::never, "never">, plain_property> {};
struct possible : seq<property_word<PropertyForm::reachable, "possible">, plain_property> {};
struct property : sor<seq<at<word<"always">, word<"possible">>, always_possible, possible_property>, always, leak,
                      never, possible, eventually, terminates> {};

struct fair_word : word<"fair"> {
    static void on(Builder& b, Text t) { b.begin_fair_lock(t); }
};
struct fair_locked : value<"a lock"> {
    static void on(Builder& b, Text) { b.fair_locked(); }
};
struct fair_lock : seq<fair_word, behind<"'lock' after 'fair'", word<"lock">>, fair_locked, opt<for_each>,
                       semicolon_after<"';' after the lock">> {
    static void on(Builder& b, Text) { b.end_fair_lock(); }
};

struct events : seq<word<"event">, name_list<"the name of an event">, semicolon_after<"';' after the event">> {
    static void on(Builder& b, Text) { b.events(); }
};
/// `dma_buf.resv`: the names of classes have dots.
struct lock_class_leaf : leaf<lock_class_leaf> {
    static std::size_t length(Text text) {
        std::size_t length = free_word::length(text);
        while (length != 0 && length < text.size() && text[length] == '.') {
            const std::size_t member = any_word::length(text.substr(length + 1));
            if (member == 0) break;
            length += 1 + member;
        }
        return length;
    }
    static void on(Builder& b, Text t) { b.name(t); }
};
struct lock_class : expectation<Wanted::name, "a lock or an event", seq<lock_class_leaf, space>> {};
struct order_arrow : behind<"'->' and what may be waited for then", mark<"->">> {};
struct lock_order : seq<at<word<"lock">, word<"order">>, word<"lock">, word<"order">, list_start, lock_class,
                        order_arrow, lock_class, star<mark<"->">, lock_class>, semicolon_after<"';' after the order">> {
    static void on(Builder& b, Text t) { b.lock_order(t); }
};

struct count_leaf : checked_digits {
    static void on(Builder& b, Text t) {
        check(b, t);
        b.count(t);
    }
};
template <Literal Word>
struct counted : seq<word<Word>, here<"a number", seq<count_leaf, space>>> {
    static void on(Builder& b, Text t) {
        b.expect_count(t, Word.view() == "states"        ? &Expect::states
                          : Word.view() == "transitions" ? &Expect::transitions
                                                         : &Expect::depth);
    }
};
struct one_count
    : here<"states, transitions or depth", sor<counted<"states">, counted<"transitions">, counted<"depth">>> {};
template <ExpectForm Form>
struct expect_form : success {
    static void on(Builder& b, Text t) { b.begin_expect(Form, t); }
};
struct expect_names : name_list<"the name of a property"> {
    static void on(Builder& b, Text) { b.expect_names(); }
};
struct every_number
    : seq<word<"for">, behind<"'every' after 'for'", word<"every">>, name_of<"the name of a parameter">> {
    static void on(Builder& b, Text) { b.expect_every(); }
};
struct expect_holds : seq<at<exact_word<"holds">>, expect_form<ExpectForm::holds>, word<"holds">,
                          sor<at<exact_mark<";">>, every_number, seq<expect_names, opt<every_number>>>> {};
struct expect_violated
    : seq<at<exact_word<"violated">>, expect_form<ExpectForm::violated>, word<"violated">, expect_names> {};
struct expect_counts : seq<at<sor<exact_word<"states">, exact_word<"transitions">, exact_word<"depth">>>,
                           expect_form<ExpectForm::counts>, comma_list<one_count>> {};
struct expect
    : seq<word<"expect">,
          here<"holds, violated, states, transitions or depth", sor<expect_holds, expect_violated, expect_counts>>,
          semicolon_after<"';' after the expectation">> {
    static void on(Builder& b, Text) { b.end_expect(); }
};

struct quoted_text_leaf : quoted {
    static void on(Builder& b, Text t) { b.quoted_text(t); }
};
struct quoted_source_leaf : quoted {
    static void on(Builder& b, Text t) { b.quoted_source(t); }
};
template <Literal What>
struct quotation
    : seq<here<What, text_as<quoted_text_leaf>>, behind<"'source' and where that is written", word<"source">>,
          here<"the source in quotes", text_as<quoted_source_leaf>>> {};
struct rule : seq<word<"rule">, name_of<"the name of a property">, quotation<"the rule in quotes">,
                  semicolon_after<"';' after the rule">> {
    static void on(Builder& b, Text) { b.rule(); }
};
struct way : seq<name_of<"the name of a way to read it">, quotation<"what it says, in quotes">,
                 semicolon_after<"';' after the way to read it">> {
    static void on(Builder& b, Text) { b.way(); }
};
struct reading_of : name_of<"the name of a property"> {
    static void on(Builder& b, Text) { b.begin_reading(); }
};
struct new_reading : seq<word<"of">, reading_of, behind<"'{' and the ways to read it", open_brace>,
                         plus<not_at<exact_mark<"}">>, way>, here<"'}'", close_brace>, opt<semicolon>> {};
struct chosen_reading : seq<equals, name_of<"the name of a way to read it">, semicolon_after<"';' after the choice">> {
    static void on(Builder& b, Text) { b.choose_reading(); }
};
struct reading : seq<word<"reading">, name_of<"the name of a reading">,
                     here<"'of' and a property, or '=' and a way to read it", sor<new_reading, chosen_reading>>> {};

struct accept_id_leaf : quoted {
    static void on(Builder& b, Text t) { b.accept_id(t); }
};
struct accept_reason_leaf : quoted {
    static void on(Builder& b, Text t) { b.accept_reason(t); }
};
struct accept
    : seq<word<"accept">, here<"what is accepted, in quotes", text_as<accept_id_leaf>>,
          behind<"'because' and the reason", word<"because">>,
          here<"the reason in quotes", text_as<accept_reason_leaf>>, semicolon_after<"';' after the reason">> {};

// ---- what a log shows

template <Literal Word>
struct log_word : seq<at<exact_word<Word>, space, any_word>, exact_word<Word>, space> {};
struct log_start : success {
    static void on(Builder& b, Text t) { b.begin_log_entry(t); }
};
struct log_optional : log_word<"optional"> {
    static void on(Builder& b, Text) { b.log_optional(); }
};
template <LogEntry::Kind Kind, Literal Word>
struct log_kind : log_word<Word> {
    static void on(Builder& b, Text) { b.log_kind(Kind); }
};
struct log_where : seq<here<"a function, or step THREAD @ LABEL", path>, opt<at_labels>> {
    static void on(Builder& b, Text) { b.log_where(); }
};
struct log_new : log_word<"new"> {
    static void on(Builder& b, Text) { b.log_new(); }
};
struct log_argument : seq<opt<log_new>, here<"a parameter, one of its relations, or _", path>> {
    static void on(Builder& b, Text) { b.log_argument(); }
};
struct log_arguments
    : seq<open_paren, opt<not_at<exact_mark<")">>, comma_list<log_argument>>, behind<"')' or ','", close_paren>> {};
struct log_result : seq<word<"returns">, here<"the object whose address it returns", path>> {
    static void on(Builder& b, Text) { b.log_result(); }
};
struct log_name_leaf : quoted {
    static void on(Builder& b, Text t) { b.log_name(t); }
};
struct log_tracepoint : word<"tracepoint"> {
    static void on(Builder& b, Text) { b.log_tracepoint(); }
};
struct log_name : seq<word<"as">, opt<log_tracepoint>, here<"the kernel's name in quotes", text_as<log_name_leaf>>> {};
struct log_entry
    : seq<log_start, opt<log_optional>,
          opt<sor<log_kind<LogEntry::Kind::call, "call">, log_kind<LogEntry::Kind::returned, "return">,
                  log_kind<LogEntry::Kind::step, "step">>>,
          log_where, opt<log_arguments>, opt<log_result>, opt<log_name>, semicolon_after<"';' after what is logged">> {
};
struct log_table
    : seq<at<word<"log">, exact_mark<"{">>, word<"log">, braced<"a function or '}'", seq<item_start, log_entry>>> {};

}  // namespace revoke_mc::syntax::grammar
