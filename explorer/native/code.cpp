// Compiles the code of a model when somebody first asks for it.
#include "explorer/native/code.hpp"

#include <cstdlib>
#include <string_view>

namespace revoke_mc::native {

Mode mode_from_environment() {
    const char* const text = std::getenv("REVOKE_NATIVE");
    const std::string_view wish = text != nullptr ? text : "";
    if (wish == "always") return Mode::always;
    return wish == "never" ? Mode::never : Mode::automatic;
}

Code::Code(const system::PackedModel& model, std::size_t words, Mode mode) : model_(model), words_(words), mode_(mode) {
    if (mode == Mode::always) compile();
}

void Code::compile() {
    if (mode_ == Mode::never || started_.test_and_set()) return;
    compiled_ = native::compile(model_, words_);
    ready_.store(compiled_.get(), std::memory_order_release);
}

}  // namespace revoke_mc::native
