// Tables of what matters, by word and position.
#include "explorer/reduce/slice.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <set>

#include "explorer/system/access.hpp"
#include "explorer/system/packed_system.hpp"

namespace revoke_mc::reduce {

namespace {

/// Bits that are not the same in all states. (The others need not be looked at.)
Bits changing_bits(const system::PackedModel& model) {
    Bits out(model.words, 0);
    for (const system::Transition& transition : model.transitions) {
        const system::Access access = system::access_of(model, transition.code);
        for (std::size_t w = 0; w < out.size(); ++w) out[w] |= access.writes[w];
    }
    for (std::size_t at = 0; at < model.initial.size(); ++at) {
        const std::size_t word = at % model.words;
        out[word] |= model.initial[at] ^ model.initial[word];
    }
    return out;
}

/// The two say the same of all bits that are not in `settled`.
bool same_outside(const Bits& settled, const Liveness& a, const Liveness& b) {
    const auto same = [&](const Bits& x, const Bits& y) {
        for (std::size_t w = 0; w < x.size(); ++w)
            if (((x[w] ^ y[w]) & ~settled[w]) != 0) return false;
        return true;
    };
    bool out = same(a.always, b.always);
    for (const system::ThreadId t : a.at.ids())
        for (const system::PositionId p : a.at[t].ids()) out = out && same(a.at[t][p], b.at[t][p]);
    return out;
}

}  // namespace

/// Bits that follow from the positions where they do not matter are better left alone: that costs no time, and a slice
/// that would do nothing is not made. They must count as live for what is stored into them to stay as it is. This is
/// done only if that brings no other bit to life, or if nothing else is left to be sliced.
Liveness Slice::worth_slicing(const system::PackedModel& model, const Facts& facts) {
    Liveness live = live_bits(model);
    const Bits settled = settled_when_dead(live, facts), changing = changing_bits(model);
    Bits kept = live.always;
    bool all = true;
    for (std::size_t w = 0; w < kept.size(); ++w) {
        kept[w] |= settled[w];
        all = all && (changing[w] & ~kept[w]) == 0;
    }
    Liveness cheaper = live_bits(model, kept);
    return all || same_outside(settled, live, cheaper) ? cheaper : live;
}

Slice::Slice(const system::PackedModel& model, const Liveness& live) {
    const Bits changing = changing_bits(model);
    for (std::uint32_t w = 0; w < model.words; ++w) {
        Part part{w, live.always[w] | ~changing[w], {}};
        std::vector<Row> rows;
        for (const system::ThreadId t : model.threads.ids()) {
            Row row{model.threads[t].position, {}};
            for (const Bits& bits : live.at[t]) row.bits.push_back(bits[w]);
            std::uint64_t everywhere = ~std::uint64_t{0};
            for (const std::uint64_t bits : row.bits) everywhere &= bits;
            part.always |= everywhere;
            rows.push_back(std::move(row));
        }
        for (Row& row : rows) {
            const bool differs = std::any_of(row.bits.begin(), row.bits.end(),
                                             [&](std::uint64_t bits) { return (bits & ~part.always) != 0; });
            if (differs) part.rows.push_back(std::move(row));
        }
        if (~part.always != 0) parts_.push_back(std::move(part));
    }
}

namespace {

/// From both ends of what is still open: breadth first and depth first at once.
template <std::size_t W>
bool meets_work(const system::PackedModel& model, const Slice& slice) {
    constexpr std::size_t most = 2000;
    using State = std::array<std::uint64_t, W>;
    const system::PackedSystem<W> system(model);
    typename system::PackedSystem<W>::Scratch scratch;
    std::set<State> known;
    std::deque<State> open;
    bool found = false;
    const auto add = [&](const std::uint64_t* words) {
        State state, normal;
        std::copy_n(words, W, state.begin());
        if (!known.insert(state).second) return;
        open.push_back(state);
        slice.normalize((normal = state).data());
        found = found || normal != state;
    };
    const std::vector<std::uint64_t> initial = system.initial_states();
    for (std::size_t at = 0; at < initial.size(); at += W) add(&initial[at]);
    for (bool first = true; !found && !open.empty() && known.size() < most; first = !first) {
        const State state = first ? open.front() : open.back();
        first ? open.pop_front() : open.pop_back();
        system.successors(state.data(), scratch, [&](const system::Step& step) {
            if (step.successor != nullptr) add(step.successor);
        });
    }
    return found;
}

}  // namespace

bool finds_work(const system::PackedModel& model, const Slice& slice) {
    if (model.words <= 2) return meets_work<2>(model, slice);
    if (model.words <= 6) return meets_work<6>(model, slice);
    return model.words > 24 || meets_work<24>(model, slice);
}

}  // namespace revoke_mc::reduce
