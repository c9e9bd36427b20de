// Whom the tasks and addresses of a log stand for, as far as an explanation has chosen.
//
// The head of a log may say so. What it leaves open is bound where it is first seen: a task to the thread that is there
// then, an address to the object, if nothing else is bound to that. Each choice is a binding of its own. A work runs in
// whatever kworker there is, and a device in whatever it interrupts: tasks are not bound to these, but by the head.
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "model/semantics/explain/event.hpp"

namespace revoke_mc::explain {

/// Sorted, by token; no token twice, and nothing bound to two.
class Binding {
public:
    [[nodiscard]] program::ThreadId thread(Token token) const;
    [[nodiscard]] program::ObjectId object(Token token) const;
    /// Of those that are bound to it; none if nothing is.
    [[nodiscard]] Token token_of(program::ThreadId thread) const { return find(number_of(thread)); }
    [[nodiscard]] Token token_of(program::ObjectId object) const { return find(number_of(object)); }

    void bind(Token token, program::ThreadId thread) { set(token, number_of(thread)); }
    void bind(Token token, program::ObjectId object) { set(token, number_of(object)); }
    /// What was bound to the object, or the token to, is forgotten.
    void bind_anew(Token token, program::ObjectId object);

    using Target = std::uint32_t;
    using Entry = std::pair<Token, Target>;
    [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }
    /// Of an entry: an object, else a thread.
    [[nodiscard]] static bool is_object(Target target) { return (target & object_mark) != 0; }
    [[nodiscard]] static std::uint32_t number(Target target) { return target & ~object_mark; }

    auto operator<=>(const Binding&) const = default;

private:
    static constexpr Target object_mark = 0x80000000U;
    [[nodiscard]] static Target number_of(program::ThreadId thread) { return thread.number(); }
    [[nodiscard]] static Target number_of(program::ObjectId object) { return object.number() | object_mark; }
    [[nodiscard]] Token find(Target target) const;
    void set(Token token, Target target);

    std::vector<Entry> entries_;
};

using BindingId = Id<Binding>;

/// Each binding once. Those that nobody has any more are forgotten now and then: a log makes new ones for ever.
class Bindings {
public:
    [[nodiscard]] BindingId add(const Binding& binding);
    [[nodiscard]] const Binding& operator[](BindingId id) const { return *by_id_[id.number()]; }
    [[nodiscard]] std::size_t size() const { return by_id_.size(); }
    void clear();

private:
    std::map<Binding, BindingId> ids_;
    std::vector<const Binding*> by_id_;
};

}  // namespace revoke_mc::explain
