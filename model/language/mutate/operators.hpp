// The mutation operators: what may be changed in one routine, statement by statement.
//
// | kind   | applies to                                                                    | becomes              |
// | ------ | ----------------------------------------------------------------------------- | -------------------- |
// | drop   | assignment, call, await, atomic, each                                         | nothing              |
// |        | a test that leaves (`if (revoked) return -ENODEV;`) or calls                  | nothing              |
// | swap   | two steps in a row, outside atomic (ghost code stays with the step before it) | the other order      |
// | weaken | a usage handed to a call                                                      | each weaker one      |
// |        | `await (a && b)`, `if (a && b) S`, `if (a || b) return;`                      | without a, without b |
// | ignore | `if (f()) S else T`, `int error = f();` where f returns an error code         | `f(); T`             |
// | always | `if (c) S`                                                                    | `S`                  |
//
// A lock is dropped together with the unlocks behind it, up to where the routine takes the same lock again; an unlock
// alone is not dropped, since the only thing that shows is a lock that is never free again.
#pragma once

#include <vector>

#include "model/language/mutate/mutants.hpp"
#include "model/language/mutate/vocabulary.hpp"

namespace revoke_mc::mutate {

/// The mutants of one routine in the order of its statements, without `routine` and `id`.
[[nodiscard]] std::vector<Mutant> mutants_of(const syntax::Sources& sources, const Vocabulary& vocabulary,
                                             const syntax::Stmt& body);

}  // namespace revoke_mc::mutate
