// What is known on the ways through the code of a transition, while its instances are counted; see about.hpp.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <boost/container/flat_map.hpp>
#include <boost/container/flat_set.hpp>

#include "model/semantics/lower/price.hpp"

namespace revoke_mc::lower::counting {

inline constexpr program::InstanceId no_piece = none;
inline constexpr std::size_t met_at = std::size_t{1} << 32U;

/// What is known of a register.
struct Register {
    std::optional<std::int64_t> known;
    bool priceless = false;  ///< nothing is known of what it depends on
    bool piece = false;      ///< it depends on the instance whose piece is being run
    bool product = false;    ///< ... and was multiplied with something from before the piece
    bool bit = false;        ///< 0 or 1
    bool negative = true;    ///< it may be
    SlotId slot = none;      ///< it is this shared variable, and `offset` more than that was at the beginning
    std::int64_t offset = 0;
    bool split = false;  ///< ... which is a counter that is split
    /// Of a question about a counter: if it is not 0, and if it is, that was at most so much at the beginning.
    SlotId about = none;
    std::optional<std::int64_t> most_if_set = std::nullopt, most_if_clear = std::nullopt;
    Possible set = Price{}, clear = Price{};  ///< of being not 0, of being 0
    bool operator==(const Register&) const = default;

    static Register constant(std::int64_t value) {
        Register out;
        out.known = value;
        out.bit = value == 0 || value == 1;
        out.negative = value < 0;
        (value != 0 ? out.clear : out.set).reset();
        return out;
    }
    static Register unknown() {
        Register out;
        out.priceless = true;
        return out;
    }
    static Register truth(Possible set, Possible clear) {
        Register out;
        out.bit = true;
        out.negative = false;
        out.set = std::move(set);
        out.clear = std::move(clear);
        return out;
    }
    /// It is the same whoever else there is.
    [[nodiscard]] bool free() const {
        const auto nothing = [](const Possible& price) { return !price || price->total() == 0; };
        return !priceless && !split && nothing(set) && nothing(clear);
    }
};

template <class T>
using Few = boost::container::flat_set<T>;

/// What is known at a place in the code. It is copied at each branch.
struct State {
    boost::container::flat_map<std::uint16_t, Register> registers;
    Price path;                            ///< of having come here
    program::InstanceId piece = no_piece;  ///< whose piece was run last
    std::size_t last_event = 0;            ///< the last test, write or report: 1 + its index
    std::size_t last_write = 0;            ///< the same; or met_at + the place where ways with different ones met
    Few<std::uint64_t> last_writers;       ///< variables and reports that pieces have to do with
    Few<SlotId> dirty;                     ///< variables outside of the pieces that pieces have written
    boost::container::flat_map<SlotId, std::int64_t> shifts;  ///< counters: what was added since the beginning
    boost::container::flat_map<SlotId, std::int64_t> most;    ///< counters: they were at most so much then
    Few<SlotId> lost;                                         ///< counters of which that is not known
};

[[nodiscard]] Register look(const State& state, std::uint16_t number);
/// What was added to a counter since the beginning.
[[nodiscard]] std::int64_t shift(const State& state, SlotId slot);
/// Of `reg`, which is a counter and something, being at least `value`.
[[nodiscard]] Price at_least(const State& state, const Register& reg, std::int64_t value);

/// Ways meet; `open`: some way that parted from them does not come here. What it costs to have come one way and no
/// other is then to be paid by who goes on; else by who uses a register that is not the same on all of them, if nothing
/// has happened on the way. `at`: the place; ways meet there once.
[[nodiscard]] State join(std::vector<State> ways, bool open, std::size_t at);

/// The piece is over: what it put into registers is now a sum or a product over pieces. (That a register does not
/// simply keep what the last piece put there: any_order.cpp makes that an obstacle for `each`, and nothing else does
/// it.)
void leave_piece(State& state, std::uint64_t fact);

}  // namespace revoke_mc::lower::counting
