// The greedy choice of what each variable depends on.
#include "explorer/estimate/dependence_model.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <unordered_map>

namespace revoke_mc::explorer::internal {

namespace {

constexpr std::size_t most_parents = 4;
constexpr std::size_t chosen_on = 10000;  // samples by which parents are chosen
constexpr std::size_t most_cells = std::size_t{1} << 22U;
constexpr double worth_a_parent = 0.002;  // nats
constexpr double nothing_left = 1e-6;

/// A partition of the sample into numbered classes.
struct Classes {
    Column of;              // by sample
    std::size_t count = 1;  // of classes
};

Classes whole(std::size_t samples) { return {Column(samples, 0), 1}; }

/// Values numbered from 0.
Classes by_value(const Column& column) {
    Classes out{{}, 0};
    std::unordered_map<std::uint32_t, std::uint32_t> numbers;
    for (const std::uint32_t value : column)
        out.of.push_back(numbers.emplace(value, static_cast<std::uint32_t>(numbers.size())).first->second);
    out.count = numbers.size();
    return out;
}

/// Both at once, over the first `samples`.
Classes refine(const Classes& a, const Classes& b, std::size_t samples) {
    constexpr std::uint32_t unknown = ~std::uint32_t{0};
    std::vector<std::uint32_t> numbers(a.count * b.count, unknown);
    Classes out{Column(samples), 0};
    for (std::size_t i = 0; i < samples; ++i) {
        std::uint32_t& number = numbers[a.of[i] * b.count + b.of[i]];
        if (number == unknown) number = static_cast<std::uint32_t>(out.count++);
        out.of[i] = number;
    }
    return out;
}

std::vector<std::uint32_t> sizes(const Classes& classes) {
    std::vector<std::uint32_t> out(classes.count, 0);
    for (const std::uint32_t number : classes.of) ++out[number];
    return out;
}

double entropy(const Classes& classes) {
    const auto all = static_cast<double>(classes.of.size());
    double sum = 0;
    for (const std::uint32_t size : sizes(classes)) {
        const double share = static_cast<double>(size) / all;
        if (size != 0) sum -= share * std::log(share);
    }
    return sum;
}

/// What is left of the entropy of a variable where `known` is; `both` is the two together. What it would cost to write
/// the model down counts too, or noise would pass for dependence (Schwarz 1978, "Estimating the dimension of a model").
double left_of(const Classes& known, const Classes& both) {
    const auto samples = static_cast<double>(both.of.size());
    const auto parameters = static_cast<double>(both.count) - static_cast<double>(known.count);
    return entropy(both) - entropy(known) + parameters * std::log(samples) / (2 * samples);
}

class Model {
public:
    explicit Model(const std::vector<Column>& columns) : samples_(columns.front().size()), log_(samples_, 0) {
        for (const Column& column : columns) {
            Classes values = by_value(column);
            if (values.count > 1) variables_.push_back(std::move(values));
        }
        for (std::size_t x = 0; x < variables_.size(); ++x) add(x);
    }

    [[nodiscard]] LogSize result() const {
        LogSize out;
        for (const double log : log_) out.mean += log / static_cast<double>(samples_);
        for (const double log : log_)
            out.variance += (log - out.mean) * (log - out.mean) / static_cast<double>(samples_);
        return out;
    }

private:
    /// ln(1/q(x given its parents)) is added for each sample. What the others say counts, plus one for each value that
    /// x has there (Laplace): otherwise rare values would count for too much.
    void add(std::size_t x) {
        Classes known = whole(samples_);
        for (const std::size_t parent : parents(x)) known = refine(known, variables_[parent], samples_);
        const Classes both = refine(known, variables_[x], samples_);
        const std::vector<std::uint32_t> all = sizes(known), alike = sizes(both), values = values_in(known, both);
        for (std::size_t i = 0; i < samples_; ++i) {
            const std::uint32_t here = known.of[i];
            if (values[here] > 1)
                log_[i] += std::log((all[here] - 1.0 + values[here]) / static_cast<double>(alike[both.of[i]]));
        }
    }
    /// By class of `known`: how many classes of `both` are in it.
    static std::vector<std::uint32_t> values_in(const Classes& known, const Classes& both) {
        std::vector<std::uint32_t> out(known.count, 0);
        std::vector<bool> counted(both.count, false);
        for (std::size_t i = 0; i < both.of.size(); ++i) {
            if (!counted[both.of[i]]) ++out[known.of[i]];
            counted[both.of[i]] = true;
        }
        return out;
    }

    [[nodiscard]] std::vector<std::size_t> parents(std::size_t x) const {
        const std::size_t samples = std::min(samples_, chosen_on);
        Classes known = whole(samples);
        double left = left_of(known, refine(known, variables_[x], samples));
        std::vector<std::size_t> out;
        while (out.size() < most_parents && left > nothing_left) {
            const std::size_t best = best_parent(x, known, left);
            if (best == x) break;
            out.push_back(best);
            known = refine(known, variables_[best], samples);
        }
        return out;
    }

    /// The variable before x that says most about x beside what is known; x if none is worth it. `left` goes down.
    [[nodiscard]] std::size_t best_parent(std::size_t x, const Classes& known, double& left) const {
        const std::size_t samples = known.of.size();
        std::size_t best = x;
        double least = left - worth_a_parent;
        for (std::size_t y = 0; y < x; ++y) {
            if (known.count * variables_[y].count > most_cells) continue;
            const Classes more = refine(known, variables_[y], samples);
            if (more.count > samples / 10 || more.count * variables_[x].count > most_cells) continue;
            const double now = left_of(more, refine(more, variables_[x], samples));
            if (now >= least) continue;
            least = now;
            best = y;
        }
        if (best != x) left = least;
        return best;
    }

    std::size_t samples_;
    std::vector<Classes> variables_;  // those that vary
    std::vector<double> log_;         // by sample
};

}  // namespace

LogSize log_size(const std::vector<Column>& columns) { return Model(columns).result(); }

}  // namespace revoke_mc::explorer::internal
