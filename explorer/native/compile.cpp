// The compiler of this processor; where there is none, everything is interpreted.
#include "explorer/native/compile.hpp"

#ifdef REVOKE_NATIVE_X86
#include "explorer/native/x86/compile.hpp"
#endif

namespace revoke_mc::native {

std::unique_ptr<const Compiled> compile([[maybe_unused]] const system::PackedModel& model,
                                        [[maybe_unused]] std::size_t words) {
#ifdef REVOKE_NATIVE_X86
    return x86::compile(model, words);
#else
    return nullptr;
#endif
}

}  // namespace revoke_mc::native
