#include "explorer/search/decline.hpp"

#include "explorer/search/limits.hpp"
#include "explorer/search/team.hpp"

namespace revoke_mc::explorer {

void decline(Ranks& ranks, Reason reason) {
    const Options options;
    internal::Limits limits(options);
    limits.raise(reason);
    internal::Team team(&ranks, limits);
    (void)team.agree();  // before the search
    (void)team.agree();  // behind it
}

}  // namespace revoke_mc::explorer
