// Reads off the bits that the code of a transition may look at and change, block by block.
#include "explorer/views/touch.hpp"

#include <algorithm>

#include "explorer/system/access.hpp"

namespace revoke_mc::explorer::views {

namespace {

using Words = std::vector<std::uint64_t>;

class Reader {
public:
    Reader(const system::PackedModel& model, const system::Apart& apart) : model_(model), apart_(apart) {}

    [[nodiscard]] Touch touch(system::TransitionId id) const {
        const system::Transition& transition = model_.transitions[id];
        system::Access access = system::access_of(model_, transition.code);
        const system::Field& position = model_.threads[transition.thread].position;
        if (position.width != 0) access.reads[position.word] |= position.mask() << position.shift;
        Touch out;
        if (apart_.named[id] > 1 || counts(access)) return out;
        const std::vector<std::uint32_t> written = written_blocks(access.writes);
        if (written.size() > 1) return out;
        out.own = owner(access.reads, position, written);
        out.others = read_in_others(access.reads, out.own);
        const bool knows_own = (out.own != Touch::nobody) == (apart_.named[id] == 1);
        out.simple = knows_own && (written.empty() || written.front() == out.own);
        return out;
    }

private:
    [[nodiscard]] bool counts(const system::Access& access) const {
        return std::any_of(apart_.counters.begin(), apart_.counters.end(), [&](const system::SplitCounter& counter) {
            const std::uint64_t bits = counter.whole.mask() << counter.whole.shift;
            return ((access.reads[counter.whole.word] | access.writes[counter.whole.word]) & bits) != 0;
        });
    }

    [[nodiscard]] Words block_of(const Words& masks, std::uint32_t instance) const {
        const auto first = masks.begin() + apart_.shared_words + std::ptrdiff_t{instance} * apart_.block_words;
        return {first, first + apart_.block_words};
    }

    [[nodiscard]] std::vector<std::uint32_t> written_blocks(const Words& writes) const {
        std::vector<std::uint32_t> out;
        for (std::uint32_t i = 0; i < apart_.size; ++i)
            if (block_of(writes, i) != Words(apart_.block_words, 0)) out.push_back(i);
        return out;
    }

    [[nodiscard]] std::uint32_t owner(const Words& reads, const system::Field& position,
                                      const std::vector<std::uint32_t>& written) const {
        if (position.width != 0 && position.word >= apart_.shared_words)
            return (position.word - apart_.shared_words) / apart_.block_words;
        return written.empty() ? unlike_others(reads) : written.front();
    }

    [[nodiscard]] std::uint32_t unlike_others(const Words& reads) const {
        for (std::uint32_t i = 0; i < apart_.size; ++i) {
            std::size_t like = 0;
            for (std::uint32_t j = 0; j < apart_.size; ++j) like += block_of(reads, i) == block_of(reads, j) ? 1 : 0;
            if (like == 1) return i;
        }
        return Touch::nobody;
    }

    /// In any of them: they are treated alike.
    [[nodiscard]] Words read_in_others(const Words& reads, std::uint32_t own) const {
        Words out(apart_.block_words, 0);
        for (std::uint32_t i = 0; i < apart_.size; ++i) {
            if (i == own) continue;
            const Words block = block_of(reads, i);
            for (std::uint32_t w = 0; w < apart_.block_words; ++w) out[w] |= block[w];
        }
        return out;
    }

    const system::PackedModel& model_;
    const system::Apart& apart_;
};

/// Whatever is said of one instance is said of all: else the code is not as alike as it is thought to be.
bool all_alike(const Indexed<system::TransitionId, Touch>& touches, std::uint32_t instances) {
    std::vector<std::vector<Words>> looked_at(instances);
    for (const Touch& touch : touches)
        if (touch.simple && touch.own != Touch::nobody) looked_at[touch.own].push_back(touch.others);
    for (auto& of_one : looked_at) std::sort(of_one.begin(), of_one.end());
    return std::all_of(looked_at.begin(), looked_at.end(),
                       [&](const auto& of_one) { return of_one == looked_at.front(); });
}

}  // namespace

Indexed<system::TransitionId, Touch> touches_of(const system::PackedModel& model, const system::Apart& apart) {
    Indexed<system::TransitionId, Touch> out;
    const Reader reader(model, apart);
    for (const system::TransitionId t : model.transitions.ids()) out.push_back(reader.touch(t));
    if (!all_alike(out, apart.size))
        for (Touch& touch : out) touch.simple = false;
    return out;
}

}  // namespace revoke_mc::explorer::views
