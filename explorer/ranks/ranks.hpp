// What the ranks of one search say to each other.
//
// There are three lanes, so that nobody who waits for one thing has to know what else may arrive meanwhile: traffic
// (states on their way to their owners, by any thread, and the end of a level), words (what all agree on, one after the
// other, by one thread of each rank), tasks (what rank 0 wants the others to do next). All that is said belongs to a
// round, which is one search: what is left over of a round that failed is dropped.
//
// A rank that cannot go on fails the round: all others find that in whatever they are waiting for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "explorer/contract/channel.hpp"

namespace revoke_mc::explorer {

/// Another rank cannot go on; what() says which one, and why.
class RankFailed : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

class Ranks {
public:
    explicit Ranks(Channel& channel) : channel_(channel), words_(channel.size()) {}
    Ranks(const Ranks&) = delete;
    Ranks& operator=(const Ranks&) = delete;

    [[nodiscard]] unsigned rank() const { return channel_.rank(); }
    [[nodiscard]] unsigned size() const { return channel_.size(); }
    [[nodiscard]] bool first() const { return rank() == 0; }

    // --- rounds: each rank begins the same ones

    /// Begins the next round.
    void begin();
    /// This rank cannot go on with the round, and all others are told why, once. What it throws itself is its business.
    void fail(std::string_view why);

    // --- traffic: by any thread

    /// Room for what goes in front of a block.
    static constexpr std::size_t header = 8;
    /// `block` begins with `header` bytes of room. Throws RankFailed.
    void send(unsigned to, Block block);
    struct Arrival {
        unsigned from = 0;
        Block block;  ///< with its header
    };
    /// None if nothing has arrived. Throws RankFailed.
    [[nodiscard]] std::optional<Arrival> receive();
    /// More is on its way than memory should hold: whoever sends has to receive first, and wait.
    [[nodiscard]] bool congested();
    /// Waits for a moment; the longer, the more often in a row (`times`, counted here) nothing has come.
    static void pause(unsigned& times);

    // --- words: by one thread of each rank, all in the same order; they throw RankFailed

    /// Rank 0 gets what each rank says, by rank; the others get nothing.
    [[nodiscard]] std::vector<Block> collect(Block mine);
    /// By another rank than 0: for rank 0 alone, which hears it.
    void tell_first(const Block& word);
    [[nodiscard]] Block hear(unsigned from);
    /// Everybody gets what rank 0 says.
    [[nodiscard]] Block spread(Block of_first);
    /// Everybody gets what each rank says, by rank.
    [[nodiscard]] std::vector<Block> gather(Block mine);

    // --- tasks

    /// By rank 0: the others are to do this, in a new round.
    void assign(const Block& task);
    /// By the others: the next one, in a new round.
    [[nodiscard]] Block next_task();

    /// Bytes sent so far, by kind.
    struct Sent {
        std::uint64_t traffic = 0, words = 0;
    };
    [[nodiscard]] Sent sent();

private:
    enum class Kind : std::uint8_t { traffic, word, task, failure };
    using Round = std::uint32_t;
    struct Filed {
        Round round;
        unsigned from;
        Block block;
    };
    using Queue = std::deque<Filed>;

    // All with the mutex held.
    void post(unsigned to, Kind kind, Block block);
    void fetch();
    void file(Channel::Message message);
    [[nodiscard]] std::optional<Filed> take(Queue& queue);
    void check() const;

    [[nodiscard]] Filed wait(Queue& queue, bool of_this_round);

    static constexpr std::uint64_t most_unsent = std::uint64_t{64} << 20;

    Channel& channel_;
    std::mutex mutex_;  // guards the channel and what follows
    Round round_ = 0, failed_ = 0;
    Queue traffic_, tasks_;
    std::vector<Queue> words_;  // by sender
    std::deque<Filed> failures_;
    Sent sent_;
};

}  // namespace revoke_mc::explorer
