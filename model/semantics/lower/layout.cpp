// Gives each slot its bits.
#include "model/semantics/lower/layout.hpp"

#include <algorithm>
#include <bit>
#include <optional>

#include "explorer/base/limits.hpp"
#include "explorer/base/planted.hpp"
namespace revoke_mc::lower {

namespace {

std::map<SlotId, std::set<ThreadId>> acquirers(const Generated& generated) {
    std::map<SlotId, std::set<ThreadId>> out;
    const auto scan = [&](const Code& code) {
        for (const Op& op : code)
            if (op.act == Act::acquire) out[op.slot].insert(op.thread);
    };
    for (const RawTransition& transition : generated.transitions) scan(transition.code);
    for (const auto& alternatives : generated.initial)
        for (const RawTransition& transition : alternatives) scan(transition.code);
    return out;
}

/// Gives a lock its kinds, and the slots that tell instances apart.
class Owners {
public:
    Owners(const program::Program& program, Generated& generated) : program_(program), out_(generated) {}

    std::map<ThreadId, OwnerCode> encode(SlotId lock, const std::set<ThreadId>& threads) {
        std::map<std::pair<program::ComponentId, std::uint32_t>, std::vector<ThreadId>> kinds;
        for (const ThreadId t : threads) kinds[{program_.threads[t].component, program_.threads[t].decl}].push_back(t);
        std::map<ThreadId, OwnerCode> codes;
        std::map<std::uint32_t, SlotId> marks;  // by instance, shared by the kinds of one component
        Value kind = 0;
        for (const auto& [key, members] : kinds) {
            ++kind;
            for (const ThreadId t : members)
                codes[t] = members.size() == 1 ? OwnerCode{kind, none, 0} : tell_apart(lock, kind, t);
        }
        out_.slots[lock].low = 0;
        out_.slots[lock].high = kind;
        out_.slots[lock].used_low = 0;
        out_.slots[lock].used_high = kind;
        return codes;
    }

private:
    /// Among numbered instances, a lock in one of them that another one takes just says which.
    OwnerCode tell_apart(SlotId lock, Value kind, ThreadId thread) {
        const program::Thread& holder = program_.threads[thread];
        const bool numbered =
            out_.slots[lock].component == holder.component && program_.components[holder.component].ordered;
        if (!numbered) return {kind, mark(lock, holder.component, holder.instance), 1};
        return {kind, number(lock), static_cast<Value>(holder.instance.number())};
    }

    SlotId mark(SlotId lock, program::ComponentId component, program::InstanceId instance) {
        const auto [entry, is_new] = marks_.emplace(std::tuple{lock, component, instance}, none);
        if (is_new) entry->second = add(lock, component, instance, 1);
        return entry->second;
    }

    SlotId number(SlotId lock) {
        const Slot slot = out_.slots[lock];
        const auto [entry, is_new] =
            marks_.emplace(std::tuple{lock, program::ComponentId{}, program::InstanceId{}}, none);
        if (is_new)
            entry->second = add(lock, slot.component, slot.instance,
                                static_cast<Value>(program_.components[slot.component].count) - 1);
        return entry->second;
    }

    SlotId add(SlotId lock, program::ComponentId component, program::InstanceId instance, Value most) {
        Slot slot;
        slot.kind = Slot::Kind::which;
        slot.lock = lock;
        slot.component = component;
        slot.instance = instance;
        slot.high = slot.used_high = most;
        return out_.slots.add(slot);
    }

    const program::Program& program_;
    Generated& out_;
    std::map<std::tuple<SlotId, program::ComponentId, program::InstanceId>, SlotId> marks_;
};

std::uint8_t width_of(const Slot& slot) {
    const auto span = static_cast<std::uint64_t>(std::int64_t{slot.used_high} - slot.used_low);
    if (planted::is("field-one-bit-short") && slot.kind == Slot::Kind::cell && span > 1)
        return static_cast<std::uint8_t>(std::bit_width(span - 1));
    return static_cast<std::uint8_t>(std::bit_width(span));
}

/// Free bits of the words laid so far.
class Words {
public:
    /// No word is filled beyond `limit` bits unless it must be.
    explicit Words(std::uint32_t limit) : limit_(limit) {}

