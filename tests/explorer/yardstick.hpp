// The benchmark model (N importers, base variant), packed by hand into one or two words.
//
// It shows what the explorer can do when the successor function is as fast as it gets, and its
// counts are known from other checkers. Exporter and lock take 17 bits of word 0, an importer 8
// (pc 2, map 2, inval 1, dma 2, fence 1): five importers in word 0, seven in word 1.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "tests/explorer/toy_systems.hpp"

namespace toy {

template <unsigned N>
struct Yardstick {
    static_assert(N >= 1 && N <= 12);
    static constexpr std::size_t words = 2;
    using Scratch = NoScratch;
    using Word = std::uint64_t;
    struct State {
        Word w[2];
    };

    std::vector<PropertyKind> kinds;
    bool fences_waited_for = true;  // false: variant `bug`

    enum Op : Word { nop, revoke_op, unrevoke_op, move_op };
    enum Property : std::uint32_t { dma_alive, revoke_quiet, lock_owner, no_deadlock, no_stuck };

    // Field positions in word 0.
    static constexpr unsigned lock_at = 0, revoked_at = 4, loc_at = 5, alive_at = 6, epc_at = 8, op_at = 11, j_at = 13;
    // Fields of an importer's 8 bits; map and dma: 0 none, 1 and 2 the location + 1.
    static constexpr unsigned pc_at = 0, map_at = 2, inval_at = 4, dma_at = 5, fence_at = 7;

    static constexpr unsigned block_word(unsigned i) { return i < 5 ? 0 : 1; }
    static constexpr unsigned block_at(unsigned i) { return i < 5 ? 17 + 8 * i : 8 * (i - 5); }

    static Word get(const State& s, unsigned at, unsigned width) { return s.w[0] >> at & ((Word{1} << width) - 1); }
    static void put(State& s, unsigned at, unsigned width, Word value) {
        s.w[0] = (s.w[0] & ~(((Word{1} << width) - 1) << at)) | value << at;
    }
    static Word block(const State& s, unsigned i) { return s.w[block_word(i)] >> block_at(i) & 255; }
    static void set_block(State& s, unsigned i, Word value) {
        Word& word = s.w[block_word(i)];
        word = (word & ~(Word{255} << block_at(i))) | value << block_at(i);
    }
    static Word field(Word block, unsigned at, unsigned width) { return block >> at & ((Word{1} << width) - 1); }
    static Word with(Word block, unsigned at, unsigned width, Word value) {
        return (block & ~(((Word{1} << width) - 1) << at)) | value << at;
    }
    static bool pinned(unsigned i) { return i % 2 == 0; }  // importers 1, 3, … of the text

    explicit Yardstick(std::vector<PropertyKind> properties = {PropertyKind::state, PropertyKind::state,
                                                               PropertyKind::state, PropertyKind::deadlock})
        : kinds(std::move(properties)) {}

    [[nodiscard]] std::vector<std::uint64_t> initial_states() const {
        State s{};
        put(s, alive_at, 2, 1);
        return {s.w[0], s.w[1]};
    }
    [[nodiscard]] std::span<const PropertyKind> properties() const { return kinds; }
    // Threads: importers, devices, exporter. Transitions: 7 of the exporter, then 7 per importer,
    // the last of which is its device's.
    [[nodiscard]] std::size_t threads() const { return 2 * N + 1; }
    [[nodiscard]] std::size_t transitions() const { return 7 + 7 * N; }
    [[nodiscard]] bool at_rest(const std::uint64_t* state, ThreadId of) const {
        const unsigned thread = of.number();
        const State s{{state[0], state[1]}};
        if (thread == 2 * N) return get(s, epc_at, 3) == 0;
        if (thread >= N) return true;
        return field(block(s, thread), pc_at, 2) == 0;
    }
    [[nodiscard]] ThreadId thread_of(TransitionId transition) const {
        const std::uint32_t number = transition.number();
        if (number < 7) return ThreadId{2 * N};
        const std::uint32_t i = (number - 7) / 7;
        return ThreadId{(number - 7) % 7 == 6 ? N + i : i};
    }
    [[nodiscard]] bool goal(PropertyId, const std::uint64_t* state, Scratch&) const {
        const State s{{state[0], state[1]}};
        return get(s, epc_at, 3) == 0 && get(s, revoked_at, 1) == 0;
    }
    [[nodiscard]] bool forbidden(PropertyId, TransitionId) const { return false; }

    template <class F>
    void broken_in(const std::uint64_t* state, Scratch&, const F& f) const {
        const State s{{state[0], state[1]}};
        const Word lock = get(s, lock_at, 4), alive = get(s, alive_at, 2);
        const Word epc = get(s, epc_at, 3);
        const bool quiet_due = epc == 4 && get(s, op_at, 2) == revoke_op;
        bool dead = false, busy = false, wrong = (lock == N + 1) != (epc != 0);
        for (unsigned i = 0; i < N; ++i) {
            const Word b = block(s, i);
            const Word dma = field(b, dma_at, 2);
            dead |= dma != 0 && (alive >> (dma - 1) & 1) == 0;
            busy |= dma != 0;
            wrong |= (lock == i + 1) != (field(b, pc_at, 2) != 0);
        }
        if (dead) f(PropertyId{std::uint32_t{dma_alive}});
        if (quiet_due && busy) f(PropertyId{std::uint32_t{revoke_quiet}});
        if (wrong) f(PropertyId{std::uint32_t{lock_owner}});
    }

