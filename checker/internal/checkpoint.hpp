// The checkpoints of one search: whose they are, when they are due, and what went wrong with them.
#pragma once

#include <memory>
#include <string>

#include "checker/checker.hpp"
#include "explorer/contract/checkpoint.hpp"
#include "explorer/reduce/search_system.hpp"
#include "model/language/program/program.hpp"
#include "model/semantics/lower/lower.hpp"
#include "reports/checkpoint/head.hpp"
#include "reports/checkpoint/lock.hpp"
#include "reports/checkpoint/read.hpp"

namespace revoke_mc::checker {

class CheckpointKeeper final : public explorer::Checkpoints {
public:
    /// Throws reports::FileError: the file is in use, or there although nobody wants to go on from it.
    explicit CheckpointKeeper(const CheckpointOptions& options);

    /// The search is going to be this one. Throws explorer::BadCheckpoint if there is a checkpoint of another one.
    void begin(const program::Program& program, const lower::Lowered& lowered, const reduce::Reductions& reductions);

    [[nodiscard]] explorer::CheckpointSource* resume() override { return found_.get(); }
    [[nodiscard]] bool due() override { return Clock::now() >= next_; }
    void save(const std::function<void(explorer::CheckpointSink&)>& write) override;

    /// Why the last one could not be written; empty: nothing was in the way.
    [[nodiscard]] const std::string& error() const { return error_; }

private:
    void wait();

    CheckpointOptions options_;
    reports::CheckpointLock lock_;
    reports::CheckpointHead head_;
    std::unique_ptr<reports::CheckpointReader> found_;
    Clock::time_point next_;
    std::string error_;
};

}  // namespace revoke_mc::checker
