#include "model/semantics/evidence/rows.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

namespace revoke_mc::evidence {

using namespace program;  // NOLINT(google-build-using-namespace)

namespace {

/// What a variable may be.
std::pair<std::int64_t, std::int64_t> range_of(const Program& program, const Cell& cell) {
    const auto [low, high] = std::ranges::minmax(cell.initial);
    const std::int64_t owners = cell.type.kind == ValueType::Kind::owner ? std::int64_t(program.threads.size()) : 0;
    return {std::min<std::int64_t>({0, cell.type.low, low}), std::max<std::int64_t>({owners, cell.type.high, high, 1})};
}

}  // namespace

Columns::Columns(const Program& program)
    : threads_(program.threads.size()), most_(threads_, Controls::most - 1), widths_(threads_, 24) {
    for (const Cell& cell : program.cells) {
        const auto [low, high] = range_of(program, cell);
        low_.push_back(low);
        most_.push_back(static_cast<std::uint32_t>(high - low));
        widths_.push_back(static_cast<unsigned>(std::bit_width(most_.back())));
    }
}

bool Columns::put_cells(const interpret::State& state, Row& row) const {
    for (const CellId cell : state.cells.ids()) {
        const std::int64_t above = state.cells[cell] - low_[cell.number()];
        if (above < 0 || above > most_[column(cell)]) return false;
        row.push_back(static_cast<std::uint32_t>(above));
    }
    return true;
}

std::optional<Row> Columns::row(const interpret::State& state, const ThreadControls& controls) const {
    Row out;
    out.reserve(size());
    for (const ThreadId thread : state.threads.ids()) {
        const auto number = controls[thread].find(state.threads[thread]);
        if (!number) return std::nullopt;
        out.push_back(*number);
    }
    return put_cells(state, out) ? std::optional(std::move(out)) : std::nullopt;
}

std::optional<Row> Columns::add(const interpret::State& state, ThreadControls& controls) const {
    Row out;
    out.reserve(size());
    for (const ThreadId thread : state.threads.ids()) out.push_back(controls[thread].add(state.threads[thread]));
    return put_cells(state, out) ? std::optional(std::move(out)) : std::nullopt;
}

interpret::State Columns::state(const Row& row, const ThreadControls& controls) const {
    interpret::State out;
    for (const ThreadId thread : controls.ids()) out.threads.push_back(controls[thread][row[thread.number()]]);
    for (std::size_t i = threads_; i < row.size(); ++i)
        out.cells.push_back(static_cast<Value>(low_[i - threads_] + row[i]));
    return out;
}

RowSet::RowSet(const Columns& columns) : columns_(columns), stride_(1), numbers_(16, Hash{this}, Equal{this}) {
    std::size_t bits = 0;
    for (std::size_t i = 0; i < columns.size(); ++i) bits += columns.width(i);
    stride_ = std::max<std::size_t>(1, (bits + 63) / 64);
}

std::size_t RowSet::Hash::operator()(Words words) const {
    return std::accumulate(words.begin(), words.end(), std::uint64_t{0}, [](std::uint64_t sum, std::uint64_t word) {
        sum = (sum ^ word) * 0x9e3779b97f4a7c15ULL;
        return sum ^ (sum >> 32U);
    });
}

void RowSet::pack(const Row& row, std::uint64_t* words) const {
    std::fill_n(words, stride_, 0);
    std::size_t at = 0;
    for (std::size_t i = 0; i < row.size(); ++i) {
        const unsigned width = columns_.width(i);
        words[at / 64] |= std::uint64_t{row[i]} << (at % 64);
        if (at % 64 + width > 64) words[at / 64 + 1] |= std::uint64_t{row[i]} >> (64 - at % 64);
        at += width;
    }
}

Row RowSet::operator[](std::uint32_t number) const {
    const Words from = words(number);
    Row out(columns_.size());
    std::size_t at = 0;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const unsigned width = columns_.width(i);
        if (width == 0) continue;
        std::uint64_t value = from[at / 64] >> (at % 64);
        if (at % 64 + width > 64) value |= from[at / 64 + 1] << (64 - at % 64);
        out[i] = static_cast<std::uint32_t>(value & (~std::uint64_t{0} >> (64 - width)));
        at += width;
    }
    return out;
}

std::uint32_t RowSet::add(const Row& row) {
    const std::uint32_t number = size();
    words_.resize(words_.size() + stride_);
    pack(row, &words_[number * stride_]);
    const auto [entry, fresh] = numbers_.insert(number);
    if (!fresh) words_.resize(words_.size() - stride_);
    return *entry;
}

std::optional<std::uint32_t> RowSet::find(const Row& row) const {
    std::vector<std::uint64_t> packed(stride_);
    pack(row, packed.data());
    const auto entry = numbers_.find(Words(packed));
    return entry == numbers_.end() ? std::nullopt : std::optional(*entry);
}

}  // namespace revoke_mc::evidence
