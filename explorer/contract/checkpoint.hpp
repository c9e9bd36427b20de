// Checkpoints of a search, as the explorer sees them: blocks of bytes that go somewhere, and come back.
//
// A search that is to be continued some other day says at the beginning of a level all that is needed to go on from
// there. Files, compression, checksums, and whether a checkpoint belongs to this system at all are the business of
// whoever implements these interfaces. A block that comes back is, byte for byte, the one that was written; the
// explorer still looks whether the blocks make sense together.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace revoke_mc::explorer {

/// What a checkpoint is made of.
enum class Section : std::uint8_t {
    summary,  ///< one block: level, counts, witnesses, what was taken
    words,    ///< the numbered words, in the order of their numbers
    states,   ///< scrambled keys with their levels
    stalled,  ///< keys of states from which no step surely leads on
    // Of a search that several ranks share out, in the place of the last three:
    plain,         ///< states in their own words, with their levels
    plain_stalled  ///< the same of those from which no step surely leads on
};
inline constexpr std::uint8_t sections = 6;

using Block = std::vector<std::uint8_t>;

class CheckpointSink {
public:
    CheckpointSink() = default;
    CheckpointSink(const CheckpointSink&) = delete;
    CheckpointSink& operator=(const CheckpointSink&) = delete;
    virtual ~CheckpointSink() = default;
    /// The numbers of the blocks of a section are 0, 1, 2, …; they come in any order, from several threads at once.
    virtual void write(Section section, std::uint64_t number, std::span<const std::uint8_t> block) = 0;
};

class CheckpointSource {
public:
    CheckpointSource() = default;
    CheckpointSource(const CheckpointSource&) = delete;
    CheckpointSource& operator=(const CheckpointSource&) = delete;
    virtual ~CheckpointSource() = default;
    /// How many blocks a section has.
    [[nodiscard]] virtual std::uint64_t blocks(Section section) const = 0;
    /// From several threads at once. Throws BadCheckpoint if the block is not what was written.
    [[nodiscard]] virtual Block read(Section section, std::uint64_t number) = 0;
};

/// Nothing can be continued from it. What() is a clause for whoever knows the name of the file: "is damaged".
class BadCheckpoint : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Where the checkpoints of one search come from, and where they go. Called by one thread.
class Checkpoints {
public:
    Checkpoints() = default;
    Checkpoints(const Checkpoints&) = delete;
    Checkpoints& operator=(const Checkpoints&) = delete;
    virtual ~Checkpoints() = default;
    /// Null: the search begins anew.
    [[nodiscard]] virtual CheckpointSource* resume() = 0;
    /// At the beginning of a level: it is time for one.
    [[nodiscard]] virtual bool due() = 0;
    /// `write` writes all blocks of one checkpoint, which replaces the one before. If that fails, the one before stays,
    /// and the search goes on.
    virtual void save(const std::function<void(CheckpointSink&)>& write) = 0;
};

}  // namespace revoke_mc::explorer
