// From transitions to commands: a guard, new values, and what is broken where.
#include "reports/export/commands.hpp"

#include <algorithm>

#include "model/semantics/lower/system_ids.hpp"

namespace revoke_mc::reports {

using lower::SlotId;
using lower::ThreadId;
using program::PropertyId;

Commands::Commands(const program::Program& program, const lower::Lowered& lowered)
    : program_(program), lowered_(lowered), names_(program, lowered), slots_(program, lowered, terms_) {
    bound_ = terms_.no();
    moves_.assign(program.threads.size(), terms_.no());
    for (const system::TransitionId t : lowered.model().transitions.ids()) add_command(t);
    add_rest();
    add_waits();
    add_properties();
    add_starts();
}

std::map<SlotId, std::int64_t> Commands::standing(ThreadId thread, lower::ConfigId config) const {
    return {{lowered_.generated().slots.find_position(thread),
             lowered_.generated().threads[thread].position[config].number()}};
}

Term Commands::stands(ThreadId thread, system::PositionId position) {
    return terms_.equal(slots_.read(lowered_.generated().slots.find_position(thread)),
                        terms_.number(position.number()));
}

// --- commands ---------------------------------------------------------------------------------

void Commands::add_command(system::TransitionId number) {
    const lower::RawTransition& raw = lowered_.transition(number);
    const lower::ThreadConfigs& configs = lowered_.generated().threads[raw.thread];
    const Effect effect = effect_of(raw.code, slots_, standing(raw.thread, raw.start));
    Command command;
    command.number = number;
    command.thread = raw.thread;
    command.statement = names_.statement(configs.configs[raw.start]);
    add_conditions(command, effect, stands(raw.thread, configs.position[raw.start]));
    add_writes(command, effect.writes);
    const Term moves = terms_.or_(terms_.and_(command.guard, command.changes), cut_or_bound(command));
    if (command.guard == terms_.no() && moves == terms_.no()) return;  // its conditions contradict each other
    moves_[raw.thread] = terms_.or_(moves_[raw.thread], moves);
    bound_ = terms_.or_(bound_, command.bound);
    commands_.push_back(std::move(command));
}

void Commands::add_conditions(Command& command, const Effect& effect, Term here) {
    command.guard = terms_.and_(here, effect.done);
    command.bound = terms_.and_(here, effect.bound);
    for (const auto& [property, term] : effect.cut) {
        const Term cut = terms_.and_(here, term);
        if (cut != terms_.no()) command.cut[property] = cut;
    }
    for (const auto& [property, term] : effect.broken) add_broken(command, property, term);
}

void Commands::add_writes(Command& command, const std::map<SlotId, Term>& writes) {
    const std::vector<Term> facts = terms_.conjuncts(command.guard);
    for (const auto& [slot, term] : writes) command.writes[slot] = terms_.given(term, facts);
    command.changes = terms_.given(changed(command, command.writes), facts);
    for (auto& [slot, term] : command.writes)
        if (slots_.boolean(slot)) term = terms_.truth(term);
}

/// A step may break a property and go on, or break it and then be cut or meet a bound.
void Commands::add_broken(Command& command, PropertyId property, Term where) {
    const Term with_step = terms_.and_(command.guard, where);
    if (with_step != terms_.no()) command.keeps[property] = terms_.not_(terms_.distinction(with_step, command.guard));
    Term before_cut = terms_.and_(command.bound, where);
    for (const auto& [other, cut] : command.cut) before_cut = terms_.or_(before_cut, terms_.and_(cut, where));
    if (before_cut == terms_.no()) return;
    const auto [entry, is_new] = command.cut.emplace(property, before_cut);
    if (!is_new) entry->second = terms_.or_(entry->second, before_cut);
}

Term Commands::changed(const Command& command, const std::map<SlotId, Term>& writes) {
    if (writes.contains(lowered_.generated().slots.find_position(command.thread))) return terms_.yes();
    Term out = terms_.no();
    for (const auto& [slot, term] : writes) out = terms_.or_(out, terms_.not_(terms_.equal(slots_.read(slot), term)));
    return out;
}

Term Commands::cut_or_bound(const Command& command) {
    Term out = command.bound;
    for (const auto& [property, term] : command.cut) out = terms_.or_(out, term);
    return out;
}

// --- properties -------------------------------------------------------------------------------

void Commands::add_rest() {
    all_rest_ = terms_.yes();
    for (const ThreadId t : program_.threads.ids()) {
        const Indexed<system::PositionId, std::uint8_t>& rest = lowered_.model().threads[lower::system_id(t)].rest;
        Term rests = terms_.no();
        for (const system::PositionId position : rest.ids())
            if (rest[position] != 0) rests = terms_.or_(rests, stands(t, position));
        const bool always = std::all_of(rest.begin(), rest.end(), [](std::uint8_t r) { return r != 0; });
        all_rest_ = terms_.and_(all_rest_, always ? terms_.yes() : rests);
    }
}

void Commands::add_waits() {
    for (const lower::RawWait& raw : lowered_.generated().waits) {
        const Effect effect = effect_of(raw.code, slots_, standing(raw.waiter, raw.config));
        const Term here = stands(raw.waiter, lowered_.generated().threads[raw.waiter].position[raw.config]);
        const Term condition = terms_.and_(here, terms_.and_(effect.done, terms_.truth(effect.result)));
        if (condition != terms_.no()) waits_.push_back({raw.waiter, raw.holder, condition});
    }
    while (drop_open_ends()) {}
}

/// Nobody waits for the waiter while it waits, or the holder waits for nobody while it holds: not part of a circle,
/// whatever the state. True if there was such an edge.
bool Commands::drop_open_ends() {
    const std::vector<WaitsFor> all = waits_;
    const auto follows = [&](const WaitsFor& first, const WaitsFor& second) {
        return first.holder == second.waiter && !terms_.exclusive(first.condition, second.condition);
    };
    std::erase_if(waits_, [&](const WaitsFor& edge) {
        return std::none_of(all.begin(), all.end(), [&](const WaitsFor& other) { return follows(edge, other); }) ||
               std::none_of(all.begin(), all.end(), [&](const WaitsFor& other) { return follows(other, edge); });
    });
    return waits_.size() != all.size();
}

Term Commands::broken_by_steps(PropertyId property) {
    Term out = terms_.no();
    for (const Command& command : commands_) {
        if (const auto found = command.keeps.find(property); found != command.keeps.end())
            out = terms_.or_(out, terms_.and_(command.guard, terms_.not_(found->second)));
        if (const auto found = command.cut.find(property); found != command.cut.end())
            out = terms_.or_(out, found->second);
    }
    return out;
}

void Commands::add_properties() {
    for (const PropertyId p : program_.properties.ids()) properties_.push_back(exported(p));
}

/// (A bound looks at own data only: where one start meets it, all do, and there is no state to export.)
void Commands::add_starts() {
    for (const system::Start& start : lowered_.model().faulty_starts) {
        for (const system::PropertyId number : start.broken) {
            ExportedProperty& property = properties_[lower::program_property(number)];
            property.at_start = true;
            property.broken = terms_.yes();
        }
    }
}

ExportedProperty Commands::exported(PropertyId number) {
    using Form = ExportedProperty::Form;
    const system::PackedProperty& packed = lowered_.model().properties[lower::system_id(number)];
    const lower::RawProperty& raw = lowered_.generated().properties[number];
    if (number == program::id_of(program::BuiltinProperty::lock_order)) return {Form::beyond, terms_.no(), false};
    if (packed.kind == system::PropertyKind::step) return {Form::step, broken_by_steps(number), false};
    if (packed.kind == system::PropertyKind::deadlock) {
        Term moves = all_rest_;
        for (const Term of_thread : moves_) moves = terms_.or_(moves, of_thread);
        return {Form::deadlock, terms_.not_(moves), false};
    }
    if (packed.kind != system::PropertyKind::state) return {Form::beyond, terms_.no(), false};
    if (!raw.has_code) return {Form::lock_cycle, terms_.no(), false};
    const Effect effect = effect_of(raw.code, slots_, {});
    const Term holds = terms_.and_(effect.done, terms_.truth(effect.result));
    return {Form::state, packed.sought ? holds : terms_.not_(holds), packed.sought};
}

// --- states -----------------------------------------------------------------------------------

std::vector<std::int64_t> Commands::values(const std::uint64_t* state) const {
    const program::StateView view = lowered_.view(state);
    std::vector<std::int64_t> out;
    for (const SlotId slot : names_.variables()) {
        const bool cell = lowered_.generated().slots[slot].is_cell();
        out.push_back(cell ? view.cells[lower::cell_of(slot)] : lowered_.layout().fields[slot].get(state));
    }
    return out;
}

std::vector<std::vector<std::int64_t>> Commands::initial() const {
    const system::PackedModel& model = lowered_.model();
    std::vector<std::vector<std::int64_t>> out;
    for (std::size_t at = 0; at < model.initial.size(); at += model.words) out.push_back(values(&model.initial[at]));
    return out;
}

}  // namespace revoke_mc::reports
