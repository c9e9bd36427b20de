// Hashing of states: every number of the state in a fixed order, mixed one by one (the finalizer of
// splitmix64). Lengths go in as well, to keep lists of different lengths apart.
#include "model/semantics/interpret/state.hpp"

#include <concepts>

namespace revoke_mc::interpret {

namespace {

class Hasher {
public:
    template <std::integral T>
    void add(T added) {
        const auto number = static_cast<std::uint64_t>(added);
        sum_ += number + 0x9e3779b97f4a7c15ULL;
        sum_ = (sum_ ^ (sum_ >> 30U)) * 0xbf58476d1ce4e5b9ULL;
        sum_ = (sum_ ^ (sum_ >> 27U)) * 0x94d049bb133111ebULL;
        sum_ ^= sum_ >> 31U;
    }

    template <class Tag>
    void add(Id<Tag> id) {
        add(id.raw());
    }

    template <class I, class T>
    void add_all(const Indexed<I, T>& numbers) {
        add_all(numbers.items());
    }
    template <class Tag>
    void add_all(const std::vector<Id<Tag>>& ids) {
        add(ids.size());
        for (const Id<Tag> id : ids) add(id);
    }
    template <class T>
    void add_all(const std::vector<T>& numbers) {
        add(numbers.size());
        for (const T number : numbers) add(number);
    }

    void add(const Walk& walk) {
        add(walk.statement);
        add(walk.chosen ? 1 : 0);
        add(walk.current);
        add_all(walk.left);
    }

    void add(const Frame& frame) {
        add(frame.routine);
        add(frame.self);
        add(frame.position);
        add_all(frame.references);
        add_all(frame.locals);
        add(frame.walks.size());
        for (const Walk& walk : frame.walks) add(walk);
    }

    void add(const ThreadState& thread) {
        add(thread.frames.size());
        for (const Frame& frame : thread.frames) add(frame);
        add_all(thread.labels);
        add_all(thread.routines);
        add(thread.irqs_off);
    }

    [[nodiscard]] std::size_t sum() const { return static_cast<std::size_t>(sum_); }

private:
    template <class Tag>
    void add_one(Id<Tag> id) {
        add(id);
    }
    template <std::integral T>
    void add_one(T number) {
        add(static_cast<std::uint64_t>(number));
    }

    std::uint64_t sum_ = 0;
};

}  // namespace

std::size_t StateHash::operator()(const State& state) const {
    Hasher hasher;
    hasher.add_all(state.cells.items());
    for (const ThreadState& thread : state.threads) hasher.add(thread);
    return hasher.sum();
}

}  // namespace revoke_mc::interpret
