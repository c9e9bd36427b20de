// Ranks as threads of this process: the search among several ranks without MPI, for tests with toy systems.
#pragma once

#include <cstdint>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "explorer/contract/channel.hpp"
#include "explorer/ranks/ranks.hpp"

namespace toy {

/// A letter box for each rank.
class Post {
public:
    using Message = revoke_mc::explorer::Channel::Message;

    explicit Post(unsigned ranks) : boxes_(ranks) {}

    [[nodiscard]] unsigned ranks() const { return static_cast<unsigned>(boxes_.size()); }
    void put(unsigned to, Message message) {
        const std::lock_guard lock(boxes_[to].mutex);
        boxes_[to].messages.push_back(std::move(message));
    }
    std::optional<Message> take(unsigned rank) {
        const std::lock_guard lock(boxes_[rank].mutex);
        auto& messages = boxes_[rank].messages;
        if (messages.empty()) return std::nullopt;
        std::optional<Message> out(std::move(messages.front()));
        messages.pop_front();
        return out;
    }

private:
    struct Box {
        std::mutex mutex;
        std::deque<Message> messages;
    };
    std::deque<Box> boxes_;
};

class PostChannel final : public revoke_mc::explorer::Channel {
public:
    PostChannel(Post& post, unsigned rank) : post_(post), rank_(rank) {}

    [[nodiscard]] unsigned rank() const override { return rank_; }
    [[nodiscard]] unsigned size() const override { return post_.ranks(); }
    void send(unsigned to, revoke_mc::explorer::Block bytes) override { post_.put(to, {rank_, std::move(bytes)}); }
    std::optional<Message> receive() override { return post_.take(rank_); }
    std::uint64_t unsent() override { return ++asked_ % 7 == 0 ? ~std::uint64_t{0} : 0; }  // now and then congested

private:
    Post& post_;
    unsigned rank_;
    unsigned asked_ = 0;
};

/// Ranks that stay for several searches.
class Crew {
public:
    explicit Crew(unsigned ranks) : post_(ranks) {
        for (unsigned rank = 0; rank < ranks; ++rank) {
            channels_.emplace_back(post_, rank);
            ranks_.emplace_back(channels_.back());
        }
    }
    [[nodiscard]] unsigned size() const { return post_.ranks(); }
    revoke_mc::explorer::Ranks& operator[](unsigned rank) { return ranks_[rank]; }

    /// Calls work(ranks) in a thread for each; what rank 0 throws, or else the first that throws, is thrown here.
    template <class Work>
    void run(const Work& work) {
        std::vector<std::exception_ptr> errors(size());
        std::vector<std::thread> threads;
        for (unsigned rank = 0; rank < size(); ++rank) {
            threads.emplace_back([&, rank] {
                try {
                    ranks_[rank].begin();
                    work(ranks_[rank]);
                } catch (...) {
                    errors[rank] = std::current_exception();
                }
            });
        }
        for (std::thread& thread : threads) thread.join();
        for (const std::exception_ptr& error : errors)
            if (error) std::rethrow_exception(error);
    }

private:
    Post post_;
    std::deque<PostChannel> channels_;
    std::deque<revoke_mc::explorer::Ranks> ranks_;
};

}  // namespace toy
