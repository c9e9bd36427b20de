// The distance is computed with three rows of the usual table. Words longer than a screen line are never
// suggested for: the table would cost more than the message is worth.
#include "model/language/syntax/suggest.hpp"

#include <algorithm>
#include <utility>

namespace revoke_mc::syntax {
namespace {

constexpr std::size_t longest_word = 80;

std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before_last(b.size() + 1);
    std::vector<std::size_t> last(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({replaced, last[j] + 1, row[j - 1] + 1});
            const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
        std::swap(before_last, last);
        std::swap(last, row);
    }
    return last[b.size()];
}

std::size_t allowed_slips(std::size_t length) { return length < 3 ? 0 : length <= 4 ? 1 : 2; }

}  // namespace

std::string nearest(std::string_view word, const std::vector<std::string_view>& candidates) {
    if (word.size() > longest_word) return "";
    std::size_t best = allowed_slips(word.size()) + 1;
    std::string result;
    for (const auto candidate : candidates) {
        const std::size_t longer = std::max(word.size(), candidate.size());
        const std::size_t shorter = std::min(word.size(), candidate.size());
        if (candidate == word || longer - shorter >= best) continue;
        const std::size_t slips = distance(word, candidate);
        if (slips >= best) continue;
        best = slips;
        result = candidate;
    }
    return result;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& candidates) {
    const std::string found = nearest(word, candidates);
    return found.empty() ? "" : "did you mean '" + found + "'?";
}

}  // namespace revoke_mc::syntax
