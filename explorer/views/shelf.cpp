// A row has a bit for each block that makes a view together with the others.
#include "explorer/views/shelf.hpp"

namespace revoke_mc::explorer::views {

std::uint32_t Shelf::add_block(std::uint32_t block) {
    const std::size_t slot = slot_of(block);
    if (slots_[slot] != absent) return slots_[slot];
    const std::uint32_t number = blocks();
    slots_[slot] = number;
    blocks_.push_back(block);
    if (blocks_.size() * 2 <= slots_.size()) return number;
    slots_.assign(slots_.size() * 2, absent);
    for (std::uint32_t i = 0; i < blocks(); ++i) slots_[slot_of(blocks_[i])] = i;
    return number;
}

void Shelf::set_view(std::vector<Bits>& rows, const Members& view) const {
    for (std::uint32_t left_out = 0; left_out < k_; ++left_out) {
        Members part;
        for (std::uint32_t i = 0; i < k_; ++i)
            if (i != left_out) part.block[part.size++] = view.block[i];
        const std::size_t index = index_of(part);
        if (index >= rows.size()) rows.resize(index + 1);
        set_bit(rows[index], view.block[left_out]);
    }
}

Bits Shelf::beside(const Members& view) const {
    Bits out;
    bool any = false;
    each_part(view, k_ - 1, [&](const Members& part) {
        out = any ? both(out, with(part)) : with(part);
        any = true;
        return true;
    });
    return out;
}

Bits Shelf::beside(const Members& view, const Bits& candidates, std::uint32_t added) const {
    Bits out = candidates;
    if (k_ < 2) return out;
    each_part(view, k_ - 2, [&](Members part) {
        part.insert(added);
        out = both(out, with(part));
        return true;
    });
    return out;
}

std::uint64_t Shelf::bytes() const {
    std::uint64_t bytes = (blocks_.capacity() + slots_.capacity()) * sizeof(std::uint32_t) + sizeof(Shelf);
    for (const auto* rows : {&all_, &fresh_})
        for (const Bits& bits : *rows) bytes += sizeof(Bits) + bits.capacity() * sizeof(std::uint64_t);
    return bytes;
}

}  // namespace revoke_mc::explorer::views