    template <class Sink>
    void successors(const std::uint64_t* state, Scratch&, const Sink& sink) const {
        const State s{{state[0], state[1]}};
        exporter(s, sink);
        for (unsigned i = 0; i < N; ++i) importer(s, i, sink);
    }

private:
    template <class Sink>
    static void emit(const Sink& sink, std::uint32_t transition, const State& next) {
        sink(Step{.transition = TransitionId{transition}, .successor = next.w, .broken = {}});
    }

    template <class Sink>
    void exporter(const State& s, const Sink& sink) const {
        switch (get(s, epc_at, 3)) {
        case 0: lock_step(s, sink); break;
        case 1: choose(s, sink); break;
        case 2: invalidate(s, sink); break;
        case 3: complete(s, sink); break;
        default: unlock_step(s, sink); break;
        }
    }
    template <class Sink>
    static void lock_step(State s, const Sink& sink) {
        if (get(s, lock_at, 4) != 0) return;
        put(s, lock_at, 4, N + 1);
        put(s, epc_at, 3, 1);
        emit(sink, 0, s);
    }
    template <class Sink>
    static void choose(const State& s, const Sink& sink) {
        emit(sink, 1, chosen(s, revoke_op, 1));
        if (get(s, revoked_at, 1) != 0) emit(sink, 2, chosen(s, unrevoke_op, 0));
        for (unsigned i = 0; i < N; i += 2) {
            if (field(block(s, i), map_at, 2) != 0) return;
        }
        State next = chosen(s, move_op, get(s, revoked_at, 1));
        next.w[0] |= Word{1} << (alive_at + 1 - get(s, loc_at, 1));
        emit(sink, 3, next);
    }
    static State chosen(State s, Op op, Word revoked) {
        put(s, op_at, 2, op);
        put(s, revoked_at, 1, revoked);
        put(s, epc_at, 3, 2);
        return s;
    }
    template <class Sink>
    static void invalidate(State s, const Sink& sink) {
        const auto j = static_cast<unsigned>(get(s, j_at, 4));
        const Word b = block(s, j);
        if (field(b, map_at, 2) != 0) set_block(s, j, with(b, inval_at, 1, 1));
        put(s, j_at, 4, j + 1 < N ? j + 1 : 0);
        if (j + 1 == N) put(s, epc_at, 3, 3);
        emit(sink, 4, s);
    }
    template <class Sink>
    void complete(State s, const Sink& sink) const {
        for (unsigned i = 0; i < N; ++i) {
            const Word b = block(s, i);
            if (fences_waited_for && field(b, fence_at, 1) != 0) return;
            if (field(b, inval_at, 1) == 0) continue;
            set_block(s, i, with(with(b, map_at, 2, 0), inval_at, 1, 0));
        }
        if (get(s, op_at, 2) == move_op) {
            const Word loc = get(s, loc_at, 1);
            s.w[0] &= ~(Word{1} << (alive_at + loc));
            put(s, loc_at, 1, 1 - loc);
        }
        put(s, epc_at, 3, 4);
        emit(sink, 5, s);
    }
    template <class Sink>
    static void unlock_step(State s, const Sink& sink) {
        put(s, lock_at, 4, 0);
        put(s, op_at, 2, nop);
        put(s, epc_at, 3, 0);
        emit(sink, 6, s);
    }

    template <class Sink>
    static void importer(const State& s, unsigned i, const Sink& sink) {
        const Word b = block(s, i);
        const std::uint32_t first = 7 + 7 * i;
        State next = s;
        switch (field(b, pc_at, 2)) {
        case 0:
            if (get(s, lock_at, 4) != 0) break;
            put(next, lock_at, 4, i + 1);
            set_block(next, i, with(b, pc_at, 2, 1));
            emit(sink, first, next);
            break;
        case 1: map(s, i, b, sink); break;
        case 2: submit(s, i, b, sink); break;
        default:
            put(next, lock_at, 4, 0);
            set_block(next, i, with(b, pc_at, 2, 0));
            emit(sink, first + 5, next);
            break;
        }
        if (field(b, dma_at, 2) == 0 || field(b, fence_at, 1) == 0) return;
        next = s;
        set_block(next, i, with(with(b, dma_at, 2, 0), fence_at, 1, 0));
        emit(sink, first + 6, next);
    }
    template <class Sink>
    static void map(State s, unsigned i, Word b, const Sink& sink) {
        const std::uint32_t first = 7 + 7 * i;
        if (get(s, revoked_at, 1) != 0) {
            set_block(s, i, with(b, pc_at, 2, 3));
            emit(sink, first + 1, s);
            return;
        }
        if (field(b, map_at, 2) == 0) b = with(b, map_at, 2, get(s, loc_at, 1) + 1);
        set_block(s, i, with(b, pc_at, 2, 2));
        emit(sink, first + 2, s);
    }
    template <class Sink>
    static void submit(State s, unsigned i, Word b, const Sink& sink) {
        const std::uint32_t first = 7 + 7 * i;
        const State before = s;
        if (field(b, map_at, 2) != 0) {
            const Word running = with(with(b, dma_at, 2, field(b, map_at, 2)), fence_at, 1, 1);
            set_block(s, i, with(running, pc_at, 2, 3));
            emit(sink, first + 3, s);
        }
        s = before;
        set_block(s, i, with(b, pc_at, 2, 3));
        emit(sink, first + 4, s);
    }
};

}  // namespace toy
