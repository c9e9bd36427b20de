// All views: a shelf for each value of what is about no instance, and where each view came from.
#pragma once

#include <map>
#include <unordered_map>
#include <vector>

#include "explorer/system/apart.hpp"
#include "explorer/views/shelf.hpp"
#include "explorer/views/word_table.hpp"

namespace revoke_mc::explorer::views {

/// A configuration by numbers.
struct Numbered {
    std::uint32_t shared = 0;
    Members members;
    auto operator<=>(const Numbered&) const = default;
};

/// How something came up: by a step of a configuration; transition none: at the beginning.
struct Origin {
    Numbered from;
    system::TransitionId transition = none;
    friend bool operator<(const Origin& a, const Origin& b) {
        return a.from != b.from ? a.from < b.from : a.transition < b.transition;
    }
};

class ViewSet {
public:
    ViewSet(std::uint32_t k, std::uint32_t shared_words, std::uint32_t block_words)
        : k_(k), shared_(shared_words), blocks_(block_words) {}

    [[nodiscard]] std::uint32_t k() const { return k_; }
    [[nodiscard]] const WordTable& shared() const { return shared_; }
    [[nodiscard]] const WordTable& blocks() const { return blocks_; }
    [[nodiscard]] const Shelf& shelf(std::uint32_t shared) const { return shelves_[shared]; }
    /// In the order in which they were added.
    [[nodiscard]] const std::vector<Numbered>& views() const { return views_; }
    /// Those of one shelf, by their places among all.
    [[nodiscard]] const std::vector<std::uint32_t>& on_shelf(std::uint32_t shared) const { return on_shelf_[shared]; }
    [[nodiscard]] const Origin& origin(std::size_t view) const { return origins_[view]; }
    /// Views from this number on are fresh: added since settle().
    [[nodiscard]] std::size_t first_fresh() const { return first_fresh_; }

    /// `words`: what is shared, then k blocks.
    void add(const std::uint64_t* words, const Origin& origin);
    /// What was added so far is no longer fresh.
    void settle();

    /// The last view added that is a part of the configuration.
    [[nodiscard]] std::size_t last_view_of(const Numbered& configuration) const;

    [[nodiscard]] std::uint64_t bytes() const;

private:
    std::uint32_t k_;
    WordTable shared_, blocks_;
    std::vector<Shelf> shelves_;
    std::vector<std::vector<std::uint32_t>> on_shelf_;
    std::vector<Numbered> views_;
    std::vector<Origin> origins_;
    std::size_t first_fresh_ = 0;
};

}  // namespace revoke_mc::explorer::views
