// A header is the number of the round (four bytes) and the kind (one).
#include "explorer/ranks/ranks.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <thread>
#include <utility>

namespace revoke_mc::explorer {

namespace {

Block with_header(const Block& block) {
    Block out(Ranks::header + block.size());
    std::copy(block.begin(), block.end(), out.begin() + Ranks::header);
    return out;
}

Block without_header(Block block) {
    block.erase(block.begin(), block.begin() + Ranks::header);
    return block;
}

std::uint64_t number_at(const Block& block, std::size_t at) {
    std::uint64_t out = 0;
    if (at + sizeof out > block.size()) throw RankFailed("ranks: a message is cut off");
    std::memcpy(&out, &block[at], sizeof out);
    return out;
}

/// Blocks as one, each behind its size.
Block joined(const std::vector<Block>& blocks) {
    Block out;
    for (const Block& block : blocks) {
        const std::uint64_t size = block.size();
        const auto* bytes = reinterpret_cast<const std::uint8_t*>(&size);
        out.insert(out.end(), bytes, bytes + sizeof size);
        out.insert(out.end(), block.begin(), block.end());
    }
    return out;
}

std::vector<Block> parted(const Block& block) {
    std::vector<Block> out;
    for (std::size_t at = 0; at < block.size();) {
        const std::uint64_t size = number_at(block, at);
        at += sizeof size;
        if (size > block.size() - at) throw RankFailed("ranks: a message is cut off");
        const auto begin = block.begin() + static_cast<std::ptrdiff_t>(at);
        out.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(size));
        at += size;
    }
    return out;
}

}  // namespace

void Ranks::begin() {
    const std::lock_guard lock(mutex_);
    ++round_;
    const auto is_old = [&](const Filed& filed) { return filed.round < round_; };
    std::erase_if(traffic_, is_old);
    for (Queue& queue : words_) std::erase_if(queue, is_old);
    std::erase_if(failures_, is_old);
}

void Ranks::fail(std::string_view why) {
    const std::lock_guard lock(mutex_);
    if (std::exchange(failed_, round_) == round_) return;
    for (unsigned to = 0; to < size(); ++to)
        if (to != rank()) post(to, Kind::failure, with_header({why.begin(), why.end()}));
}

void Ranks::send(unsigned to, Block block) {
    const std::lock_guard lock(mutex_);
    check();
    sent_.traffic += block.size();
    post(to, Kind::traffic, std::move(block));
}

std::optional<Ranks::Arrival> Ranks::receive() {
    const std::lock_guard lock(mutex_);
    if (traffic_.empty()) fetch();
    check();
    auto filed = take(traffic_);
    if (!filed) return std::nullopt;
    return Arrival{filed->from, std::move(filed->block)};
}

bool Ranks::congested() {
    const std::lock_guard lock(mutex_);
    return channel_.unsent() > most_unsent;
}

void Ranks::pause(unsigned& times) {
    // Who yields a core that others want waits for milliseconds; who sleeps is woken when it is time.
    constexpr unsigned patience = 20;
    if (++times > patience)
        std::this_thread::sleep_for(std::chrono::microseconds(std::min(10 + (times - patience), 1000U)));
}

std::vector<Block> Ranks::collect(Block mine) {
    if (!first()) {
        tell_first(mine);
        return {};
    }
    std::vector<Block> all{std::move(mine)};
    for (unsigned from = 1; from < size(); ++from) all.push_back(hear(from));
    return all;
}

void Ranks::tell_first(const Block& word) {
    const std::lock_guard lock(mutex_);
    check();
    Block block = with_header(word);
    sent_.words += block.size();
    post(0, Kind::word, std::move(block));
}

Block Ranks::hear(unsigned from) { return without_header(wait(words_[from], true).block); }

Block Ranks::spread(Block of_first) {
    if (!first()) return without_header(wait(words_[0], true).block);
    const std::lock_guard lock(mutex_);
    check();
    for (unsigned to = 1; to < size(); ++to) {
        sent_.words += header + of_first.size();
        post(to, Kind::word, with_header(of_first));
    }
    return of_first;
}

std::vector<Block> Ranks::gather(Block mine) { return parted(spread(joined(collect(std::move(mine))))); }

void Ranks::assign(const Block& task) {
    begin();
    const std::lock_guard lock(mutex_);
    for (unsigned to = 1; to < size(); ++to) post(to, Kind::task, with_header(task));
}

Block Ranks::next_task() {
    Filed task = wait(tasks_, false);
    begin();
    return without_header(std::move(task.block));
}

Ranks::Sent Ranks::sent() {
    const std::lock_guard lock(mutex_);
    return sent_;
}

void Ranks::post(unsigned to, Kind kind, Block block) {
    std::memcpy(block.data(), &round_, sizeof round_);
    block[sizeof round_] = static_cast<std::uint8_t>(kind);
    channel_.send(to, std::move(block));
}

void Ranks::fetch() {
    while (auto message = channel_.receive()) file(std::move(*message));
}

void Ranks::file(Channel::Message message) {
    if (message.bytes.size() < header) throw RankFailed("ranks: a message is cut off");
    Filed filed{.round = 0, .from = message.from, .block = std::move(message.bytes)};
    std::memcpy(&filed.round, filed.block.data(), sizeof filed.round);
    const auto kind = static_cast<Kind>(filed.block[sizeof filed.round]);
    if (kind == Kind::task) return tasks_.push_back(std::move(filed));
    if (filed.round < round_) return;
    switch (kind) {
    case Kind::traffic: return traffic_.push_back(std::move(filed));
    case Kind::word: return words_[filed.from].push_back(std::move(filed));
    case Kind::task:
    case Kind::failure: return failures_.push_back(std::move(filed));
    }
}

std::optional<Ranks::Filed> Ranks::take(Queue& queue) {
    const auto found = std::ranges::find(queue, round_, &Filed::round);
    if (found == queue.end()) return std::nullopt;
    std::optional<Filed> out(std::move(*found));
    queue.erase(found);
    return out;
}

void Ranks::check() const {
    const auto found = std::ranges::find(failures_, round_, &Filed::round);
    if (found == failures_.end()) return;
    const std::string why(found->block.begin() + header, found->block.end());
    throw RankFailed("rank " + std::to_string(found->from) + ": " + why);
}

Ranks::Filed Ranks::wait(Queue& queue, bool of_this_round) {
    for (unsigned times = 0;; pause(times)) {
        const std::lock_guard lock(mutex_);
        fetch();
        if (of_this_round) {
            check();
            if (auto filed = take(queue)) return std::move(*filed);
        } else if (!queue.empty()) {
            Filed filed = std::move(queue.front());
            queue.pop_front();
            return filed;
        }
    }
}

}  // namespace revoke_mc::explorer
