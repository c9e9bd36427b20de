// Code with labels that are bound later.
#include "model/semantics/lower/strand_code.hpp"

#include <limits>
#include <stdexcept>

namespace revoke_mc::lower {

namespace {

constexpr std::size_t nowhere = std::numeric_limits<std::size_t>::max();

bool is_jump(const Op& op) { return op.act == Act::plain && system::jumps(op.op); }

}  // namespace

void StrandCode::emit(const Op& op) {
    if (is_jump(op)) throw std::logic_error("a jump without a label");
    ops_.push_back(op);
}

StrandCode::Label StrandCode::new_label() {
    bound_.push_back(nowhere);
    return Label(bound_.size() - 1);
}

void StrandCode::jump(Op op, Label to) {
    if (!is_jump(op)) throw std::logic_error("only a jump leads to a label");
    if (bound_[to.number_] != nowhere) throw std::logic_error("a jump back");
    op.imm = static_cast<std::int64_t>(to.number_);
    ops_.push_back(op);
}

void StrandCode::bind(Label label) {
    if (bound_[label.number_] != nowhere) throw std::logic_error("a label at two places");
    bound_[label.number_] = ops_.size();
}

void StrandCode::shorten(std::size_t begin) {
    ops_.resize(begin);
    for (std::size_t& at : bound_)
        if (at != nowhere && at > begin) at = nowhere;
}

void StrandCode::mute() {
    for (Op& op : ops_) op.muted = true;
}

Code StrandCode::finish() const {
    Code out = ops_;
    for (Op& op : out) {
        if (!is_jump(op)) continue;
        const std::size_t target = bound_[static_cast<std::size_t>(op.imm)];
        if (target == nowhere) throw std::logic_error("a jump to a label that was never bound");
        op.imm = static_cast<std::int64_t>(target);
    }
    return out;
}

}  // namespace revoke_mc::lower
