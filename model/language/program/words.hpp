// What is written and shown for the values of enumerations: one table each, read both ways.
//
//     text_of(binary_operators, Op::add)        // "+"
//     value_of(sides, "importer")               // Blame::importer
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "model/language/program/code.hpp"

namespace revoke_mc::program {

template <class E>
struct Word {
    E value;
    std::string_view text;
};

/// "?" for a value that has no word.
template <class E, std::size_t count>
[[nodiscard]] constexpr std::string_view text_of(const std::array<Word<E>, count>& table, E value) {
    for (const Word<E>& word : table)
        if (word.value == value) return word.text;
    return "?";
}

template <class E, std::size_t count>
[[nodiscard]] constexpr std::optional<E> value_of(const std::array<Word<E>, count>& table, std::string_view text) {
    for (const Word<E>& word : table)
        if (word.text == text) return word.value;
    return std::nullopt;
}

/// Sides of the protocol: the roles of components, and who else can be blamed. Nobody has no word.
inline constexpr std::array sides{Word<Blame>{Blame::exporter, "exporter"}, Word<Blame>{Blame::importer, "importer"},
                                  Word<Blame>{Blame::core, "core"}, Word<Blame>{Blame::user, "user"},
                                  Word<Blame>{Blame::caller, "caller"}};

inline constexpr std::array unary_operators{Word<Op>{Op::not_, "!"}, Word<Op>{Op::negate, "-"}};

inline constexpr std::array binary_operators{
    Word<Op>{Op::add, "+"},      Word<Op>{Op::subtract, "-"},       Word<Op>{Op::multiply, "*"},
    Word<Op>{Op::divide, "/"},   Word<Op>{Op::modulo, "%"},         Word<Op>{Op::equal, "=="},
    Word<Op>{Op::unequal, "!="}, Word<Op>{Op::less, "<"},           Word<Op>{Op::less_equal, "<="},
    Word<Op>{Op::greater, ">"},  Word<Op>{Op::greater_equal, ">="}, Word<Op>{Op::and_, "&&"},
    Word<Op>{Op::or_, "||"},     Word<Op>{Op::implies, "implies"}};

/// Which class of operators one belongs to.
[[nodiscard]] constexpr bool is_comparison(Op op) {
    return op == Op::equal || op == Op::unequal || op == Op::less || op == Op::less_equal || op == Op::greater ||
           op == Op::greater_equal;
}
[[nodiscard]] constexpr bool is_logical(Op op) { return op == Op::and_ || op == Op::or_ || op == Op::implies; }

inline constexpr std::array relations{
    Word<Relation>{Relation::buffer, "buf"}, Word<Relation>{Relation::owner, "importer"},
    Word<Relation>{Relation::attachment, "att"}, Word<Relation>{Relation::exporter, "exporter"},
    Word<Relation>{Relation::context, "context"}};

/// The core's own names; a spec calls them as the kernel does (model/language/check/expressions/builtins.cpp).
inline constexpr std::array builtins{Word<Builtin>{Builtin::lock, "lock"},
                                     Word<Builtin>{Builtin::unlock, "unlock"},
                                     Word<Builtin>{Builtin::trylock, "trylock"},
                                     Word<Builtin>{Builtin::down_read, "down_read"},
                                     Word<Builtin>{Builtin::up_read, "up_read"},
                                     Word<Builtin>{Builtin::down_write, "down_write"},
                                     Word<Builtin>{Builtin::up_write, "up_write"},
                                     Word<Builtin>{Builtin::allocate, "allocate"},
                                     Word<Builtin>{Builtin::free_, "free"},
                                     Word<Builtin>{Builtin::job_depends, "job_depends"},
                                     Word<Builtin>{Builtin::job_forget, "job_forget"},
                                     Word<Builtin>{Builtin::snapshot_take, "snapshot_take"},
                                     Word<Builtin>{Builtin::snapshot_drop, "snapshot_drop"},
                                     Word<Builtin>{Builtin::queue, "queue"},
                                     Word<Builtin>{Builtin::flush, "flush"},
                                     Word<Builtin>{Builtin::cancel, "cancel"},
                                     Word<Builtin>{Builtin::start, "start"}};

}  // namespace revoke_mc::program
