// Reads which fault is wanted.
#include "explorer/base/planted.hpp"

#ifdef REVOKE_PLANTED

#include <cstdlib>

namespace revoke_mc::planted {

bool is(std::string_view fault) {
    static const char* const wanted = std::getenv("REVOKE_FAULT");
    return wanted != nullptr && fault == wanted;
}

}  // namespace revoke_mc::planted

#endif
