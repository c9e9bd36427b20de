// Widths: what the last thread needs comes first, the rest is shared out among the columns before it.
#include "reports/internal/story_columns.hpp"

#include <algorithm>
#include <utility>

namespace revoke_mc::reports::internal {
namespace {

constexpr std::size_t least_text = 44;  // columns that the last thread's text needs
constexpr std::size_t least_room = 10;  // a terminal narrower than that breaks lines itself
constexpr std::size_t least_stride = 7;
constexpr std::size_t greatest_stride = 30;

}  // namespace

StoryColumns::StoryColumns(std::vector<std::string> threads, std::size_t width, const Style& style, std::size_t margin)
    : threads_(std::move(threads)), width_(width), style_(style), margin_(margin) {
    const std::size_t gaps = threads_.empty() ? 0 : threads_.size() - 1;
    const std::size_t room = width_ > margin_ + least_text ? width_ - margin_ - least_text : 0;
    if (gaps == 0) {
        columns_ = threads_.empty() || margin_ + columns(threads_.front()) <= width_;
        return;
    }
    stride_ = std::min(room / gaps, greatest_stride);
    columns_ = stride_ >= least_stride;
    if (!columns_) stride_ = 0;
}

std::string StoryColumns::header() const {
    if (!columns_) return "";
    std::string text;
    std::string line = std::string(margin_, ' ');
    const auto fits = [&](const std::string& name) { return columns(name) < stride_; };
    const bool one_line = std::all_of(threads_.begin(), threads_.end() - (threads_.empty() ? 0 : 1), fits);
    for (std::size_t i = 0; i < threads_.size(); ++i) {
        if (!one_line && i > 0) {
            text += line + "\n";
            line = std::string(margin_, ' ');
            for (std::size_t j = 0; j < i; ++j) line += pad_right(".", stride_);
        }
        line += style_.paint(pad_right(printable(threads_[i]), i + 1 < threads_.size() && one_line ? stride_ : 0),
                             Colour::cyan);
    }
    return text + line + "\n";
}

std::size_t StoryColumns::room(const std::string& thread) const {
    const std::size_t used = margin_ + column_of(thread) * stride_;
    return width_ > used + least_room ? width_ - used : least_room;
}

std::string StoryColumns::indent(const std::string& thread, const HeldLocks& locks) const {
    std::string text;
    for (std::size_t i = 0; i < column_of(thread); ++i) {
        const auto held = locks.find(threads_[i]);
        const bool holds = held != locks.end() && !held->second.empty();
        text += style_.paint(holds ? "|" : ".", holds ? Colour::yellow : Colour::dim) + std::string(stride_ - 1, ' ');
    }
    return text;
}

std::string StoryColumns::margin(std::string_view number) const {
    if (number.empty()) return std::string(margin_, ' ');
    return style_.paint(pad_left(number, margin_ - 2), Colour::dim) + "  ";
}

std::size_t StoryColumns::column_of(const std::string& thread) const {
    if (!columns_) return 0;
    const auto found = std::find(threads_.begin(), threads_.end(), thread);
    return found == threads_.end() ? 0 : static_cast<std::size_t>(found - threads_.begin());
}

}  // namespace revoke_mc::reports::internal
