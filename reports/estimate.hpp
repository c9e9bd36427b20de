// How many states a model has: counted, guessed, or what a whole search came to. Plain data, part of reports/info.hpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace revoke_mc::reports {

/// How many states there are, or may be; see `method`.
struct InfoEstimate {
    bool exact = false;
    double states = 0, low = 0, high = 0;
    double transitions_per_state = 0;
    std::uint64_t seen = 0;        ///< states visited, to count them or for what one costs
    std::uint64_t probes = 0;      ///< distinct states on random walks; 0: it is not a guess
    double seconds_per_state = 0;  ///< of the visit, with one thread
    double bytes_per_state = 0;    ///< likewise; for few states most of it is what the search takes in any case
    std::string method;
};

/// What a whole search came to, to hold the estimate against.
struct InfoOutcome {
    std::uint64_t states = 0, bytes = 0;
    double seconds = 0;
    std::optional<std::string> reason;  ///< what ended it early; the numbers are then those of a part
};

}  // namespace revoke_mc::reports
