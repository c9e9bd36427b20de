// Which checks each transition needs after it.
#include "explorer/system/checks.hpp"

#include <algorithm>
#include <map>

#include "explorer/system/access.hpp"

namespace revoke_mc::system {

namespace {

using Masks = std::vector<std::uint64_t>;
using List = std::vector<CheckId>;

class Checker {
public:
    explicit Checker(PackedModel& model) : model_(model), wait_reads_(model.words, 0) {
        for (const Check& check : model.checks) reads_.push_back(access_of(model, check.code).reads);
        for (const WaitEdge& edge : model.waits) {
            const Masks reads = access_of(model, edge.code).reads;
            for (std::size_t w = 0; w < reads.size(); ++w) wait_reads_[w] |= reads[w];
        }
    }

    void relate() {
        model_.check_lists.clear();
        model_.checks_after.clear();
        model_.cycle_after.clear();
        (void)list({model_.checks.ids().begin(), model_.checks.ids().end()});  // number 0: all_checks
        for (const Transition& transition : model_.transitions) {
            const Masks writes = access_of(model_, transition.code).writes;
            model_.checks_after.push_back(list(reading(writes)));
            model_.cycle_after.push_back(may_close_circle(transition, writes));
        }
    }

private:
    [[nodiscard]] List reading(const Masks& writes) const {
        List out;
        for (const CheckId c : reads_.ids())
            if (overlap(reads_[c], writes)) out.push_back(c);
        return out;
    }

    /// The number of the list; equal lists are one.
    CheckListId list(const List& checks) {
        const auto [entry, is_new] = numbers_.emplace(checks, model_.check_lists.next_id());
        if (is_new) model_.check_lists.push_back(checks);
        return entry->second;
    }

    /// A wait begins where its thread gets to the position, or where what its code reads changes.
    [[nodiscard]] bool may_close_circle(const Transition& transition, const Masks& writes) const {
        if (model_.waits.empty()) return false;
        return overlap(wait_reads_, writes) ||
               std::any_of(model_.waits.begin(), model_.waits.end(), [&](const WaitEdge& edge) {
                   const Field& position = model_.threads[edge.waiter].position;
                   const bool moves = (writes[position.word] & (position.mask() << position.shift)) != 0;
                   return moves && (edge.waiter != transition.thread || may_end_at(transition, edge.position));
               });
    }

    /// False if the program certainly leaves its thread somewhere else.
    [[nodiscard]] bool may_end_at(const Transition& transition, PositionId position) const {
        const Field& field = model_.threads[transition.thread].position;
        const std::uint64_t mask = field.mask() << field.shift;
        const std::uint64_t wanted =
            (static_cast<std::uint64_t>(std::int64_t{position.number()} - field.base) & field.mask()) << field.shift;
        const Instruction* last = nullptr;  // the position is written last, whatever was jumped over
        for (const std::uint32_t at : instructions_of(model_, transition.code)) {
            const Instruction& i = model_.code[at];
            if (i.op == Opcode::set && i.a == field.word && (i.mask & mask) != 0) last = &i;
        }
        return last == nullptr || (last->mask & mask) != mask || (last->value & mask) == wanted;
    }

    PackedModel& model_;
    Indexed<CheckId, Masks> reads_;
    Masks wait_reads_;  // of all lock waits together
    std::map<List, CheckListId> numbers_;
};

}  // namespace

void relate_checks(PackedModel& model) { Checker(model).relate(); }

}  // namespace revoke_mc::system
