#include "reports/hash.hpp"

#include "model/language/program/fingerprint.hpp"

namespace revoke_mc::reports {
namespace {

void add(program::Fingerprint& out, const program::ThreadView& thread) {
    out.text(thread.position);
    out.number(thread.walks.size());
    for (const std::string& walk : thread.walks) out.text(walk);
    out.number(thread.locals.size());
    for (const auto& local : thread.locals) {
        out.number(local.frame);
        out.text(local.name);
        out.number(static_cast<std::uint64_t>(std::int64_t{local.value}));
    }
}

}  // namespace

std::string state_hash(const program::StateView& state) {
    program::Fingerprint out;
    out.number(state.cells.size());
    for (const program::Value value : state.cells) out.number(static_cast<std::uint64_t>(std::int64_t{value}));
    out.number(state.threads.size());
    for (const program::ThreadView& thread : state.threads) add(out, thread);
    return out.hash();
}

}  // namespace revoke_mc::reports
