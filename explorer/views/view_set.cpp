// Views are kept with where they came from, for runs that lead to a suspicion.
#include "explorer/views/view_set.hpp"

#include <algorithm>
#include <set>

namespace revoke_mc::explorer::views {

void ViewSet::add(const std::uint64_t* words, const Origin& origin) {
    const std::uint32_t shared = shared_.add(words);
    if (shared == shelves_.size()) {
        shelves_.emplace_back(k_);
        on_shelf_.emplace_back();
    }
    Shelf& shelf = shelves_[shared];
    Members view;
    for (std::uint32_t i = 0; i < k_; ++i)
        view.insert(shelf.add_block(blocks_.add(words + shared_.length() + i * blocks_.length())));
    if (shelf.contains(view)) return;
    shelf.add(view);
    on_shelf_[shared].push_back(static_cast<std::uint32_t>(views_.size()));
    views_.push_back({shared, view});
    origins_.push_back(origin);
}

void ViewSet::settle() {
    for (std::size_t i = first_fresh_; i < views_.size(); ++i) shelves_[views_[i].shared].forget_fresh();
    first_fresh_ = views_.size();
}

/// Asked once or twice for each step of an abstract run: a look through all views costs less than an index of them.
std::size_t ViewSet::last_view_of(const Numbered& configuration) const {
    std::set<Members> parts;
    each_part(configuration.members, k_, [&](const Members& part) {
        parts.insert(part);
        return true;
    });
    for (std::size_t i = views_.size(); i-- > 0;)
        if (views_[i].shared == configuration.shared && parts.contains(views_[i].members)) return i;
    return 0;
}

std::uint64_t ViewSet::bytes() const {
    std::uint64_t bytes = shared_.bytes() + blocks_.bytes();
    for (const Shelf& shelf : shelves_) bytes += shelf.bytes();
    for (const auto& views : on_shelf_) bytes += views.capacity() * sizeof(std::uint32_t);
    return bytes + views_.capacity() * sizeof(Numbered) + origins_.capacity() * sizeof(Origin);
}

}  // namespace revoke_mc::explorer::views
