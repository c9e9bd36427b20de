// The code of a strand while it is written: operations, and jumps to labels that are bound later.
//
//     const StrandCode::Label end = code.new_label();
//     code.jump(op, end);  // any number of them
//     ...                  // what they pass over
//     code.bind(end);
//
// Jumps go forward. finish() gives the code with indices in place of labels.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "model/semantics/lower/code.hpp"

namespace revoke_mc::lower {

class StrandCode {
public:
    /// A place in the code. Copies of the code have the same labels.
    class Label {
        friend class StrandCode;
        explicit Label(std::size_t number) : number_(number) {}
        std::size_t number_;
    };

    /// Appends an operation that is not a jump.
    void emit(const Op& op);
    [[nodiscard]] Label new_label();
    /// Appends a jump to a label that is not bound yet: std::logic_error if it is.
    void jump(Op op, Label to);
    /// The label is where the next operation will stand. Once only: std::logic_error.
    void bind(Label label);

    /// Drops the operations from `begin` on, and with them the labels that were bound behind it.
    void shorten(std::size_t begin);
    /// What would cut only disables the strand from now on.
    void mute();
    /// All of it with indices as targets of jumps; std::logic_error if a jump leads to a label that was never bound.
    [[nodiscard]] Code finish() const;

    [[nodiscard]] std::size_t size() const { return ops_.size(); }
    [[nodiscard]] auto begin() const { return ops_.begin(); }
    [[nodiscard]] auto end() const { return ops_.end(); }
    [[nodiscard]] auto rbegin() const { return ops_.rbegin(); }
    [[nodiscard]] auto rend() const { return ops_.rend(); }
    /// So far; a jump has the number of its label.
    [[nodiscard]] const Code& ops() const { return ops_; }

private:
    Code ops_;
    std::vector<std::size_t> bound_;  ///< by label: the index of an operation
};

}  // namespace revoke_mc::lower
