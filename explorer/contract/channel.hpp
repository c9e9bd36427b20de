// How the processes of one search, its ranks, reach each other, as the explorer sees it: blocks of bytes.
//
// MPI, and whatever else carries bytes from one machine to another, is the business of whoever implements this.
#pragma once

#include <cstdint>
#include <optional>

#include "explorer/contract/checkpoint.hpp"

namespace revoke_mc::explorer {

/// Ranks have the numbers 0 .. size() - 1. No two calls are made at once, but any thread may make them.
class Channel {
public:
    struct Message {
        unsigned from = 0;
        Block bytes;
    };

    Channel() = default;
    Channel(const Channel&) = delete;
    Channel& operator=(const Channel&) = delete;
    virtual ~Channel() = default;

    [[nodiscard]] virtual unsigned rank() const = 0;
    [[nodiscard]] virtual unsigned size() const = 0;
    /// Returns at once. What one rank sends to another arrives whole, once, and in that order.
    virtual void send(unsigned to, Block bytes) = 0;
    /// None if nothing has arrived.
    [[nodiscard]] virtual std::optional<Message> receive() = 0;
    /// Bytes that were sent and still take up memory here.
    [[nodiscard]] virtual std::uint64_t unsent() = 0;
};

}  // namespace revoke_mc::explorer
