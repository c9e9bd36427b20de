// A handful of entries each: sorted vectors.
#include "model/semantics/explain/binding.hpp"

#include <algorithm>

namespace revoke_mc::explain {

namespace {

auto place_of(const std::vector<Binding::Entry>& entries, Token token) {
    return std::lower_bound(entries.begin(), entries.end(), token,
                            [](const Binding::Entry& entry, Token wanted) { return entry.first < wanted; });
}

}  // namespace

program::ThreadId Binding::thread(Token token) const {
    const auto at = place_of(entries_, token);
    if (at == entries_.end() || at->first != token || is_object(at->second)) return none;
    return program::ThreadId{at->second};
}

program::ObjectId Binding::object(Token token) const {
    const auto at = place_of(entries_, token);
    if (at == entries_.end() || at->first != token || !is_object(at->second)) return none;
    return program::ObjectId{number(at->second)};
}

Token Binding::find(Target target) const {
    const auto at = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& e) { return e.second == target; });
    return at == entries_.end() ? Token{none} : at->first;
}

void Binding::set(Token token, Target target) {
    const auto at = place_of(entries_, token);
    if (at != entries_.end() && at->first == token)
        entries_[static_cast<std::size_t>(at - entries_.begin())].second = target;
    else
        entries_.insert(at, {token, target});
}

void Binding::bind_anew(Token token, program::ObjectId object) {
    const Token before = token_of(object);
    if (before == token) return;
    if (before != none) std::erase_if(entries_, [&](const Entry& entry) { return entry.first == before; });
    set(token, number_of(object));
}

BindingId Bindings::add(const Binding& binding) {
    const auto [entry, is_new] = ids_.try_emplace(binding, BindingId{by_id_.size()});
    if (is_new) by_id_.push_back(&entry->first);
    return entry->second;
}

void Bindings::clear() {
    ids_.clear();
    by_id_.clear();
}

}  // namespace revoke_mc::explain
