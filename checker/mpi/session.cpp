// Messages that are sent lie here until MPI has taken them (MPI_Isend); those that arrive are asked for (MPI_Improbe).
// Whoever calls takes care that no two calls are made at once, which is what MPI_THREAD_SERIALIZED asks for.
//
// An error of MPI, a rank that is gone among them, ends the whole job with a message: that is MPI's own way.
#include "checker/mpi/session.hpp"

#include <cstdlib>
#include <deque>
#include <limits>
#include <mpi.h>
#include <stdexcept>
#include <utility>

namespace revoke_mc::mpi {

using explorer::Block;

class Session::World final : public explorer::Channel {
public:
    World() {
        // Whoever finds nothing waits in a way of its own (Ranks::pause); Open MPI would yield with each look.
        ::setenv("OMPI_MCA_mpi_yield_when_idle", "0", 0);
        int granted = MPI_THREAD_SINGLE;
        MPI_Init_thread(nullptr, nullptr, MPI_THREAD_SERIALIZED, &granted);
        if (granted < MPI_THREAD_SERIALIZED) throw std::runtime_error("this MPI does not serve several threads");
        MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
        MPI_Comm_size(MPI_COMM_WORLD, &size_);
        MPI_Comm machine = MPI_COMM_NULL;
        MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &machine);
        MPI_Comm_size(machine, &here_);
        MPI_Comm_free(&machine);
    }
    ~World() override {
        for (Sending& sending : sending_) MPI_Wait(&sending.request, MPI_STATUS_IGNORE);
        MPI_Finalize();
    }
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    [[nodiscard]] unsigned here() const { return static_cast<unsigned>(here_); }
    [[nodiscard]] unsigned rank() const override { return static_cast<unsigned>(rank_); }
    [[nodiscard]] unsigned size() const override { return static_cast<unsigned>(size_); }

    void send(unsigned to, Block bytes) override {
        if (bytes.size() > std::numeric_limits<int>::max()) throw std::runtime_error("a message is too long for MPI");
        Sending& sending = sending_.emplace_back(Sending{MPI_REQUEST_NULL, std::move(bytes)});
        unsent_ += sending.bytes.size();
        MPI_Isend(sending.bytes.data(), static_cast<int>(sending.bytes.size()), MPI_BYTE, static_cast<int>(to), tag,
                  MPI_COMM_WORLD, &sending.request);
        forget_sent();
    }

    std::optional<Message> receive() override {
        forget_sent();
        int there = 0;
        MPI_Message message = MPI_MESSAGE_NULL;
        MPI_Status status{};
        MPI_Improbe(MPI_ANY_SOURCE, tag, MPI_COMM_WORLD, &there, &message, &status);
        if (there == 0) return std::nullopt;
        int bytes = 0;
        MPI_Get_count(&status, MPI_BYTE, &bytes);
        Message out{static_cast<unsigned>(status.MPI_SOURCE), Block(static_cast<std::size_t>(bytes))};
        MPI_Mrecv(out.bytes.data(), bytes, MPI_BYTE, &message, MPI_STATUS_IGNORE);
        return out;
    }

    std::uint64_t unsent() override {
        forget_sent();
        return unsent_;
    }

private:
    static constexpr int tag = 0;
    struct Sending {
        MPI_Request request;
        Block bytes;
    };

    /// Those at the front that MPI has taken.
    void forget_sent() {
        while (!sending_.empty()) {
            int taken = 0;
            MPI_Test(&sending_.front().request, &taken, MPI_STATUS_IGNORE);
            if (taken == 0) return;
            unsent_ -= sending_.front().bytes.size();
            sending_.pop_front();
        }
    }

    int rank_ = 0, size_ = 1, here_ = 1;
    std::deque<Sending> sending_;  // in order
    std::uint64_t unsent_ = 0;
};

bool Session::is_wanted() {
    for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "PMIX_RANK"})
        if (std::getenv(name) != nullptr) return true;
    return false;
}

Session::Session() : world_(std::make_unique<World>()) {}
Session::~Session() = default;

explorer::Channel& Session::channel() { return *world_; }
unsigned Session::here() const { return world_->here(); }

}  // namespace revoke_mc::mpi
