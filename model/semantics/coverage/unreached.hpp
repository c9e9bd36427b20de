// Walks through a program's code along what was carried out, and reports where that ends.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/language/program/points.hpp"
#include "model/semantics/coverage/finding.hpp"

namespace revoke_mc::coverage {

/// `assert (false)`: getting there is the mistake; that nothing gets there is as it should be.
[[nodiscard]] bool must_not_be_reached(const program::Stmt& stmt);

class Unreached {
public:
    /// `points`: reached. Both must outlive it.
    Unreached(const program::Program& program, const program::PointSet& points) : program_(program), points_(points) {}

    /// Adds what there is to say of a routine.
    void look_through(program::RoutineId routine);

    std::vector<Finding> found;

private:
    using Stmt = program::Stmt;

    [[nodiscard]] bool reached(const Stmt& stmt) const;
    [[nodiscard]] bool ends_before(const Stmt& stmt) const;
    void look(const Stmt& stmt);
    void look_at_block(const program::Block& block);
    void look_at_if(const Stmt& stmt, const program::If& choice);
    void look_at_branches(const program::Either& either);
    void look_inside(const Stmt& stmt);
    void report(Kind kind, const Stmt& stmt, const std::string& what, const std::string& text);
    void tell_unreached(const Stmt& stmt);

    const program::Program& program_;
    const program::PointSet& points_;
    std::map<std::string, int> told_;  ///< how often, by name
};

}  // namespace revoke_mc::coverage
