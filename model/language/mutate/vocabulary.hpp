// What the operators know of functions: errors, ghosts and asserts, locks, usages of fences.
//
// The operators work on the syntax tree, before names are resolved. A call is judged by the last part of its name:
// `b->exporter.map_dma_buf(a)` is a call of any function `map_dma_buf`.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "model/language/syntax/loader.hpp"

namespace revoke_mc::mutate {

class Vocabulary {
public:
    explicit Vocabulary(const syntax::Loaded& loaded);

    /// A function that returns an error code: `int`, 0 for success.
    [[nodiscard]] bool returns_error(const syntax::Expr& expr) const;
    /// A call that only states something: of a ghost function, or of one that does nothing but assert, whatever its
    /// name is (dma_resv_assert_held()). Where several functions have the name, all of them.
    [[nodiscard]] bool is_model(const syntax::Expr& call) const;
    /// The values of `enum usage` that make a call wait for fewer fences (KERNEL, for one that waits for BOOKKEEP), or
    /// let fewer wait for the fence that it adds (BOOKKEEP, for one of KERNEL); the nearest one first.
    [[nodiscard]] std::vector<std::string> weaker(const syntax::Expr& call, const std::string& usage) const;

    /// `mutex_unlock` for `mutex_lock`, `up_read` for `down_read`, `dma_resv_unlock` for `dma_resv_lock`: the one does
    /// nothing with locks but take some, the other nothing but give some back, and their names are a pair. "" for any
    /// other call.
    [[nodiscard]] std::string unlock_of(const syntax::Expr& call) const;
    [[nodiscard]] bool is_unlock(const syntax::Expr& call) const;
    /// The last part of the callee's name; "" for what is not a call.
    [[nodiscard]] static std::string name_of(const syntax::Expr& call);

private:
    void learn(const syntax::Function& function);
    void find_models();
    void find_locks();
    void find_adders();
    [[nodiscard]] bool only_says(const syntax::Stmt& stmt) const;

    std::map<std::string, std::vector<const syntax::Function*>> functions_;  ///< by the last part of the name
    std::set<std::string> errors_, models_;
    std::set<std::string> take_, give_back_;  ///< locks, and do not do the other
    std::set<std::string> adders_;            ///< store the usage that they are called with
    std::vector<std::string> usages_;         ///< in order, without the first: that is "in no reservation object"
};

}  // namespace revoke_mc::mutate
