// Open MPI, MPICH and those that are made from it say in the environment how many they have started.
#include "checker/cli/launch.hpp"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <string_view>

#include <fmt/format.h>

namespace revoke_mc::cli {
namespace {

std::optional<unsigned long> number_in(const char* variable) {
    const char* text = std::getenv(variable);
    if (text == nullptr || *text == '\0') return std::nullopt;
    char* end = nullptr;
    const unsigned long number = std::strtoul(text, &end, 10);
    return *end == '\0' ? std::optional(number) : std::nullopt;
}

}  // namespace

Misled misled_by_mpi() {
    for (const auto& [size, rank] :
         {std::pair("OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_RANK"), std::pair("PMI_SIZE", "PMI_RANK")}) {
        const auto ranks = number_in(size);
        if (!ranks || *ranks < 2) continue;
        return {fmt::format("revoke-mc: MPI has started {} of this program, which was built without MPI\n"
                            "configure it with -DREVOKE_MPI=ON (checker/cli/README.md, \"Several machines\")\n",
                            *ranks),
                number_in(rank).value_or(0) != 0};
    }
    return {};
}

void share_out(CheckOptions& options, unsigned here) {
    if (!options.memory_given) options.search.limits.max_memory /= here;
    if (!options.threads_given) options.search.threads = std::max(options.search.threads / here, 1U);
}

}  // namespace revoke_mc::cli