    /// Finds room for `width` bits in one word, the first that has it.
    std::pair<std::uint32_t, std::uint32_t> place(std::uint32_t width) {
        for (std::uint32_t w = 0; w < used_.size(); ++w)
            if (used_[w] + width <= limit_) return take(w, width);
        used_.push_back(0);
        return take(static_cast<std::uint32_t>(used_.size() - 1), width);
    }
    /// `count` fresh words in a row, for a block wider than a word.
    std::uint32_t fresh(std::uint32_t count) {
        const auto first = static_cast<std::uint32_t>(used_.size());
        used_.resize(used_.size() + count, 0);
        return first;
    }
    std::pair<std::uint32_t, std::uint32_t> take(std::uint32_t word, std::uint32_t width) {
        const std::uint32_t shift = used_[word];
        used_[word] += width;
        return {word, shift};
    }
    [[nodiscard]] bool fits(std::uint32_t word, std::uint32_t width) const { return used_[word] + width <= 64; }
    [[nodiscard]] std::uint32_t count() const { return static_cast<std::uint32_t>(used_.size()); }

private:
    std::uint32_t limit_;
    std::vector<std::uint32_t> used_;
};

using Block = std::vector<SlotId>;

std::uint32_t width_of(const Slots& slots, const Block& block) {
    std::uint32_t width = 0;
    for (const SlotId slot : block) width += width_of(slots[slot]);
    return width;
}

void put(Layout& layout, const Slots& slots, SlotId slot, std::uint32_t word, std::uint32_t shift) {
    layout.fields[slot] = {static_cast<std::uint8_t>(word), static_cast<std::uint8_t>(shift), width_of(slots[slot]),
                           slots[slot].used_low};
}

void put_narrow_block(Layout& layout, const Slots& slots, const Block& block, Words& words) {
    auto [word, shift] = words.place(width_of(slots, block));
    for (const SlotId slot : block) {
        put(layout, slots, slot, word, shift);
        shift += width_of(slots[slot]);
    }
}

/// A block of several words: fields in order, none across a border.
void put_wide_block(Layout& layout, const Slots& slots, const Block& block, Words& words) {
    std::uint32_t word = words.fresh(1);
    for (const SlotId slot : block) {
        const std::uint32_t width = width_of(slots[slot]);
        if (!words.fits(word, width)) word = words.fresh(1);
        const auto [w, shift] = words.take(word, width);
        put(layout, slots, slot, w, shift);
    }
}

struct Blocks {
    std::map<std::pair<program::ComponentId, program::InstanceId>, Block> of_instance;
    Block globals;
};

/// What is about one interchangeable instance goes to its block, in the same order for each. What is about two goes to
/// the end, like what is about none. Numbered instances have blocks, too.
Blocks sort_into_blocks(const Slots& slots, const SlotFamilies& families) {
    Blocks out;
    for (const SlotFamily& family : families.families)
        for (std::size_t i = 0; i < family.slots.size(); ++i) {
            const SlotId id = family.slots[i];
            if (id == none) continue;
            const Slot& slot = slots[id];
            if (family.over.size() == 1)
                out.of_instance[{family.over[0], program::InstanceId{i}}].push_back(id);
            else if (family.over.empty() && slot.component != none)
                out.of_instance[{slot.component, slot.instance}].push_back(id);
            else
                out.globals.push_back(id);
        }
    return out;
}

void put_block(Layout& layout, const Slots& slots, const Block& block, Words& words) {
    if (width_of(slots, block) <= 64)
        put_narrow_block(layout, slots, block, words);
    else
        put_wide_block(layout, slots, block, words);
}

/// Everything but where the slots lie.
Layout begin_layout(const program::Program& program, Generated& generated) {
    Layout layout;
    Owners owners(program, generated);
    std::map<SlotId, std::map<ThreadId, OwnerCode>> codes;
    for (const auto& [lock, threads] : acquirers(generated)) codes[lock] = owners.encode(lock, threads);
    for (const ThreadId t : generated.threads.ids()) {
        Slot& slot = generated.slots[generated.slots.position(t)];
        slot.low = slot.used_low = 0;
        const std::size_t positions = generated.threads[t].of_position.size();  // 0: its start is always cut
        slot.high = slot.used_high = static_cast<Value>(std::max<std::size_t>(positions, 1)) - 1;
    }
    const Slots& slots = generated.slots;
    layout.fields.resize(slots.size());
    layout.owners.resize(slots.size());
    for (auto& [lock, threads] : codes) layout.owners[lock] = std::move(threads);
    return layout;
}

/// Slots that stay the same have their value and no place; the others are counted.
void begin_fields(Layout& layout, const Slots& slots) {
    for (const SlotId id : slots.ids()) {
        layout.fields[id].base = slots[id].used_low;
        layout.bits += width_of(slots[id]);
    }
}

/// The widest first: then the others fill what is left.
Block of_families(const Slots& slots, const SlotFamilies& families, std::optional<std::size_t> instance) {
    Block out;
    for (const SlotFamily& family : families.families)
        if (family.over.empty() != instance.has_value()) out.push_back(family.slots[instance.value_or(0)]);
    std::stable_sort(out.begin(), out.end(),
                     [&](SlotId a, SlotId b) { return width_of(slots[a]) > width_of(slots[b]); });
    return out;
}

/// From word `first` on; returns how many words that takes.
std::uint32_t put_apart(Layout& layout, const Slots& slots, const Block& block, std::uint32_t first) {
    Words words(64);
    for (const SlotId slot : block) {
        const auto [word, shift] = words.place(width_of(slots[slot]));
        put(layout, slots, slot, first + word, shift);
    }
    return std::max<std::uint32_t>(1, words.count());
}

}  // namespace

Layout lay_out_apart(const program::Program& program, Generated& generated) {
    Layout layout = begin_layout(program, generated);
    layout.apart = find_apart(program, generated, generated.apart);
    if (!layout.apart.obstacle.empty()) return layout;
    const Slots& slots = generated.slots;
    const SlotFamilies& families = layout.apart.slots;
    begin_fields(layout, slots);
    layout.shared_words = put_apart(layout, slots, of_families(slots, families, std::nullopt), 0);
    layout.words = layout.shared_words;
    for (std::uint32_t i = 0; i < generated.apart.count(program); ++i) {
        layout.block_words = put_apart(layout, slots, of_families(slots, families, i), layout.words);
        layout.words += layout.block_words;
    }
    layout.symmetry = symmetry_of(program, families, layout.fields);
    return layout;
}

Layout lay_out(const program::Program& program, Generated& generated) {
    Layout layout = begin_layout(program, generated);
    const Slots& slots = generated.slots;
    const SlotFamilies families = find_families(program, generated);
    begin_fields(layout, slots);
    Blocks sorted = sort_into_blocks(slots, families);
    const auto& blocks = sorted.of_instance;
    auto& globals = sorted.globals;
    std::stable_sort(globals.begin(), globals.end(),
                     [&](SlotId a, SlotId b) { return width_of(slots[a]) > width_of(slots[b]); });
    const auto put_all = [&](std::uint32_t limit) {
        Words words(limit);
        for (const auto& entry : blocks) put_block(layout, slots, entry.second, words);
        for (const SlotId slot : globals) put_block(layout, slots, {slot}, words);
        return std::max<std::uint32_t>(1, words.count());
    };
    // As few words as possible, but filled evenly: a search numbers the values of each word, and the fewer bits vary
    // together, the fewer values there are.
    layout.words = put_all(64);
    std::uint32_t limit = (layout.bits + layout.words - 1) / layout.words;
    while (put_all(limit) != layout.words) ++limit;
    layout.symmetry = symmetry_of(program, families, layout.fields);
    return layout;
}

namespace {

/// What the code of a transition does to the set of locks held by its thread.
Held after(const RawTransition& transition, Held held) {
    for (const Op& op : transition.code) {
        if (op.act == Act::acquire) {
            held.may.insert(op.slot);
            held.must.insert(op.slot);
        }
        if (op.act == Act::release || op.act == Act::reset_owner) {
            held.may.erase(op.slot);
            held.must.erase(op.slot);
        }
    }
    return held;
}

/// By thread: locks that another thread may take from it, by freeing the object in which they lie.
Indexed<ThreadId, std::set<SlotId>> unsafe_locks(const Generated& generated) {
    Indexed<ThreadId, std::set<SlotId>> unsafe(generated.threads.size());
    for (const RawTransition& transition : generated.transitions)
        for (const Op& op : transition.code)
            for (const ThreadId t : unsafe.ids())
                if (op.act == Act::reset_owner && t != transition.thread) unsafe[t].insert(op.slot);
    return unsafe;
}

}  // namespace

HeldAt analyse_locks(const Generated& generated) {
    HeldAt out(generated.threads.size());
    const auto unsafe = unsafe_locks(generated);
    Indexed<ThreadId, Indexed<ConfigId, std::optional<Held>>> known(generated.threads.size());
    for (const ThreadId t : known.ids()) known[t].resize(generated.threads[t].configs.size());
    bool changed = true;
    const auto flow = [&](const RawTransition& transition, const Held& before) {
        limits::poll();
        if (!transition.end) return;
        Held now = after(transition, before);
        for (const SlotId lock : unsafe[transition.thread]) now.must.erase(lock);
        auto& target = known[transition.thread][*transition.end];
        if (!target) {
            target = now;
            changed = true;
            return;
        }
        const std::size_t may = target->may.size(), must = target->must.size();
        target->may.insert(now.may.begin(), now.may.end());
        std::erase_if(target->must, [&](SlotId lock) { return !now.must.contains(lock); });
        changed = changed || may != target->may.size() || must != target->must.size();
    };
    for (const auto& alternatives : generated.initial)
        for (const RawTransition& transition : alternatives) flow(transition, {});
    while (changed) {
        changed = false;
        for (const RawTransition& transition : generated.transitions)
            if (const auto& before = known[transition.thread][transition.start]) flow(transition, *before);
    }
    for (const ThreadId t : known.ids())
        for (auto& held : known[t]) out[t].push_back(held.value_or(Held{}));
    return out;
}

}  // namespace revoke_mc::lower
