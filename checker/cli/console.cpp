// C streams, because they say whether a write failed.
#include "checker/cli/console.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <sys/ioctl.h>
#include <unistd.h>

#include "reports/ci/github.hpp"

namespace revoke_mc::cli {
namespace {

constexpr std::size_t usual_width = 110;
constexpr std::size_t least_width = 20;
constexpr std::chrono::seconds between_lines{10};
constexpr std::size_t greatest_width = 160;  ///< longer lines are hard to read

bool is_set(const char* variable) {
    const char* value = std::getenv(variable);
    return value != nullptr && *value != '\0';
}

bool is_capable_terminal(int file) {
    const char* term = std::getenv("TERM");
    return ::isatty(file) == 1 && term != nullptr && std::string_view(term) != "dumb";
}

bool wants_colours(int file) { return is_capable_terminal(file) && !is_set("NO_COLOR"); }

std::size_t columns_of(int file) {
    winsize size{};
    if (::isatty(file) != 1 || ::ioctl(file, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return usual_width;
    return size.ws_col;
}

/// A safety net under all that is written: our colours, lines and text, and nothing else that a terminal would obey.
std::string shown(std::string_view text, const reports::Style& style) {
    std::string result;
    while (!text.empty()) {
        const std::size_t paint = style.painted(text);
        const std::size_t length = paint != 0 ? paint : std::min(text.find('\x1b', 1), text.size());
        result += paint != 0 ? std::string(text.substr(0, length)) : reports::printable_lines(text.substr(0, length));
        text.remove_prefix(length);
    }
    return result;
}

}  // namespace

bool in_github_actions() {
    const char* value = std::getenv("GITHUB_ACTIONS");
    return value != nullptr && std::string_view(value) == "true";
}

Console::Console()
    : out_style_(wants_colours(STDOUT_FILENO)), err_style_(wants_colours(STDERR_FILENO)),
      width_(std::clamp(columns_of(STDOUT_FILENO), least_width, greatest_width)), err_width_(columns_of(STDERR_FILENO)),
      terminal_(::isatty(STDOUT_FILENO) == 1), on_terminal_(is_capable_terminal(STDERR_FILENO)),
      guards_commands_(in_github_actions()) {}

void Console::out(std::string_view text) { write(shown(guarded(text), out_style_)); }

void Console::command(std::string_view line) { write(reports::printable_lines(line)); }

void Console::write(const std::string& text) {
    clear_progress();
    if (closed_) return;
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) note_failure();
}

/// GitHub Actions reads both streams.
std::string Console::guarded(std::string_view text) const {
    return guards_commands_ ? reports::without_commands(text) : std::string(text);
}

void Console::flush() {
    if (!closed_ && std::fflush(stdout) != 0) note_failure();
}

/// Right behind the call that failed. A terminal that has hung up answers EIO.
void Console::note_failure() { (errno == EPIPE || (errno == EIO && terminal_) ? closed_ : failed_) = true; }

void Console::err(std::string_view text) {
    clear_progress();
    flush();  // keeps both in order where they go to the same place
    const std::string safe = shown(guarded(text), err_style_);
    std::fwrite(safe.data(), 1, safe.size(), stderr);
}

void Console::set_progress(bool on_terminal, bool lines) {
    on_terminal_ = on_terminal_ && on_terminal;
    lines_ = lines && !on_terminal_;
    next_line_ = std::chrono::steady_clock::now() + between_lines;
}

void Console::progress(const std::string& line) {
    if (lines_) return progress_as_lines(line);
    if (!on_terminal_) return;
    const std::string safe = reports::printable(line.substr(0, err_width_ > 1 ? err_width_ - 1 : 1));
    std::fprintf(stderr, "\r\x1b[K%s", safe.c_str());
    std::fflush(stderr);
    progress_shown_ = true;
}

void Console::progress_as_lines(const std::string& line) {
    const auto now = std::chrono::steady_clock::now();
    if (now < next_line_) return;
    next_line_ = now + between_lines;
    flush();
    std::fprintf(stderr, "%s\n", reports::printable(line).c_str());
}

void Console::clear_progress() {
    if (!progress_shown_) return;
    std::fputs("\r\x1b[K", stderr);
    std::fflush(stderr);
    progress_shown_ = false;
}

bool Console::finish() {
    clear_progress();
    flush();
    if (std::ferror(stdout) != 0 && !closed_) failed_ = true;
    return !failed_;
}

}  // namespace revoke_mc::cli
