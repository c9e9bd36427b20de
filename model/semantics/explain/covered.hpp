// What of a program's text a log shows to have been carried out.
//
// A log mostly has several explanations. What all of them come by has been carried out for certain, what some of them
// come by perhaps. Both are carried along the search as what is broken is (frontier.hpp): where two explanations meet,
// the certain is what both have, and the possible what one of them has.
#pragma once

#include <cstdint>
#include <vector>

#include <boost/dynamic_bitset.hpp>

#include "model/language/program/points.hpp"

namespace revoke_mc::explain {

/// By point of a program (program/points.hpp); of no size where nobody asks, or nothing is known.
struct Covered {
    using Points = boost::dynamic_bitset<std::uint64_t>;
    Points surely, perhaps;  ///< surely: in every explanation, and so perhaps as well

    Covered() = default;
    /// These, of so many, for certain.
    Covered(std::size_t points, const std::vector<program::Point>& reached);

    void add(program::Point point);
    /// By another explanation of the same. True: that changes something.
    bool meet(const Covered& other);
    /// By another log.
    Covered& operator|=(const Covered& other);
};

}  // namespace revoke_mc::explain
