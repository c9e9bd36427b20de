// What random specs use where: productions of the grammar against the places in which they stand.
//
// Counted from syntax trees. `allowed` is what the language permits (specs/README.md): a cell that is allowed and zero
// is a hole in the generator.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "model/language/syntax/ast.hpp"

namespace revoke_mc::random_specs {

/// Rows against columns, both by name.
class Table {
public:
    Table(std::string title, std::vector<std::string> columns)
        : title_(std::move(title)), columns_(std::move(columns)) {}

    void count(const std::string& row, const std::string& column) { ++cells_[row][column]; }
    /// A row that is shown even if it is empty.
    void expect(const std::string& row) { (void)cells_[row]; }
    /// The language forbids it.
    void forbid(const std::string& row, const std::string& column) { forbidden_.insert({row, column}); }

    [[nodiscard]] std::string markdown() const;
    /// "row in column" of each cell that is allowed and zero.
    [[nodiscard]] std::vector<std::string> holes() const;

private:
    std::string title_;
    std::vector<std::string> columns_;
    std::map<std::string, std::map<std::string, std::size_t>> cells_;
    std::set<std::pair<std::string, std::string>> forbidden_;
};

/// Counts trees; three tables.
class Usage {
public:
    Usage();
    void add(const syntax::File& file);
    [[nodiscard]] std::vector<const Table*> tables() const { return {&statements_, &conditions_, &library_}; }

private:
    friend class Count;
    Table statements_, conditions_, library_;
};

}  // namespace revoke_mc::random_specs
